using System.Collections.Immutable;
using OpBX.Numbers;

namespace OpBX.Outbound;

/// <summary>
/// Checks outbound rules before they are saved (rules O2, A1) and finds those that do not do what they seem to. All faults
/// are given at once.
/// </summary>
public static class OutboundRuleValidator
{
    /// <summary>The most regular expressions that one organization may have; each is tried one after the other.</summary>
    public const int MaxRegexRules = 100;

    private const int MaxNameLength = 100;
    private static readonly PhoneNumber[] Probes = MakeProbes();

    /// <summary>Checks one rule on its own.</summary>
    /// <param name="rule">The rule.</param>
    /// <returns>Its faults and warnings, empty when there are none.</returns>
    public static ImmutableArray<OutboundRuleFault> Validate(OutboundWhitelistRule rule)
    {
        ArgumentNullException.ThrowIfNull(rule);
        return Validate([rule]);
    }

    /// <summary>Checks all rules of an organization, each on its own and against the others.</summary>
    /// <param name="rules">The rules, in the order in which duplicates are to be told from their originals.</param>
    /// <returns>All faults and warnings, by the place of their rule.</returns>
    public static ImmutableArray<OutboundRuleFault> Validate(IReadOnlyList<OutboundWhitelistRule> rules)
    {
        OutboundRuleSet set = OutboundRuleSet.Compile(rules);
        ILookup<int, OutboundRuleFault> unusable = set.Faults.ToLookup(static fault => fault.Index);
        var report = new Report(rules);
        var known = new Dictionary<(OutboundPatternType, string, int), (bool Allows, bool Denies)>();
        int regexes = 0;
        for (int i = 0; i < rules.Count; i++)
        {
            OutboundWhitelistRule rule = rules[i];
            CheckFields(report, i, rule);
            if (rule.PatternType == OutboundPatternType.Regex && ++regexes > MaxRegexRules)
            {
                report.Error(i, OutboundRuleCodes.RegexTooMany, $"at most {MaxRegexRules}");
            }
            if (unusable.Contains(i))
            {
                foreach (OutboundRuleFault fault in unusable[i]) report.Error(i, fault.Code, fault.Detail);
                continue;
            }
            CheckAgainstOthers(report, i, rule, set, known);
            if (rule.IsAllowed && AllowsEverything(rule)) report.Warning(i, OutboundRuleCodes.AllowAll, rule.Pattern);
        }
        MarkContradictions(report, rules, unusable, known);
        return report.ToImmutable();
    }

    private static void CheckFields(Report report, int index, OutboundWhitelistRule rule)
    {
        if (string.IsNullOrWhiteSpace(rule.Name)) report.Error(index, OutboundRuleCodes.NameEmpty, "");
        else if (rule.Name.Length > MaxNameLength) report.Error(index, OutboundRuleCodes.NameTooLong, $"at most {MaxNameLength} characters");
        if (rule.Priority < 0) report.Error(index, OutboundRuleCodes.PriorityRange, "0 or greater");
    }

    private static void CheckAgainstOthers(
        Report report,
        int index,
        OutboundWhitelistRule rule,
        OutboundRuleSet set,
        Dictionary<(OutboundPatternType, string, int), (bool Allows, bool Denies)> known)
    {
        string pattern = PatternOf(rule);
        known.TryGetValue((rule.PatternType, pattern, rule.Priority), out (bool Allows, bool Denies) seen);
        if (rule.IsAllowed ? seen.Allows : seen.Denies)
        {
            report.Error(index, OutboundRuleCodes.Duplicate, rule.Pattern);
            return;
        }
        known[(rule.PatternType, pattern, rule.Priority)] = (seen.Allows || rule.IsAllowed, seen.Denies || !rule.IsAllowed);

        OutboundWhitelistRule? decides = rule.PatternType switch
        {
            OutboundPatternType.Exact => set.Match(PhoneNumber.Parse("+" + pattern)),
            OutboundPatternType.Prefix => set.FindPrefix(pattern),
            _ => set.FindPrefix(""),
        };
        // A prefix of the same priority that every number has still comes before a regex.
        int least = rule.PatternType == OutboundPatternType.Regex ? rule.Priority : rule.Priority - 1;
        if (decides is not null && decides.Priority <= least) report.Warning(index, OutboundRuleCodes.Shadowed, "by " + decides.Pattern);
    }

    private static void MarkContradictions(
        Report report,
        IReadOnlyList<OutboundWhitelistRule> rules,
        ILookup<int, OutboundRuleFault> unusable,
        Dictionary<(OutboundPatternType, string, int), (bool Allows, bool Denies)> known)
    {
        for (int i = 0; i < rules.Count; i++)
        {
            OutboundWhitelistRule rule = rules[i];
            if (!rule.IsAllowed || unusable.Contains(i)) continue;
            if (known.TryGetValue((rule.PatternType, PatternOf(rule), rule.Priority), out (bool Allows, bool Denies) both) && both.Denies)
            {
                report.Warning(i, OutboundRuleCodes.Contradiction, rule.Pattern);
            }
        }
    }

    private static string PatternOf(OutboundWhitelistRule rule)
    {
        if (rule.PatternType == OutboundPatternType.Regex) return rule.Pattern;
        OutboundPattern.TryReadDigits(rule, out string digits);
        return digits;
    }

    private static bool AllowsEverything(OutboundWhitelistRule rule) => rule.PatternType switch
    {
        OutboundPatternType.Prefix => PatternOf(rule).Length == 0,
        OutboundPatternType.Regex => Array.TrueForAll(Probes, OutboundRegex.Of(rule).IsMatch),
        _ => false,
    };

    private static PhoneNumber[] MakeProbes()
    {
        var probes = new List<PhoneNumber>();
        for (char first = '1'; first <= '9'; first++)
        {
            foreach (int length in (int[])[PhoneNumber.MinDigits, 11, PhoneNumber.MaxDigits])
            {
                probes.Add(PhoneNumber.Parse("+" + first + new string('0', length - 1)));
                probes.Add(PhoneNumber.Parse("+" + first + new string('9', length - 1)));
            }
        }
        return [.. probes];
    }

    private sealed class Report(IReadOnlyList<OutboundWhitelistRule> rules)
    {
        private readonly List<OutboundRuleFault> _faults = [];

        public void Error(int index, string code, string detail) => _faults.Add(new OutboundRuleFault(index, rules[index].Id, code, IsWarning: false, detail));

        public void Warning(int index, string code, string detail) => _faults.Add(new OutboundRuleFault(index, rules[index].Id, code, IsWarning: true, detail));

        public ImmutableArray<OutboundRuleFault> ToImmutable() => [.. _faults.OrderBy(static fault => fault.Index)];
    }
}
