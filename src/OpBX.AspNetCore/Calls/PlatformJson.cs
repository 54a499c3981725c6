using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Unicode;

namespace OpBX.Calls;

/// <summary>
/// Reads JSON as the platform writes it: bare <c>NaN</c> and <c>Infinity</c> are null (rule H3), and half a surrogate pair,
/// which no database would take, is U+FFFD. Anything else that is not JSON is malformed.
/// </summary>
internal static class PlatformJson
{
    /// <summary>The deepest nesting of a voice request that is read.</summary>
    public const int MaxDepth = 64;

    /// <summary>The deepest nesting of a record that is JSON: whoever takes it in says how deep it may be, and sets aside what is deeper.</summary>
    public const int MaxRecordDepth = 1000;

    private static readonly SearchValues<byte> TokenBytes = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.+-"u8);

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>Makes strict JSON of a body where it can be made.</summary>
    /// <param name="body">The body as received.</param>
    /// <param name="json">The body itself, or a repaired copy.</param>
    /// <returns>False when the body is not UTF-8.</returns>
    public static bool TryPrepare(ReadOnlySpan<byte> body, out ReadOnlySpan<byte> json)
    {
        json = body.StartsWith(ByteOrderMark) ? body[ByteOrderMark.Length..] : body;
        if (!Utf8.IsValid(json)) return false;
        if (json.IndexOf("NaN"u8) >= 0 || json.IndexOf("Infinity"u8) >= 0 || json.IndexOf("\\ud"u8) >= 0 || json.IndexOf("\\uD"u8) >= 0)
        {
            json = Repair(json);
        }
        return true;
    }

    /// <summary>Reads a body that must be one JSON object.</summary>
    /// <param name="body">The body as received.</param>
    /// <param name="root">The object; it owns its memory.</param>
    public static bool TryReadObject(ReadOnlySpan<byte> body, [NotNullWhen(true)] out JsonElement? root)
    {
        root = null;
        if (!TryPrepare(body, out ReadOnlySpan<byte> json)) return false;
        try
        {
            JsonElement element = JsonElement.Parse(json, new JsonDocumentOptions { MaxDepth = MaxRecordDepth });
            if (element.ValueKind != JsonValueKind.Object) return false;
            root = element;
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static ReadOnlySpan<byte> Repair(ReadOnlySpan<byte> json)
    {
        // «NaN», the shortest token, grows by one byte.
        byte[] output = new byte[json.Length + json.Length / 3 + 1];
        int length = 0;
        bool inString = false;
        for (int i = 0; i < json.Length;)
        {
            byte b = json[i];
            if (inString)
            {
                if (b == '\\')
                {
                    i += CopyEscape(json[i..], output, ref length);
                    continue;
                }
                inString = b != '"';
            }
            else if (b == '"')
            {
                inString = true;
            }
            else if (b is (byte)'N' or (byte)'I' or (byte)'-' && NonNumberLength(json, i) is > 0 and int token)
            {
                "null"u8.CopyTo(output.AsSpan(length));
                length += 4;
                i += token;
                continue;
            }
            output[length++] = b;
            i++;
        }
        return output.AsSpan(0, length);
    }

    private static int NonNumberLength(ReadOnlySpan<byte> json, int start)
    {
        ReadOnlySpan<byte> rest = json[start..];
        int length = rest.StartsWith("NaN"u8) ? 3 : rest.StartsWith("Infinity"u8) ? 8 : rest.StartsWith("-Infinity"u8) ? 9 : 0;
        if (length == 0) return 0;
        if (start > 0 && TokenBytes.Contains(json[start - 1])) return 0;
        return length < rest.Length && TokenBytes.Contains(rest[length]) ? 0 : length;
    }

    private static int CopyEscape(ReadOnlySpan<byte> rest, Span<byte> output, ref int length)
    {
        int taken = Math.Min(2, rest.Length);
        ReadOnlySpan<byte> replacement = rest[..taken];
        if (TryReadUnit(rest, out char unit) && char.IsSurrogate(unit))
        {
            bool isPair = char.IsHighSurrogate(unit) && TryReadUnit(rest[6..], out char second) && char.IsLowSurrogate(second);
            taken = isPair ? 12 : 6;
            replacement = isPair ? rest[..12] : "\\ufffd"u8;
        }
        replacement.CopyTo(output[length..]);
        length += replacement.Length;
        return taken;
    }

    private static bool TryReadUnit(ReadOnlySpan<byte> escape, out char unit)
    {
        unit = default;
        if (escape.Length < 6 || escape[0] != '\\' || escape[1] != 'u') return false;
        Span<byte> bytes = stackalloc byte[2];
        if (Convert.FromHexString(escape[2..6], bytes, out _, out _) != OperationStatus.Done) return false;
        unit = (char)((bytes[0] << 8) | bytes[1]);
        return true;
    }
}
