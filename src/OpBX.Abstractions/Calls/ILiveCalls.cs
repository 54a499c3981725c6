using OpBX.Tenants;

namespace OpBX.Calls;

/// <summary>A call that is under way (rule S4).</summary>
public sealed record LiveCall
{
    /// <summary>The session token.</summary>
    public required string Session { get; init; }

    /// <summary>The state: initiated, ringing or answered.</summary>
    public required CallStatus Status { get; init; }

    /// <summary>The direction.</summary>
    public RecordedDirection Direction { get; init; }

    /// <summary>Who calls.</summary>
    public string From { get; init; } = "";

    /// <summary>What was dialled.</summary>
    public string To { get; init; } = "";

    /// <summary>The DID that was called.</summary>
    public long? DidId { get; init; }

    /// <summary>The extension that was reached or that calls.</summary>
    public long? ExtensionId { get; init; }

    /// <summary>The ring group that was reached.</summary>
    public long? RingGroupId { get; init; }

    /// <summary>When it started; null = not known.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it was answered; null = it was not yet.</summary>
    public DateTimeOffset? AnsweredAt { get; init; }
}

/// <summary>
/// Who is on a call now (rule S4): ephemeral, with a time to live, shared by the nodes that share state. Calls that never
/// end by an event leave by themselves, six hours after they were last heard of.
/// </summary>
public interface ILiveCalls
{
    /// <summary>The most calls that are kept of one tenant; those not heard of for longest leave first.</summary>
    const int MaxCallsPerTenant = 10_000;

    /// <summary>
    /// Notes a call, or its newer state. A state never goes back, and a call that ended stays ended, also when the two
    /// come from different nodes. The same state again replaces what was noted. A final state ends the call.
    /// </summary>
    /// <exception cref="State.OpBXStateException">The shared state did not answer.</exception>
    ValueTask SetAsync(TenantId tenant, LiveCall call, CancellationToken cancellationToken);

    /// <summary>The call is over. Unknown calls are remembered as ended for a while.</summary>
    /// <exception cref="State.OpBXStateException">The shared state did not answer.</exception>
    ValueTask EndAsync(TenantId tenant, string session, CancellationToken cancellationToken);

    /// <summary>The calls of one tenant, oldest first.</summary>
    /// <exception cref="State.OpBXStateException">The shared state did not answer.</exception>
    ValueTask<IReadOnlyList<LiveCall>> ListAsync(TenantId tenant, CancellationToken cancellationToken);
}
