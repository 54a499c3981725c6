using OpBX.Tenants;

namespace OpBX.RingGroups;

/// <summary>
/// Names a ring strategy. The schema knows <see cref="Simultaneous"/>, <see cref="Sequential"/> and <see cref="RoundRobin"/>;
/// a host may register its own (<see cref="Routing.IRingStrategy"/>) and use them from the JSON document.
/// </summary>
/// <param name="Value">The spelling in the database, lower case.</param>
public readonly record struct RingStrategyName(string? Value)
{
    /// <summary>All members at once (rule G2).</summary>
    public static RingStrategyName Simultaneous { get; } = new("simultaneous");

    /// <summary>One member after the other, from the first (rule G3).</summary>
    public static RingStrategyName Sequential { get; } = new("sequential");

    /// <summary>One member after the other, each call starting one member further (rule G4).</summary>
    public static RingStrategyName RoundRobin { get; } = new("round_robin");

    /// <inheritdoc />
    public override string ToString() => Value ?? "";
}

/// <summary>What happens when nobody in a ring group answered: the schema's <c>fallback_action</c>.</summary>
public enum RingGroupFallback
{
    /// <summary>The call goes to <see cref="RingGroup.FallbackExtensionId"/> with that extension's own rules (rule G6).</summary>
    Extension,

    /// <summary>A sentence, then the call ends.</summary>
    Hangup,
}

/// <summary>A row of <c>ring_groups</c> with its members (rules G1–G6).</summary>
public sealed record RingGroup
{
    /// <summary>The group's id, unique over all tenants.</summary>
    public required long Id { get; init; }

    /// <summary>Name, unique in the organization, at most 100 characters.</summary>
    public required string Name { get; init; }

    /// <summary>Free text.</summary>
    public string? Description { get; init; }

    /// <summary>How members are rung.</summary>
    /// <value>Default: <see cref="RingStrategyName.Simultaneous"/>.</value>
    public RingStrategyName Strategy { get; init; } = RingStrategyName.Simultaneous;

    /// <summary>Seconds that one Dial rings. Values outside 1–600 are brought into that range during a call.</summary>
    /// <value>Default: 30.</value>
    public int Timeout { get; init; } = 30;

    /// <summary>How often the whole list is rung. Values outside 1–100 are brought into that range during a call.</summary>
    /// <value>Default: 1.</value>
    public int RingTurns { get; init; } = 1;

    /// <summary>What happens when nobody answered.</summary>
    /// <value>Default: <see cref="RingGroupFallback.Hangup"/>.</value>
    public RingGroupFallback FallbackAction { get; init; } = RingGroupFallback.Hangup;

    /// <summary>The extension of <see cref="RingGroupFallback.Extension"/>.</summary>
    public long? FallbackExtensionId { get; init; }

    /// <summary>Whether the group may be used.</summary>
    public EntityStatus Status { get; init; }

    /// <summary>The members.</summary>
    public IReadOnlyList<RingGroupMember> Members { get; init; } = [];
}

/// <summary>A row of <c>ring_group_members</c>.</summary>
public sealed record RingGroupMember
{
    /// <summary>The row's id; 0 = not stored yet.</summary>
    public long Id { get; init; }

    /// <summary>The member: an extension of type <c>user</c> or <c>forward</c> (rule G1).</summary>
    public required long ExtensionId { get; init; }

    /// <summary>Order: ascending, then by extension id.</summary>
    /// <value>Default: 1.</value>
    public int Priority { get; init; } = 1;
}
