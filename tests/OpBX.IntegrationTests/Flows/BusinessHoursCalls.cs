using OpBX.BusinessHours;
using OpBX.Calls;
using OpBX.Routing;
using OpBX.Tenants;
using static OpBX.IntegrationTests.Flows.Office;

namespace OpBX.IntegrationTests.Flows;

/// <summary>Rules B1–B6, as far as a call meets them.</summary>
public sealed class BusinessHoursCalls
{
    private const string NewYork = "America/New_York";

    private static TenantConfiguration With(BusinessHoursSchedule schedule) => Tenant() with
    {
        Extensions = [User(1001), User(1002), User(1003)],
        BusinessHoursSchedules = [schedule],
        DidNumbers = [Did("business_hours", schedule.Id)],
    };

    private static async Task<string?> AnsweredByAsync(PlayedHost host, string utc)
        => (await host.Calls.Inbound(Caller, Main).EveryoneElse.Answers().At(DateTimeOffset.Parse(utc, System.Globalization.CultureInfo.InvariantCulture)).PlayAsync()).AnsweredBy;

    [Rule("B1")]
    [Rule("R2")]
    [Theory]
    [InlineData("2026-01-15T13:59:59Z", "1002")]
    [InlineData("2026-01-15T14:00:00Z", "1001")]
    [InlineData("2026-01-15T21:59:59Z", "1001")]
    [InlineData("2026-01-15T22:00:00Z", "1002")]
    public async Task Hours_areHalfOpenInTheZone(string utc, string answers)
    {
        await using PlayedHost host = await PlayedHost.StartAsync(With(Schedule(8, NewYork, "09:00", "17:00", open: 1001, closed: 1002)));
        (await AnsweredByAsync(host, utc)).Should().Be(answers);
    }

    /// <summary>New York: 2026-03-08 has 23 hours, 2026-11-01 has 25; 2026-03-09 and 2026-11-02 begin at another offset than the days before.</summary>
    [Rule("B1")]
    [Rule("B5")]
    [Theory]
    [InlineData("2026-03-08T04:59:59Z", "1002")]
    [InlineData("2026-03-08T05:00:00Z", "1001")]
    [InlineData("2026-03-08T06:59:59Z", "1001")]
    [InlineData("2026-03-08T07:00:00Z", "1002")]
    [InlineData("2026-03-09T03:59:59Z", "1002")]
    [InlineData("2026-03-09T04:00:00Z", "1001")]
    [InlineData("2026-11-01T03:59:59Z", "1002")]
    [InlineData("2026-11-01T04:00:00Z", "1001")]
    [InlineData("2026-11-01T05:30:00Z", "1001")]
    [InlineData("2026-11-01T06:30:00Z", "1001")]
    [InlineData("2026-11-01T06:59:59Z", "1001")]
    [InlineData("2026-11-01T07:00:00Z", "1002")]
    [InlineData("2026-11-02T04:59:59Z", "1002")]
    [InlineData("2026-11-02T05:00:00Z", "1001")]
    public async Task Midnight_onTheDayTheClocksChange_isLocalMidnight(string utc, string answers)
    {
        await using PlayedHost host = await PlayedHost.StartAsync(With(Schedule(8, NewYork, "00:00", "02:00", open: 1001, closed: 1002)));
        (await AnsweredByAsync(host, utc)).Should().Be(answers);
    }

    [Rule("B1")]
    [Theory]
    [InlineData("2026-03-08T03:30:00Z", "1001")]
    [InlineData("2026-03-08T06:59:59Z", "1001")]
    [InlineData("2026-03-08T07:00:00Z", "1002")]
    [InlineData("2026-11-01T05:30:00Z", "1001")]
    [InlineData("2026-11-01T06:30:00Z", "1001")]
    [InlineData("2026-11-01T07:00:00Z", "1002")]
    public async Task NightShift_lastsOverTheClockChange(string utc, string answers)
    {
        await using PlayedHost host = await PlayedHost.StartAsync(With(Schedule(8, NewYork, "22:00", "02:00", open: 1001, closed: 1002)));
        (await AnsweredByAsync(host, utc)).Should().Be(answers);
    }

