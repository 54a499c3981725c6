using OpBX.Outbound;

namespace OpBX.Core.Tests.Outbound;

public sealed class OutboundRuleValidatorTests
{
    [Fact]
    public void Validate_sound_rules_finds_nothing()
    {
        OutboundRuleValidator.Validate(
        [
            Rule(1, OutboundPatternType.Prefix, "+1"),
            Rule(2, OutboundPatternType.Prefix, "+1900") with { IsAllowed = false },
            Rule(3, OutboundPatternType.Exact, "+1 900 555 0100"),
            Rule(4, OutboundPatternType.Regex, @"^\+44(20|16)\d{8}$"),
            Rule(5, OutboundPatternType.Regex, "555") with { IsAllowed = false },
        ]).Should().BeEmpty();
    }

    [Theory]
    [InlineData(OutboundPatternType.Prefix, "", OutboundRuleCodes.PatternEmpty)]
    [InlineData(OutboundPatternType.Prefix, "12a", OutboundRuleCodes.PatternNotDigits)]
    [InlineData(OutboundPatternType.Exact, "911", OutboundRuleCodes.PatternNeverMatches)]
    [InlineData(OutboundPatternType.Prefix, "123456789012345678901234567890123456789012345678901", OutboundRuleCodes.PatternTooLong)]
    [InlineData(OutboundPatternType.Regex, "^[", OutboundRuleCodes.RegexInvalid)]
    [InlineData(OutboundPatternType.Regex, "^(?!1)", OutboundRuleCodes.RegexUnsupported)]
    [InlineData(OutboundPatternType.Regex, "1900", OutboundRuleCodes.RegexUnanchored)]
    [InlineData((OutboundPatternType)7, "1", OutboundRuleCodes.PatternTypeUnknown)]
    public void Validate_unusable_pattern_is_an_error(OutboundPatternType type, string pattern, string code)
    {
        OutboundRuleFault fault = OutboundRuleValidator.Validate(Rule(8, type, pattern)).Should().ContainSingle().Which;

        fault.Should().BeEquivalentTo(new { Index = 0, RuleId = 8L, Code = code, IsWarning = false });
    }

    [Fact]
    public void Validate_gives_all_faults_at_once()
    {
        OutboundWhitelistRule rule = Rule(1, OutboundPatternType.Prefix, "x") with { Name = " ", Priority = -1 };

        OutboundRuleValidator.Validate(rule).Select(fault => fault.Code)
            .Should().BeEquivalentTo(OutboundRuleCodes.NameEmpty, OutboundRuleCodes.PriorityRange, OutboundRuleCodes.PatternNotDigits);
        OutboundRuleValidator.Validate(rule with { Name = new string('n', 101) }).Select(fault => fault.Code)
            .Should().Contain(OutboundRuleCodes.NameTooLong);
    }

    [Fact]
    public void Validate_same_pattern_in_another_spelling_is_a_duplicate()
    {
        OutboundRuleFault fault = OutboundRuleValidator.Validate([Rule(1, OutboundPatternType.Prefix, "+1 212"), Rule(2, OutboundPatternType.Prefix, "1212")])
            .Should().ContainSingle().Which;

        fault.Should().BeEquivalentTo(new { Index = 1, RuleId = 2L, Code = OutboundRuleCodes.Duplicate, IsWarning = false });
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    public void Validate_opposite_rules_warn_at_the_one_that_allows(int allowPlace, int denyPlace)
    {
        var rules = new OutboundWhitelistRule[2];
        rules[allowPlace] = Rule(1, OutboundPatternType.Prefix, "+1212");
        rules[denyPlace] = Rule(2, OutboundPatternType.Prefix, "+1212") with { IsAllowed = false };

        OutboundRuleValidator.Validate(rules).Should().ContainSingle().Which
            .Should().BeEquivalentTo(new { Index = allowPlace, Code = OutboundRuleCodes.Contradiction, IsWarning = true });
    }

    [Theory]
    [InlineData(OutboundPatternType.Prefix, "+")]
    [InlineData(OutboundPatternType.Regex, "^")]
    [InlineData(OutboundPatternType.Regex, "^.*")]
    [InlineData(OutboundPatternType.Regex, @"^\+?\d+$")]
    [InlineData(OutboundPatternType.Regex, "^[1-9]")]
    public void Validate_rule_that_allows_everything_warns(OutboundPatternType type, string pattern)
    {
        OutboundRuleValidator.Validate(Rule(1, type, pattern)).Should().ContainSingle().Which
            .Should().BeEquivalentTo(new { Code = OutboundRuleCodes.AllowAll, IsWarning = true });
        OutboundRuleValidator.Validate(Rule(1, type, pattern) with { IsAllowed = false }).Should().BeEmpty();
    }

    [Theory]
    [InlineData(OutboundPatternType.Prefix, "+1212")]
    [InlineData(OutboundPatternType.Exact, "+12125550100")]
    public void Validate_rule_behind_a_shorter_prefix_of_a_lower_priority_number_is_shadowed(OutboundPatternType type, string pattern)
    {
        OutboundRuleValidator.Validate([Rule(1, OutboundPatternType.Prefix, "+1"), Rule(2, type, pattern) with { Priority = 2 }])
            .Should().ContainSingle().Which.Should().BeEquivalentTo(new { Index = 1, Code = OutboundRuleCodes.Shadowed, IsWarning = true });
    }

    [Fact]
    public void Validate_regex_behind_a_prefix_for_every_number_is_shadowed()
    {
        OutboundRuleValidator.Validate([Rule(1, OutboundPatternType.Prefix, "+") with { IsAllowed = false }, Rule(2, OutboundPatternType.Regex, "^44")])
            .Should().ContainSingle().Which.Code.Should().Be(OutboundRuleCodes.Shadowed);
    }

    [Fact]
    public void Validate_too_many_regexes_is_an_error_for_each_beyond()
    {
        OutboundWhitelistRule[] rules = [.. Enumerable.Range(0, OutboundRuleValidator.MaxRegexRules + 2).Select(i => Rule(i, OutboundPatternType.Regex, "^44" + i))];

        OutboundRuleValidator.Validate(rules).Select(fault => (fault.Index, fault.Code)).Should().Equal(
            (OutboundRuleValidator.MaxRegexRules, OutboundRuleCodes.RegexTooMany),
            (OutboundRuleValidator.MaxRegexRules + 1, OutboundRuleCodes.RegexTooMany));
    }

    private static OutboundWhitelistRule Rule(long id, OutboundPatternType type, string pattern)
        => new() { Id = id, Name = "rule", PatternType = type, Pattern = pattern };
}
