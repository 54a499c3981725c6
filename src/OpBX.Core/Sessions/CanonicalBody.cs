using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;

namespace OpBX.Sessions;

/// <summary>Names events that have no id by their content (rule S3): the order of members and white space do not matter.</summary>
internal static class CanonicalBody
{
    /// <summary>The id of an event: <c>sha256:</c> and 64 hex digits.</summary>
    public static string EventId(JsonElement body)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { SkipValidation = true }))
        {
            Write(writer, body);
        }
        return "sha256:" + Convert.ToHexStringLower(SHA256.HashData(buffer.WrittenSpan));
    }

    /// <summary>Writes a value so that equal values give equal bytes: members in ordinal order, numbers in their shortest form.</summary>
    public static void Write(Utf8JsonWriter writer, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (JsonProperty property in value.EnumerateObject().OrderBy(static p => p.Name, StringComparer.Ordinal))
                {
                    writer.WritePropertyName(property.Name);
                    Write(writer, property.Value);
                }
                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (JsonElement item in value.EnumerateArray()) Write(writer, item);
                writer.WriteEndArray();
                break;
            case JsonValueKind.Number when value.TryGetDecimal(out decimal number):
                // 1, 1.0 and 1e0 are the same number.
                writer.WriteNumberValue(number / 1.0000000000000000000000000000m);
                break;
            case JsonValueKind.String:
                writer.WriteStringValue(value.GetString());
                break;
            default:
                writer.WriteRawValue(value.GetRawText(), skipInputValidation: true);
                break;
        }
    }
}
