using NodaTime;
using NodaTime.TimeZones;

namespace OpBX.BusinessHours;

/// <summary>Every minute of two weeks around every clock change, against the oracle.</summary>
public sealed class ClockChangeTests
{
    private const int Minutes = 14 * 24 * 60;

    public static TheoryData<string, int, int> Zones => new()
    {
        { "America/New_York", 2024, 2027 },
        { "Europe/London", 2024, 2027 },
        { "Asia/Jerusalem", 2024, 2027 },
        { "Australia/Lord_Howe", 2024, 2027 },
        { "America/Sao_Paulo", 2018, 2019 },
        { "Pacific/Apia", 2011, 2012 },
        { "Africa/Casablanca", 2024, 2027 },
        { "Africa/Cairo", 2024, 2027 },
        { "Antarctica/Troll", 2024, 2027 },
        { "America/Havana", 2024, 2027 },
    };

    [Theory]
    [MemberData(nameof(Zones))]
    public void EvaluateWithNext_everyMinuteAroundClockChanges_agreesWithOracle(string zoneId, int firstYear, int lastYear)
    {
        DateTimeZone zone = DateTimeZoneProviders.Tzdb[zoneId];
        ZoneInterval[] changes = [.. zone
            .GetZoneIntervals(Instant.FromUtc(firstYear, 1, 1, 0, 0), Instant.FromUtc(lastYear + 1, 1, 1, 0, 0))
            .Skip(1)];
        changes.Should().NotBeEmpty();

        foreach (ZoneInterval change in changes)
        {
            foreach (BusinessHoursSchedule schedule in SchedulesAround(zoneId, change))
                Compare(schedule, change.Start.ToDateTimeOffset().AddDays(-7));
        }
    }

    private static IEnumerable<BusinessHoursSchedule> SchedulesAround(string zone, ZoneInterval change)
    {
        LocalDate local = change.IsoLocalStart.Date;
        DateOnly day = new(local.Year, local.Month, local.Day);

        // The edges lie before, in and after the hours that clocks skip or repeat, at midnight and in the small hours.
        yield return Hours.Schedule(zone, Hours.On(Hours.EveryDay, "00:00-00:30", "01:30-02:15", "02:30-06:00", "23:30-24:00"));
        yield return Hours.Schedule(zone, Hours.On(Hours.EveryDay, "22:15-01:45"));
        yield return Hours.Schedule(zone, Hours.On(Hours.EveryDay, "00:15-23:45"), Hours.On(day.DayOfWeek, "00:00-00:00"))
            with
        {
            Exceptions =
            [
                new BusinessHoursException { Id = 1, Name = "the day itself", StartDate = day, EndDate = day },
                new BusinessHoursException
                {
                    Id = 2,
                    Name = "the days around it",
                    StartDate = day.AddDays(-1),
                    EndDate = day.AddDays(1),
                    Ranges = [Hours.Range("18:00-01:30"), Hours.Range("00:30-02:00")],
                },
            ],
        };
    }

    private static void Compare(BusinessHoursSchedule schedule, DateTimeOffset start)
    {
        HoursOracle oracle = new(schedule);
        ICompiledSchedule compiled = schedule.Compile();
        DateTimeOffset end = start.AddMinutes(Minutes);
        DateTimeOffset? change = null;
        DateTimeOffset? open = null;
        BusinessHoursState later = oracle.StateAt(end);
        for (DateTimeOffset at = end; at >= start; at = at.AddMinutes(-1))
        {
            BusinessHoursState state = oracle.StateAt(at);
            if (state != later)
                change = at.AddMinutes(1);

            if (later == BusinessHoursState.Open)
                open = at.AddMinutes(1);

            later = state;
            BusinessHoursForecast actual = compiled.EvaluateWithNext(at);
            bool agrees = actual.Now.State == state
                && (change is null ? !(actual.NextChange <= end) : actual.NextChange == change)
                && (state == BusinessHoursState.Open ? actual.NextOpen is null : open is null ? !(actual.NextOpen <= end) : actual.NextOpen == open);
            if (!agrees)
                actual.Should().Be(new { state, change, open }, $"that is right in {schedule.TimeZone} at {at:O}");
        }
    }
}
