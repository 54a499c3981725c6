using System.Text.RegularExpressions;
using OpBX.Numbers;
using OpBX.Outbound;

namespace OpBX.Core.Tests.Outbound;

/// <summary>The compiled rules against rule O2 written down as it stands: look at every rule, sort what matches, take the first.</summary>
public sealed class OutboundRuleOrderTests
{
    private static readonly string[] Regexes =
    [
        "^1", "^2", @"^\+12", @"^\+?1{3}", "^(1|2)2", @"^\d+$", @"^\+\d{7}$", "^1|2", "^?2", "2$", "12", @"\+2", "^.{9}", "(^1)", "^(1", "^1(?=2)", "", "^",
    ];

    private static readonly Dictionary<string, Regex> Searches = [];

    [Theory]
    [InlineData(1, 3)]
    [InlineData(2, 12)]
    [InlineData(3, 60)]
    [InlineData(4, 400)]
    public void Match_agrees_with_a_search_through_all_rules(int seed, int rulesPerSet)
    {
        var random = new Random(seed);
        int decided = 0;
        for (int round = 0; round < 150; round++)
        {
            OutboundWhitelistRule[] rules = [.. Enumerable.Range(1, random.Next(1, rulesPerSet)).Select(id => RandomRule(random, id))];
            random.Shuffle(rules);
            OutboundRuleSet set = OutboundRuleSet.Compile(rules);
            for (int i = 0; i < 40; i++)
            {
                // Now and then exactly a number that a rule names.
                string text = "+" + Digits(random, 7, random.Next(3) == 0 ? 7 : 15);
                PhoneNumber number = PhoneNumber.Parse(text);
                OutboundWhitelistRule? expected = Search(rules, text);
                OutboundWhitelistRule? found = set.Match(number);
                if (!ReferenceEquals(found, expected)) Assert.Fail($"{text}: {found}, but {expected} among {string.Join<OutboundWhitelistRule>("; ", rules)}");
                if (expected is not null) decided++;
            }
        }
        decided.Should().BeGreaterThan(500, "otherwise nothing was tested");
    }

    private static OutboundWhitelistRule? Search(OutboundWhitelistRule[] rules, string number)
        => rules.Where(rule => IsMatch(rule, number))
            .OrderBy(rule => rule.Priority)
            .ThenBy(rule => rule.PatternType switch { OutboundPatternType.Exact => 0, OutboundPatternType.Prefix => 1, _ => 2 })
            .ThenByDescending(rule => rule.PatternType == OutboundPatternType.Prefix ? rule.Pattern.TrimStart('+').Length : 0)
            .ThenBy(rule => rule.IsAllowed)
            .ThenBy(rule => rule.Id)
            .FirstOrDefault();

    private static bool IsMatch(OutboundWhitelistRule rule, string number)
    {
        string form = rule.Pattern.Contains('+', StringComparison.Ordinal) ? number : number[1..];
        switch (rule.PatternType)
        {
            case OutboundPatternType.Exact: return form == rule.Pattern;
            case OutboundPatternType.Prefix: return rule.Pattern.Length > 0 && form.StartsWith(rule.Pattern, StringComparison.Ordinal);
            default:
                if (rule.Pattern is "" or "^(1" or "^1(?=2)") return false;
                if (rule.Pattern is @"^\d+$") form = number[1..];
                Match match = Search(rule.Pattern).Match(form);
                return match.Success && (!rule.IsAllowed || (match.Index == 0 && rule.Pattern[0] == '^'));
        }
    }

    private static Regex Search(string pattern)
    {
        if (!Searches.TryGetValue(pattern, out Regex? search)) Searches[pattern] = search = new Regex(pattern);
        return search;
    }

    private static OutboundWhitelistRule RandomRule(Random random, long id)
    {
        OutboundPatternType type = random.Next(10) switch { < 6 => OutboundPatternType.Prefix, < 8 => OutboundPatternType.Exact, _ => OutboundPatternType.Regex };
        string plus = random.Next(2) == 0 ? "+" : "";
        return new OutboundWhitelistRule
        {
            Id = id,
            Name = "rule",
            PatternType = type,
            Pattern = type switch
            {
                OutboundPatternType.Prefix => plus + Digits(random, 0, 9),
                OutboundPatternType.Exact => plus + Digits(random, 7, 7),
                _ => Regexes[random.Next(Regexes.Length)],
            },
            Priority = random.Next(4),
            IsAllowed = random.Next(2) == 0,
        };
    }

    /// <summary>Few different digits, so that patterns meet often.</summary>
    private static string Digits(Random random, int least, int most)
        => new([.. Enumerable.Range(0, random.Next(least, most + 1)).Select(_ => (char)('1' + random.Next(2)))]);
}
