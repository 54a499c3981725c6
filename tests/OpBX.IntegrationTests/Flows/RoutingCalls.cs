using Microsoft.Extensions.DependencyInjection;
using OpBX.Calls;
using OpBX.Extensions;
using OpBX.Ivr;
using OpBX.RingGroups;
using OpBX.Routing;
using OpBX.Tenants;
using static OpBX.Calls.Keys;
using static OpBX.IntegrationTests.Flows.Office;

namespace OpBX.IntegrationTests.Flows;

/// <summary>Rules R1–R5: directions, numbers, unavailable destinations, loops and repeats.</summary>
public sealed class RoutingCalls
{
    private static readonly TenantConfiguration Desk = Tenant() with
    {
        Extensions = [User(1001), User(1002)],
        DidNumbers = [Did("extension", 1001)],
        OutboundWhitelists = [Allow(1, "+")],
    };

    [Rule("R1")]
    [Theory]
    [InlineData("1002")]
    [InlineData("911")]
    [InlineData("+15550100300")]
    public async Task Inbound_reachesNothingButTheCalledDid(string to)
    {
        await using PlayedHost host = await PlayedHost.StartAsync(Desk);
        foreach (string from in new[] { Caller, Main, "1001" })
        {
            CallResult call = await host.Calls.Inbound(from, to).WithField("X-Cx-Source", "SUBSCRIBER").PlayAsync();
            call.Outcomes.Should().Equal([RoutingOutcome.NotInService], "calling as {0}", from);
            call.Rang.Should().BeEmpty();
        }
    }

    [Rule("R1")]
    [Theory]
    [InlineData("subscriber")]
    [InlineData("internal")]
    public async Task Subscriber_reachesExtensionsOwnNumbersAndOutside(string direction)
    {
        await using PlayedHost host = await PlayedHost.StartAsync(Desk);
        async Task<string?> AnsweredAsync(string dialled) => (await host.Calls.Call(new CallDirection(direction), "1001", dialled).EveryoneElse.Answers().PlayAsync()).AnsweredBy;
        (await AnsweredAsync("911")).Should().Be("911");
        (await AnsweredAsync("1002")).Should().Be("1002");
        (await AnsweredAsync(Main)).Should().Be("1001");
        (await AnsweredAsync("+15550100300")).Should().Be("+15550100300");
    }

    [Rule("R1")]
    [Fact]
    public async Task Application_reachesExtensionsAndOwnNumbersOnly()
    {
        await using PlayedHost host = await PlayedHost.StartAsync(Desk);
        async Task<string?> AnsweredAsync(string dialled) => (await host.Calls.Application(Caller, dialled).EveryoneElse.Answers().PlayAsync()).AnsweredBy;
        (await AnsweredAsync("1002")).Should().Be("1002");
        (await AnsweredAsync(Main)).Should().Be("1001");
        (await AnsweredAsync("+15550100300")).Should().BeNull();
        (await AnsweredAsync("911")).Should().BeNull();
    }

    [Rule("R1")]
    [Fact]
    public async Task RestCall_reachesOwnNumbersThenExtensionsAndIsAnsweredAlready()
    {
        await using PlayedHost host = await PlayedHost.StartAsync(Desk);
        CallResult did = await host.Calls.Rest(Caller, Main).Phone("1001").Answers().PlayAsync();
        did.AnsweredBy.Should().Be("1001");
        did.AnsweredAfter.Should().Be(TimeSpan.Zero);
        (await host.Calls.Rest(Caller, "1002").Phone("1002").Answers().PlayAsync()).AnsweredBy.Should().Be("1002");
        foreach (string outside in new[] { "+15550100300", "911" })
        {
            CallResult refused = await host.Calls.Rest(Caller, outside).PlayAsync();
            refused.Rang.Should().BeEmpty();
            refused.Heard.Should().ContainSingle();
            refused.Documents[0].Should().NotContain("answer=\"false\"", "whoever was called is on the line");
        }
    }

    [Rule("R1")]
    [Fact]
    public async Task RestCall_maySeekHelpByOption()
    {
        await using PlayedHost host = await PlayedHost.StartAsync(builder => builder.Services.Configure<RoutingOptions>(options => options.RestCallsMayDialOut = true), Desk);
        (await host.Calls.Rest(Caller, "911").Number("911").Answers().PlayAsync()).AnsweredBy.Should().Be("911");
    }