    [Rule("B2")]
    [Rule("B3")]
    [Fact]
    public async Task Holidays_specialHoursAndOverrides_chooseTheirDestinations()
    {
        BusinessHoursSchedule schedule = Schedule(8, NewYork, "09:00", "17:00", open: 1001, closed: 1002) with
        {
            Exceptions =
            [
                new BusinessHoursException { Id = 1, Name = "New Year", StartDate = new DateOnly(2020, 1, 1), EndDate = new DateOnly(2020, 1, 1), IsYearly = true },
                new BusinessHoursException
                {
                    Id = 2, Name = "Short day", StartDate = new DateOnly(2026, 12, 24), EndDate = new DateOnly(2026, 12, 24),
                    Ranges = [new TimeRange(DayTime.Parse("09:00"), DayTime.Parse("12:00"))],
                },
            ],
        };
        schedule = schedule with
        {
            Destinations = [.. schedule.Destinations, new BusinessHoursDestination { Id = 3, Period = BusinessHoursPeriod.Holiday, DestinationType = "extension", DestinationId = 1003 }],
        };
        await using PlayedHost host = await PlayedHost.StartAsync(With(schedule));
        (await AnsweredByAsync(host, "2026-01-01T15:00:00Z")).Should().Be("1003");
        (await AnsweredByAsync(host, "2026-12-24T15:00:00Z")).Should().Be("1001");
        (await AnsweredByAsync(host, "2026-12-24T18:00:00Z")).Should().Be("1002");
        host.Replace(With(schedule with { OverrideState = BusinessHoursOverride.Closed, OverrideUntil = DateTimeOffset.Parse("2026-01-01T16:00:00Z", System.Globalization.CultureInfo.InvariantCulture) }));
        (await AnsweredByAsync(host, "2026-01-01T15:00:00Z")).Should().Be("1002");
        (await AnsweredByAsync(host, "2026-01-01T16:00:00Z")).Should().Be("1003");
    }

    [Rule("B3")]
    [Fact]
    public async Task UnavailableDestination_yieldsToTheNextPriority()
    {
        BusinessHoursSchedule schedule = Schedule(8, "UTC", "00:00", "24:00", open: 1001, closed: 1002) with
        {
            Destinations =
            [
                new BusinessHoursDestination { Id = 1, Period = BusinessHoursPeriod.BusinessHours, DestinationType = "extension", DestinationId = 1003, Priority = 3 },
                new BusinessHoursDestination { Id = 2, Period = BusinessHoursPeriod.BusinessHours, DestinationType = "extension", DestinationId = 777, Priority = 1 },
                new BusinessHoursDestination { Id = 3, Period = BusinessHoursPeriod.BusinessHours, DestinationType = "extension", DestinationId = 1002, Priority = 2 },
            ],
        };
        await using PlayedHost host = await PlayedHost.StartAsync(With(schedule) with { Extensions = [User(1003), User(1002).Inactive()] });
        (await AnsweredByAsync(host, "2026-01-15T12:00:00Z")).Should().Be("1003");
    }

    [Rule("B5")]
    [Fact]
    public async Task WindowsZone_isAccepted()
    {
        await using PlayedHost host = await PlayedHost.StartAsync(With(Schedule(8, "Eastern Standard Time", "09:00", "17:00", open: 1001, closed: 1002)));
        (await AnsweredByAsync(host, "2026-07-15T13:00:00Z")).Should().Be("1001");
        (await AnsweredByAsync(host, "2026-01-15T13:00:00Z")).Should().Be("1002");
    }

    [Rule("B6")]
    [Fact]
    public async Task DefaultSchedule_servesAndAnInactiveOneIsUnavailable()
    {
        BusinessHoursSchedule schedule = Schedule(8, "UTC", "00:00", "24:00", open: 1001, closed: 1002) with { IsDefault = true };
        TenantConfiguration tenant = With(schedule) with { DidNumbers = [Did("business_hours", 8) with { RoutingConfig = JsonSettings.Empty }] };
        await using PlayedHost host = await PlayedHost.StartAsync(tenant);
        (await AnsweredByAsync(host, "2026-01-15T12:00:00Z")).Should().Be("1001");
        host.Replace(tenant with { BusinessHoursSchedules = [schedule with { IsActive = false }] });
        (await host.Calls.Inbound(Caller, Main).PlayAsync()).Outcomes.Should().Equal(RoutingOutcome.Unavailable);
    }
}
