using OpBX.Tenants;

namespace OpBX.Calls;

/// <summary>
/// A row of <c>call_logs</c>: one call, from its first request to its CDR (rules S1, S2, C6). The columns follow from
/// <see cref="Evidence"/> alone, so they are the same whatever the order in which the reports of a call arrive.
/// </summary>
public sealed record CallLog
{
    /// <summary>The row's id; 0 before it is stored.</summary>
    public long Id { get; init; }

    /// <summary>The session token, at most 100 characters; unique over all tenants.</summary>
    public required string CallId { get; init; }

    /// <summary>The direction.</summary>
    public RecordedDirection Direction { get; init; }

    /// <summary>Who calls: E.164, an extension number, or <c>anonymous</c>; at most 20 characters.</summary>
    public string FromNumber { get; init; } = "";

    /// <summary>What was dialled, at most 20 characters.</summary>
    public string ToNumber { get; init; } = "";

    /// <summary>The DID that was called.</summary>
    public long? DidId { get; init; }

    /// <summary>The extension that was reached or that calls.</summary>
    public long? ExtensionId { get; init; }

    /// <summary>The ring group that was reached.</summary>
    public long? RingGroupId { get; init; }

    /// <summary>The state.</summary>
    public CallStatus Status { get; init; }

    /// <summary>When the call started.</summary>
    public DateTimeOffset? InitiatedAt { get; init; }

    /// <summary>When it was answered; null = it was not, or not yet.</summary>
    public DateTimeOffset? AnsweredAt { get; init; }

    /// <summary>When it ended; null = it did not yet.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>How long it took, in seconds.</summary>
    public int? DurationSeconds { get; init; }

    /// <summary>Where the platform keeps a recording of it, at most 500 characters.</summary>
    public string? RecordingUrl { get; init; }

    /// <summary>
    /// The CDR that closed the call: <c>cloudonix_data</c> of the record of <see cref="CallEvidence.ClosingLeg"/>; null while
    /// the call is open. Storage fills it, because it holds the record.
    /// </summary>
    public JsonSettings? CloudonixCdr { get; init; }

    /// <summary>When the row was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the row was last changed.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>What was reported so far, by source. An added column.</summary>
    public required CallEvidence Evidence { get; init; }

    /// <summary>Whether the CDR of the session's own leg is known, or another application had it. No session update changes such a row's state (rule S1).</summary>
    public bool IsClosed => Evidence.IsClosed;

    /// <summary>The row that a first report makes.</summary>
    /// <param name="report">The report.</param>
    /// <param name="now">The instant of the change.</param>
    public static CallLog Create(CallReport report, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(report);
        var empty = new CallLog { CallId = report.CallId, CreatedAt = now, UpdatedAt = now, Evidence = CallEvidence.None };
        return empty.Apply(CallEvidence.None.With(report), now);
    }

    /// <summary>
    /// The row after a further report of the same call. Merging is commutative, associative and idempotent; a report that
    /// says nothing new gives the same instance. <see cref="CloudonixCdr"/> is left alone.
    /// </summary>
    /// <param name="report">The report.</param>
    /// <param name="now">The instant of the change.</param>
    public CallLog Merge(CallReport report, DateTimeOffset now)
    {
        CallEvidence evidence = Evidence.With(report);
        return evidence.Equals(Evidence) ? this : Apply(evidence, now);
    }

    private CallLog Apply(CallEvidence evidence, DateTimeOffset now)
    {
        CallReport? cdr = evidence.ClosingLeg;
        CallReport? session = evidence.Session;
        CallReport? voice = evidence.Voice;
        DateTimeOffset? initiated = cdr?.InitiatedAt ?? session?.InitiatedAt ?? voice?.InitiatedAt;
        DateTimeOffset? ended = cdr?.EndedAt ?? session?.EndedAt;
        return this with
        {
            Direction = voice?.Direction ?? cdr?.Direction ?? session?.Direction ?? default,
            // A CDR is the last word: who calls without anybody having said so is withheld (rule N4).
            FromNumber = voice?.From ?? cdr?.From ?? session?.From ?? (cdr is null ? "" : "anonymous"),
            ToNumber = voice?.To ?? cdr?.To ?? session?.To ?? "",
            DidId = voice?.DidId ?? cdr?.DidId ?? session?.DidId,
            ExtensionId = voice?.ExtensionId ?? cdr?.ExtensionId ?? session?.ExtensionId,
            RingGroupId = voice?.RingGroupId,
            Status = evidence.Status,
            InitiatedAt = initiated,
            // A CDR that tells of no answer also says that there was no answer time.
            AnsweredAt = cdr is null || cdr.Status == CallStatus.Completed ? cdr?.AnsweredAt ?? session?.AnsweredAt : cdr.AnsweredAt,
            EndedAt = ended,
            DurationSeconds = cdr?.DurationSeconds ?? Seconds(initiated, ended),
            RecordingUrl = cdr?.RecordingUrl ?? evidence.RecordingUrl,
            UpdatedAt = now,
            Evidence = evidence,
        };
    }

    private static int? Seconds(DateTimeOffset? from, DateTimeOffset? to)
        => to - from is { } span && span >= TimeSpan.Zero && span.TotalSeconds <= int.MaxValue ? (int)span.TotalSeconds : null;
}
