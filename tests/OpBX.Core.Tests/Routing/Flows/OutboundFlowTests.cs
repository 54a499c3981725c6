using OpBX.Calls;
using OpBX.Extensions;
using OpBX.Tenants;
using static OpBX.Routing.Flows.Pbx;

namespace OpBX.Routing.Flows;

/// <summary>Calls to the public network: rules O1 to O4 and N1.</summary>
public sealed class OutboundFlowTests
{
    private const string Abroad = "+442079460123";
    private const string Near = "+12025550177";

    [Theory]
    [InlineData("+12025550177")]
    [InlineData("12025550177")]
    [InlineData("2025550177")]
    [InlineData("(202) 555-0177")]
    [InlineData("01112025550177")]
    [InlineData("sip:+12025550177@acme.example.test")]
    [InlineData("tel:+12025550177")]
    public async Task Number_is_dialled_in_every_spelling(string dialled)
    {
        CallResult result = await Open(Did("extension:1001"), Allow("+1202", "carrier"), User("1001")).Dials("1001", dialled).Number(Near).Answers().PlayAsync();
        DialAttempt dial = result.Rang.Should().ContainSingle(result.ToString()).Which;
        dial.Targets.Single().Text.Should().Be(Near);
        dial.Trunks.Should().Be("carrier");
        dial.CallerId.Should().Be(Main);
        dial.TimeLimit.Should().Be(240 * 60);
        dial.Timeout.Should().NotBeNull();
        result.EndedBy.Should().Be(CallEndReason.AnsweredCallEnded);
    }

    [Fact]
    public async Task Everything_is_denied_that_no_rule_allows()
    {
        CallResult result = await Open(Did("extension:1001"), User("1001")).Dials("1001", Near).PlayAsync();
        result.Rang.Should().BeEmpty();
        result.Outcome.Should().Be(RoutingOutcome.Denied);
        result.Heard.Should().ContainSingle().Which.Should().Match<HeardPrompt>(heard => heard.Text == Texts.OutboundDenied && !heard.Answered);
    }

    [Fact]
    public async Task Deny_of_an_earlier_priority_wins()
    {
        CallSimulator simulator = Open(Did("extension:1001"), Allow("+"), Deny("+44"), User("1001"));
        (await simulator.Dials("1001", Abroad).PlayAsync()).Outcome.Should().Be(RoutingOutcome.Denied);
        (await simulator.Dials("1001", Near).PlayAsync()).RangTargets.Should().Equal(Near);
    }

    [Fact]
    public async Task Only_active_users_of_the_tenant_dial_out()
    {
        CallSimulator simulator = Open(Did("extension:1001"), Allow("+"), User("1001"), User("1002").Inactive(), Ext("1003", ExtensionType.Conference, "{}"));
        foreach (string caller in new[] { "1002", "1003", "4711", "anonymous", "+15550100001" })
        {
            CallResult result = await simulator.Dials(caller, Near).PlayAsync();
            result.Outcome.Should().Be(RoutingOutcome.Denied, caller);
            result.Rang.Should().BeEmpty();
        }
    }

    [Theory]
    [InlineData("inbound")]
    [InlineData("outbound-api")]
    [InlineData("application")]
    [InlineData("sideways")]
    public async Task Nobody_but_a_subscriber_dials_out(string direction)
    {
        // Whatever the caller id says: it earns no trust.
        foreach (string from in new[] { "1001", Main, Second })
        {
            CallResult result = await Open(Did("extension:1001"), Allow("+"), User("1001")).Call(CallDirection.Parse(direction), from, Near).PlayAsync();
            result.Rang.Should().BeEmpty(result.ToString());
            result.Outcome.Should().Be(RoutingOutcome.NotInService);
        }
    }

    [Fact]
    public async Task Own_number_is_reached_inside()
    {
        CallResult result = await Open(Did("extension:1002"), Allow("+"), User("1001"), User("1002")).Dials("1001", Main).Phone("1002").Answers().PlayAsync();
        result.RangTargets.Should().Equal("1002");
    }

    [Fact]
    public async Task Extension_comes_before_a_number_that_looks_the_same()
    {
        CallResult result = await Open(Allow("+"), User("1001"), User("20255")).Dials("1001", "20255").PlayAsync();
        result.RangTargets.Should().Equal("20255");
    }

