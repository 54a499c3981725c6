using OpBX.Diagnostics;
using OpBX.Numbers;
using OpBX.Outbound;

namespace OpBX.Core.Tests.Outbound;

public sealed class OutboundRuleSetTests
{
    private static readonly PhoneNumber Number = PhoneNumber.Parse("+12125550123");
    private static long _id;

    [Fact]
    public void Match_without_rules_finds_none()
    {
        OutboundRuleSet.Empty.Match(Number).Should().BeNull();
    }

    [Fact]
    public void Match_of_no_number_finds_none()
    {
        OutboundRuleSet.Compile([Allow(OutboundPatternType.Prefix, "+"), Allow(OutboundPatternType.Regex, "^")]).Match(default).Should().BeNull();
    }

    [Fact]
    public void Match_lower_priority_number_beats_exact()
    {
        Decide(Deny(OutboundPatternType.Exact, "+12125550123", 2), Allow(OutboundPatternType.Prefix, "+1", 1)).Should().Be("+1");
    }

    [Fact]
    public void Match_lower_priority_number_beats_longer_prefix()
    {
        Decide(Allow(OutboundPatternType.Prefix, "+1212555", 5), Deny(OutboundPatternType.Prefix, "+12", 4)).Should().Be("+12");
    }

    [Fact]
    public void Match_exact_allow_beats_prefix_deny_of_the_same_priority()
    {
        Decide(Deny(OutboundPatternType.Prefix, "+12125550"), Allow(OutboundPatternType.Exact, "+12125550123")).Should().Be("+12125550123");
    }

    [Fact]
    public void Match_longest_prefix_wins_even_if_a_shorter_one_denies()
    {
        Decide(Deny(OutboundPatternType.Prefix, "+1"), Allow(OutboundPatternType.Prefix, "+1212"), Allow(OutboundPatternType.Prefix, "+12125")).Should().Be("+12125");
    }

    [Fact]
    public void Match_prefix_comes_before_regex_of_the_same_priority()
    {
        Decide(Deny(OutboundPatternType.Regex, "^12125550123$"), Allow(OutboundPatternType.Prefix, "+1")).Should().Be("+1");
    }

    [Fact]
    public void Match_regex_of_a_lower_priority_number_beats_exact()
    {
        Decide(Deny(OutboundPatternType.Regex, "^1212", 1), Allow(OutboundPatternType.Exact, "+12125550123", 2)).Should().Be("^1212");
    }

    [Theory]
    [InlineData(OutboundPatternType.Exact, "+12125550123")]
    [InlineData(OutboundPatternType.Prefix, "+1212")]
    [InlineData(OutboundPatternType.Regex, "^1212")]
    public void Match_of_equals_takes_the_one_that_denies(OutboundPatternType type, string pattern)
    {
        OutboundRuleSet set = OutboundRuleSet.Compile([Allow(type, pattern), Deny(type, pattern), Allow(type, pattern)]);

        set.Match(Number)!.IsAllowed.Should().BeFalse();
    }

    [Theory]
    [InlineData(OutboundPatternType.Exact)]
    [InlineData(OutboundPatternType.Prefix)]
    public void Match_of_equals_takes_the_lowest_id(OutboundPatternType type)
    {
        OutboundWhitelistRule first = Allow(type, "+12125550123");
        OutboundWhitelistRule second = Allow(type, "12125550123");

        OutboundRuleSet.Compile([second, first]).Match(Number).Should().BeSameAs(first);
    }

    [Theory]
    [InlineData("+44")]
    [InlineData("44")]
    [InlineData(" +44 ")]
    [InlineData("(44)")]
    public void Match_prefix_is_read_with_and_without_plus_and_punctuation(string pattern)
    {
        OutboundRuleSet set = OutboundRuleSet.Compile([Allow(OutboundPatternType.Prefix, pattern)]);

        set.Match(PhoneNumber.Parse("+442079460000")).Should().NotBeNull();
        set.Match(Number).Should().BeNull();
    }

    [Theory]
    [InlineData("+1 (212) 555-0123")]
    [InlineData("1.212.555.0123")]
    [InlineData("+1\u00A0212\u2011555/0123")]
    public void Match_exact_is_read_with_punctuation(string pattern)
    {
        OutboundRuleSet set = OutboundRuleSet.Compile([Allow(OutboundPatternType.Exact, pattern)]);

        set.Match(Number).Should().NotBeNull();
        set.Match(PhoneNumber.Parse("+121255501234")).Should().BeNull();
        set.Match(PhoneNumber.Parse("+1212555012")).Should().BeNull();
    }