    [Rule("R1")]
    [Theory]
    [InlineData(null)]
    [InlineData("sideways")]
    public async Task UnknownDirection_isASubscribersOnlyWithHeaderAndActiveExtension(string? word)
    {
        await using PlayedHost host = await PlayedHost.StartAsync(Desk with { Extensions = [User(1001), User(1002), User(1003).Inactive()] });
        SimulatedCall Dial(string from) => host.Calls.Call(new CallDirection(word), from, "1002").EveryoneElse.Answers();
        (await Dial("1001").WithField("X-Cx-Source", "SUBSCRIBER").PlayAsync()).AnsweredBy.Should().Be("1002");
        (await Dial("1001").PlayAsync()).Outcomes.Should().Equal(RoutingOutcome.NotInService);
        (await Dial("1003").WithField("X-Cx-Source", "SUBSCRIBER").PlayAsync()).Outcomes.Should().Equal(RoutingOutcome.NotInService);
        (await Dial("1001").WithField("X-Cx-Source", "TRUNK").PlayAsync()).Outcomes.Should().Equal(RoutingOutcome.NotInService);
    }

    [Rule("R2")]
    [Theory]
    [InlineData("extension", """{"extension_id":1001}""", "dial")]
    [InlineData("extension", """{"extension_id":"1001"}""", "dial")]
    [InlineData("ring_group", """{"ring_group_id":7}""", "dial")]
    [InlineData("business_hours", """{"business_hours_schedule_id":"8"}""", "dial")]
    [InlineData("ivr", """{"ivr_menu_id":6}""", "gather")]
    [InlineData("ivr_menu", """{"ivr_menu_id":6}""", "gather")]
    [InlineData("voicemail", """{"extension_id":1001}""", "voicemail")]
    [InlineData("conference_room", """{"conference_room_id":9}""", "conference")]
    [InlineData("extension", """{"destination":{"type":"hangup"}}""", "hangup")]
    [InlineData("extension", """{"destination":{"type":"external_number","number":"+15550100300"}}""", "dial-out")]
    [InlineData("extension", """{"extension_id":777}""", "unavailable")]
    [InlineData("extension", "{}", "unavailable")]
    [InlineData("teleport", """{"id":1}""", "unavailable")]
    public async Task Did_leadsWhereItIsRouted(string type, string config, string outcome)
    {
        await using PlayedHost host = await PlayedHost.StartAsync(Desk with
        {
            DidNumbers = [Did("extension", 1) with { RoutingType = new OpBX.Numbers.DidRoutingType(type), RoutingConfig = JsonSettings.Parse(config) }],
            RingGroups = [Group(7, RingStrategyName.Simultaneous, 1001)],
            IvrMenus = [Menu(6)],
            BusinessHoursSchedules = [Schedule(8, "UTC", "00:00", "24:00", open: 1001, closed: 1002)],
            ConferenceRooms = [new OpBX.Conferences.ConferenceRoom { Id = 9, Name = "Room" }],
        });
        CallResult call = await host.Calls.Inbound(Caller, Main).PlayAsync();
        call.Outcomes[0].Value.Should().Be(outcome, call.ToString());
    }

    [Rule("R2")]
    [Fact]
    public async Task UnknownDid_goesToTheDefaultDestinationElseIsNotInService()
    {
        await using (PlayedHost without = await PlayedHost.StartAsync(Desk with { DidNumbers = [Did("extension", 1001) with { Status = EntityStatus.Inactive }] }))
        {
            CallResult call = await without.Calls.Inbound(Caller, Main).PlayAsync();
            call.Outcomes.Should().Equal(RoutingOutcome.NotInService);
            call.EndedBy.Should().Be(CallEndReason.Hangup);
        }
        await using PlayedHost with = await PlayedHost.StartAsync(Tenant("""{"default_destination":{"type":"extension","id":1002}}""") with { Extensions = [User(1002)] });
        (await with.Calls.Inbound(Caller, "+15550100777").Phone("1002").Answers().PlayAsync()).AnsweredBy.Should().Be("1002");
    }

    [Rule("R3")]
    [Fact]
    public async Task FailureSentence_beforeAnAnswer_costsNothing()
    {
        await using PlayedHost host = await PlayedHost.StartAsync(Desk with { Extensions = [User(1001).Inactive()] });
        CallResult call = await host.Calls.Inbound(Caller, Main).PlayAsync();
        call.IsAnswered.Should().BeFalse();
        call.Heard.Should().ContainSingle().Which.Answered.Should().BeFalse();
        call.Documents.Should().ContainSingle().Which.Should().Contain("<Say answer=\"false\"");
        call.EndedBy.Should().Be(CallEndReason.Hangup);
    }

