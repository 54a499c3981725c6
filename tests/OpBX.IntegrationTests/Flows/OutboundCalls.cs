using Microsoft.Extensions.DependencyInjection;
using OpBX.Calls;
using OpBX.Extensions;
using OpBX.Outbound;
using OpBX.RingGroups;
using OpBX.Routing;
using OpBX.State;
using OpBX.Tenants;
using static OpBX.IntegrationTests.Flows.Office;

namespace OpBX.IntegrationTests.Flows;

/// <summary>Rules O1–O4: who may dial what, as whom, by which trunk, and how much of it.</summary>
public sealed class OutboundCalls
{
    private const string Callee = "+15550100300";

    private static TenantConfiguration With(string settings, params Extension[] extensions) => Tenant(settings) with
    {
        Extensions = extensions,
        DidNumbers = [Did(1, Main, "extension", 9999)],
        OutboundWhitelists = [Allow(1, "+1555")],
    };

    [Rule("O1")]
    [Fact]
    public async Task Caller_mustBeAnActiveUserOfTheTenant()
    {
        await using PlayedHost host = await PlayedHost.StartAsync(With("{}", User(1001), User(1002).Inactive(), Line(3001, ExtensionType.AiAssistant, "{}")));
        (await host.Calls.Subscriber("1001", Callee).Number(Callee).Answers().PlayAsync()).AnsweredBy.Should().Be(Callee);
        foreach (string caller in new[] { "1002", "3001", "7777", "15550100001" })
        {
            CallResult refused = await host.Calls.Subscriber(caller, Callee).PlayAsync();
            refused.Outcomes.Should().Equal([RoutingOutcome.Denied], caller);
            refused.Rang.Should().BeEmpty();
            refused.IsAnswered.Should().BeFalse();
        }
    }

    [Rule("O1")]
    [Fact]
    public async Task OtherTypes_mayDialByOption()
    {
        await using PlayedHost host = await PlayedHost.StartAsync(
            builder => builder.Services.Configure<OutboundOptions>(options => options.CallerTypes.Add(ExtensionType.AiAssistant)),
            With("{}", Line(3001, ExtensionType.AiAssistant, "{}")));
        (await host.Calls.Subscriber("3001", Callee).PlayAsync()).Outcomes[0].Should().Be(RoutingOutcome.DialOut);
    }

    [Rule("O1")]
    [Rule("O2")]
    [Fact]
    public async Task NoRule_isDenied()
    {
        await using PlayedHost host = await PlayedHost.StartAsync(With("{}", User(1001)) with { OutboundWhitelists = [] });
        CallResult call = await host.Calls.Subscriber("1001", Callee).PlayAsync();
        call.Outcomes.Should().Equal(RoutingOutcome.Denied);
    }

    [Rule("O2")]
    [Theory]
    [InlineData("+15550100300", true)]
    [InlineData("+15550100301", false)]
    [InlineData("+15550100399", true)]
    [InlineData("+15550100400", false)]
    [InlineData("+4930555010", true)]
    [InlineData("+4930555019", false)]
    public async Task Rules_areTakenByPriorityThenByKind(string number, bool allowed)
    {
        OutboundWhitelistRule Rule(long id, OutboundPatternType type, string pattern, bool allow, int priority)
            => new() { Id = id, Name = "Rule " + id, PatternType = type, Pattern = pattern, IsAllowed = allow, Priority = priority };

        await using PlayedHost host = await PlayedHost.StartAsync(With("{}", User(1001)) with
        {
            OutboundWhitelists =
            [
                Rule(1, OutboundPatternType.Prefix, "+1555010030", false, 5),
                Rule(2, OutboundPatternType.Exact, "+15550100300", true, 5),
                Rule(3, OutboundPatternType.Prefix, "1555010", true, 7),
                Rule(4, OutboundPatternType.Prefix, "+15550100400", false, 6),
                Rule(5, OutboundPatternType.Regex, "^\\+4930555\\d{3}$", true, 9),
                Rule(6, OutboundPatternType.Prefix, "+4930555019", false, 9),
            ],
        });
        CallResult call = await host.Calls.Subscriber("1001", number).PlayAsync();
        call.Outcomes[0].Should().Be(allowed ? RoutingOutcome.DialOut : RoutingOutcome.Denied, call.ToString());
    }

    [Rule("O3")]
    [Fact]
    public async Task CallerIdAndTrunk_comeFromTheNearestPlace()
    {
        TenantConfiguration tenant = With(
            """{"default_caller_id":"+15550100202","outbound_trunk":"main-trunk"}""",
            User(1001, """{"caller_id":"+15550100203"}"""),
            User(1002),
            User(1003),
            User(1004, """{"caller_id":"+15550100999"}""")) with
        {
            DidNumbers =
            [
                Did(1, Main, "extension", 9999),
                Did(2, "+15550100202", "extension", 9999),
                Did(3, "+15550100203", "extension", 9999),
                Did(4, "+15550100204", "extension", 1002),
            ],
            OutboundWhitelists = [Allow(1, "+1555"), Allow(2, "+49") with { Trunk = "far-trunk" }],
        };
        await using PlayedHost host = await PlayedHost.StartAsync(tenant);
        async Task<DialAttempt> DialAsync(string caller, string number) => (await host.Calls.Subscriber(caller, number).PlayAsync()).Rang.Should().ContainSingle().Subject;

        (await DialAsync("1001", Callee)).Should().Match<DialAttempt>(dial => dial.CallerId == "+15550100203" && dial.Trunks == "main-trunk" && dial.HasAction && dial.Timeout != null);
        (await DialAsync("1002", Callee)).CallerId.Should().Be("+15550100204");
        (await DialAsync("1003", Callee)).CallerId.Should().Be("+15550100202");
        (await DialAsync("1004", Callee)).CallerId.Should().Be("+15550100202", "it must be one of the tenant's numbers");
        (await DialAsync("1003", "+4930555010")).Trunks.Should().Be("far-trunk");
    }

