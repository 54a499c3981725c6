using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using OpBX.Tenants;

namespace OpBX.Retention;

/// <summary>Finds and replaces the numbers of an <see cref="ErasureRequest"/> in texts and JSON.</summary>
internal readonly struct ErasedText(ErasureRequest request)
{
    private const int MinRunDigits = 7;

    // International prefixes (00, 011, 8~10) and country codes are at most so long.
    private const int MaxPrefixDigits = 4;

    private readonly string _digits = request.Number is { } number ? number.Digits.ToString() : "";
    private readonly string _extension = request.ExtensionNumber ?? "";

    public string In(string text)
    {
        if (_extension?.Length > 0 && IsExtension(text)) return ErasureRequest.Placeholder;
        if (string.IsNullOrEmpty(_digits) || text.Length < MinRunDigits) return text;
        StringBuilder? erased = null;
        int copied = 0;
        for (int i = 0; i < text.Length; i++)
        {
            if (!char.IsAsciiDigit(text[i])) continue;
            int end = RunEnd(text, i, out string run);
            if (IsNumber(run))
            {
                int start = i > copied && text[i - 1] == '+' ? i - 1 : i;
                erased ??= new StringBuilder(text.Length);
                erased.Append(text, copied, start - copied).Append(ErasureRequest.Placeholder);
                copied = end;
            }
            else if (SingleRunEnd(text, i) is var single && single < end)
            {
                // The separators may stand between two numbers rather than within one.
                if (IsNumber(text[i..single]))
                {
                    int start = i > copied && text[i - 1] == '+' ? i - 1 : i;
                    erased ??= new StringBuilder(text.Length);
                    erased.Append(text, copied, start - copied).Append(ErasureRequest.Placeholder);
                    copied = single;
                }
                end = single;
            }
            i = end - 1;
        }
        return erased is null ? text : erased.Append(text, copied, text.Length - copied).ToString();
    }

    public JsonSettings In(JsonSettings json)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        bool changed = false;
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true }))
        {
            Write(writer, json.Json, ref changed);
        }
        return changed ? JsonSettings.Parse(Encoding.UTF8.GetString(buffer.WrittenSpan)) : json;
    }

    public ReadOnlyMemory<byte> In(ReadOnlyMemory<byte> body)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(body);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
            {
                JsonSettings json = JsonSettings.From(document.RootElement);
                JsonSettings erasedJson = In(json);
                return ReferenceEquals(json, erasedJson) ? body : Encoding.UTF8.GetBytes(erasedJson.ToJson());
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // What is no JSON is a text.
        }
        string text = Encoding.UTF8.GetString(body.Span);
        string erased = In(text);
        return ReferenceEquals(text, erased) ? body : Encoding.UTF8.GetBytes(erased);
    }

    private void Write(Utf8JsonWriter writer, JsonElement value, ref bool changed)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (JsonProperty member in value.EnumerateObject())
                {
                    string name = In(member.Name);
                    changed |= !ReferenceEquals(name, member.Name) && name != member.Name;
                    writer.WritePropertyName(name);
                    Write(writer, member.Value, ref changed);
                }
                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (JsonElement item in value.EnumerateArray()) Write(writer, item, ref changed);
                writer.WriteEndArray();
                break;
            case JsonValueKind.String:
                string text = value.GetString()!;
                string erased = In(text);
                changed |= !ReferenceEquals(text, erased);
                writer.WriteStringValue(erased);
                break;
            case JsonValueKind.Number when IsNumber(value.GetRawText()):
                changed = true;
                writer.WriteStringValue(ErasureRequest.Placeholder);
                break;
            default:
                writer.WriteRawValue(value.GetRawText(), skipInputValidation: true);
                break;
        }
    }

    private bool IsNumber(string run)
    {
        if (string.IsNullOrEmpty(_digits) || run.Length < MinRunDigits) return false;
        if (run.EndsWith(_digits, StringComparison.Ordinal)) return run.Length - _digits.Length <= MaxPrefixDigits;
        // National form: without country code, perhaps with a trunk prefix of one digit.
        return IsNational(run) || IsNational(run[1..]);
    }

    private bool IsNational(string run)
        => run.Length >= MinRunDigits && _digits.Length - run.Length is > 0 and <= 3 && _digits.EndsWith(run, StringComparison.Ordinal);

    private bool IsExtension(string text)
    {
        string bare = text.Trim();
        foreach (string scheme in (string[])["sip:", "sips:", "tel:"])
        {
            if (bare.StartsWith(scheme, StringComparison.OrdinalIgnoreCase)) bare = bare[scheme.Length..];
        }
        int end = bare.IndexOfAny(['@', ';']);
        if (end >= 0) bare = bare[..end];
        return bare.TrimStart('+') == _extension;
    }

    private static int SingleRunEnd(string text, int start)
    {
        int end = start;
        while (end < text.Length && char.IsAsciiDigit(text[end])) end++;
        return end;
    }

    // Digits with at most two separators between neighbours, as people write numbers.
    private static int RunEnd(string text, int start, out string digits)
    {
        var run = new StringBuilder(24);
        int end = start;
        int separators = 0;
        for (int i = start; i < text.Length && run.Length <= 24; i++)
        {
            if (char.IsAsciiDigit(text[i]))
            {
                run.Append(text[i]);
                end = i + 1;
                separators = 0;
            }
            else if (text[i] is ' ' or '-' or '.' or '(' or ')' or '/' && ++separators <= 2)
            {
                continue;
            }
            else
            {
                break;
            }
        }
        digits = run.ToString();
        return end;
    }
}
