using System.Data.Common;
using System.Globalization;
using System.Text.Json;
using OpBX.Storage;
using OpBX.Tenants;

namespace OpBX.Cdr;

/// <summary>One row of a table of records, wherever it is read from; columns by their place in <see cref="RecordTable{T}.Columns"/>.</summary>
internal abstract class RecordRow
{
    public abstract string? Text(int column);

    public abstract long? Number(int column);

    public abstract decimal? Decimal(int column);

    /// <summary>A time in UTC.</summary>
    public abstract DateTimeOffset? Time(int column);

    /// <summary>A length in seconds; what is beyond <see cref="int"/> reads as its greatest value.</summary>
    public int? Seconds(int column) => Number(column) is { } number ? (int)Math.Clamp(number, 0, int.MaxValue) : null;

    /// <summary>A JSON column; what other applications wrote and is no object reads as an empty one.</summary>
    public JsonSettings? Json(int column) => Text(column) is { } text ? SqlJson.Read(text) : null;
}

/// <summary>The row at which a reader stands.</summary>
internal sealed class LiveRow(DbDataReader reader) : RecordRow
{
    public override string? Text(int column) => reader.TextOrNull(column);

    public override long? Number(int column) => reader.IdOrNull(column);

    public override decimal? Decimal(int column) => reader.IsDBNull(column) ? null : reader.GetDecimal(column);

    public override DateTimeOffset? Time(int column) => reader.TimeOrNull(column);
}

/// <summary>A row that was packed for the archive: an object of columns.</summary>
internal sealed class PackedRow(JsonElement row, IReadOnlyList<string> columns) : RecordRow
{
    public override string? Text(int column) => Value(column) is not { } value ? null : value.ValueKind == JsonValueKind.String ? value.GetString() : value.GetRawText();

    public override long? Number(int column) => Value(column) is { } value && value.TryGetInt64(out long number) ? number : null;

    public override decimal? Decimal(int column)
        => decimal.TryParse(Text(column), NumberStyles.Float, CultureInfo.InvariantCulture, out decimal number) ? number : null;

    public override DateTimeOffset? Time(int column)
        => DateTime.TryParse(Text(column), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTime time)
            ? new DateTimeOffset(time) : null;

    private JsonElement? Value(int column) => row.TryGetProperty(columns[column], out JsonElement value) && value.ValueKind != JsonValueKind.Null ? value : null;
}