    [Rule("O3")]
    [Rule("R3")]
    [Fact]
    public async Task UnansweredNumber_endsInASentenceThatNobodyPaysFor()
    {
        await using PlayedHost host = await PlayedHost.StartAsync(With("{}", User(1001)));
        CallResult call = await host.Calls.Subscriber("1001", Callee).Number(Callee).IsBusy().PlayAsync();
        call.Outcomes.Should().Equal(RoutingOutcome.DialOut, RoutingOutcome.NoAnswer);
        call.IsAnswered.Should().BeFalse();
    }

    [Rule("O4")]
    [Theory]
    [InlineData("""{"limits":{"concurrent":2}}""", "{}")]
    [InlineData("""{"limits":{"per_minute":2}}""", "{}")]
    [InlineData("{}", """{"limits":{"concurrent":2}}""")]
    [InlineData("{}", """{"limits":{"per_minute":"2"}}""")]
    public async Task ExhaustedLimit_denies(string settings, string configuration)
    {
        await using PlayedHost host = await PlayedHost.StartAsync(With(settings, User(1001, configuration)));
        for (int i = 0; i < 2; i++)
        {
            (await host.Calls.Subscriber("1001", Callee).HangsUp(CallMoment.WhileRinging).PlayAsync()).Outcomes.Should().Equal(RoutingOutcome.DialOut);
        }
        CallResult third = await host.Calls.Subscriber("1001", Callee).PlayAsync();
        third.Outcomes.Should().Equal(RoutingOutcome.Denied);
        third.Traced("limit").Should().BeTrue();
    }

    [Rule("O4")]
    [Fact]
    public async Task Limits_ofTheTenant_holdForForwardsMenusAndGroups()
    {
        TenantConfiguration tenant = With(
            """{"limits":{"concurrent":1}}""",
            User(1001),
            Line(5001, ExtensionType.Forward, $$"""{"forward_to":"{{Callee}}"}""")) with
        {
            DidNumbers = [Did(1, Main, "extension", 5001), Did(2, "+15550100201", "ring_group", 7)],
            RingGroups = [Group(7, RingStrategyName.Simultaneous, 1001, 5001)],
        };
        await using PlayedHost host = await PlayedHost.StartAsync(tenant);
        (await host.Calls.Inbound(Caller, Main).HangsUp(CallMoment.WhileRinging).PlayAsync()).RangTargets.Should().Equal(Callee);
        (await host.Calls.Inbound(Caller, Main).PlayAsync()).Outcomes.Should().Equal(RoutingOutcome.Denied);
        (await host.Calls.Inbound(Caller, "+15550100201").PlayAsync()).RangTargets.Should().Equal("1001");
        (await host.Calls.Subscriber("1001", Callee).PlayAsync()).Outcomes.Should().Equal(RoutingOutcome.Denied);
    }

    [Rule("O4")]
    [Fact]
    public async Task Slot_livesAsLongAsTheCallMayLast()
    {
        await using PlayedHost host = await PlayedHost.StartAsync(With("""{"limits":{"concurrent":1},"max_call_minutes":10}""", User(1001)));
        CallResult first = await host.Calls.Subscriber("1001", Callee).HangsUp(CallMoment.WhileRinging).PlayAsync();
        first.Rang[0].TimeLimit.Should().Be(600);
        host.Clock.Advance(TimeSpan.FromSeconds(655));
        (await host.Calls.Subscriber("1001", Callee).PlayAsync()).Outcomes.Should().Equal(RoutingOutcome.Denied);
        host.Clock.Advance(TimeSpan.FromSeconds(6));
        (await host.Calls.Subscriber("1001", Callee).PlayAsync()).Outcomes[0].Should().Be(RoutingOutcome.DialOut);
    }

    [Rule("O4")]
    [Fact]
    public async Task MinutesLeft_limitTheCall()
    {
        await using PlayedHost host = await PlayedHost.StartAsync(With("""{"limits":{"minutes_per_day":30}}""", User(1001)));
        CallResult call = await host.Calls.Subscriber("1001", Callee).PlayAsync();
        call.Rang[0].TimeLimit.Should().Be(30 * 60);
    }

    [Rule("O4")]
    [Theory]
    [InlineData("DE", "+4930555010", true)]
    [InlineData("DE", "+49900555010", false)]
    [InlineData("DE", "+442079460018", false)]
    public async Task StateDown_keepsOnlyTheOwnCountryOpen(string country, string number, bool open)
    {
        await using PlayedHost host = await PlayedHost.StartAsync(
            builder => builder.Services.AddSingleton<IOpBXState>(new BrokenState()),
            With($$"""{"limits":{"concurrent":5},"country":"{{country}}"}""", User(1001)) with { OutboundWhitelists = [Allow(1, "+")] });
        CallResult call = await host.Calls.Subscriber("1001", number).PlayAsync();
        call.Outcomes[0].Should().Be(open ? RoutingOutcome.DialOut : RoutingOutcome.Denied, call.ToString());
        call.Traced(open ? "state-down-open" : "state-down-closed").Should().BeTrue();
    }
}