    [Fact]
    public void Match_prefix_plus_means_every_number()
    {
        OutboundRuleSet set = OutboundRuleSet.Compile([Allow(OutboundPatternType.Prefix, "+", 10), Deny(OutboundPatternType.Prefix, "+1900", 1)]);

        set.Match(PhoneNumber.Parse("+442079460000"))!.IsAllowed.Should().BeTrue();
        set.Match(PhoneNumber.Parse("+19005550100"))!.IsAllowed.Should().BeFalse();
    }

    [Theory]
    [InlineData(OutboundPatternType.Prefix, "", OutboundRuleCodes.PatternEmpty)]
    [InlineData(OutboundPatternType.Prefix, " - ", OutboundRuleCodes.PatternEmpty)]
    [InlineData(OutboundPatternType.Exact, "+", OutboundRuleCodes.PatternEmpty)]
    [InlineData(OutboundPatternType.Prefix, "1212*", OutboundRuleCodes.PatternNotDigits)]
    [InlineData(OutboundPatternType.Prefix, "1+212", OutboundRuleCodes.PatternNotDigits)]
    [InlineData(OutboundPatternType.Prefix, "++1", OutboundRuleCodes.PatternNotDigits)]
    [InlineData(OutboundPatternType.Prefix, "0012", OutboundRuleCodes.PatternNeverMatches)]
    [InlineData(OutboundPatternType.Prefix, "1212555012345678", OutboundRuleCodes.PatternNeverMatches)]
    [InlineData(OutboundPatternType.Exact, "911", OutboundRuleCodes.PatternNeverMatches)]
    [InlineData(OutboundPatternType.Regex, "", OutboundRuleCodes.PatternEmpty)]
    [InlineData(OutboundPatternType.Regex, "^(1212", OutboundRuleCodes.RegexInvalid)]
    [InlineData(OutboundPatternType.Regex, "^1)|(?:1", OutboundRuleCodes.RegexInvalid)]
    [InlineData(OutboundPatternType.Regex, "^(?=1)1212", OutboundRuleCodes.RegexUnsupported)]
    [InlineData(OutboundPatternType.Regex, @"^(1)2\1", OutboundRuleCodes.RegexUnsupported)]
    [InlineData(OutboundPatternType.Regex, @"^((\d{1,99}){1,99}){1,99}$", OutboundRuleCodes.RegexUnsupported)]
    [InlineData(OutboundPatternType.Regex, "1212", OutboundRuleCodes.RegexUnanchored)]
    [InlineData(OutboundPatternType.Regex, "(^1212)", OutboundRuleCodes.RegexUnanchored)]
    [InlineData(OutboundPatternType.Regex, " ^1212", OutboundRuleCodes.RegexUnanchored)]
    [InlineData((OutboundPatternType)9, "+1212", OutboundRuleCodes.PatternTypeUnknown)]
    public void Compile_unusable_rule_never_matches_and_is_reported(OutboundPatternType type, string pattern, string code)
    {
        OutboundWhitelistRule rule = Allow(type, pattern);

        OutboundRuleSet set = OutboundRuleSet.Compile([rule]);

        set.Match(Number).Should().BeNull();
        set.Count.Should().Be(1);
        set.Faults.Should().ContainSingle().Which.Should().BeEquivalentTo(new { Index = 0, RuleId = rule.Id, Code = code, IsWarning = false });
    }

    [Theory]
    [InlineData(OutboundPatternType.Prefix)]
    [InlineData(OutboundPatternType.Exact)]
    [InlineData(OutboundPatternType.Regex)]
    public void Compile_pattern_over_50_characters_never_matches(OutboundPatternType type)
    {
        string pattern = type == OutboundPatternType.Regex ? "^1" + new string('.', 48) + "?" : "+1212555012" + new string(' ', 39) + "3";
        pattern.Length.Should().Be(51);

        OutboundRuleSet set = OutboundRuleSet.Compile([Allow(type, pattern)]);

        set.Match(Number).Should().BeNull();
        set.Faults.Should().ContainSingle().Which.Code.Should().Be(OutboundRuleCodes.PatternTooLong);
    }

