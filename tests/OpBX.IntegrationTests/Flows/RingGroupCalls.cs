using OpBX.Calls;
using OpBX.Extensions;
using OpBX.RingGroups;
using OpBX.Routing;
using OpBX.Tenants;
using static OpBX.IntegrationTests.Flows.Office;

namespace OpBX.IntegrationTests.Flows;

/// <summary>Rules G1–G6: who rings, in which order, how often, and what follows.</summary>
public sealed class RingGroupCalls
{
    private static readonly Extension[] ThreePhones = [User(1001), User(1002), User(1003)];

    private static TenantConfiguration With(RingGroup group, params Extension[] extensions)
        => Tenant() with { Extensions = extensions, RingGroups = [group], DidNumbers = [Did("ring_group", group.Id)] };

    [Rule("G1")]
    [Fact]
    public async Task Members_areActiveUsersAndForwardsByPriorityThenId()
    {
        RingGroup group = Group(7, RingStrategyName.Sequential) with
        {
            Members =
            [
                new RingGroupMember { ExtensionId = 1003, Priority = 2 },
                new RingGroupMember { ExtensionId = 1002, Priority = 1 },
                new RingGroupMember { ExtensionId = 1001, Priority = 1 },
                new RingGroupMember { ExtensionId = 1004, Priority = 1 },
                new RingGroupMember { ExtensionId = 2001, Priority = 1 },
                new RingGroupMember { ExtensionId = 5001, Priority = 3 },
                new RingGroupMember { ExtensionId = 5002, Priority = 4 },
            ],
        };
        TenantConfiguration tenant = With(
            group,
            [
                .. ThreePhones,
                User(1004).Inactive(),
                Line(2001, ExtensionType.Ivr, """{"ivr_menu_id":1}"""),
                Line(5001, ExtensionType.Forward, """{"forward_to":"+15550100300"}"""),
                Line(5002, ExtensionType.Forward, """{"forward_to":"+4930555010"}"""),
            ]) with { OutboundWhitelists = [Allow(1, "+1555")] };
        await using PlayedHost host = await PlayedHost.StartAsync(tenant);
        CallResult call = await host.Calls.Inbound(Caller, Main).PlayAsync();
        call.RangTargets.Should().Equal(["1001", "1002", "1003", "+15550100300"], call.ToString());
        call.Traced("member-skipped-type").Should().BeTrue();
        call.Traced("member-skipped-denied").Should().BeTrue();
    }

    [Rule("G1")]
    [Rule("G6")]
    [Fact]
    public async Task Group_withoutMembers_fallsBackAtOnce()
    {
        await using PlayedHost host = await PlayedHost.StartAsync(With(Group(7, RingStrategyName.Simultaneous, 1001).FallingBackTo(1002), User(1001).Inactive(), User(1002)));
        CallResult call = await host.Calls.Inbound(Caller, Main).Phone("1002").Answers().PlayAsync();
        call.RangTargets.Should().Equal("1002");
    }

    [Rule("G2")]
    [Fact]
    public async Task Simultaneous_ringsAllAtOnceInEachTurn()
    {
        await using PlayedHost host = await PlayedHost.StartAsync(With(Group(7, RingStrategyName.Simultaneous, 1001, 1002, 1003) with { RingTurns = 2, Timeout = 17 }, ThreePhones));
        CallResult call = await host.Calls.Inbound(Caller, Main).PlayAsync();
        call.Rang.Should().HaveCount(2);
        call.Rang.Should().AllSatisfy(dial =>
        {
            dial.Targets.Select(target => target.Text).Should().Equal("1001", "1002", "1003");
            dial.Timeout.Should().Be(17);
            dial.HasAction.Should().BeTrue();
        });
        call.Outcome.Should().Be(RoutingOutcome.NoAnswer);
        call.IsAnswered.Should().BeFalse();
    }

