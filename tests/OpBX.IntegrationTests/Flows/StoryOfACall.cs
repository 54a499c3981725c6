using Microsoft.Extensions.DependencyInjection;
using OpBX.BusinessHours;
using OpBX.Calls;
using OpBX.Ivr;
using OpBX.Recordings;
using OpBX.RingGroups;
using OpBX.Routing;
using OpBX.Tenants;
using static OpBX.Calls.Keys;
using static OpBX.IntegrationTests.Flows.Office;

namespace OpBX.IntegrationTests.Flows;

/// <summary>One call from the first ring to the message that it leaves, told in order.</summary>
public sealed class StoryOfACall
{
    private const long Reception = 1001;
    private const long Sue = 1003;
    private const long Simon = 1004;
    private const long NightVoicemail = 1009;
    private const long Support = 7;
    private const long Welcome = 6;
    private const long OfficeHours = 8;

    private static readonly TenantConfiguration Company = Tenant() with
    {
        Extensions =
        [
            User(Reception, """{"ring_timeout":15,"voicemail_greeting":"Nobody is at the reception."}""").WithVoicemail(),
            User(Sue),
            User(Simon),
            User(NightVoicemail).WithVoicemail(),
        ],
        BusinessHoursSchedules = [OfficeHoursInNewYork()],
        IvrMenus = [Menu(Welcome, Option("1", IvrDestinationType.Extension, Reception), Option("2", IvrDestinationType.RingGroup, Support)) with { Timeout = 5 }],
        RingGroups = [Group(Support, RingStrategyName.Sequential, Sue, Simon).FallingBackTo(Reception)],
        DidNumbers = [Did("business_hours", OfficeHours)],
    };

    private static BusinessHoursSchedule OfficeHoursInNewYork()
    {
        BusinessHoursSchedule hours = Schedule(OfficeHours, "America/New_York", "09:00", "17:00", open: 0, closed: NightVoicemail);
        return hours with { Destinations = [hours.Destinations[0] with { DestinationType = "ivr", DestinationId = Welcome }, hours.Destinations[1]] };
    }

    [Rule("B3")]
    [Rule("I2")]
    [Rule("I3")]
    [Rule("G3")]
    [Rule("G6")]
    [Rule("E1")]
    [Rule("V1")]
    [Rule("V2")]
    [Rule("S2")]
    [Fact]
    public async Task CallerChoosesSupport_whereNobodyAnswers_andLeavesAMessage()
    {
        await using PlayedHost host = await PlayedHost.StartAsync(Company);

        // Monday, ten o'clock in New York.
        CallResult call = await host.Calls.Inbound(Caller, Main)
            .At(new DateTimeOffset(2026, 1, 19, 15, 0, 0, TimeSpan.Zero))
            .Presses(Silence, "5", "2")
            .Phone("1003").IsBusy()
            .Phone("1004").RingsOut()
            .Phone("1001").RingsOut()
            .LeavesVoicemail(seconds: 20)
            .RepeatsWebhooks()
            .PlayAsync();

        // The office is open: a menu greets, waits five seconds in vain, hears a wrong key, and then the right one.
        call.Asked.Select(asked => asked.Digits).Should().Equal("", "5", "2");
        call.Heard.Take(4).Should().OnlyContain(prompt => prompt.InMenu && prompt.Answered);

        // Sue is busy, Simon's phone rings for twenty seconds, and the reception's for fifteen.
        call.Rang.Select(dial => (dial.Targets[0].Text, dial.Result, dial.Timeout)).Should().Equal(
            ("1003", DialResult.Busy, 20), ("1004", DialResult.NoAnswer, 20), ("1001", DialResult.NoAnswer, 15));

        // The reception's voicemail takes the message, thanks, and hangs up.
        call.Outcomes.Should().Equal(
            RoutingOutcome.Gather, RoutingOutcome.Gather, RoutingOutcome.Gather,
            RoutingOutcome.Dial, RoutingOutcome.Dial, RoutingOutcome.Dial,
            RoutingOutcome.Voicemail, RoutingOutcome.Hangup);
        call.EndedBy.Should().Be(CallEndReason.Hangup);
        call.AnsweredBy.Should().BeNull();

        // Who looks after the reception is told, and finds the message.
        VoicemailReceived told = await host.Events.FirstAsync<VoicemailReceived>(call.Session);
        told.ExtensionId.Should().Be(Reception);
        Recording message = await PlayedHost.EventuallyAsync(async () =>
            (await host.Storage.Recordings.ListByExtensionAsync(new TenantId(1), Reception, RecordingKind.Voicemail, 10, default)).FirstOrDefault(row => row is { Status: RecordingStatus.Completed, Caller: not null }));
        message.Should().Match<Recording>(row => row.DurationSeconds == 20 && row.Caller == Caller && row.SourceUrl == call.Recordings[0].Url);

        // And the call stands in the call log, once.
        CallLog log = await PlayedHost.EventuallyAsync(() => host.Storage.CallLogs.FindAsync(new TenantId(1), call.Session, default));
        log.Should().Match<CallLog>(row => row.FromNumber == Caller && row.ToNumber == Main && row.DidId == 1);

        // Support finds out later why it went that way; each webhook came twice.
        CallStory story = (await host.Services.GetRequiredService<ICallReports>().GetStoryAsync(new TenantId(1), call.Session, false, default))!;
        story.Call!.Id.Should().Be(log.Id);
        story.Decisions.Where((_, i) => i % 2 == 0).Select(static decision => decision.Outcome).Should().Equal(call.Outcomes);
        story.Decisions[0].Trace.Has("open").Should().BeTrue();
        story.Decisions[6].Stage.ToString().Should().Be("ivr:6");
    }

    [Rule("B3")]
    [Rule("V1")]
    [Fact]
    public async Task CallerAtNight_reachesTheNightVoicemailAtOnce()
    {
        await using PlayedHost host = await PlayedHost.StartAsync(Company);
        CallResult call = await host.Calls.Inbound(Caller, Main).At(new DateTimeOffset(2026, 1, 20, 3, 0, 0, TimeSpan.Zero)).LeavesVoicemail().PlayAsync();
        call.Asked.Should().BeEmpty();
        call.RangTargets.Should().Equal("1009");
        (await host.Events.FirstAsync<VoicemailReceived>(call.Session)).ExtensionId.Should().Be(NightVoicemail);
    }
}
