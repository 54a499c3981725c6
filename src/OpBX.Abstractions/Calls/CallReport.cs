using System.Collections.Immutable;

namespace OpBX.Calls;

/// <summary>Who says something about a call.</summary>
public enum CallReportSource
{
    /// <summary>The routing of the first voice request (rule S2).</summary>
    VoiceRequest,

    /// <summary>A session update (rule S3).</summary>
    SessionUpdate,

    /// <summary>A CDR (rule C6).</summary>
    Cdr,

    /// <summary>A recording of the call (rule V1).</summary>
    Recording,
}

/// <summary>
/// What one source says about a call, to be merged into its <see cref="CallLog"/>. Everything except the key may be
/// missing: null says nothing. All texts fit their columns, all times are UTC.
/// </summary>
public sealed record CallReport
{
    /// <summary>The session token, at most 100 characters.</summary>
    public required string CallId { get; init; }

    /// <summary>Who says it.</summary>
    public required CallReportSource Source { get; init; }

    /// <summary>When it happened, by the clock of the source.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The state.</summary>
    public CallStatus? Status { get; init; }

    /// <summary>The direction.</summary>
    public RecordedDirection? Direction { get; init; }

    /// <summary>Who calls, at most 20 characters.</summary>
    public string? From { get; init; }

    /// <summary>What was dialled, at most 20 characters.</summary>
    public string? To { get; init; }

    /// <summary>The DID that was called.</summary>
    public long? DidId { get; init; }

    /// <summary>The extension that was reached or that calls.</summary>
    public long? ExtensionId { get; init; }

    /// <summary>The ring group that was reached.</summary>
    public long? RingGroupId { get; init; }

    /// <summary>When the call started.</summary>
    public DateTimeOffset? InitiatedAt { get; init; }

    /// <summary>When it was answered.</summary>
    public DateTimeOffset? AnsweredAt { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>How long it took, in seconds.</summary>
    public int? DurationSeconds { get; init; }

    /// <summary>How long it was charged for, in seconds.</summary>
    public int? BilledSeconds { get; init; }

    /// <summary>Where the platform keeps a recording, at most 500 characters.</summary>
    public string? RecordingUrl { get; init; }

    /// <summary>The SIP Call-ID of the leg that a CDR is about, at most 100 characters; empty when the CDR names none.</summary>
    public string? LegId { get; init; }

    /// <summary>The SIP Call-ID of the session's own leg: the first of the listed ones (rule S1).</summary>
    public string? OwnLegId { get; init; }

    /// <summary>The SIP Call-IDs of the session's other legs: the rest of the listed ones.</summary>
    public ImmutableArray<string> OtherLegIds { get; init; } = [];
}
