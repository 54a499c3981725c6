using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using OpBX.Calls;
using OpBX.Conferences;
using OpBX.Extensions;
using OpBX.Ivr;
using OpBX.RingGroups;
using OpBX.Routing;
using OpBX.Tenants;
using static OpBX.IntegrationTests.Flows.Office;

namespace OpBX.IntegrationTests.Flows;

/// <summary>What may happen while a call is under way: restarts, edits, hang-ups; and the row that it leaves.</summary>
public sealed class RunningCalls
{
    private static readonly TenantConfiguration Desk = Tenant() with
    {
        Extensions = [User(1001), User(1002), User(1003), User(1004), User(1005).WithVoicemail()],
        RingGroups = [Group(7, RingStrategyName.Sequential, 1001, 1002, 1003).FallingBackTo(1005)],
        IvrMenus = [Menu(6, Option("1", IvrDestinationType.RingGroup, 7))],
        DidNumbers = [Did("ivr", 6)],
    };

    [Rule("R5")]
    [Rule("I2")]
    [Rule("G3")]
    [Fact]
    public async Task CallSurvivesARestart_atEveryStage()
    {
        // Of each of these calls a new process takes over before a stage: what it knows of the call stands in the action's address.
        CallResult whole = await PlayAsync(restartBefore: 1);
        whole.RangTargets.Should().Equal("1001", "1002", "1003", "1005");
        whole.Recordings.Should().ContainSingle();
        whole.Asked.Should().HaveCount(3);
        for (int stage = 2; stage <= whole.Stages.Count; stage++)
        {
            CallResult restarted = await PlayAsync(stage);
            restarted.Documents.Should().Equal(whole.Documents, "of a restart before stage {0}", stage);
        }

        static async Task<CallResult> PlayAsync(int restartBefore)
        {
            PlayedHost host = await PlayedHost.StartAsync(Desk);
            using var line = new SwitchedLine(host);
            using var client = new HttpClient(line) { BaseAddress = new Uri("http://localhost/") };
            PlayedHost? next = null;
            CallResult call = await CallSimulator.ForHttp(client, PlayedHost.DomainOf(Desk), host.Clock)
                .Inbound(Caller, Main).WithSession("the-same-session").Presses("9", Keys.Silence, "1").LeavesVoicemail()
                .BeforeStage(restartBefore, async _ =>
                {
                    await host.DisposeAsync();
                    line.Switch(next = await PlayedHost.StartAsync(Desk));
                })
                .PlayAsync();
            await next!.DisposeAsync();
            return call;
        }
    }

    [Rule("G3")]
    [Rule("G1")]
    [Fact]
    public async Task MembersEditedInMidCall_doNotShiftTheCall()
    {
        await using PlayedHost host = await PlayedHost.StartAsync(Desk);
        TenantConfiguration edited = Desk with { RingGroups = [Group(7, RingStrategyName.Sequential, 1004, 1001, 1003).FallingBackTo(1005)] };
        CallResult call = await host.Calls.Inbound(Caller, Main).Presses("1").BeforeStage(4, () => host.Replace(edited)).LeavesVoicemail().PlayAsync();
        // 1001 and 1002 rang before the edit; the new member and 1003 are still to ring, nobody twice.
        call.RangTargets.Should().Equal("1001", "1002", "1004", "1003", "1005");
    }

    [Rule("G4")]
    [Fact]
    public async Task FirstMemberRemovedInMidCall_leavesTheOthersRinging()
    {
        TenantConfiguration round = Desk with { RingGroups = [Group(7, RingStrategyName.RoundRobin, 1001, 1002, 1003) with { RingTurns = 2 }], DidNumbers = [Did("ring_group", 7)] };
        await using PlayedHost host = await PlayedHost.StartAsync(round);
        CallResult call = await host.Calls.Inbound(Caller, Main)
            .BeforeStage(2, () => host.Replace(round with { RingGroups = [Group(7, RingStrategyName.RoundRobin, 1002, 1003) with { RingTurns = 2 }] })).PlayAsync();
        call.RangTargets.Should().Equal("1001", "1002", "1003", "1002", "1003");
    }

    [Rule("R3")]
    [Fact]
    public async Task ObjectDeletedInMidCall_endsTheCallInASentence()
    {
        await using PlayedHost host = await PlayedHost.StartAsync(Desk);
        CallResult call = await host.Calls.Inbound(Caller, Main).Presses("1").BeforeStage(3, () => host.Replace(Desk with { RingGroups = [] })).PlayAsync();
        call.RangTargets.Should().Equal("1001");
        call.Outcome.Should().Be(RoutingOutcome.Unavailable);
        call.EndedBy.Should().Be(CallEndReason.Hangup);
    }

