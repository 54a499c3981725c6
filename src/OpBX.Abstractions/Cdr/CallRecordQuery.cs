using OpBX.Calls;

namespace OpBX.Cdr;

/// <summary>The column by which CDRs are sorted; rows of equal value by id.</summary>
public enum CallRecordSort
{
    /// <summary>When the record came: <see cref="CallDetailRecord.CreatedAt"/>.</summary>
    CreatedAt,

    /// <summary>When the call started.</summary>
    InitiatedAt,

    /// <summary>How long it took.</summary>
    Duration,

    /// <summary>How long it was charged for.</summary>
    BilledSeconds,

    /// <summary>What it cost.</summary>
    Cost,
}

/// <summary>Which CDRs are wanted, and in which order (rule C8). What is null does not restrict; all the rest must hold.</summary>
public sealed record CallRecordQuery
{
    /// <summary>The most rows of a page that may be asked for.</summary>
    public const int MaxLimit = 1000;

    /// <summary>The earliest <see cref="CallDetailRecord.CreatedAt"/>, included.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>The latest <see cref="CallDetailRecord.CreatedAt"/>, excluded.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Who called or was called, as the columns hold it (E.164, an extension number, <c>anonymous</c>): the whole text, exactly.</summary>
    public string? Number { get; init; }

    /// <summary>Who called.</summary>
    public string? FromNumber { get; init; }

    /// <summary>What was called.</summary>
    public string? ToNumber { get; init; }

    /// <summary>The session token: all legs of one call.</summary>
    public string? SessionId { get; init; }

    /// <summary>The extension of the call, as its row in <c>call_logs</c> has it; a call without such a row (any more) does not match.</summary>
    public long? ExtensionId { get; init; }

    /// <summary>The DID of the call, as its row in <c>call_logs</c> has it.</summary>
    public long? DidId { get; init; }

    /// <summary>How it ended.</summary>
    public Disposition? Disposition { get; init; }

    /// <summary>The direction.</summary>
    public RecordedDirection? Direction { get; init; }

    /// <summary>
    /// Words that <see cref="RecordText.Of"/> must all hold, each at least as the beginning of a word, without letter case. Text
    /// search may trail a delivery by a few seconds. A text without any word finds nothing.
    /// </summary>
    public string? Text { get; init; }

    /// <summary>Whether archived records are read as well, after all others. Slower (rule D2).</summary>
    public bool IncludeArchived { get; init; }

    /// <summary>The sort column.</summary>
    public CallRecordSort Sort { get; init; }

    /// <summary>Whether the least comes first. Default: the newest or greatest first.</summary>
    public bool Ascending { get; init; }

    /// <summary>The most rows, 1 to <see cref="MaxLimit"/>; what is outside is brought inside.</summary>
    public int Limit { get; init; } = 100;

    /// <summary>Where the page before ended (<see cref="RecordPage{T}.Next"/> of a query that differs in nothing else); null = the first page.</summary>
    public RecordCursor? After { get; init; }

    /// <summary>The limit that counts.</summary>
    public int PageSize => Math.Clamp(Limit, 1, MaxLimit);

    /// <summary>The value of the sort column of a row.</summary>
    /// <param name="record">The row.</param>
    public long SortValue(CallDetailRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        return Sort switch
        {
            CallRecordSort.InitiatedAt => RecordCursor.ValueOf(record.InitiatedAt),
            CallRecordSort.Duration => RecordCursor.ValueOf(record.DurationSeconds),
            CallRecordSort.BilledSeconds => RecordCursor.ValueOf(record.BilledSeconds),
            CallRecordSort.Cost => RecordCursor.ValueOf(record.Cost),
            _ => RecordCursor.ValueOf(record.CreatedAt),
        };
    }

    /// <summary>
    /// Whether a row fits, <see cref="ExtensionId"/>, <see cref="DidId"/>, order and cursor aside: what decides in memory and in archives.
    /// </summary>
    /// <param name="record">The row.</param>
    public bool Matches(CallDetailRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        return !(record.CreatedAt < Since) && !(record.CreatedAt >= Until)
            && (Number is null || Is(Number, record.FromNumber) || Is(Number, record.ToNumber))
            && (FromNumber is null || Is(FromNumber, record.FromNumber))
            && (ToNumber is null || Is(ToNumber, record.ToNumber))
            && (SessionId is null || string.Equals(SessionId, record.SessionId, StringComparison.Ordinal))
            && (Disposition is null || Disposition == record.Disposition)
            && (Direction is null || Direction == record.Direction)
            && (Text is null || RecordText.Matches(Text, RecordText.Of(record)));
    }

    private static bool Is(string wanted, string number) => string.Equals(wanted, number, StringComparison.OrdinalIgnoreCase);
}

/// <summary>What happened of one kind in one period of statistics (rule C8).</summary>
/// <param name="Period">The period: 0 is the one between the first two bounds.</param>
/// <param name="Disposition">How the legs ended.</param>
/// <param name="Direction">Their direction.</param>
/// <param name="Count">How many legs.</param>
/// <param name="Seconds">How long they took together.</param>
/// <param name="BilledSeconds">How long they were charged for together.</param>
/// <param name="Cost">What they cost together.</param>
public sealed record CallStatistics(int Period, Disposition Disposition, RecordedDirection Direction, long Count, long Seconds, long BilledSeconds, decimal Cost);

/// <summary>What happened of one kind on one day (rule C8).</summary>
/// <param name="Day">The day in the asked-for time zone, by <see cref="CallDetailRecord.CreatedAt"/>.</param>
/// <param name="Disposition">How the legs ended.</param>
/// <param name="Direction">Their direction.</param>
/// <param name="Count">How many legs.</param>
/// <param name="Seconds">How long they took together.</param>
/// <param name="BilledSeconds">How long they were charged for together.</param>
/// <param name="Cost">What they cost together.</param>
public sealed record DailyCallStatistics(DateOnly Day, Disposition Disposition, RecordedDirection Direction, long Count, long Seconds, long BilledSeconds, decimal Cost);
