using BenchmarkDotNet.Attributes;
using OpBX.Numbers;
using OpBX.Outbound;

namespace OpBX.Benchmarks.Outbound;

/// <summary>One outbound decision among 10,000 prefix rules, beside a search through the sorted list (rule O2).</summary>
[MemoryDiagnoser]
public class OutboundBenchmarks
{
    private const int Rules = 10_000;
    private readonly OutboundWhitelistRule[] _rules;
    private readonly OutboundWhitelistRule[] _sorted;
    private readonly OutboundRuleSet _prefixes;
    private readonly OutboundRuleSet _mixed;
    private readonly PhoneNumber[] _numbers;
    private int _next;

    public OutboundBenchmarks()
    {
        var random = new Random(1);
        _rules = [.. Enumerable.Range(1, Rules).Select(id => new OutboundWhitelistRule
        {
            Id = id,
            Name = "rule",
            Pattern = "+" + random.NextInt64(1, (long)Math.Pow(10, random.Next(2, 9))),
            Priority = random.Next(1, 4),
            IsAllowed = random.Next(4) > 0,
        })];
        _sorted = [.. _rules.OrderBy(rule => rule.Priority).ThenByDescending(rule => rule.Pattern.Length).ThenBy(rule => rule.IsAllowed).ThenBy(rule => rule.Id)];
        _prefixes = OutboundRuleSet.Compile(_rules);
        _mixed = OutboundRuleSet.Compile(
        [
            .. _rules,
            .. Enumerable.Range(0, 1_000).Select(i => new OutboundWhitelistRule { Id = Rules + i, Name = "exact", PatternType = OutboundPatternType.Exact, Pattern = "+1212555" + (1_000 + i) }),
            new OutboundWhitelistRule { Id = 20_000, Name = "regex", PatternType = OutboundPatternType.Regex, Pattern = @"^\+1900", IsAllowed = false, Priority = 0 },
            new OutboundWhitelistRule { Id = 20_001, Name = "regex", PatternType = OutboundPatternType.Regex, Pattern = "^44(9|87)", IsAllowed = false, Priority = 0 },
        ]);
        _numbers = [.. Enumerable.Range(0, 1_024).Select(_ => PhoneNumber.Parse("+" + random.NextInt64(10_000_000_000, 99_999_999_999)))];
    }

    [Benchmark(Baseline = true)]
    public OutboundWhitelistRule? LinearScan()
    {
        string number = Next().Value;
        foreach (OutboundWhitelistRule rule in _sorted)
        {
            if (number.StartsWith(rule.Pattern, StringComparison.Ordinal)) return rule;
        }
        return null;
    }

    [Benchmark]
    public OutboundWhitelistRule? Match() => _prefixes.Match(Next());

    [Benchmark]
    public OutboundWhitelistRule? MatchBesideExactAndRegex() => _mixed.Match(Next());

    [Benchmark]
    public int Compile() => OutboundRuleSet.Compile(_rules).Count;

    private PhoneNumber Next() => _numbers[_next++ & 1_023];
}
