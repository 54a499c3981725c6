using OpBX.Calls;
using OpBX.Extensions;
using OpBX.RingGroups;
using OpBX.Tenants;
using static OpBX.Calls.Keys;
using static OpBX.Routing.Flows.Pbx;

namespace OpBX.Routing.Flows;

/// <summary>Configurations that run in a circle: rule R4.</summary>
public sealed class LoopFlowTests
{
    [Fact]
    public async Task Forward_to_oneself_is_a_loop()
    {
        CallResult result = await Open(Did("extension:1001"), Forward("1001", "1001")).CallsIn().PlayAsync();
        ShouldApologise(result);
        result.IsAnswered.Should().BeFalse();
        result.Stages.Should().ContainSingle();
    }

    [Fact]
    public async Task Forwards_in_a_circle_are_a_loop()
    {
        CallResult result = await Open(Did("extension:1001"), Forward("1001", "1002"), Forward("1002", "1003"), Forward("1003", "1001")).CallsIn().PlayAsync();
        ShouldApologise(result);
    }

    [Fact]
    public async Task Forwards_in_a_circle_as_a_member_are_left_out()
    {
        CallResult result = await Open(Did("ring_group:21"), Group(21, RingStrategyName.Simultaneous, "1001 1004"), Forward("1001", "1002"), Forward("1002", "1001"), User("1004")).CallsIn().PlayAsync();
        result.RangTargets.Should().Equal("1004");
        result.Traced("member-skipped-forward-loop").Should().BeTrue();
    }

    [Theory]
    [InlineData(24, true)]
    [InlineData(25, false)]
    public async Task One_request_enters_twenty_five_destinations_at_most(int forwards, bool rings)
    {
        // So many forwards and the phone at their end.
        object[] chain = [.. Enumerable.Range(0, forwards).Select(i => Forward($"{2000 + i}", $"{2001 + i}")), User($"{2000 + forwards}"), Did("extension:2000")];
        CallResult result = await Open(chain).CallsIn().EveryoneElse.Answers().PlayAsync();
        if (rings) result.AnsweredBy.Should().Be($"{2000 + forwards}");
        else ShouldApologise(result);
    }

    [Fact]
    public async Task Mutual_fallback_of_two_phones_ends_by_the_hop_budget()
    {
        CallResult result = await Open(Did("extension:1001"), User("1001", Fallback("extension:1002")), User("1002", Fallback("extension:1001"))).CallsIn().PlayAsync();
        ShouldApologise(result);
        result.Rang.Should().HaveCount(RoutingStep.MaxSessionHops);
        result.IsAnswered.Should().BeFalse();
    }

    [Fact]
    public async Task Fallback_to_oneself_is_a_loop_after_ringing_once()
    {
        CallResult result = await Open(Did("extension:1001"), User("1001", Fallback("extension:1001"))).CallsIn().PlayAsync();
        ShouldApologise(result);
        result.Rang.Should().ContainSingle();
    }

    [Fact]
    public async Task Group_entered_again_by_its_fallback_is_a_loop()
    {
        CallResult result = await Open(Did("ring_group:21"), Group(21, RingStrategyName.Simultaneous, "1001").FallingBackTo("1008"), User("1001"), Ext("1008", ExtensionType.RingGroup, """{"ring_group_id":21}""")).CallsIn().PlayAsync();
        ShouldApologise(result);
        result.Rang.Should().ContainSingle();
    }

    [Fact]
    public async Task Two_groups_that_fall_back_to_each_other_ring_once_each()
    {
        CallResult result = await Open(
            Did("ring_group:21"), User("1001"), User("1002"),
            Group(21, RingStrategyName.Simultaneous, "1001").FallingBackTo("1008"), Ext("1008", ExtensionType.RingGroup, """{"ring_group_id":22}"""),
            Group(22, RingStrategyName.RoundRobin, "1002").FallingBackTo("1009"), Ext("1009", ExtensionType.RingGroup, """{"ring_group_id":21}""")).CallsIn().PlayAsync();
        ShouldApologise(result);
        result.RangTargets.Should().Equal("1001", "1002");
    }

    [Fact]
    public async Task Group_whose_fallback_phone_falls_back_to_the_group_is_a_loop()
    {
        CallResult result = await Open(Did("ring_group:21"), Group(21, RingStrategyName.Simultaneous, "1001").FallingBackTo("1002"), User("1001"), User("1002", Fallback("ring_group:21"))).CallsIn().PlayAsync();
        ShouldApologise(result);
        result.RangTargets.Should().Equal("1001", "1002");
    }