    [Rule("G2")]
    [Fact]
    public async Task Simultaneous_neverSendsExtensionsToATrunk()
    {
        TenantConfiguration tenant = With(
            Group(7, RingStrategyName.Simultaneous, 1001, 5001, 5002, 5003),
            User(1001),
            Line(5001, ExtensionType.Forward, """{"forward_to":"+15550100301"}"""),
            Line(5002, ExtensionType.Forward, """{"forward_to":"+15550100302"}"""),
            Line(5003, ExtensionType.Forward, """{"forward_to":"+15550100303"}""")) with
        {
            OutboundWhitelists =
            [
                Allow(1, "+15550100301"),
                Allow(2, "+15550100302") with { Trunk = "trunk-a" },
                Allow(3, "+15550100303") with { Trunk = "trunk-b" },
            ],
        };
        await using PlayedHost host = await PlayedHost.StartAsync(tenant);
        CallResult call = await host.Calls.Inbound(Caller, Main).PlayAsync();
        call.Rang.Select(dial => (string.Join(' ', dial.Targets.Select(t => t.Text)), dial.Trunks, dial.CallerId)).Should().Equal(
            ("1001 +15550100301", null, Main), ("+15550100302", "trunk-a", Main), ("+15550100303", "trunk-b", Main));
    }

    [Rule("G3")]
    [Fact]
    public async Task Sequential_ringsOneAfterTheOtherInEachTurn()
    {
        await using PlayedHost host = await PlayedHost.StartAsync(With(Group(7, RingStrategyName.Sequential, 1001, 1002, 1003) with { RingTurns = 2 }, ThreePhones));
        CallResult all = await host.Calls.Inbound(Caller, Main).PlayAsync();
        all.RangTargets.Should().Equal("1001", "1002", "1003", "1001", "1002", "1003");
        all.Rang.Should().OnlyContain(dial => dial.Timeout == 20);

        CallResult second = await host.Calls.Inbound(Caller, Main).Phone("1002").RingsOut().Then.Answers().PlayAsync();
        second.RangTargets.Should().Equal("1001", "1002", "1003", "1001", "1002");
        second.EndedBy.Should().Be(CallEndReason.AnsweredCallEnded);
    }

    [Rule("G4")]
    [Fact]
    public async Task RoundRobin_over60Calls_startsAtEachMemberEquallyOften()
    {
        const int Calls = 60;
        Extension[] phones = [.. Enumerable.Range(1001, 7).Select(number => User(number))];
        await using PlayedHost host = await PlayedHost.StartAsync(With(Group(7, RingStrategyName.RoundRobin, [.. phones.Select(phone => phone.Id)]), phones));
        var first = new List<string>();
        for (int i = 0; i < Calls; i++)
        {
            CallResult call = await host.Calls.Inbound(Caller, Main).HangsUp(CallMoment.WhileRinging).PlayAsync();
            first.Add(call.RangTargets[0]);
        }
        first[..8].Should().Equal("1001", "1002", "1003", "1004", "1005", "1006", "1007", "1001");
        first.GroupBy(phone => phone).Should().HaveCount(7).And.AllSatisfy(of => of.Count().Should().BeInRange((Calls / 7) - 1, (Calls / 7) + 1));
    }

    [Rule("G4")]
    [Fact]
    public async Task RoundRobin_atTheSameTime_startsAtEachMemberEquallyOften()
    {
        const int Calls = 60;
        await using PlayedHost host = await PlayedHost.StartAsync(With(Group(7, RingStrategyName.RoundRobin, 1001, 1002, 1003), ThreePhones));
        CallResult[] calls = await Task.WhenAll(Enumerable.Range(0, Calls).Select(_ => host.Calls.Inbound(Caller, Main).HangsUp(CallMoment.WhileRinging).PlayAsync()));
        calls.GroupBy(call => call.RangTargets[0]).Should().HaveCount(3).And.AllSatisfy(of => of.Count().Should().BeInRange(19, 21));
    }

    [Rule("G4")]
    [Fact]
    public async Task RoundRobin_goesOnFromItsFirstMemberRoundTheList()
    {
        await using PlayedHost host = await PlayedHost.StartAsync(With(Group(7, RingStrategyName.RoundRobin, 1001, 1002, 1003) with { RingTurns = 2 }, ThreePhones));
        await host.Calls.Inbound(Caller, Main).HangsUp(CallMoment.WhileRinging).PlayAsync();
        CallResult call = await host.Calls.Inbound(Caller, Main).PlayAsync();
        call.RangTargets.Should().Equal("1002", "1003", "1001", "1002", "1003", "1001");
    }

