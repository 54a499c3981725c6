using OpBX.Tenants;

namespace OpBX.RingGroups;

/// <summary>Asks which member of a round robin group starts (rule G4).</summary>
public sealed record TurnRequest
{
    /// <summary>The tenant.</summary>
    public required TenantId Tenant { get; init; }

    /// <summary>The group.</summary>
    public required long RingGroupId { get; init; }

    /// <summary>The session token; null when the platform sent none, then every request takes a turn.</summary>
    public string? Session { get; init; }

    /// <summary>The step of the session: the same session and step always get the same answer (rule R5).</summary>
    public string Step { get; init; } = "";

    /// <summary>Extension ids of the members that can be rung, in their order.</summary>
    public required IReadOnlyList<long> Members { get; init; }
}

/// <summary>
/// Keeps whose turn it is in each ring group (rule G4): consecutive calls start at consecutive members, over all nodes
/// that share the state. The same session and step get the same answer and consume nothing (rule R5).
/// </summary>
public interface IRingRotation
{
    /// <summary>The member that starts.</summary>
    /// <param name="request">The group and its members, at least one.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The extension id of one of the members.</returns>
    /// <exception cref="State.OpBXStateException">The shared state did not answer.</exception>
    ValueTask<long> NextAsync(TurnRequest request, CancellationToken cancellationToken);
}
