using OpBX.Calls;
using OpBX.Extensions;
using OpBX.RingGroups;
using OpBX.Tenants;
using static OpBX.Routing.Flows.Pbx;

namespace OpBX.Routing.Flows;

public sealed class RingGroupFlowTests
{
    private static CallSimulator Office(RingGroup group)
        => Open(Did($"ring_group:{group.Id}"), group, User("1001"), User("1002"), User("1003"), User("1009").WithVoicemail());

    [Fact]
    public async Task Simultaneous_rings_all_at_once_and_the_first_to_answer_gets_the_call()
    {
        CallResult result = await Office(Group(21, RingStrategyName.Simultaneous, "1001 1002 1003"))
            .CallsIn().Phone("1002").Answers(afterSeconds: 4).Phone("1003").Answers(afterSeconds: 3).PlayAsync();
        result.Rang.Should().ContainSingle().Which.Targets.Should().HaveCount(3);
        result.AnsweredBy.Should().Be("1003");
        result.EndedBy.Should().Be(CallEndReason.AnsweredCallEnded);
    }

    [Fact]
    public async Task Simultaneous_with_everybody_busy_repeats_and_falls_back()
    {
        CallResult result = await Office(Group(21, RingStrategyName.Simultaneous, "1001 1002") with { RingTurns = 3 })
            .CallsIn().Phone("1001").IsBusy().Phone("1002").IsBusy().PlayAsync();
        result.Rang.Should().HaveCount(3).And.OnlyContain(dial => dial.Result == DialResult.Busy && dial.Timeout == 20);
        result.HeardTexts.Should().Equal(Texts.RingGroupNoAnswer);
        result.Heard[0].Answered.Should().BeFalse("nobody answered, so nobody pays for the sentence");
        result.IsAnswered.Should().BeFalse();
        result.Outcome.Should().Be(RoutingOutcome.NoAnswer);
    }

    [Fact]
    public async Task Sequential_rings_one_after_the_other_in_every_turn()
    {
        CallResult result = await Office(Group(21, RingStrategyName.Sequential, "1002 1001 1003") with { RingTurns = 2 })
            .CallsIn().Phone("1001").RingsOut().Then.Answers().Phone("1002").IsBusy().Phone("1003").Fails().PlayAsync();
        result.RangTargets.Should().Equal("1002", "1001", "1003", "1002", "1001");
        result.Rang.Should().OnlyContain(dial => dial.Targets.Count == 1);
        result.AnsweredBy.Should().Be("1001");
    }

    [Fact]
    public async Task Order_is_by_priority_and_then_by_id()
    {
        RingGroup group = Group(21, RingStrategyName.Sequential, "") with
        {
            Members =
            [
                new RingGroupMember { ExtensionId = IdOf("1003"), Priority = 2 },
                new RingGroupMember { ExtensionId = IdOf("1002"), Priority = 1 },
                new RingGroupMember { ExtensionId = IdOf("1001"), Priority = 1 },
                new RingGroupMember { ExtensionId = IdOf("1001"), Priority = 9 },
            ],
        };
        CallResult result = await Office(group).CallsIn().PlayAsync();
        result.RangTargets.Should().Equal("1001", "1002", "1003");
    }

    [Fact]
    public async Task Round_robin_starts_one_further_with_every_call_and_goes_round_within_it()
    {
        CallSimulator simulator = Office(Group(21, RingStrategyName.RoundRobin, "1001 1002 1003") with { RingTurns = 2 });
        CallResult first = await simulator.CallsIn().PlayAsync();
        CallResult second = await simulator.CallsIn().PlayAsync();
        first.RangTargets.Should().Equal("1001", "1002", "1003", "1001", "1002", "1003");
        second.RangTargets.Should().Equal("1002", "1003", "1001", "1002", "1003", "1001");
    }

    [Theory]
    [InlineData(20, "1001 1002 1003")]
    [InlineData(31, "1001 1002")]
    [InlineData(7, "1001")]
    public async Task Round_robin_gives_everybody_the_same_share(int calls, string members)
    {
        CallSimulator simulator = Office(Group(21, RingStrategyName.RoundRobin, members));
        var first = new List<string>();
        for (int i = 0; i < calls; i++) first.Add((await simulator.CallsIn().EveryoneElse.Answers().PlayAsync()).AnsweredBy!);
        int share = calls / members.Split(' ').Length;
        first.GroupBy(number => number).Should().HaveCount(members.Split(' ').Length).And.OnlyContain(group => group.Count() >= share && group.Count() <= share + 1);
    }

