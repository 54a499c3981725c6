using OpBX.Diagnostics;

namespace OpBX.BusinessHours;

public sealed class BusinessHoursEvaluatorTests
{
    // 2026-06-08 is a Monday.
    private static readonly BusinessHoursSchedule s_office = Hours.Schedule("UTC", Hours.On(Hours.Weekdays, "09:00-17:00"));

    [Theory]
    [InlineData("2026-06-08T08:59:59.9999999", BusinessHoursState.Closed)]
    [InlineData("2026-06-08T09:00:00", BusinessHoursState.Open)]
    [InlineData("2026-06-08T16:59:59.9999999", BusinessHoursState.Open)]
    [InlineData("2026-06-08T17:00:00", BusinessHoursState.Closed)]
    public void Evaluate_atTheEdgesOfARange_isHalfOpen(string at, BusinessHoursState expected) =>
        s_office.Compile().StateAt(at).Should().Be(expected);

    [Theory]
    [InlineData("18:00-24:00", "2026-06-08T23:59:59", "2026-06-09T00:00:00")]
    [InlineData("18:00-00:00", "2026-06-08T23:59:59", "2026-06-09T00:00:00")]
    [InlineData("18:00-00:00:01", "2026-06-09T00:00:00", "2026-06-09T00:00:01")]
    [InlineData("22:00-06:00", "2026-06-09T05:59:59", "2026-06-09T06:00:00")]
    [InlineData("09:00-09:00", "2026-06-09T08:59:59", "2026-06-09T09:00:00")]
    [InlineData("00:00-24:00", "2026-06-08T23:59:59", "2026-06-09T00:00:00")]
    public void Evaluate_mondayRangeIntoTheNight_endsOnTheNextDay(string range, string lastOpen, string firstClosed)
    {
        ICompiledSchedule schedule = Hours.Schedule("UTC", Hours.On(DayOfWeek.Monday, range)).Compile();

        schedule.StateAt(lastOpen).Should().Be(BusinessHoursState.Open);
        schedule.StateAt(firstClosed).Should().Be(BusinessHoursState.Closed);
        schedule.EvaluateWithNext(Hours.At("2026-06-08T22:30")).NextChange.Should().Be(Hours.At(firstClosed));
    }

    [Fact]
    public void Evaluate_rangeThatStartsAt24_isThatRangeOnTheNextDay()
    {
        ICompiledSchedule schedule = Hours.Schedule("UTC", Hours.On(DayOfWeek.Monday, "24:00-02:00")).Compile();

        schedule.StateAt("2026-06-08T23:59:59").Should().Be(BusinessHoursState.Closed);
        schedule.StateAt("2026-06-09T01:59:59").Should().Be(BusinessHoursState.Open);
        schedule.StateAt("2026-06-09T02:00:00").Should().Be(BusinessHoursState.Closed);
    }

    [Fact]
    public void Evaluate_inactiveRule_doesNotCount()
    {
        BusinessHoursSchedule schedule = s_office with { Rules = [.. s_office.Rules.Select(static rule => rule with { IsActive = false })] };

        BusinessHoursForecast forecast = schedule.Compile().EvaluateWithNext(Hours.At("2026-06-08T12:00"));

        forecast.Should().Be(new BusinessHoursForecast { Now = new BusinessHoursEvaluation { State = BusinessHoursState.Closed } });
    }

    [Fact]
    public void Evaluate_openAtAllTimes_neverChanges()
    {
        foreach (string range in new[] { "00:00-24:00", "00:00-00:00", "09:00-09:00" })
        {
            ICompiledSchedule schedule = Hours.Schedule("America/New_York", Hours.On(Hours.EveryDay, range)).Compile();
            schedule.EvaluateWithNext(Hours.At("2026-03-08T06:00")).Should().BeEquivalentTo(
                new { Now = new { State = BusinessHoursState.Open }, NextChange = (DateTimeOffset?)null, NextOpen = (DateTimeOffset?)null });
        }
    }

    [Fact]
    public void Evaluate_reason_namesTheRuleThatDecided()
    {
        BusinessHoursSchedule schedule = Hours.Schedule("UTC", Hours.On(DayOfWeek.Monday, "09:00-12:00", "12:00-17:00", "11:00-13:00", "22:00-02:00"));
        ICompiledSchedule compiled = schedule.Compile();

        Reason("2026-06-08T11:30").Should().Be(new BusinessHoursReason { Kind = BusinessHoursReasonKind.Rule, Id = 1 });
        Reason("2026-06-08T12:30").Should().Be(new BusinessHoursReason { Kind = BusinessHoursReasonKind.Rule, Id = 3 });
        Reason("2026-06-08T13:00").Should().Be(new BusinessHoursReason { Kind = BusinessHoursReasonKind.Rule, Id = 2 });
        Reason("2026-06-09T01:00").Should().Be(new BusinessHoursReason { Kind = BusinessHoursReasonKind.Rule, Id = 4, IsOvernightTail = true });
        Reason("2026-06-09T02:00").Should().Be(default(BusinessHoursReason));

        BusinessHoursReason Reason(string at) => compiled.Evaluate(Hours.At(at)).Reason;
    }

