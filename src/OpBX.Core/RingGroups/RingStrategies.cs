using OpBX.Routing;

namespace OpBX.RingGroups;

/// <summary>All members at once (rule G2).</summary>
internal sealed class SimultaneousStrategy : IRingStrategy
{
    public RingStrategyName Name => RingStrategyName.Simultaneous;

    public bool NeedsTurn => false;

    public int Choose(RingRound round, Span<long> chosen)
    {
        int count = 0;
        foreach (long member in round.Members)
        {
            if (!round.WasTried(member)) chosen[count++] = member;
        }
        return count;
    }
}

/// <summary>One member after the other, from the first (rule G3).</summary>
internal sealed class SequentialStrategy : IRingStrategy
{
    public RingStrategyName Name => RingStrategyName.Sequential;

    public bool NeedsTurn => false;

    public int Choose(RingRound round, Span<long> chosen) => NextFrom(round, 0, chosen);

    /// <summary>The first untried member from a place in the list on, going round.</summary>
    public static int NextFrom(RingRound round, int start, Span<long> chosen)
    {
        for (int i = 0; i < round.Members.Length; i++)
        {
            long member = round.Members[(start + i) % round.Members.Length];
            if (round.WasTried(member)) continue;
            chosen[0] = member;
            return 1;
        }
        return 0;
    }
}

/// <summary>One member after the other, each call starting one member further (rule G4).</summary>
internal sealed class RoundRobinStrategy : IRingStrategy
{
    public RingStrategyName Name => RingStrategyName.RoundRobin;

    public bool NeedsTurn => true;

    public int Choose(RingRound round, Span<long> chosen)
        => SequentialStrategy.NextFrom(round, Math.Max(0, round.Members.IndexOf(round.First)), chosen);
}
