using System.Data.Common;
using OpBX.Tenants;

namespace OpBX.Storage;

/// <summary>Reads columns: NULL first, then by the getters that every driver answers alike; times are UTC.</summary>
internal static class SqlColumn
{
    private static readonly DateTimeOffset s_firstTimestamp = DateTimeOffset.UnixEpoch.AddSeconds(1);
    private static readonly DateTimeOffset s_endOfTimestamps = ColumnRules.LastTimestamp.AddSeconds(1);

    public static string Text(this DbDataReader reader, int ordinal) => reader.IsDBNull(ordinal) ? "" : reader.GetString(ordinal);

    public static string? TextOrNull(this DbDataReader reader, int ordinal) => reader.IsDBNull(ordinal) ? null : reader.GetString(ordinal);

    /// <summary>A text of a NOT NULL column that has no word for «none» but the empty one.</summary>
    public static string? TextOrNone(this DbDataReader reader, int ordinal) => reader.Text(ordinal) is { Length: > 0 } text ? text : null;

    public static long Id(this DbDataReader reader, int ordinal) => reader.GetInt64(ordinal);

    /// <summary>An id or a count; what is beyond <see cref="long"/> names nothing.</summary>
    public static long? IdOrNull(this DbDataReader reader, int ordinal)
        => reader.IsDBNull(ordinal) || reader.GetValue(ordinal) is > (ulong)long.MaxValue ? null : reader.GetInt64(ordinal);

    /// <summary>An INTEGER UNSIGNED: what is beyond <see cref="int"/> reads as its greatest value.</summary>
    public static int Int(this DbDataReader reader, int ordinal) => (int)Math.Clamp(reader.GetInt64(ordinal), 0, int.MaxValue);

    public static int? IntOrNull(this DbDataReader reader, int ordinal) => reader.IsDBNull(ordinal) ? null : reader.Int(ordinal);

    public static bool Bool(this DbDataReader reader, int ordinal) => !reader.IsDBNull(ordinal) && reader.GetBoolean(ordinal);

    /// <summary>A JSON column, as <see cref="SqlJson.Read"/> has it.</summary>
    public static JsonSettings Json(this DbDataReader reader, int ordinal)
        => reader.TextOrNull(ordinal) is { } text ? SqlJson.Read(text) : JsonSettings.Empty;

    public static DateTimeOffset Time(this DbDataReader reader, int ordinal)
        => new(DateTime.SpecifyKind(reader.GetDateTime(ordinal), DateTimeKind.Utc));

    public static DateTimeOffset? TimeOrNull(this DbDataReader reader, int ordinal)
        => reader.DateOrNull(ordinal) is { } time ? new(DateTime.SpecifyKind(time, DateTimeKind.Utc)) : null;

    /// <summary>A date or time. One that no calendar has is none: a server that is not strict keeps 0000-00-00 and 2026-02-31, and drivers say so by different exceptions.</summary>
    public static DateTime? DateOrNull(this DbDataReader reader, int ordinal)
    {
        try
        {
            // One driver converts the value to see whether it is NULL.
            return reader.IsDBNull(ordinal) ? null : reader.GetDateTime(ordinal);
        }
        catch (Exception exception) when (exception is not DbException and not IOException and not OperationCanceledException)
        {
            return null;
        }
    }

    /// <summary>The value of a JSON column: nothing to keep is NULL.</summary>
    public static object? Of(JsonSettings json) => json.IsEmpty ? null : json.ToJson();

    /// <summary>The value of a TIMESTAMP column: UTC in whole seconds.</summary>
    public static object? Seconds(DateTimeOffset? time)
        => time is { } t ? new DateTime(t.UtcTicks - (t.UtcTicks % TimeSpan.TicksPerSecond), DateTimeKind.Unspecified) : null;

    /// <summary>The value of a TIMESTAMP column, which ends in January 2038 (rule Q2): UTC in whole seconds, NULL beyond them.</summary>
    public static object? Timestamp(DateTimeOffset? time)
        => time is { } known && known >= s_firstTimestamp && known < s_endOfTimestamps ? Seconds(known) : null;

    /// <summary>The value of a DATETIME(3) column: UTC in whole milliseconds, cut and not rounded, as servers differ in that.</summary>
    public static object? Milliseconds(DateTimeOffset? time)
        => time is { } t ? new DateTime(t.UtcTicks - (t.UtcTicks % TimeSpan.TicksPerMillisecond), DateTimeKind.Unspecified) : null;

    /// <summary>A limit of times to compare a column with: UTC in whole microseconds, what databases compare.</summary>
    public static object? Microseconds(DateTimeOffset? time)
        => time is { } t ? new DateTime(t.UtcTicks - (t.UtcTicks % TimeSpan.TicksPerMicrosecond), DateTimeKind.Unspecified) : null;
}
