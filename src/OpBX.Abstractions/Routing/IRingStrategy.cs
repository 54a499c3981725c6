using OpBX.RingGroups;

namespace OpBX.Routing;

/// <summary>One attempt of a ring group that is about to be made.</summary>
public readonly ref struct RingRound
{
    /// <summary>Extension ids of the members that can be rung, by priority, then id.</summary>
    public required ReadOnlySpan<long> Members { get; init; }

    /// <summary>Extension ids already rung in this turn.</summary>
    public required ReadOnlySpan<long> Tried { get; init; }

    /// <summary>The turn, counted from 1.</summary>
    public required int Turn { get; init; }

    /// <summary>The member that starts (<see cref="IRingStrategy.NeedsTurn"/>); 0 = unknown.</summary>
    public required long First { get; init; }

    /// <summary>Whether a member was already rung in this turn.</summary>
    public bool WasTried(long extensionId) => Tried.Contains(extensionId);
}

/// <summary>
/// Chooses whom a ring group rings next. Strategies are singletons, pure and registered by name
/// (<c>builder.AddRingStrategy&lt;TStrategy&gt;()</c>).
/// </summary>
public interface IRingStrategy
{
    /// <summary>The name in <c>ring_groups.strategy</c>, unique over all strategies.</summary>
    RingStrategyName Name { get; }

    /// <summary>Whether <see cref="RingRound.First"/> is to be asked of shared state, once per call.</summary>
    bool NeedsTurn { get; }

    /// <summary>Chooses the members of the next attempt, which ring together.</summary>
    /// <param name="round">The state of the turn.</param>
    /// <param name="chosen">Receives the extension ids; it has room for every member.</param>
    /// <returns>How many were chosen. When none of them is new in this turn, the turn is over.</returns>
    int Choose(RingRound round, Span<long> chosen);
}