    [Rule("R3")]
    [Fact]
    public async Task FailureSentence_afterAMenu_isAnOrdinaryOne()
    {
        await using PlayedHost host = await PlayedHost.StartAsync(Desk with
        {
            IvrMenus = [Menu(6, Option("1", IvrDestinationType.Extension, 777), Option("2", IvrDestinationType.Extension, 1001))],
            DidNumbers = [Did("ivr", 6)],
        });
        CallResult missing = await host.Calls.Inbound(Caller, Main).Presses("1").PlayAsync();
        missing.Outcomes.Should().Equal(RoutingOutcome.Gather, RoutingOutcome.Unavailable);
        missing.Documents[1].Should().Contain("<Say").And.NotContain("answer=\"false\"");
        CallResult unanswered = await host.Calls.Inbound(Caller, Main).Presses("2").PlayAsync();
        unanswered.Outcomes.Should().Equal(RoutingOutcome.Gather, RoutingOutcome.Dial, RoutingOutcome.NoAnswer);
        unanswered.Documents[2].Should().Contain("<Say").And.NotContain("answer=\"false\"", "the continuation carries the answer");
        // The platform may leave its session data out: the continuation alone has to do.
        CallResult bare = await host.Calls.Inbound(Caller, Main).Presses("2").WithoutField("SessionData").PlayAsync();
        bare.Documents[2].Should().NotContain("answer=\"false\"");
    }

    [Rule("R3")]
    [Fact]
    public async Task UnavailableDestination_yieldsToTheFallbackOfTheNodeThatLedThere()
    {
        await using PlayedHost host = await PlayedHost.StartAsync(Desk with
        {
            Extensions = [User(1001), Line(5001, ExtensionType.Forward, """{"forward_to":"5002","fallback":{"type":"extension","id":1001}}"""), User(5002).Inactive()],
            DidNumbers = [Did("extension", 5001)],
        });
        CallResult call = await host.Calls.Inbound(Caller, Main).Phone("1001").Answers().PlayAsync();
        call.RangTargets.Should().Equal("1001");
        call.Traced("alternative").Should().BeTrue();
    }

    [Rule("R4")]
    [Fact]
    public async Task Forwards_inACircle_areALoop()
    {
        await using PlayedHost host = await PlayedHost.StartAsync(Desk with
        {
            Extensions = [Line(5001, ExtensionType.Forward, """{"forward_to":"5002"}"""), Line(5002, ExtensionType.Forward, """{"forward_to":"5001"}""")],
            DidNumbers = [Did("extension", 5001)],
        });
        CallResult call = await host.Calls.Inbound(Caller, Main).PlayAsync();
        call.Outcomes.Should().Equal(RoutingOutcome.Loop);
        call.IsAnswered.Should().BeFalse();
        call.EndedBy.Should().Be(CallEndReason.Hangup);
    }

    [Rule("R4")]
    [Theory]
    [InlineData(23, "dial")]
    [InlineData(24, "dial")]
    [InlineData(25, "loop")]
    [InlineData(40, "loop")]
    public async Task Request_entersAtMost25Destinations(int forwards, string outcome)
    {
        Extension[] chain = [.. Enumerable.Range(0, forwards).Select(i => Line(5000 + i, ExtensionType.Forward, i == forwards - 1 ? """{"forward_to":"1001"}""" : $$"""{"forward_to":"{{5001 + i}}"}"""))];
        await using PlayedHost host = await PlayedHost.StartAsync(Desk with { Extensions = [User(1001), .. chain], DidNumbers = [Did("extension", 5000)] });
        CallResult call = await host.Calls.Inbound(Caller, Main).PlayAsync();
        call.Outcomes[0].Value.Should().Be(outcome);
    }

    [Rule("R4")]
    [Fact]
    public async Task RingGroup_enteredAgainWithoutAKeyPress_isALoop()
    {
        await using PlayedHost host = await PlayedHost.StartAsync(Desk with
        {
            Extensions = [User(1001), User(1002), Line(2001, ExtensionType.RingGroup, """{"ring_group_id":8}"""), Line(2002, ExtensionType.RingGroup, """{"ring_group_id":7}""")],
            RingGroups = [Group(7, RingStrategyName.Sequential, 1001).FallingBackTo(2001), Group(8, RingStrategyName.Sequential, 1002).FallingBackTo(2002)],
            DidNumbers = [Did("ring_group", 7)],
        });
        CallResult call = await host.Calls.Inbound(Caller, Main).PlayAsync();
        call.RangTargets.Should().Equal("1001", "1002");
        call.Outcome.Should().Be(RoutingOutcome.Loop);
    }

