using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace OpBX.Calls;

/// <summary>Reads the fields of a body: a JSON object or form fields, URL-encoded or multipart (rule H1).</summary>
internal static class RequestFieldsReader
{
    /// <summary>Reads a body by its content type.</summary>
    /// <param name="body">The body as received.</param>
    /// <param name="contentType">Its content type; whatever it says, what begins like a JSON object is read as one.</param>
    /// <returns>The fields, or null when the body is malformed or of an unknown type.</returns>
    public static RequestFields? Read(ReadOnlySpan<byte> body, string? contentType)
    {
        ReadOnlySpan<char> type = contentType.AsSpan();
        int end = type.IndexOf(';');
        type = (end < 0 ? type : type[..end]).Trim();
        var fields = new RequestFields();
        // What begins like a JSON object is one, whatever it is called: no form field begins with a brace.
        if (IsJson(type) || LooksLikeObject(body)) return TryReadJson(body, fields) ? fields : null;
        if (MultipartForm.BoundaryOf(contentType) is { } boundary) return MultipartForm.TryRead(body, boundary, (name, value) => Set(fields, name, value)) ? fields : null;
        return type.Equals("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) && TryReadForm(body, fields) ? fields : null;
    }

    /// <summary>Reads <c>SessionData</c> that came as text, from a form or a query.</summary>
    public static SessionPart ReadSession(string json)
    {
        if (!json.StartsWith('{')) return default;
        if (!PlatformJson.TryPrepare(Encoding.UTF8.GetBytes(json), out ReadOnlySpan<byte> prepared)) return default;
        try
        {
            var reader = new Utf8JsonReader(prepared);
            return reader.Read() ? ReadSession(ref reader) : default;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return default;
        }
    }

    /// <summary>Reads a point in time: epoch milliseconds as number or text, or ISO 8601; 0 and anything else is none.</summary>
    public static DateTimeOffset? ReadTime(string? text)
    {
        if (string.IsNullOrWhiteSpace(text)) return null;
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double milliseconds))
        {
            return milliseconds is >= 1 and <= 253_402_300_799_000 ? DateTimeOffset.FromUnixTimeMilliseconds((long)milliseconds) : null;
        }
        text = text.Trim();
        bool isIso = text.Length >= 10 && char.IsAsciiDigit(text[0]) && text[4] == '-' && text[7] == '-';
        return isIso && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTimeOffset time)
            ? time : null;
    }

    private static bool IsJson(ReadOnlySpan<char> type)
        => type.Equals("application/json", StringComparison.OrdinalIgnoreCase)
        || type.Equals("text/json", StringComparison.OrdinalIgnoreCase)
        || (type.StartsWith("application/", StringComparison.OrdinalIgnoreCase) && type.EndsWith("+json", StringComparison.OrdinalIgnoreCase));

    private static bool LooksLikeObject(ReadOnlySpan<byte> body) => body.TrimStart(" \t\r\n"u8) is [(byte)'{', ..];

    private static bool TryReadJson(ReadOnlySpan<byte> body, RequestFields fields)
    {
        if (!PlatformJson.TryPrepare(body, out ReadOnlySpan<byte> json)) return false;
        try
        {
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = PlatformJson.MaxDepth });
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return false;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                string name = reader.GetString()!;
                reader.Read();
                ReadField(ref reader, json, name, fields);
            }
            return !reader.Read();
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    private static void ReadField(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, string name, RequestFields fields)
    {
        bool isSession = name.Equals("SessionData", StringComparison.OrdinalIgnoreCase);
        if (reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray))
        {
            if (Scalar(ref reader) is not { } text) return;
            fields.Set(name, text);
            if (isSession) fields.Session = ReadSession(text);
            return;
        }
        int start = (int)reader.TokenStartIndex;
        if (isSession && reader.TokenType == JsonTokenType.StartObject) fields.Session = ReadSession(ref reader);
        else reader.Skip();
        ReadOnlySpan<byte> raw = json[start..(int)reader.BytesConsumed];
        if (raw.Length <= RequestFields.MaxBytes) fields.Set(name, Encoding.UTF8.GetString(raw));
    }

    private static SessionPart ReadSession(ref Utf8JsonReader reader)
    {
        SessionPart part = default;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string name = reader.GetString()!;
            reader.Read();
            if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray) reader.Skip();
            else if (name.Equals("token", StringComparison.OrdinalIgnoreCase)) part = part with { Token = Scalar(ref reader) };
            else if (name.Equals("callAnswerTime", StringComparison.OrdinalIgnoreCase)) part = part with { AnsweredAt = ReadTime(Scalar(ref reader)) };
        }
        return part;
    }

    private static string? Scalar(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.String => reader.GetString(),
        JsonTokenType.Number => Encoding.UTF8.GetString(reader.ValueSpan),
        JsonTokenType.True => "true",
        JsonTokenType.False => "false",
        _ => null,
    };

    private static bool TryReadForm(ReadOnlySpan<byte> body, RequestFields fields)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(body.Length);
        try
        {
            while (!body.IsEmpty)
            {
                int end = body.IndexOf((byte)'&');
                ReadOnlySpan<byte> pair = end < 0 ? body : body[..end];
                body = end < 0 ? default : body[(end + 1)..];
                if (pair.IsEmpty) continue;
                int equals = pair.IndexOf((byte)'=');
                if (!TryDecode(equals < 0 ? pair : pair[..equals], buffer, out string name)) return false;
                if (!TryDecode(equals < 0 ? default : pair[(equals + 1)..], buffer, out string value)) return false;
                if (name.Length == 0) continue;
                Set(fields, name, value);
            }
            return true;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static void Set(RequestFields fields, string name, string value)
    {
        fields.Set(name, value);
        if (name.Equals("SessionData", StringComparison.OrdinalIgnoreCase)) fields.Session = ReadSession(value);
    }

    private static bool TryDecode(ReadOnlySpan<byte> text, Span<byte> buffer, out string decoded)
    {
        int length = 0;
        for (int i = 0; i < text.Length; i++)
        {
            byte b = text[i];
            if (b == '+')
            {
                b = (byte)' ';
            }
            else if (b == '%' && i + 2 < text.Length && Convert.FromHexString(text.Slice(i + 1, 2), buffer[length..], out _, out _) == OperationStatus.Done)
            {
                length++;
                i += 2;
                continue;
            }
            buffer[length++] = b;
        }
        bool isText = Utf8.IsValid(buffer[..length]);
        decoded = isText ? Encoding.UTF8.GetString(buffer[..length]) : "";
        return isText;
    }
}
