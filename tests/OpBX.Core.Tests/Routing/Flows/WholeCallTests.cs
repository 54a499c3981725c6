using OpBX.BusinessHours;
using OpBX.Calls;
using OpBX.RingGroups;
using static OpBX.Calls.Keys;
using static OpBX.Routing.Flows.Pbx;

namespace OpBX.Routing.Flows;

/// <summary>Calls that pass through everything, as on an ordinary day.</summary>
public sealed class WholeCallTests
{
    private readonly CallSimulator _office = Open(
        Did("business_hours:1"),
        OfficeHours(1, "ivr:31", "voicemail:1000"),
        Menu(31, "1=ring_group:21 2=submenu:32 0=extension:1000"),
        Menu(32, "1=extension:1001 9=submenu:31"),
        Group(21, RingStrategyName.Sequential, "1001 1002").FallingBackTo("1000"),
        User("1000").WithVoicemail(),
        User("1001"),
        User("1002"));

    [Fact]
    public async Task Call_in_business_hours_goes_by_menu_and_group_to_voicemail()
    {
        CallResult result = await _office.CallsIn().Presses("1").EveryoneElse.RingsOut().LeavesVoicemail(seconds: 12).PlayAsync();

        result.Outcomes.Should().Equal(
            [RoutingOutcome.Gather, RoutingOutcome.Dial, RoutingOutcome.Dial, RoutingOutcome.Dial, RoutingOutcome.Voicemail, RoutingOutcome.Hangup], result.ToString());
        result.RangTargets.Should().Equal("1001", "1002", "1000");
        result.HeardTexts.Should().Equal("Menu 31", Texts.VoicemailGreeting, Texts.VoicemailThanks);
        result.Duration.Should().Be(TimeSpan.FromSeconds(1 + 20 + 20 + 30 + 12));
        VoicemailReceived message = result.Events.OfType<VoicemailReceived>().Should().ContainSingle().Which;
        message.ExtensionId.Should().Be(IdOf("1000"));
        message.DurationSeconds.Should().Be(12);
        message.RecordingUrl.Should().Be(result.Recordings.Single().Url);
    }

    [Fact]
    public async Task Call_after_hours_goes_straight_to_voicemail_without_ringing()
    {
        CallResult result = await _office.CallsIn().At(Monday.AddHours(8)).LeavesVoicemail().PlayAsync();
        result.Rang.Should().BeEmpty();
        result.Recordings.Should().ContainSingle();
        result.Traced("closed").Should().BeTrue();
    }

    [Fact]
    public async Task Call_that_waits_over_closing_time_stays_where_it_is()
    {
        // 16:59:50 in New York: it closes while the phone rings, but the caller is inside.
        CallResult result = await _office.CallsIn().At(Monday.AddHours(6).AddSeconds(-10)).Presses("1").Phone("1001").RingsOut().Phone("1002").Answers().PlayAsync();
        result.AnsweredBy.Should().Be("1002");
    }

    [Fact]
    public async Task Caller_hesitates_errs_and_gets_through_in_the_end()
    {
        CallResult result = await _office.CallsIn().Presses(Silence, "7", "2", "9", "1").Phone("1001").IsBusy().Phone("1002").Answers(afterSeconds: 3, talksFor: 200).PlayAsync();
        result.AnsweredBy.Should().Be("1002", result.ToString());
        result.HeardTexts.Should().Equal("Menu 31", "Menu 31", Texts.MenuInvalid, "Menu 31", "Menu 32", "Menu 31");
        result.EndedBy.Should().Be(CallEndReason.AnsweredCallEnded);
        result.Rang[^1].Talked.Should().Be(TimeSpan.FromSeconds(200));
    }

    [Theory]
    [InlineData(CallMoment.WhileRinging)]
    [InlineData(CallMoment.InMenu)]
    [InlineData(CallMoment.WhileTalking)]
    public async Task Caller_may_hang_up_at_any_moment(CallMoment moment)
    {
        CallResult result = await _office.CallsIn().Presses("1").Phone("1001").Answers().HangsUp(moment).PlayAsync();
        result.EndedBy.Should().Be(CallEndReason.CallerHungUp);
        result.Recordings.Should().BeEmpty();
    }

    /// <summary>Clocks go back on 1 November 2026 at 2:00 in New York, and at midnight itself in Havana.</summary>
    [Theory]
    [InlineData("America/New_York", "2026-11-01T03:59:59Z", "1001")]
    [InlineData("America/New_York", "2026-11-01T04:00:00Z", "1002")]
    [InlineData("America/New_York", "2026-11-02T04:59:59Z", "1002")]
    [InlineData("America/New_York", "2026-11-02T05:00:00Z", "1003")]
    [InlineData("America/Havana", "2026-03-08T04:59:59Z", "1001")]
    [InlineData("America/Havana", "2026-03-08T05:00:00Z", "1002")]
    [InlineData("America/Havana", "2026-03-09T03:59:59Z", "1002")]
    [InlineData("America/Havana", "2026-03-09T04:00:00Z", "1003")]
    public async Task Midnight_on_the_day_the_clocks_change_is_midnight(string zone, string instant, string rings)
    {
        CallSimulator simulator = Open(
            Did("business_hours:1"), AllDay(1, zone, DayOfWeek.Saturday, "1001", "business_hours:2"), AllDay(2, zone, DayOfWeek.Sunday, "1002", "extension:1003"),
            User("1001"), User("1002"), User("1003"));
        CallResult result = await simulator.CallsIn().At(DateTimeOffset.Parse(instant, System.Globalization.CultureInfo.InvariantCulture)).EveryoneElse.Answers().PlayAsync();
        result.AnsweredBy.Should().Be(rings, result.ToString());
    }

    private static BusinessHoursSchedule AllDay(long id, string zone, DayOfWeek day, string open, string closed) => new()
    {
        Id = id,
        Name = day.ToString(),
        TimeZone = zone,
        Rules = [new BusinessHoursRule { Id = 1, DayOfWeek = day, Start = DayTime.StartOfDay, End = DayTime.EndOfDay }],
        Destinations = [Leads(1, BusinessHoursPeriod.BusinessHours, "extension:" + open), Leads(2, BusinessHoursPeriod.AfterHours, closed)],
    };
}
