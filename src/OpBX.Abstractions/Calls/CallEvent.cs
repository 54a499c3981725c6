using OpBX.Routing;
using OpBX.Tenants;

namespace OpBX.Calls;

/// <summary>Something that happened in a call and that a host may want to know (<see cref="ICallEventObserver"/>).</summary>
public abstract record CallEvent
{
    private protected CallEvent() { }

    /// <summary>The tenant.</summary>
    public required TenantId Tenant { get; init; }

    /// <summary>The session token of the call; null when the platform sent none.</summary>
    public string? Session { get; init; }

    /// <summary>When it happened.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Who calls: E.164, an extension number, or <c>anonymous</c>.</summary>
    public string From { get; init; } = "";

    /// <summary>What was dialled.</summary>
    public string To { get; init; } = "";
}

/// <summary>The first request of a call was routed (rule S2).</summary>
public sealed record CallRouted : CallEvent
{
    /// <summary>The platform's word for the direction.</summary>
    public CallDirection Direction { get; init; }

    /// <summary>How the decision ended.</summary>
    public RoutingOutcome Outcome { get; init; }

    /// <summary>The DID that was called.</summary>
    public long? DidId { get; init; }

    /// <summary>The last extension that was reached.</summary>
    public long? ExtensionId { get; init; }

    /// <summary>The last ring group that was reached.</summary>
    public long? RingGroupId { get; init; }
}

/// <summary>A subscriber dialled an emergency number (rule N3).</summary>
public sealed record EmergencyCallPlaced : CallEvent
{
    /// <summary>The emergency number as dialled, without an outside-line prefix.</summary>
    public required string EmergencyNumber { get; init; }

    /// <summary>The calling extension, if it is one of the tenant's.</summary>
    public long? ExtensionId { get; init; }

    /// <summary>The caller id that the emergency service sees; null = the platform's default.</summary>
    public string? CallerId { get; init; }

    /// <summary>The trunk of this attempt; null = none.</summary>
    public string? Trunk { get; init; }

    /// <summary>Whether this is the second attempt, without trunk, after the first failed.</summary>
    public bool IsRetry { get; init; }
}

/// <summary>A caller left a voicemail (rule V2).</summary>
public sealed record VoicemailReceived : CallEvent
{
    /// <summary>The extension that owns the voicemail.</summary>
    public required long ExtensionId { get; init; }

    /// <summary>Where the platform keeps the recording.</summary>
    public string? RecordingUrl { get; init; }

    /// <summary>Length in seconds, if known.</summary>
    public int? DurationSeconds { get; init; }
}

/// <summary>A call was answered: told once, when it is first known, be it by the CDR.</summary>
public sealed record CallAnswered : CallEvent
{
    /// <summary>The direction.</summary>
    public RecordedDirection Direction { get; init; }

    /// <summary>The DID that was called.</summary>
    public long? DidId { get; init; }

    /// <summary>The extension that was reached or that calls.</summary>
    public long? ExtensionId { get; init; }
}

/// <summary>A call is over, by its CDR (rule C6): told once.</summary>
public sealed record CallEnded : CallEvent
{
    /// <summary>The direction.</summary>
    public RecordedDirection Direction { get; init; }

    /// <summary>How it ended.</summary>
    public required CallStatus Status { get; init; }

    /// <summary>How long it took, in seconds.</summary>
    public int? DurationSeconds { get; init; }

    /// <summary>How long it was charged for, in seconds.</summary>
    public int? BilledSeconds { get; init; }

    /// <summary>The DID that was called.</summary>
    public long? DidId { get; init; }

    /// <summary>The extension that was reached or that calls.</summary>
    public long? ExtensionId { get; init; }

    /// <summary>The ring group that was reached.</summary>
    public long? RingGroupId { get; init; }

    /// <summary>Where the platform keeps a recording of it.</summary>
    public string? RecordingUrl { get; init; }
}

/// <summary>A recording can be fetched (rule V1): told once per recording.</summary>
public sealed record RecordingReady : CallEvent
{
    /// <summary>The id of the recording.</summary>
    public required long RecordingId { get; init; }

    /// <summary>What is recorded.</summary>
    public required RecordingKind Kind { get; init; }

    /// <summary>The extension that owns it; null = nobody in particular.</summary>
    public long? ExtensionId { get; init; }

    /// <summary>Where the platform keeps it.</summary>
    public string? RecordingUrl { get; init; }

    /// <summary>Length in seconds, if known.</summary>
    public int? DurationSeconds { get; init; }
}