    [Rule("R4")]
    [Fact]
    public async Task RingGroup_enteredAgainAfterAKeyPress_isNone()
    {
        await using PlayedHost host = await PlayedHost.StartAsync(Desk with
        {
            Extensions = [User(1001), Line(2001, ExtensionType.Ivr, """{"ivr_menu_id":6}""")],
            RingGroups = [Group(7, RingStrategyName.Sequential, 1001).FallingBackTo(2001)],
            IvrMenus = [Menu(6, Option("1", IvrDestinationType.RingGroup, 7))],
            DidNumbers = [Did("ring_group", 7)],
        });
        CallResult call = await host.Calls.Inbound(Caller, Main).Presses("1").PlayAsync();
        call.RangTargets.Should().Equal("1001", "1001");
    }

    [Rule("R4")]
    [Fact]
    public async Task Session_entersAtMost100Destinations()
    {
        await using PlayedHost host = await PlayedHost.StartAsync(Desk with
        {
            IvrMenus = [Menu(6, Option("1", IvrDestinationType.Submenu, 7)), Menu(7, Option("1", IvrDestinationType.Submenu, 6))],
            DidNumbers = [Did("ivr", 6)],
        });
        CallResult call = await host.Calls.Inbound(Caller, Main).Presses([.. Enumerable.Repeat("1", 150)]).PlayAsync();
        call.Outcome.Should().Be(RoutingOutcome.Loop);
        call.Asked.Should().HaveCount(100);
        call.EndedBy.Should().Be(CallEndReason.Hangup);
    }

    [Rule("R5")]
    [Fact]
    public async Task RepeatedWebhooks_giveTheSameBytesAtEveryStage()
    {
        await using PlayedHost host = await PlayedHost.StartAsync(Tenant("""{"call_recording":"all","recording_announcement":"Recorded.","limits":{"per_minute":9}}""") with
        {
            Extensions = [User(1001), User(1002), Line(5001, ExtensionType.Forward, """{"forward_to":"+15550100300"}"""), User(1003).WithVoicemail()],
            RingGroups = [Group(7, RingStrategyName.RoundRobin, 1001, 1002, 5001).FallingBackTo(1003) with { RingTurns = 2 }],
            IvrMenus = [Menu(6, Option("1", IvrDestinationType.RingGroup, 7))],
            DidNumbers = [Did("ivr", 6)],
            OutboundWhitelists = [Allow(1, "+1555")],
        });
        CallResult call = await host.Calls.Inbound(Caller, Main).Presses(Silence, "9", "1").LeavesVoicemail().RepeatsWebhooks().PlayAsync();
        call.RangTargets.Should().Equal("1001", "1002", "+15550100300", "1001", "1002", "+15550100300", "1003");
        call.Recordings.Should().ContainSingle();
    }

    [Rule("R5")]
    [Rule("G4")]
    [Fact]
    public async Task RepeatedWebhook_consumesNoTurn()
    {
        await using PlayedHost host = await PlayedHost.StartAsync(Desk with
        {
            Extensions = [User(1001), User(1002), User(1003)],
            RingGroups = [Group(7, RingStrategyName.RoundRobin, 1001, 1002, 1003)],
            DidNumbers = [Did("ring_group", 7)],
        });
        var first = new List<string>();
        for (int i = 0; i < 6; i++)
        {
            first.Add((await host.Calls.Inbound(Caller, Main).RepeatsWebhooks().PlayAsync()).RangTargets[0]);
        }
        first.Should().Equal("1001", "1002", "1003", "1001", "1002", "1003");
    }

    [Rule("R5")]
    [Rule("O4")]
    [Fact]
    public async Task RepeatedWebhook_isCountedOnce()
    {
        TenantConfiguration tenant = Desk with { Organization = Tenant("""{"limits":{"concurrent":2}}""").Organization };
        await using PlayedHost host = await PlayedHost.StartAsync(tenant);
        for (int i = 0; i < 2; i++)
        {
            CallResult allowed = await host.Calls.Subscriber("1001", "+15550100300").RepeatsWebhooks().HangsUp(CallMoment.WhileRinging).PlayAsync();
            allowed.Outcomes.Should().Equal(RoutingOutcome.DialOut);
        }
        (await host.Calls.Subscriber("1001", "+15550100300").RepeatsWebhooks().PlayAsync()).Outcomes.Should().Equal(RoutingOutcome.Denied);
    }
}
