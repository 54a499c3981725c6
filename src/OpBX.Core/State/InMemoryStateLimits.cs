using OpBX.Calls;

namespace OpBX.State;

/// <summary>How much the state in memory keeps, and for how long. The defaults suit every host; tests choose small ones.</summary>
internal sealed record InMemoryStateLimits
{
    /// <summary>How long the answer to a session and step is remembered (rule R5); for an outbound call, after it ended.</summary>
    public TimeSpan SessionMemory { get; init; } = TimeSpan.FromHours(2);

    /// <summary>How long a ring group that nobody calls keeps its turn (rule G4).</summary>
    public TimeSpan TurnMemory { get; init; } = TimeSpan.FromDays(7);

    /// <summary>How long a call of which nothing more is heard counts as live, and one that ended is remembered as ended (rule S4).</summary>
    public TimeSpan LiveCallMemory { get; init; } = TimeSpan.FromHours(6);

    /// <summary>How long a copy of a configuration that nobody puts again is kept (rule F1).</summary>
    public TimeSpan CopyMemory { get; init; } = TimeSpan.FromDays(7);

    /// <summary>The most calls of one tenant, ended ones apart; the ones not heard of for longest go first.</summary>
    public int MaxCallsPerTenant { get; init; } = ILiveCalls.MaxCallsPerTenant;

    /// <summary>The most answers, turns, calls and accounts, each; the oldest go first.</summary>
    public int MaxEntries { get; init; } = 250_000;
}
