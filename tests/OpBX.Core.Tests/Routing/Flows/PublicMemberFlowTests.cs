using OpBX.Calls;
using OpBX.RingGroups;
using static OpBX.Routing.Flows.Pbx;

namespace OpBX.Routing.Flows;

/// <summary>Ring groups with members outside: rule G2 and the outbound policy.</summary>
public sealed class PublicMemberFlowTests
{
    private const string Mobile = "+15550100771";
    private const string Home = "+15550100772";

    [Fact]
    public async Task Members_by_trunk_ring_after_the_others_in_the_same_turn()
    {
        CallSimulator simulator = Open(
            Did("ring_group:21"), Group(21, RingStrategyName.Simultaneous, "1001 1004 1002 1005 1006") with { RingTurns = 2 },
            Allow(Mobile, "alpha"), Allow(Home, "beta"), Allow("+15550100773", "alpha"),
            User("1001"), User("1002"), Forward("1004", Mobile), Forward("1005", Home), Forward("1006", "+15550100773"));
        CallResult result = await simulator.CallsIn().PlayAsync();

        string[][] turn = [["1001", "1002"], [Mobile, "+15550100773"], [Home]];
        result.Rang.Select(dial => dial.Targets.Select(target => target.Text)).Should().BeEquivalentTo([.. turn, .. turn], options => options.WithStrictOrdering());
        result.Rang.Select(dial => dial.Trunks).Should().Equal(null, "alpha", "beta", null, "alpha", "beta");
        result.Rang[0].CallerId.Should().BeNull();
        result.Rang[0].TimeLimit.Should().BeNull();
        result.Rang[1].CallerId.Should().Be(Main);
        result.Rang[1].TimeLimit.Should().Be(240 * 60);
    }

    [Fact]
    public async Task Member_outside_without_trunk_rings_together_with_the_phones()
    {
        CallSimulator simulator = Open(Did("ring_group:21"), Group(21, RingStrategyName.Simultaneous, "1001 1004"), Allow("+1555"), User("1001"), Forward("1004", Mobile));
        CallResult result = await simulator.CallsIn().Number(Mobile).Answers(afterSeconds: 7).PlayAsync();
        DialAttempt dial = result.Rang.Should().ContainSingle().Which;
        dial.Targets.Select(target => target.Text).Should().Equal("1001", Mobile);
        dial.Trunks.Should().BeNull();
        dial.CallerId.Should().Be(Main);
        result.AnsweredBy.Should().Be(Mobile);
    }

    [Fact]
    public async Task Member_outside_that_is_not_allowed_is_left_out()
    {
        CallSimulator simulator = Open(Did("ring_group:21"), Group(21, RingStrategyName.Simultaneous, "1001 1004"), Allow(Home), User("1001"), Forward("1004", Mobile));
        CallResult result = await simulator.CallsIn().PlayAsync();
        result.RangTargets.Should().Equal("1001");
        result.Traced("member-skipped-denied").Should().BeTrue();
    }

    [Fact]
    public async Task Group_of_outsiders_that_are_not_allowed_falls_back_at_once()
    {
        CallSimulator simulator = Open(Did("ring_group:21"), Group(21, RingStrategyName.Sequential, "1004 1005").FallingBackTo("1001") with { RingTurns = 10 }, User("1001"), Forward("1004", Mobile), Forward("1005", Home));
        CallResult result = await simulator.CallsIn().Phone("1001").Answers().PlayAsync();
        result.RangTargets.Should().Equal("1001");
    }

    [Fact]
    public async Task Member_forwarded_to_a_sip_address_rings_with_the_others()
    {
        CallSimulator simulator = Open(Did("ring_group:21"), Group(21, RingStrategyName.Simultaneous, "1001 1004"), User("1001"), Forward("1004", "sip:desk@sip.example.net"));
        CallResult result = await simulator.CallsIn().Sip("sip:desk@sip.example.net").Answers().PlayAsync();
        result.Rang.Single().Targets.Select(target => target.Kind).Should().Equal(DialTargetKind.Number, DialTargetKind.Sip);
        result.AnsweredBy.Should().Be("sip:desk@sip.example.net");
    }

    [Fact]
    public async Task Sequential_group_holds_one_slot_of_the_limits()
    {
        CallSimulator simulator = Open(
            """{"country":"US","limits":{"concurrent":1}}""", Did("ring_group:21"), Group(21, RingStrategyName.Sequential, "1004 1005") with { RingTurns = 2 },
            Allow("+1555"), Forward("1004", Mobile), Forward("1005", Home));
        CallResult result = await simulator.CallsIn().PlayAsync();
        result.RangTargets.Should().Equal([Mobile, Home, Mobile, Home], result.ToString());
    }

    [Fact]
    public async Task Without_shared_state_only_cheap_members_outside_ring()
    {
        CallSimulator simulator = OpenWithoutState(
            """{"country":"US","limits":{"concurrent":5}}""", Did("ring_group:21"), Group(21, RingStrategyName.Simultaneous, "1004 1005"),
            Allow("+"), Forward("1004", "+12025550177"), Forward("1005", "+442079460123"));
        CallResult result = await simulator.CallsIn().PlayAsync();
        result.RangTargets.Should().Equal("+12025550177");
        result.Traced("state-down-open").Should().BeTrue();
        result.Traced("state-down-closed").Should().BeTrue();
    }
}