    [Theory]
    [InlineData(null, null, "UTC", false)]
    [InlineData(null, "Asia/Tokyo", "Asia/Tokyo", false)]
    [InlineData("Europe/London", "Mars/Phobos", "Europe/London", false)]
    [InlineData("Mars/Phobos", "Asia/Tokyo", "Asia/Tokyo", true)]
    [InlineData("Mars/Phobos", null, "UTC", true)]
    [InlineData("Mars/Phobos", "Mars/Deimos", "UTC", true)]
    [InlineData(null, "Mars/Phobos", "UTC", true)]
    [InlineData("", null, "UTC", true)]
    [InlineData(" Europe/London", "Asia/Tokyo", "Asia/Tokyo", true)]
    [InlineData("Europe/London ", "Asia/Tokyo", "Asia/Tokyo", true)]
    [InlineData("+02:00", "Asia/Tokyo", "Asia/Tokyo", true)]
    [InlineData("UTC+3", "Asia/Tokyo", "Asia/Tokyo", true)]
    [InlineData("GMT Standard Time", null, "Europe/London", false)]
    [InlineData("tokyo standard TIME", null, "Asia/Tokyo", false)]
    [InlineData("eUROPE/lONDON", null, "Europe/London", false)]
    public void Compile_zones_fallThroughToTheOrganizationAndUtc(string? zone, string? organizationZone, string used, bool degraded)
    {
        ICompiledSchedule schedule = new BusinessHoursEvaluator().Compile(s_office with { TimeZone = zone }, organizationZone);

        schedule.TimeZoneId.Should().BeOneOf(used, "Etc/" + used);
        schedule.ZoneDegraded.Should().Be(degraded);
        schedule.Evaluate(Hours.At("2026-06-08T12:00")).ZoneDegraded.Should().Be(degraded);
    }

    [Fact]
    public void TimeZoneDataVersion_isThatOfTheCarriedDatabase() =>
        new BusinessHoursEvaluator().TimeZoneDataVersion.Should().MatchRegex("^20[0-9]{2}[a-z]$");

    [Fact]
    public void DestinationsFor_states_areOrderedByPriorityAndHolidayFallsBackToAfterHours()
    {
        BusinessHoursDestination[] destinations =
        [
            Destination(1, BusinessHoursPeriod.AfterHours, 2),
            Destination(2, BusinessHoursPeriod.AfterHours, 1),
            Destination(4, BusinessHoursPeriod.BusinessHours, 1),
            Destination(3, BusinessHoursPeriod.BusinessHours, 1),
            Destination(5, BusinessHoursPeriod.Holiday, 9),
        ];
        ICompiledSchedule schedule = (s_office with { Destinations = destinations }).Compile();
        ICompiledSchedule withoutHoliday = (s_office with { Destinations = destinations[..4] }).Compile();

        Ids(schedule, BusinessHoursState.Open).Should().Equal(3, 4);
        Ids(schedule, BusinessHoursState.Closed).Should().Equal(2, 1);
        Ids(schedule, BusinessHoursState.Holiday).Should().Equal(5, 2, 1);
        Ids(withoutHoliday, BusinessHoursState.Holiday).Should().Equal(2, 1);
        Ids(s_office.Compile(), BusinessHoursState.Open).Should().BeEmpty();
        Ids(schedule, (BusinessHoursState)9).Should().BeEmpty();

        static BusinessHoursDestination Destination(long id, BusinessHoursPeriod period, int priority) =>
            new() { Id = id, Period = period, DestinationType = "extension", DestinationId = 100 + id, Priority = priority };

        static IEnumerable<long> Ids(ICompiledSchedule schedule, BusinessHoursState state) =>
            schedule.DestinationsFor(state).Select(static destination => destination.Id);
    }

    [Fact]
    public void Evaluate_anyInstant_allocatesNothing()
    {
        ICompiledSchedule schedule = (Hours.Schedule("America/New_York", Hours.On(Hours.EveryDay, "09:00-12:00", "13:00-17:00", "22:00-02:00")) with
        {
            Exceptions = [Hours.Yearly(1, "12-25", "12-25"), Hours.Dated(2, "2026-07-03", "2026-07-05", "10:00-12:00")],
            OverrideState = BusinessHoursOverride.Closed,
            OverrideSince = Hours.At("2026-02-01"),
            OverrideUntil = Hours.At("2026-02-03"),
        }).Compile();
        DateTimeOffset start = Hours.At("2026-01-01");
        int open = Count();

        int again = 0;
        Allocations.Of(() => again = Count()).Should().Be(0);
        again.Should().Be(open).And.BeGreaterThan(0);

        int Count()
        {
            int count = 0;
            for (int i = 0; i < 20_000; i++)
            {
                if (schedule.Evaluate(start.AddMinutes(31 * i)).State == BusinessHoursState.Open)
                    count++;
            }

            return count;
        }
    }
}
