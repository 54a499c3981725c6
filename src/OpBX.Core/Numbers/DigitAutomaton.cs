using System.Runtime.CompilerServices;

namespace OpBX.Numbers;

/// <summary>
/// The digit patterns of the whole numbering plan as one acyclic automaton: a table of ten transitions per state. State 0
/// is the dead one. Every range of a country is reached from that country's root.
/// </summary>
internal sealed class DigitAutomaton
{
    private readonly ushort[] _next;
    private readonly byte[] _outcome;

    /// <param name="next">Ten transitions per state, by digit.</param>
    /// <param name="outcome">The outcome of each state; 0 where no number ends.</param>
    public DigitAutomaton(ushort[] next, byte[] outcome)
    {
        _next = next;
        _outcome = outcome;
    }

    /// <summary>The outcome of the digits: 0 when they are no complete number of the root's ranges.</summary>
    public byte Match(int root, ReadOnlySpan<char> digits)
    {
        int state = root;
        foreach (char c in digits)
        {
            uint digit = (uint)(c - '0');
            if (digit > 9) return 0;
            state = _next[state * 10 + (int)digit];
            if (state == 0) return 0;
        }

        return _outcome[state];
    }

    /// <summary>The last state that is alive along the digits, and how many digits lead to it.</summary>
    public int LongestPrefix(int root, ReadOnlySpan<char> digits, out int length)
    {
        int state = root;
        length = 0;
        foreach (char c in digits)
        {
            int to = _next[state * 10 + (c - '0')];
            if (to == 0) break;
            state = to;
            length++;
        }

        return state;
    }

    /// <summary>For each state the union, over all numbers that go through it, of what their outcomes stand for.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public uint[] Reach(ReadOnlySpan<uint> valueOfOutcome)
    {
        // Transitions lead to lower states only, so one pass in ascending order is enough.
        var reach = new uint[_outcome.Length];
        for (int state = 1; state < reach.Length; state++)
        {
            uint union = valueOfOutcome[_outcome[state]];
            foreach (ushort to in _next.AsSpan(state * 10, 10)) union |= reach[to];
            reach[state] = union;
        }

        return reach;
    }
}