    [Rule("G5")]
    [Theory]
    [InlineData("completed", false)]
    [InlineData("ANSWERED", false)]
    [InlineData("busy", true)]
    [InlineData("No_Answer", true)]
    [InlineData("NOANSWER", true)]
    [InlineData("failed", true)]
    [InlineData("canceled", true)]
    [InlineData("what-is-this", true)]
    [InlineData(null, true)]
    public async Task DialResult_decides(string? word, bool ringsOn)
    {
        await using PlayedHost host = await PlayedHost.StartAsync(With(Group(7, RingStrategyName.Sequential, 1001, 1002), ThreePhones));
        foreach (string field in new[] { "DialCallStatus", "CallStatus" })
        {
            string json = word is null ? "{}" : $$"""{"{{field}}":"{{word}}"}""";
            Answer answer = await host.SendAsync(
                HttpMethod.Post,
                "/api" + new RoutingStep { At = DestinationRef.To(DestinationKind.RingGroup, 7), Turn = 1, Tried = [1001], Hops = 1, Groups = [7] },
                new StringContent(json, System.Text.Encoding.UTF8, "application/json"),
                Key,
                ("X-Cx-Domain", Domain));
            answer.Targets.Should().Equal(ringsOn ? ["1002"] : [], answer.Text);
        }
    }

    [Rule("G5")]
    [Fact]
    public async Task BothPhonesBusy_ringsTheNextTurnAndThenFallsBack()
    {
        await using PlayedHost host = await PlayedHost.StartAsync(With(
            Group(7, RingStrategyName.Simultaneous, 1001, 1002).FallingBackTo(1003) with { RingTurns = 2 }, User(1001), User(1002), User(1003).WithVoicemail()));
        CallResult call = await host.Calls.Inbound(Caller, Main).Phone("1001").IsBusy().Phone("1002").IsBusy().Phone("1003").IsBusy().LeavesVoicemail().PlayAsync();
        call.Rang.Select(dial => dial.Result).Should().Equal(DialResult.Busy, DialResult.Busy, DialResult.Busy);
        call.RangTargets.Should().Equal("1001", "1002", "1001", "1002", "1003");
        call.Recordings.Should().ContainSingle();
        call.Duration.Should().BeLessThan(TimeSpan.FromSeconds(20));
    }

    [Rule("G6")]
    [Fact]
    public async Task Fallback_isAnExtensionWithItsOwnRulesOrASentence()
    {
        TenantConfiguration tenant = With(Group(7, RingStrategyName.Simultaneous, 1001).FallingBackTo(1002), User(1001), User(1002, """{"ring_timeout":9}""").WithVoicemail());
        await using PlayedHost host = await PlayedHost.StartAsync(tenant with
        {
            RingGroups = [.. tenant.RingGroups, Group(8, RingStrategyName.Simultaneous, 1001)],
            DidNumbers = [.. tenant.DidNumbers, Did(2, "+15550100201", "ring_group", 8)],
        });
        CallResult extension = await host.Calls.Inbound(Caller, Main).LeavesVoicemail().PlayAsync();
        extension.RangTargets.Should().Equal("1001", "1002");
        extension.Rang[1].Timeout.Should().Be(9);
        extension.Recordings.Should().ContainSingle();

        CallResult hangup = await host.Calls.Inbound(Caller, "+15550100201").PlayAsync();
        hangup.Outcome.Should().Be(RoutingOutcome.NoAnswer);
        hangup.Heard.Should().ContainSingle().Which.Answered.Should().BeFalse();
        hangup.EndedBy.Should().Be(CallEndReason.Hangup);
    }

    [Rule("G6")]
    [Fact]
    public async Task AttemptsOfOneGroup_neverCountForAnother()
    {
        TenantConfiguration tenant = With(Group(7, RingStrategyName.Sequential, 1001, 1002).FallingBackTo(2001), User(1001), User(1002), Line(2001, ExtensionType.RingGroup, """{"ring_group_id":8}"""));
        await using PlayedHost host = await PlayedHost.StartAsync(tenant with { RingGroups = [.. tenant.RingGroups, Group(8, RingStrategyName.Sequential, 1001, 1002)] });
        CallResult call = await host.Calls.Inbound(Caller, Main).PlayAsync();
        call.RangTargets.Should().Equal("1001", "1002", "1001", "1002");
        call.Outcome.Should().Be(RoutingOutcome.NoAnswer);
    }
}