    [Theory]
    [InlineData("*98")]
    [InlineData("#31")]
    [InlineData("sip:alice@acme.example.test")]
    [InlineData("411")]
    public async Task Codes_and_names_without_a_destination_are_unavailable(string dialled)
    {
        CallResult result = await Open(Allow("+"), User("1001")).Dials("1001", dialled).PlayAsync();
        result.Rang.Should().BeEmpty();
        result.Outcome.Should().Be(RoutingOutcome.Unavailable, result.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("12345678901234567890")]
    [InlineData("77777")]
    public async Task What_is_no_number_is_said_to_be_none(string dialled)
    {
        CallResult result = await Open(Allow("+"), User("1001")).Dials("1001", dialled).PlayAsync();
        result.Outcome.Should().Be(RoutingOutcome.Invalid, result.ToString());
        result.IsAnswered.Should().BeFalse();
    }

    [Fact]
    public async Task Caller_id_is_the_extensions_then_its_numbers_then_the_organizations_then_the_first()
    {
        const string Settings = """{"country":"US","default_caller_id":"+15550100202"}""";
        object[] common = [Did(Main, "extension:1009"), Did(Second, "extension:1002"), Did("+15550100202", "extension:1009"), Did("+15550100203", "extension:1009"), Allow("+"), User("1009")];
        async Task<string?> CallerIdOf(string settings, Extension caller)
            => (await Open([settings, .. common, caller]).Dials(caller.ExtensionNumber, Near).PlayAsync()).Rang.Single().CallerId;

        (await CallerIdOf(Settings, User("1002", """{"caller_id":"+15550100203"}"""))).Should().Be("+15550100203");
        (await CallerIdOf(Settings, User("1002"))).Should().Be(Second);
        (await CallerIdOf(Settings, User("1003"))).Should().Be("+15550100202");
        (await CallerIdOf("""{"country":"US"}""", User("1003"))).Should().Be(Main);
        (await CallerIdOf(Settings, User("1003", """{"caller_id":"+15550100999"}"""))).Should().Be("+15550100202", "a caller id must be one of the tenant's numbers");
        (await CallerIdOf(Settings, User("1003", """{"caller_id":"anonymous"}"""))).Should().Be("+15550100202");
    }

    [Fact]
    public async Task Number_that_is_busy_or_fails_is_said()
    {
        CallSimulator simulator = Open(Did("extension:1001"), Allow("+"), User("1001"));
        CallResult result = await simulator.Dials("1001", Near).Number(Near).IsBusy().PlayAsync();
        result.HeardTexts.Should().Equal(Texts.OutboundFailed);
        result.IsAnswered.Should().BeFalse();
    }

    [Fact]
    public async Task Concurrent_limit_counts_calls_under_way_and_frees_the_slot_after()
    {
        CallSimulator simulator = Open("""{"country":"US","limits":{"concurrent":1}}""", Did("extension:1001"), Allow("+"), User("1001"), User("1002"));
        CallResult? second = null;
        // The second call comes while the first one has not ended.
        CallResult first = await simulator.Dials("1001", Near).Number(Near).Answers()
            .BeforeStage(2, async stop => second = await simulator.Dials("1002", Near).PlayAsync(stop)).PlayAsync();
        first.AnsweredBy.Should().Be(Near);
        second!.Rang.Should().BeEmpty();
        second.Outcome.Should().Be(RoutingOutcome.Denied);
        second.HeardTexts.Should().Equal(Texts.OutboundLimited);
        (await simulator.Dials("1002", Near).PlayAsync()).RangTargets.Should().Equal(Near);
    }

    [Fact]
    public async Task Limit_of_an_extension_is_its_own()
    {
        CallSimulator simulator = Open(Did("extension:1001"), Allow("+"), User("1001", """{"limits":{"per_minute":2}}"""), User("1002"));
        var outcomes = new List<RoutingOutcome>();
        for (int i = 0; i < 3; i++) outcomes.Add((await simulator.Dials("1001", Near).PlayAsync()).Outcomes[0]);
        outcomes.Should().Equal(RoutingOutcome.DialOut, RoutingOutcome.DialOut, RoutingOutcome.Denied);
        (await simulator.Dials("1002", Near).PlayAsync()).RangTargets.Should().Equal(Near);
    }

    [Fact]
    public async Task Minutes_left_in_the_day_limit_the_call()
    {
        CallSimulator simulator = Open("""{"country":"US","limits":{"minutes_per_day":3},"max_call_minutes":10}""", Did("extension:1001"), Allow("+"), User("1001"));
        CallResult first = await simulator.Dials("1001", Near).Number(Near).Answers(afterSeconds: 0, talksFor: 60).PlayAsync();
        CallResult second = await simulator.Dials("1001", Near).Number(Near).Answers(afterSeconds: 0, talksFor: 600).PlayAsync();
        CallResult third = await simulator.Dials("1001", Near).PlayAsync();
        first.Rang[0].TimeLimit.Should().Be(180);
        second.Rang[0].TimeLimit.Should().Be(120);
        second.Rang[0].Talked.Should().Be(TimeSpan.FromSeconds(120));
        third.Outcome.Should().Be(RoutingOutcome.Denied);
    }

    [Theory]
    [InlineData("+12025550177", true)]
    [InlineData("+19005550177", false)]
    [InlineData("+442079460123", false)]
    public async Task Without_shared_state_only_cheap_domestic_calls_go_out(string dialled, bool goes)
    {
        CallResult result = await OpenWithoutState("""{"country":"US","limits":{"concurrent":5}}""", Did("extension:1001"), Allow("+"), User("1001")).Dials("1001", dialled).PlayAsync();
        result.Rang.Should().HaveCount(goes ? 1 : 0, result.ToString());
        result.Traced(goes ? "state-down-open" : "state-down-closed").Should().BeTrue();
    }

    [Fact]
    public async Task Without_limits_nobody_is_asked()
    {
        CallResult result = await OpenWithoutState(Did("extension:1001"), Allow("+"), User("1001")).Dials("1001", Abroad).PlayAsync();
        result.RangTargets.Should().Equal(Abroad);
    }
}
