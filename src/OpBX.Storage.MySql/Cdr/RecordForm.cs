using System.Text;
using OpBX.Calls;
using OpBX.Recordings;
using OpBX.Sessions;
using OpBX.Storage;

namespace OpBX.Cdr;

/// <summary>
/// Records in the precision of their columns. What comes is brought to it before anything is merged, so that merging with a row
/// that was stored gives the same as merging with one that was not yet.
/// </summary>
internal static class RecordForm
{
    private const int MaxWord = 50;
    private const char Blank = '\u2420';

    public static CallReport Of(CallReport report) => report with
    {
        At = Cut(report.At),
        InitiatedAt = Cut(report.InitiatedAt),
        AnsweredAt = Cut(report.AnsweredAt),
        EndedAt = Cut(report.EndedAt),
    };

    public static CallDetailRecord Of(CallDetailRecord record) => record with
    {
        RawDisposition = record.RawDisposition is { Length: > MaxWord } word ? word[..MaxWord] : record.RawDisposition,
        InitiatedAt = Cut(record.InitiatedAt),
        AnsweredAt = Cut(record.AnsweredAt),
        EndedAt = Cut(record.EndedAt),
        Cost = record.Cost is { } cost ? Math.Clamp(Math.Round(cost, 6), -9999.999999m, 9999.999999m) : null,
        CloudonixData = SqlJson.Form(record.CloudonixData),
        CreatedAt = Seconds(record.CreatedAt),
    };

    public static SessionUpdate Of(SessionUpdate update) => update with
    {
        Data = SqlJson.Form(update.Data),
        EventAt = Cut(update.EventAt),
        ProcessedAt = update.ProcessedAt is { } processed ? Seconds(processed) : null,
        CreatedAt = Seconds(update.CreatedAt),
    };

    public static Recording Of(Recording recording) => recording with
    {
        CreatedAt = Seconds(recording.CreatedAt),
        UpdatedAt = Seconds(recording.UpdatedAt),
        HeardAt = Cut(recording.HeardAt),
    };

    /// <summary>Merges two reports of a leg. Their bodies are compared in one spelling, since a server may have written one of them anew.</summary>
    public static CallDetailRecord Merge(CallDetailRecord known, CallDetailRecord report)
    {
        if (known.CloudonixData.Equals(report.CloudonixData)) return known.Merge(report with { CloudonixData = known.CloudonixData });
        CallDetailRecord merged = (known with { CloudonixData = SqlJson.Canonical(known.CloudonixData) }).Merge(report with { CloudonixData = SqlJson.Canonical(report.CloudonixData) });
        return merged.CloudonixData.Equals(known.CloudonixData) ? merged with { CloudonixData = known.CloudonixData } : merged;
    }

    public static int? Length(int? seconds) => seconds is { } length ? Math.Max(0, length) : null;

    public static DateTimeOffset Seconds(DateTimeOffset time) => new(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerSecond), TimeSpan.Zero);

    /// <summary>
    /// A session token as the column of calls holds it, whose unique key pads: blanks at the end count, so they are written as a sign
    /// that shows; half a surrogate pair is no character.
    /// </summary>
    public static string Token(string token)
    {
        if (token.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF') >= 0) token = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(token));
        return token.EndsWith(' ') ? token.TrimEnd(' ').PadRight(token.Length, Blank) : token;
    }

    /// <summary>The session token of a column.</summary>
    public static string FromToken(string column) => column.EndsWith(Blank) ? column.TrimEnd(Blank).PadRight(column.Length, ' ') : column;

    // To the nearest millisecond: sums of seconds as doubles miss it by a tick.
    private static DateTimeOffset Cut(DateTimeOffset time)
    {
        long ticks = Math.Min(time.UtcTicks, DateTimeOffset.MaxValue.UtcTicks - TimeSpan.TicksPerMillisecond) + (TimeSpan.TicksPerMillisecond / 2);
        return new DateTimeOffset(ticks - (ticks % TimeSpan.TicksPerMillisecond), TimeSpan.Zero);
    }

    private static DateTimeOffset? Cut(DateTimeOffset? time) => time is { } known ? Cut(known) : null;
}
