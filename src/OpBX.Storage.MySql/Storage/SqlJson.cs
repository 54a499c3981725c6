using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using OpBX.Tenants;

namespace OpBX.Storage;

/// <summary>
/// JSON in the form that every server keeps. One server sorts members, drops repeated ones, turns numbers into doubles and refuses
/// broken surrogates; another refuses what is nested more than 32 deep. What would change or fail is rewritten before, always alike,
/// so that a repetition of the same body is known as one.
/// </summary>
internal static class SqlJson
{
    private const int MaxDepth = 28;
    private const int MaxName = 16_000;

    /// <summary>
    /// Reads what stands in a JSON column, whoever wrote it: an object that was encoded twice, and so is a text, is that object;
    /// what is no object at all has no members. One such value must not keep a tenant from being loaded.
    /// </summary>
    public static JsonSettings Read(string text)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            JsonElement root = document.RootElement;
            JsonSettings json = root.ValueKind == JsonValueKind.String ? JsonSettings.Parse(root.GetString()) : JsonSettings.From(root);
            // Half a surrogate pair can't be read as text.
            return text.Contains("\\ud", StringComparison.OrdinalIgnoreCase) ? Form(json) : json;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return JsonSettings.Empty;
        }
    }

    /// <summary>The same object where it can be kept as it is, else its nearest form: deep values and great numbers become texts.</summary>
    public static JsonSettings Form(JsonSettings json) => IsPlain(json.Json, 1) ? json : Rewrite(json, isSorted: false);

    /// <summary>One spelling for equal objects: compact, members in ordinal order.</summary>
    public static JsonSettings Canonical(JsonSettings json) => Rewrite(json, isSorted: true);

    private static JsonSettings Rewrite(JsonSettings json, bool isSorted)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true }))
        {
            Write(writer, json.Json, 1, isSorted);
        }
        return JsonSettings.Parse(Encoding.UTF8.GetString(buffer.WrittenSpan));
    }

    private static bool IsPlain(JsonElement value, int depth)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                if (depth > MaxDepth) return false;
                int count = 0;
                foreach (JsonProperty member in value.EnumerateObject())
                {
                    count++;
                    if (!IsPlain(member.Value, depth + 1)) return false;
                }
                return AreNamesPlain(value, count);
            case JsonValueKind.Array:
                if (depth > MaxDepth) return false;
                foreach (JsonElement item in value.EnumerateArray())
                {
                    if (!IsPlain(item, depth + 1)) return false;
                }
                return true;
            case JsonValueKind.String:
                return TryText(value, out _);
            case JsonValueKind.Number:
                return IsExact(value);
            default:
                return true;
        }
    }

    private static bool AreNamesPlain(JsonElement value, int count)
    {
        var names = new HashSet<string>(count, StringComparer.Ordinal);
        foreach (JsonProperty member in value.EnumerateObject())
        {
            if (NameOf(member) is not { Length: <= MaxName } name || !names.Add(name)) return false;
        }
        return true;
    }

    private static void Write(Utf8JsonWriter writer, JsonElement value, int depth, bool isSorted)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object or JsonValueKind.Array when depth > MaxDepth:
                writer.WriteStringValue(value.GetRawText());
                break;
            case JsonValueKind.Object:
                writer.WriteStartObject();
                var members = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
                foreach (JsonProperty member in value.EnumerateObject())
                {
                    string name = NameOf(member) ?? "?";
                    members[name.Length <= MaxName ? name : name[..MaxName]] = member.Value;
                }
                foreach ((string name, JsonElement item) in isSorted ? members.OrderBy(static pair => pair.Key, StringComparer.Ordinal) : members.AsEnumerable())
                {
                    writer.WritePropertyName(name);
                    Write(writer, item, depth + 1, isSorted);
                }
                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (JsonElement item in value.EnumerateArray()) Write(writer, item, depth + 1, isSorted);
                writer.WriteEndArray();
                break;
            case JsonValueKind.String:
                writer.WriteStringValue(TryText(value, out string text) ? text : value.GetRawText().Trim('"'));
                break;
            case JsonValueKind.Number:
                WriteNumber(writer, value);
                break;
            default:
                writer.WriteRawValue(value.GetRawText(), skipInputValidation: true);
                break;
        }
    }

    private static void WriteNumber(Utf8JsonWriter writer, JsonElement value)
    {
        if (value.TryGetInt64(out long number)) writer.WriteNumberValue(number);
        else if (value.TryGetUInt64(out ulong large)) writer.WriteNumberValue(large);
        else if (IsExact(value)) writer.WriteNumberValue(value.GetDouble());
        else writer.WriteStringValue(value.GetRawText());
    }

    // Whether a server that keeps numbers as 64-bit integers or doubles gives this one back.
    private static bool IsExact(JsonElement value)
    {
        if (value.TryGetInt64(out long number)) return number != 0 || !value.GetRawText().StartsWith('-');
        if (value.TryGetUInt64(out _)) return true;
        if (!value.TryGetDouble(out double real) || !double.IsFinite(real)) return false;
        string raw = value.GetRawText();
        if (raw.Length <= 15 && !raw.Contains('e', StringComparison.OrdinalIgnoreCase)) return true;
        using JsonDocument kept = JsonDocument.Parse(real.ToString("R", System.Globalization.CultureInfo.InvariantCulture));
        return JsonElement.DeepEquals(kept.RootElement, value);
    }

    private static string? NameOf(JsonProperty member)
    {
        try
        {
            return member.Name;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static bool TryText(JsonElement value, out string text)
    {
        try
        {
            text = value.GetString()!;
            return true;
        }
        catch (InvalidOperationException)
        {
            text = "";
            return false;
        }
    }
}
