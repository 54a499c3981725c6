using System.Collections.Immutable;
using System.Runtime.InteropServices;
using OpBX.Numbers;

namespace OpBX.Outbound;

/// <summary>
/// The outbound rules of one tenant, compiled once per snapshot (rule O2): exact patterns in a hash, prefixes in a trie,
/// regular expressions in their order. Immutable; matching allocates nothing.
/// </summary>
internal sealed class OutboundRuleSet
{
    private readonly Dictionary<ulong, OutboundWhitelistRule> _exact;
    private readonly OutboundPrefixes _prefixes;
    private readonly (OutboundWhitelistRule Rule, OutboundRegex Regex)[] _regexes;

    private OutboundRuleSet(
        int count,
        Dictionary<ulong, OutboundWhitelistRule> exact,
        OutboundPrefixes prefixes,
        (OutboundWhitelistRule, OutboundRegex)[] regexes,
        ImmutableArray<OutboundRuleFault> faults)
    {
        Count = count;
        _exact = exact;
        _prefixes = prefixes;
        _regexes = regexes;
        Faults = faults;
    }

    /// <summary>No rules: everything is denied.</summary>
    public static OutboundRuleSet Empty { get; } = Compile([]);

    /// <summary>How many rules there are, unusable ones included.</summary>
    public int Count { get; }

    /// <summary>The rules that can't be used and so never match, with the reason.</summary>
    public ImmutableArray<OutboundRuleFault> Faults { get; }

    /// <summary>Compiles rules. Never fails: what can't be used never matches and is listed in <see cref="Faults"/>.</summary>
    public static OutboundRuleSet Compile(IReadOnlyList<OutboundWhitelistRule> rules)
    {
        ArgumentNullException.ThrowIfNull(rules);
        ImmutableArray<OutboundRuleFault>.Builder faults = ImmutableArray.CreateBuilder<OutboundRuleFault>();
        var exact = new Dictionary<ulong, OutboundWhitelistRule>();
        var prefixes = new Dictionary<string, OutboundWhitelistRule>(StringComparer.Ordinal);
        var regexes = new List<(OutboundWhitelistRule Rule, OutboundRegex Regex)>();
        for (int i = 0; i < rules.Count; i++)
        {
            OutboundWhitelistRule rule = rules[i];
            string? fault = Add(rule, exact, prefixes, regexes);
            if (fault is not null) faults.Add(new OutboundRuleFault(i, rule.Id, fault, IsWarning: false, rule.Pattern ?? ""));
        }

        (OutboundWhitelistRule, OutboundRegex)[] ordered = [.. regexes.Order(Comparer<(OutboundWhitelistRule Rule, OutboundRegex)>.Create(static (a, b) => Compare(a.Rule, b.Rule)))];
        return new OutboundRuleSet(rules.Count, exact, BuildPrefixes(prefixes), ordered, faults.ToImmutable());
    }

    /// <summary>The rule that decides for a number; null = none matches, which denies.</summary>
    public OutboundWhitelistRule? Match(PhoneNumber number)
    {
        if (number.IsEmpty) return null;
        OutboundWhitelistRule? best = _prefixes.Find(number.Digits);
        if (_exact.Count > 0 && _exact.TryGetValue(OutboundPattern.ToKey(number.Digits), out OutboundWhitelistRule? exact)
            && (best is null || exact.Priority <= best.Priority))
        {
            best = exact;
        }
        foreach ((OutboundWhitelistRule rule, OutboundRegex regex) in _regexes)
        {
            // Within one priority a regex comes last.
            if (best is not null && rule.Priority >= best.Priority) break;
            if (regex.IsMatch(number)) return rule;
        }
        return best;
    }

    /// <summary>The rule that decides for the numbers which have no longer prefix than these digits.</summary>
    internal OutboundWhitelistRule? FindPrefix(ReadOnlySpan<char> digits) => _prefixes.Find(digits);

    /// <summary>The order of two rules of one kind and length: priority, deny first, id.</summary>
    private static int Compare(OutboundWhitelistRule a, OutboundWhitelistRule b)
    {
        int order = a.Priority.CompareTo(b.Priority);
        if (order == 0) order = a.IsAllowed.CompareTo(b.IsAllowed);
        return order == 0 ? a.Id.CompareTo(b.Id) : order;
    }

    private static string? Add(
        OutboundWhitelistRule rule,
        Dictionary<ulong, OutboundWhitelistRule> exact,
        Dictionary<string, OutboundWhitelistRule> prefixes,
        List<(OutboundWhitelistRule, OutboundRegex)> regexes)
    {
        switch (rule.PatternType)
        {
            case OutboundPatternType.Regex:
                OutboundRegex regex = OutboundRegex.Of(rule);
                if (regex.Fault is null) regexes.Add((rule, regex));
                return regex.Fault;
            case OutboundPatternType.Exact:
                if (OutboundPattern.TryReadDigits(rule, out string number) is { } badNumber) return badNumber;
                Keep(ref CollectionsMarshal.GetValueRefOrAddDefault(exact, OutboundPattern.ToKey(number), out _), rule);
                return null;
            case OutboundPatternType.Prefix:
                if (OutboundPattern.TryReadDigits(rule, out string prefix) is { } badPrefix) return badPrefix;
                Keep(ref CollectionsMarshal.GetValueRefOrAddDefault(prefixes, prefix, out _), rule);
                return null;
            default:
                return OutboundRuleCodes.PatternTypeUnknown;
        }
    }

    private static void Keep(ref OutboundWhitelistRule? slot, OutboundWhitelistRule rule)
    {
        if (slot is null || Compare(rule, slot) < 0) slot = rule;
    }

    private static OutboundPrefixes BuildPrefixes(Dictionary<string, OutboundWhitelistRule> prefixes)
    {
        string[] keys = [.. prefixes.Keys];
        Array.Sort(keys, StringComparer.Ordinal);
        return OutboundPrefixes.Build(keys, Array.ConvertAll(keys, key => prefixes[key]));
    }
}
