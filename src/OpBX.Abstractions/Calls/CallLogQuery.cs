using OpBX.Cdr;

namespace OpBX.Calls;

/// <summary>The column by which calls are sorted; rows of equal value by id.</summary>
public enum CallLogSort
{
    /// <summary>When the row was made: <see cref="CallLog.CreatedAt"/>.</summary>
    CreatedAt,

    /// <summary>When the call started.</summary>
    InitiatedAt,

    /// <summary>How long it took.</summary>
    Duration,
}

/// <summary>Which calls are wanted, and in which order (rule C8). What is null does not restrict; all the rest must hold.</summary>
public sealed record CallLogQuery
{
    /// <summary>The most rows of a page that may be asked for.</summary>
    public const int MaxLimit = 1000;

    /// <summary>The earliest <see cref="CallLog.CreatedAt"/>, included.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>The latest <see cref="CallLog.CreatedAt"/>, excluded.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Who called or was called: the call history of a number. The whole text as the columns hold it, exactly.</summary>
    public string? Number { get; init; }

    /// <summary>Who called.</summary>
    public string? FromNumber { get; init; }

    /// <summary>What was dialled.</summary>
    public string? ToNumber { get; init; }

    /// <summary>The session token: that one call.</summary>
    public string? CallId { get; init; }

    /// <summary>The extension that was reached or that called.</summary>
    public long? ExtensionId { get; init; }

    /// <summary>The DID that was called.</summary>
    public long? DidId { get; init; }

    /// <summary>The ring group that was reached.</summary>
    public long? RingGroupId { get; init; }

    /// <summary>The state.</summary>
    public CallStatus? Status { get; init; }

    /// <summary>The direction.</summary>
    public RecordedDirection? Direction { get; init; }

    /// <summary>Whether archived calls are read as well, after all others. Slower (rule D2).</summary>
    public bool IncludeArchived { get; init; }

    /// <summary>The sort column.</summary>
    public CallLogSort Sort { get; init; }

    /// <summary>Whether the least comes first. Default: the newest or greatest first.</summary>
    public bool Ascending { get; init; }

    /// <summary>The most rows, 1 to <see cref="MaxLimit"/>; what is outside is brought inside.</summary>
    public int Limit { get; init; } = 100;

    /// <summary>Where the page before ended (<see cref="RecordPage{T}.Next"/> of a query that differs in nothing else); null = the first page.</summary>
    public RecordCursor? After { get; init; }

    /// <summary>The limit that counts.</summary>
    public int PageSize => Math.Clamp(Limit, 1, MaxLimit);

    /// <summary>The value of the sort column of a row.</summary>
    /// <param name="call">The row.</param>
    public long SortValue(CallLog call)
    {
        ArgumentNullException.ThrowIfNull(call);
        return Sort switch
        {
            CallLogSort.InitiatedAt => RecordCursor.ValueOf(call.InitiatedAt),
            CallLogSort.Duration => RecordCursor.ValueOf(call.DurationSeconds),
            _ => RecordCursor.ValueOf(call.CreatedAt),
        };
    }

    /// <summary>Whether a row fits, order and cursor aside: what decides in memory and in archives.</summary>
    /// <param name="call">The row.</param>
    public bool Matches(CallLog call)
    {
        ArgumentNullException.ThrowIfNull(call);
        return !(call.CreatedAt < Since) && !(call.CreatedAt >= Until)
            && (Number is null || Is(Number, call.FromNumber) || Is(Number, call.ToNumber))
            && (FromNumber is null || Is(FromNumber, call.FromNumber))
            && (ToNumber is null || Is(ToNumber, call.ToNumber))
            && (CallId is null || string.Equals(CallId, call.CallId, StringComparison.Ordinal))
            && (ExtensionId is null || ExtensionId == call.ExtensionId)
            && (DidId is null || DidId == call.DidId)
            && (RingGroupId is null || RingGroupId == call.RingGroupId)
            && (Status is null || Status == call.Status)
            && (Direction is null || Direction == call.Direction);
    }

    private static bool Is(string wanted, string number) => string.Equals(wanted, number, StringComparison.OrdinalIgnoreCase);
}