    [Theory]
    [InlineData("7", 2)]
    [InlineData("", 1)]
    public async Task Group_may_ring_again_when_the_caller_pressed_a_key_even_a_wrong_one(string keys, int rings)
    {
        CallResult result = await Open(
            Did("ring_group:21"), Group(21, RingStrategyName.Simultaneous, "1001").FallingBackTo("1008"), User("1001"), Ext("1008", ExtensionType.Ivr, """{"ivr_menu_id":31}"""),
            Menu(31, "1=extension:1001").FailingOverTo("ring_group:21") with { MaxAttempts = 1 }).CallsIn().Presses(keys).PlayAsync();
        ShouldApologise(result);
        result.Rang.Should().HaveCount(rings);
    }

    [Fact]
    public async Task Empty_groups_that_fall_back_to_each_other_ring_nobody()
    {
        CallResult result = await Open(
            Did("ring_group:21"),
            Group(21, RingStrategyName.Simultaneous, "").FallingBackTo("1008"), Ext("1008", ExtensionType.RingGroup, """{"ring_group_id":22}"""),
            Group(22, RingStrategyName.Simultaneous, "").FallingBackTo("1009"), Ext("1009", ExtensionType.RingGroup, """{"ring_group_id":21}""")).CallsIn().PlayAsync();
        ShouldApologise(result);
        result.Stages.Should().ContainSingle();
    }

    [Fact]
    public async Task Menus_that_fail_over_to_each_other_are_heard_three_times_each()
    {
        CallResult result = await Open(Did("ivr:31"), Menu(31, "1=submenu:32").FailingOverTo("ivr:32"), Menu(32, "1=submenu:31").FailingOverTo("ivr:31")).CallsIn().PlayAsync();
        ShouldApologise(result);
        result.Asked.Should().HaveCount(6);
    }

    [Fact]
    public async Task Menu_that_fails_over_to_itself_is_a_loop_after_three_times()
    {
        CallResult result = await Open(Did("ivr:31"), Menu(31, "1=extension:1001").FailingOverTo("ivr:31")).CallsIn().PlayAsync();
        ShouldApologise(result);
        result.Asked.Should().HaveCount(3);
    }

    [Fact]
    public async Task Caller_who_goes_round_the_menus_for_ever_is_stopped_by_the_hop_budget()
    {
        SimulatedCall call = Open(Did("ivr:31"), Menu(31, "1=submenu:32"), Menu(32, "1=submenu:31")).CallsIn();
        for (int i = 0; i < 150; i++) call.Presses("1");
        CallResult result = await call.PlayAsync();
        ShouldApologise(result);
        result.Asked.Should().HaveCount(RoutingStep.MaxSessionHops);
    }

    [Fact]
    public async Task Schedules_that_lead_to_each_other_are_a_loop()
    {
        CallResult result = await Open(Did("business_hours:1"), OfficeHours(1, "business_hours:2", "business_hours:2"), OfficeHours(2, "business_hours:1", "business_hours:1")).CallsIn().PlayAsync();
        ShouldApologise(result);
    }

    [Fact]
    public async Task Silence_in_a_menu_and_a_group_that_leads_back_ends()
    {
        CallResult result = await Open(
                Did("ivr:31"), Menu(31, "1=ring_group:21").FailingOverTo("ring_group:21"), Group(21, RingStrategyName.Simultaneous, "1001").FallingBackTo("1009"),
                User("1001"), Ext("1009", ExtensionType.Ivr, """{"ivr_menu_id":31}"""))
            .CallsIn().Presses(Silence, "1", Silence, Silence, Silence).PlayAsync();
        ShouldApologise(result);
        result.Rang.Should().HaveCount(1, "the group rang after the key and may not ring again without one");
    }

    [Fact]
    public async Task Continuation_of_a_session_that_is_over_its_budget_is_refused()
    {
        CallSimulator simulator = Open(Did("extension:1001"), User("1001"));
        var engine = new RoutingEngine();
        RoutingStep step = RoutingStep.Start with { At = DestinationRef.To(DestinationKind.Extension, IdOf("1001")), Hops = 101 };
        RoutingResult result = engine.Route(TenantSnapshot.Build(Of(User("1001"))), new VoiceRequest { Session = "s" }, step, Monday);
        result.Outcome.Should().Be(RoutingOutcome.Loop);
        (await simulator.CallsIn().PlayAsync()).Outcome.Should().Be(RoutingOutcome.NoAnswer);
    }

    private static void ShouldApologise(CallResult result)
    {
        result.Outcome.Should().Be(RoutingOutcome.Loop, result.ToString());
        result.HeardTexts[^1].Should().Be(Texts.Loop);
        result.EndedBy.Should().Be(CallEndReason.Hangup);
    }
}