    [Theory]
    [InlineData(@"^\+1212", true)]
    [InlineData("^[+]1212", true)]
    [InlineData(@"^\x2B1212", true)]
    [InlineData(@"^\+?1212", true)]
    [InlineData("^1212", true)]
    [InlineData(@"^12\d+$", true)]
    [InlineData(@"^.212", true)]
    [InlineData(@"^[^+]212", true)]
    [InlineData(@"^\+212", false)]
    [InlineData("^212", false)]
    [InlineData(@"^\\+1", false)]
    public void Match_regex_with_a_plus_sees_it_and_without_sees_the_digits(string pattern, bool matches)
    {
        (OutboundRuleSet.Compile([Allow(OutboundPatternType.Regex, pattern)]).Match(Number) is not null).Should().Be(matches);
    }

    [Theory]
    [InlineData("^44|555")]
    [InlineData("^?555")]
    [InlineData("^*212")]
    [InlineData("^44|212")]
    public void Match_allow_regex_is_anchored_in_every_branch(string pattern)
    {
        OutboundRuleSet.Compile([Allow(OutboundPatternType.Regex, pattern)]).Match(Number).Should().BeNull();
    }

    [Fact]
    public void Match_deny_regex_needs_no_anchor()
    {
        Decide(Deny(OutboundPatternType.Regex, "5550", 1), Allow(OutboundPatternType.Prefix, "+1", 2)).Should().Be("5550");
    }

    [Fact]
    public void Match_pattern_that_would_backtrack_without_end_comes_back_at_once()
    {
        OutboundRuleSet set = OutboundRuleSet.Compile([Allow(OutboundPatternType.Regex, @"^(\d+)+$"), Deny(OutboundPatternType.Regex, @"(\d*)*(\d*)*(\d*)*(\d*)*(\d*)*(\d*)*x", 0)]);

        PhoneNumber longest = PhoneNumber.Parse("+" + new string('1', PhoneNumber.MaxDigits));
        for (int i = 0; i < 1_000; i++) set.Match(longest)!.IsAllowed.Should().BeTrue();
    }

    [Fact]
    public void Compile_keeps_nothing_of_the_list_it_was_given()
    {
        var rules = new List<OutboundWhitelistRule> { Allow(OutboundPatternType.Prefix, "+1") };
        OutboundRuleSet set = OutboundRuleSet.Compile(rules);

        rules.Clear();

        set.Match(Number).Should().NotBeNull();
    }

    [Fact]
    public void Match_allocates_nothing()
    {
        OutboundRuleSet set = OutboundRuleSet.Compile(
        [
            .. Enumerable.Range(0, 10_000).Select(i => Allow(OutboundPatternType.Prefix, "+" + (1_200_000 + i), 3)),
            Allow(OutboundPatternType.Exact, "+442079460000", 3),
            Deny(OutboundPatternType.Regex, @"^1\d{3}555019", 1),
            Allow(OutboundPatternType.Regex, @"^\+49\d+$", 2),
        ]);
        PhoneNumber[] numbers = [PhoneNumber.Parse("+12035550100"), PhoneNumber.Parse("+442079460000"), PhoneNumber.Parse("+493055501000"), PhoneNumber.Parse("+12125550199"), PhoneNumber.Parse("+33155501000")];
        int[] decided = [.. numbers.Select(number => set.Match(number) is null ? 0 : 1)];
        decided.Should().Equal(1, 1, 1, 1, 0);

        Allocations.Of(() =>
        {
            for (int i = 0; i < 1_000; i++)
            {
                foreach (PhoneNumber number in numbers) set.Match(number);
            }
        }).Should().Be(0);
    }

    private static string? Decide(params OutboundWhitelistRule[] rules)
    {
        string? pattern = OutboundRuleSet.Compile(rules).Match(Number)?.Pattern;
        OutboundRuleSet.Compile([.. rules.Reverse()]).Match(Number)?.Pattern.Should().Be(pattern, "the order of the rows means nothing");
        return pattern;
    }

    private static OutboundWhitelistRule Allow(OutboundPatternType type, string pattern, int priority = 1) => Rule(type, pattern, priority, allowed: true);

    private static OutboundWhitelistRule Deny(OutboundPatternType type, string pattern, int priority = 1) => Rule(type, pattern, priority, allowed: false);

    private static OutboundWhitelistRule Rule(OutboundPatternType type, string pattern, int priority, bool allowed) => new()
    {
        Id = Interlocked.Increment(ref _id),
        Name = "rule",
        PatternType = type,
        Pattern = pattern,
        Priority = priority,
        IsAllowed = allowed,
    };
}
