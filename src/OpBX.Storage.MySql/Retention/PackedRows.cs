using System.Buffers;
using System.Data.Common;
using System.Globalization;
using System.IO.Compression;
using System.Text.Json;

namespace OpBX.Retention;

/// <summary>Whole rows as gzip-compressed JSON objects of columns: what an archive keeps, columns included that OpBX does not know.</summary>
internal static class PackedRows
{
    private const string Binary = "base64";

    /// <summary>Packs the row at which a reader stands.</summary>
    public static byte[] Pack(DbDataReader reader, IReadOnlyList<string> columns) => Compress(json =>
    {
        for (int i = 0; i < columns.Count; i++)
        {
            json.WritePropertyName(columns[i]);
            Write(json, reader.IsDBNull(i) ? null : reader.GetValue(i));
        }
    });

    /// <summary>The packed row with other values in some columns.</summary>
    public static byte[] Repack(JsonElement row, IReadOnlyList<string> columns, object?[] values) => Compress(json =>
    {
        for (int i = 0; i < values.Length; i++)
        {
            json.WritePropertyName(columns[i]);
            Write(json, values[i] is Cdr.RecordKey key ? key.ToBytes() : values[i]);
        }
        foreach (JsonProperty column in row.EnumerateObject())
        {
            if (!columns.Contains(column.Name)) column.WriteTo(json);
        }
    });

    public static JsonDocument Unpack(byte[] payload)
    {
        using var packed = new MemoryStream(payload);
        using var unpacked = new GZipStream(packed, CompressionMode.Decompress);
        return JsonDocument.Parse(unpacked);
    }

    /// <summary>The value of a column as a parameter of SQL.</summary>
    public static object? Value(JsonElement row, string column)
    {
        if (!row.TryGetProperty(column, out JsonElement value)) return null;
        return value.ValueKind switch
        {
            JsonValueKind.String => value.GetString(),
            JsonValueKind.True => 1L,
            JsonValueKind.False => 0L,
            JsonValueKind.Number when value.TryGetInt64(out long number) => number,
            JsonValueKind.Number when value.TryGetUInt64(out ulong number) => number,
            JsonValueKind.Number => value.GetRawText(),
            JsonValueKind.Object => value.GetProperty(Binary).GetBytesFromBase64(),
            _ => null,
        };
    }

    private static byte[] Compress(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { SkipValidation = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }
        using var packed = new MemoryStream(1024);
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true)) gzip.Write(buffer.WrittenSpan);
        return packed.ToArray();
    }

    private static void Write(Utf8JsonWriter json, object? value)
    {
        switch (value)
        {
            case null:
                json.WriteNullValue();
                break;
            case string text:
                json.WriteStringValue(text);
                break;
            case DateTime time:
                json.WriteStringValue(time.ToString("yyyy-MM-dd HH:mm:ss.FFFFFF", CultureInfo.InvariantCulture));
                break;
            case bool truth:
                json.WriteBooleanValue(truth);
                break;
            case byte[] bytes:
                json.WriteStartObject();
                json.WriteBase64String(Binary, bytes);
                json.WriteEndObject();
                break;
            case long or int or short or sbyte or byte or ushort or uint:
                json.WriteNumberValue(Convert.ToInt64(value, CultureInfo.InvariantCulture));
                break;
            case ulong number:
                json.WriteNumberValue(number);
                break;
            case decimal number:
                json.WriteNumberValue(number);
                break;
            case double number:
                json.WriteNumberValue(number);
                break;
            case TimeSpan time:
                json.WriteStringValue(string.Create(CultureInfo.InvariantCulture, $"{(time < TimeSpan.Zero ? "-" : "")}{(long)Math.Abs(time.TotalHours)}:{time:mm\\:ss\\.ffffff}"));
                break;
            default:
                json.WriteStringValue(Convert.ToString(value, CultureInfo.InvariantCulture));
                break;
        }
    }
}
