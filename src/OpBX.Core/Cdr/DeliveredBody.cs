using System.Buffers;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using OpBX.Tenants;

namespace OpBX.Cdr;

/// <summary>
/// A delivered JSON object that is safe to read and to store: valid UTF-8, no lone surrogates, nested no deeper than
/// <see cref="MaxDepth"/>; and its copy for storage, in which credentials are masked (rule C5).
/// </summary>
internal readonly struct DeliveredBody
{
    /// <summary>The deepest nesting that is read.</summary>
    public const int MaxDepth = 64;

    /// <summary>Code of a body that is no JSON.</summary>
    public const string Malformed = "malformed-json";

    private DeliveredBody(JsonElement json, JsonSettings masked)
    {
        Json = json;
        Masked = masked;
    }

    /// <summary>The object.</summary>
    public JsonElement Json { get; }

    /// <summary>The object with its credentials masked.</summary>
    public JsonSettings Masked { get; }

    /// <summary>The bytes of a body as they came; empty when there is none.</summary>
    public static ReadOnlyMemory<byte> Raw(JsonElement body)
        => body.ValueKind == JsonValueKind.Undefined ? default : JsonMarshal.GetRawUtf8Value(body).ToArray();

    /// <summary>Reads a body.</summary>
    /// <param name="body">The body as parsed.</param>
    /// <param name="result">The object.</param>
    /// <param name="code">Why it is none: <c>not-an-object</c>, <c>too-deep</c> or <c>malformed-json</c>.</param>
    public static bool TryRead(JsonElement body, out DeliveredBody result, out string code)
    {
        result = default;
        code = "not-an-object";
        if (body.ValueKind != JsonValueKind.Object) return false;
        ReadOnlySpan<byte> raw = JsonMarshal.GetRawUtf8Value(body);
        try
        {
            byte[]? repaired = Repair(raw);
            if (repaired is not null)
            {
                raw = repaired;
                body = JsonSettings.Parse(Encoding.UTF8.GetString(repaired)).Json;
            }
            result = new DeliveredBody(body, CredentialMask.Apply(raw));
            code = "";
            return true;
        }
        catch (JsonException)
        {
            code = IsTooDeep(raw) ? "too-deep" : Malformed;
            return false;
        }
    }

    // The parser lets broken UTF-8 and half surrogate pairs pass and throws when the text is read; databases refuse both.
    private static byte[]? Repair(ReadOnlySpan<byte> raw)
    {
        byte[]? copy = Utf8.IsValid(raw) ? null : Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(raw));
        ReadOnlySpan<byte> text = copy ?? raw;
        int at = 0;
        while (at < text.Length)
        {
            int next = text[at..].IndexOf((byte)'\\');
            if (next < 0) break;
            at += next;
            if (!TryEscape(text, at, out int unit))
            {
                at += 2;
                continue;
            }
            if (char.IsHighSurrogate((char)unit) && TryEscape(text, at + 6, out int low) && char.IsLowSurrogate((char)low))
            {
                at += 12;
                continue;
            }
            if (char.IsSurrogate((char)unit))
            {
                copy ??= raw.ToArray();
                "FFFD"u8.CopyTo(copy.AsSpan(at + 2));
                text = copy;
            }
            at += 6;
        }
        return copy;
    }

    private static bool TryEscape(ReadOnlySpan<byte> text, int at, out int unit)
    {
        unit = 0;
        return at + 6 <= text.Length && text[at] == '\\' && text[at + 1] == 'u'
            && int.TryParse(text.Slice(at + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out unit);
    }

    private static bool IsTooDeep(ReadOnlySpan<byte> raw)
    {
        var reader = new Utf8JsonReader(raw, new JsonReaderOptions { MaxDepth = int.MaxValue, CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        try
        {
            while (reader.Read())
            {
                if (reader.CurrentDepth >= MaxDepth) return true;
            }
        }
        catch (JsonException)
        {
        }
        return false;
    }
}