    [Fact]
    public async Task Round_robin_gives_no_turn_to_a_member_that_cannot_ring()
    {
        CallSimulator simulator = Open(
            Did("ring_group:21"), Group(21, RingStrategyName.RoundRobin, "1001 1002 1003"), User("1001"), Forward("1002", "+15550100999"), User("1003"));
        var first = new List<string>();
        for (int i = 0; i < 4; i++)
        {
            CallResult result = await simulator.CallsIn().PlayAsync();
            result.RangTargets.Should().HaveCount(2);
            first.Add(result.RangTargets[0]);
        }
        first.Should().Equal("1001", "1003", "1001", "1003");
    }

    [Fact]
    public async Task Round_robin_shares_calls_that_overlap()
    {
        CallSimulator simulator = Office(Group(21, RingStrategyName.RoundRobin, "1001 1002 1003"));
        CallResult[] results = await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => Task.Run(() => simulator.CallsIn().EveryoneElse.Answers().PlayAsync())));
        results.GroupBy(result => result.AnsweredBy).Should().HaveCount(3).And.OnlyContain(group => group.Count() == 10);
    }

    [Fact]
    public async Task Round_robin_without_shared_state_starts_by_the_session_and_repeats_it()
    {
        CallSimulator simulator = OpenWithoutState(Did("ring_group:21"), Group(21, RingStrategyName.RoundRobin, "1001 1002 1003"), User("1001"), User("1002"), User("1003"));
        var first = new HashSet<string>();
        for (int i = 0; i < 30; i++) first.Add((await simulator.CallsIn().PlayAsync()).RangTargets[0]);
        first.Should().HaveCount(3);
    }

    [Fact]
    public async Task Members_that_cannot_ring_are_left_out()
    {
        CallSimulator simulator = Open(
            Did("ring_group:21"), Group(21, RingStrategyName.Sequential, "1001 1002 1003 1004 1005"),
            User("1001").Inactive(), Ext("1002", ExtensionType.Conference, "{}"), User("1003"), Forward("1004", "1001"), Forward("1005", "1003"));
        CallResult result = await simulator.CallsIn().PlayAsync();
        result.RangTargets.Should().Equal("1003", "1003");
        result.Traced("member-skipped-type").Should().BeTrue();
        result.Traced("member-skipped-inactive").Should().BeTrue();
    }

    [Fact]
    public async Task Group_without_members_falls_back_at_once()
    {
        CallResult result = await Office(Group(21, RingStrategyName.RoundRobin, "").FallingBackTo("1009")).CallsIn().LeavesVoicemail().PlayAsync();
        result.RangTargets.Should().Equal("1009");
        result.Recordings.Should().ContainSingle();
        (await Office(Group(21, RingStrategyName.Simultaneous, "")).CallsIn().PlayAsync()).HeardTexts.Should().Equal(Texts.RingGroupNoAnswer);
    }

    [Fact]
    public async Task Fallback_extension_follows_its_own_rules()
    {
        CallResult result = await Office(Group(21, RingStrategyName.Simultaneous, "1001 1002").FallingBackTo("1009")).CallsIn().LeavesVoicemail(9).PlayAsync();
        result.RangTargets.Should().Equal("1001", "1002", "1009");
        result.Recordings.Should().ContainSingle().Which.Length.Should().Be(TimeSpan.FromSeconds(9));
    }

    [Fact]
    public async Task Fallback_that_is_unavailable_is_said()
    {
        CallResult result = await Open(Did("ring_group:21"), Group(21, RingStrategyName.Simultaneous, "1001").FallingBackTo("1002"), User("1001"), User("1002").Inactive()).CallsIn().PlayAsync();
        result.Outcome.Should().Be(RoutingOutcome.Unavailable);
        result.IsAnswered.Should().BeFalse();
    }

    [Fact]
    public async Task Members_edited_in_mid_call_shift_nobody()
    {
        RingGroup group = Group(21, RingStrategyName.Sequential, "1001 1002 1003");
        TenantConfiguration before = Of(Did("ring_group:21"), group, User("1001"), User("1002"), User("1003"), User("1004"));
        CallSimulator simulator = Open(before);
        // After 1001 has rung, it leaves, and 1004 joins at the head.
        CallResult result = await simulator.CallsIn()
            .BeforeStage(2, () => simulator.UseTenant(before with { RingGroups = [Group(21, RingStrategyName.Sequential, "1004 1002 1003")] })).PlayAsync();
        result.RangTargets.Should().Equal("1001", "1004", "1002", "1003");
    }

    [Fact]
    public async Task Members_that_all_leave_in_mid_call_end_it_by_the_fallback()
    {
        TenantConfiguration before = Of(Did("ring_group:21"), Group(21, RingStrategyName.RoundRobin, "1001 1002").FallingBackTo("1003"), User("1001"), User("1002"), User("1003"));
        CallSimulator simulator = Open(before);
        CallResult result = await simulator.CallsIn()
            .BeforeStage(2, () => simulator.UseTenant(before with { RingGroups = [before.RingGroups[0] with { Members = [] }] })).Phone("1003").Answers().PlayAsync();
        result.RangTargets.Should().Equal("1001", "1003");
        result.AnsweredBy.Should().Be("1003");
    }

    [Fact]
    public async Task Group_that_is_removed_or_switched_off_in_mid_call_is_unavailable()
    {
        TenantConfiguration before = Of(Did("ring_group:21"), Group(21, RingStrategyName.Sequential, "1001 1002"), User("1001"), User("1002"));
        foreach (RingGroup[] after in new RingGroup[][] { [], [before.RingGroups[0] with { Status = EntityStatus.Inactive }] })
        {
            CallSimulator simulator = Open(before);
            CallResult result = await simulator.CallsIn().BeforeStage(2, () => simulator.UseTenant(before with { RingGroups = after })).PlayAsync();
            result.RangTargets.Should().Equal("1001");
            result.Outcome.Should().Be(RoutingOutcome.Unavailable);
        }
    }

    [Fact]
    public async Task Group_that_is_removed_after_the_conversation_ends_it_all_the_same()
    {
        TenantConfiguration before = Of(Did("ring_group:21"), Group(21, RingStrategyName.Sequential, "1001"), User("1001"));
        CallSimulator simulator = Open(before);
        CallResult result = await simulator.CallsIn().Phone("1001").Answers().BeforeStage(2, () => simulator.UseTenant(before with { RingGroups = [] })).PlayAsync();
        result.EndedBy.Should().Be(CallEndReason.AnsweredCallEnded);
    }

    [Fact]
    public async Task Two_groups_in_one_call_keep_their_attempts_apart()
    {
        CallSimulator simulator = Open(
            Did("ring_group:21"), Group(21, RingStrategyName.Sequential, "1001 1002").FallingBackTo("1008"), Ext("1008", ExtensionType.RingGroup, """{"ring_group_id":22}"""),
            Group(22, RingStrategyName.Sequential, "1002 1001") with { RingTurns = 2 }, User("1001"), User("1002"));
        CallResult result = await simulator.CallsIn().PlayAsync();
        result.RangTargets.Should().Equal("1001", "1002", "1002", "1001", "1002", "1001");
    }

    [Theory]
    [InlineData("completed", true)]
    [InlineData("COMPLETED", true)]
    [InlineData("answered", true)]
    [InlineData("no_answer", false)]
    [InlineData("No-Answer", false)]
    [InlineData("unknown", false)]
    [InlineData("", false)]
    public async Task Result_of_the_dial_is_read_in_any_spelling(string word, bool ends)
    {
        CallResult result = await Office(Group(21, RingStrategyName.Sequential, "1001 1002")).CallsIn().WithField("DialCallStatus", word).WithField("CallStatus", word).StageLimit(2).PlayAsync();
        result.Rang.Should().HaveCount(ends ? 1 : 2);
    }

    [Fact]
    public async Task Huge_group_rings_everybody_in_bounded_documents()
    {
        string[] members = [.. Enumerable.Range(2000, 120).Select(number => number.ToString(System.Globalization.CultureInfo.InvariantCulture))];
        CallSimulator simulator = Open([Did("ring_group:21"), Group(21, RingStrategyName.Sequential, string.Join(' ', members)), .. members.Select(User)]);
        CallResult result = await simulator.CallsIn().PlayAsync();
        result.RangTargets.Should().Equal(members);
    }
}