    [Rule("R1")]
    [Theory]
    [InlineData(CallMoment.WhileRinging)]
    [InlineData(CallMoment.WhileTalking)]
    [InlineData(CallMoment.InMenu)]
    [InlineData(CallMoment.WhileListening)]
    [InlineData(CallMoment.WhileRecording)]
    [InlineData(CallMoment.InConference)]
    public async Task CallerHangingUp_isNoFault(CallMoment moment)
    {
        await using PlayedHost host = await PlayedHost.StartAsync(Desk with
        {
            Extensions = [.. Desk.Extensions, Line(2001, ExtensionType.Conference, """{"conference_room_id":3}""")],
            ConferenceRooms = [new ConferenceRoom { Id = 3, Name = "Room" }],
            DidNumbers = [Did(1, Main, "ivr", 6), Did(2, "+15550100201", "extension", 2001), Did(3, "+15550100202", "voicemail", 1005)],
        });
        string number = moment switch
        {
            CallMoment.InConference => "+15550100201",
            CallMoment.WhileListening or CallMoment.WhileRecording => "+15550100202",
            _ => Main,
        };
        CallResult call = await host.Calls.Inbound(Caller, number).Presses("1").Phone("1001").Answers().LeavesVoicemail().HangsUp(moment).PlayAsync();
        call.EndedBy.Should().Be(CallEndReason.CallerHungUp, call.ToString());
        await PlayedHost.EventuallyAsync(() => host.Storage.CallLogs.FindAsync(new TenantId(1), call.Session, default));
        host.Logs.Lines.Should().NotContain(line => line.StartsWith("OpBX", StringComparison.Ordinal) && line.Contains(" Error ", StringComparison.Ordinal));
        // The next caller finds everything as it was.
        (await host.Calls.Inbound(Caller, Main).Presses("1").Phone("1001").Answers().PlayAsync()).AnsweredBy.Should().Be("1001");
    }

    [Rule("S2")]
    [Fact]
    public async Task FirstRequest_writesTheCallLog()
    {
        await using PlayedHost host = await PlayedHost.StartAsync(Desk with
        {
            DidNumbers = [Did(11, Main, "extension", 1001), Did(12, "+15550100201", "ring_group", 7)],
            OutboundWhitelists = [Allow(1, "+1555")],
        });
        async Task<CallLog> LogAsync(SimulatedCall call)
        {
            CallResult result = await call.EveryoneElse.Answers().PlayAsync();
            return await PlayedHost.EventuallyAsync(() => host.Storage.CallLogs.FindAsync(new TenantId(1), result.Session, default));
        }

        (await LogAsync(host.Calls.Inbound(Caller, Main))).Should().Match<CallLog>(log => log.Direction == RecordedDirection.Inbound
            && log.FromNumber == Caller && log.ToNumber == Main && log.DidId == 11 && log.ExtensionId == 1001 && log.RingGroupId == null
            && log.Status == CallStatus.Initiated && log.InitiatedAt == PlayedHost.Noon);
        (await LogAsync(host.Calls.Inbound(Caller, "+15550100201"))).Should().Match<CallLog>(log => log.DidId == 12 && log.RingGroupId == 7);
        (await LogAsync(host.Calls.Subscriber("1001", "+15550100300"))).Should().Match<CallLog>(log => log.Direction == RecordedDirection.Outbound
            && log.FromNumber == "1001" && log.ToNumber == "+15550100300" && log.ExtensionId == 1001 && log.DidId == null);
        (await LogAsync(host.Calls.Subscriber("1001", "911"))).Should().Match<CallLog>(log => log.Direction == RecordedDirection.Outbound && log.ToNumber == "911");
    }

    [Rule("S2")]
    [Rule("H4")]
    [Fact]
    public async Task ProgressAndRecord_closeTheCallLogOfThePlayedCall()
    {
        await using PlayedHost host = await PlayedHost.StartAsync(Desk with { DidNumbers = [Did("extension", 1001)] });
        CallResult call = await host.Calls.Inbound(Caller, Main).Phone("1001").Answers(5, 60).PlayAsync();
        long start = PlayedHost.Noon.ToUnixTimeMilliseconds();
        string session = $"\"token\":\"{call.Session}\",\"callStartTime\":{start},\"callAnswerTime\":{start + 5000}";
        Answer update = await host.PostAsync("/api/webhooks/cloudonix/session-update", $$"""{"domain":"{{Domain}}",{{session}},"status":"connected","eventId":"event-1"}""");
        update.Status.Should().Be(HttpStatusCode.OK, update.Text);
        CallLog answered = await PlayedHost.EventuallyAsync(async () =>
            await host.Storage.CallLogs.FindAsync(new TenantId(1), call.Session, default) is { DidId: 1 } log ? log : null);
        answered.Status.Should().Be(CallStatus.Answered);
        Answer record = await host.PostAsync(
            "/api/webhooks/cloudonix/cdr",
            $$"""{"domain":"{{Domain}}","call_id":"leg-1","timestamp":{{start / 1000}},"duration":65,"billsec":60,"disposition":"ANSWER","from":"{{Caller[1..]}}","to":"{{Main[1..]}}","session":{ {{session}},"callEndTime":{{start + 65000}} } }""");
        ((int)record.Status).Should().BeInRange(200, 299);
        CallLog closed = (await host.Storage.CallLogs.FindAsync(new TenantId(1), call.Session, default))!;
        closed.Should().Match<CallLog>(log => log.Status == CallStatus.Completed && log.IsClosed && log.DurationSeconds == 65 && log.DidId == 1 && log.ExtensionId == 1001);
        await host.Events.FirstAsync<CallEnded>(call.Session);
    }

    /// <summary>The platform's way to the application, which may be another process from one request to the next.</summary>
    private sealed class SwitchedLine(PlayedHost host) : HttpMessageHandler
    {
        private HttpMessageInvoker _line = Open(host);

        public void Switch(PlayedHost next)
        {
            _line.Dispose();
            _line = Open(next);
        }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => _line.SendAsync(request, cancellationToken);

        protected override void Dispose(bool disposing)
        {
            if (disposing) _line.Dispose();
            base.Dispose(disposing);
        }

        private static HttpMessageInvoker Open(PlayedHost host) => new(((TestServer)host.Services.GetRequiredService<IServer>()).CreateHandler());
    }
}
