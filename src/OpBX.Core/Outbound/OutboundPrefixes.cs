using System.Numerics;

namespace OpBX.Outbound;

/// <summary>
/// All prefixes of a rule set as a trie in one array. Each node knows the rule that decides for numbers which get this far
/// and no farther, so that a look-up only walks the digits and compares nothing.
/// </summary>
internal sealed class OutboundPrefixes
{
    private readonly Node[] _nodes;

    private OutboundPrefixes(Node[] nodes) => _nodes = nodes;

    /// <summary>Builds the trie.</summary>
    /// <param name="prefixes">The prefixes in ordinal order, each once.</param>
    /// <param name="rules">The rule of each prefix.</param>
    public static OutboundPrefixes Build(ReadOnlySpan<string> prefixes, ReadOnlySpan<OutboundWhitelistRule> rules)
    {
        var nodes = new List<Node> { default };
        var pending = new Queue<Branch>();
        pending.Enqueue(new Branch(0, 0, prefixes.Length, 0, null));
        while (pending.TryDequeue(out Branch branch))
        {
            (int at, int low, int high, int depth, OutboundWhitelistRule? best) = branch;
            if (low < high && prefixes[low].Length == depth)
            {
                // Nodes farther down are longer prefixes, so at equal priority they come before those above.
                if (best is null || rules[low].Priority <= best.Priority) best = rules[low];
                low++;
            }

            var node = new Node { FirstChild = nodes.Count, Best = best };
            while (low < high)
            {
                char digit = prefixes[low][depth];
                int end = low;
                while (end < high && prefixes[end][depth] == digit) end++;
                node.Children |= 1u << (digit - '0');
                pending.Enqueue(new Branch(nodes.Count, low, end, depth + 1, best));
                nodes.Add(default);
                low = end;
            }
            nodes[at] = node;
        }
        return new OutboundPrefixes([.. nodes]);
    }

    /// <summary>The rule that decides among all prefixes of the digits: lowest priority, then longest; null = none matches.</summary>
    public OutboundWhitelistRule? Find(ReadOnlySpan<char> digits)
    {
        ref readonly Node node = ref _nodes[0];
        foreach (char c in digits)
        {
            uint bit = 1u << (c - '0');
            if ((node.Children & bit) == 0) break;
            node = ref _nodes[node.FirstChild + BitOperations.PopCount(node.Children & (bit - 1))];
        }
        return node.Best;
    }

    /// <summary>A node. Its children stand side by side, in the order of their digits; bit n of <see cref="Children"/> = digit n.</summary>
    private struct Node
    {
        public OutboundWhitelistRule? Best;
        public int FirstChild;
        public uint Children;
    }

    private readonly record struct Branch(int Node, int Low, int High, int Depth, OutboundWhitelistRule? Best);
}
