using static OpBX.BusinessHours.BusinessHoursFaultCodes;

namespace OpBX.BusinessHours;

public sealed class BusinessHoursValidatorTests
{
    private static readonly BusinessHoursSchedule s_good = Hours.Schedule("Europe/London", Hours.On(Hours.Weekdays, "09:00-12:00", "12:00-17:00")) with
    {
        Exceptions = [Hours.Yearly(1, "12-25", "12-25"), Hours.Yearly(2, "12-24", "01-02"), Hours.Dated(3, "2026-12-25", "2026-12-25", "10:00-11:00")],
        Destinations =
        [
            new BusinessHoursDestination { Id = 1, Period = BusinessHoursPeriod.BusinessHours, DestinationType = "ring_group", DestinationId = 5 },
            new BusinessHoursDestination { Id = 2, Period = BusinessHoursPeriod.AfterHours, DestinationType = "voicemail", DestinationId = 6 },
        ],
    };

    [Fact]
    public void Validate_goodSchedule_findsNothing() =>
        BusinessHoursValidator.Validate(s_good, "Europe/London").Should().BeEmpty();

    [Fact]
    public void Validate_eachFault_isReportedWithItsPlace()
    {
        Errors(s_good with { Name = " " }).Should().Equal((NameMissing, "name"));
        Errors(s_good with { Name = new string('x', 101) }).Should().Equal((NameTooLong, "name"));
        Errors(s_good with { TimeZone = "GMT+3" }).Should().Equal((ZoneUnknown, "timeZone"));
        Warnings(s_good with { TimeZone = "Etc/GMT+5" }).Should().Equal((ZoneFixed, "timeZone"));
        Warnings(s_good with { TimeZone = "Etc/GMT" }).Should().BeEmpty();
        Warnings(s_good with { TimeZone = "GMT Standard Time" }).Should().Equal((ZoneWindows, "timeZone"));
        Warnings(s_good with { TimeZone = null }, "Mars/Phobos").Should().Equal((OrganizationZoneUnknown, "timeZone"));
        Warnings(s_good with { TimeZone = null }).Should().BeEmpty();

        Errors(s_good with { OverrideState = (BusinessHoursOverride)3 }).Should().Equal((ValueUnknown, "overrideState"));
        Errors(s_good with { OverrideState = BusinessHoursOverride.Open, OverrideSince = Hours.At("2026-02-02"), OverrideUntil = Hours.At("2026-02-02") })
            .Should().Equal((OverrideEndsBeforeStart, "overrideUntil"));
        Warnings(s_good with { OverrideUntil = Hours.At("2026-02-02") }).Should().Equal((OverrideWithoutState, "overrideState"));
    }

    [Fact]
    public void Validate_rules_areCheckedOneByOneAndPerDay()
    {
        Errors(WithRules(Hours.On(DayOfWeek.Monday, "24:00-02:00"))).Should().Equal((RangeStartsAtDayEnd, "rules[0]"));
        Errors(WithRules(Hours.On((DayOfWeek)8, "09:00-17:00"), Hours.On(DayOfWeek.Monday, "09:00-17:00"))).Should().Equal((ValueUnknown, "rules[0].dayOfWeek"));
        Errors(WithRules([.. Enumerable.Repeat(Hours.On(DayOfWeek.Monday, "09:00-17:00")[0], 501)])).Should().Equal((TooManyRanges, "rules"));
        Warnings(WithRules(Hours.On(DayOfWeek.Monday, "00:00-00:00"))).Should().Equal((RangeStartEqualsEnd, "rules[0]"));
        Warnings(WithRules(Hours.On(DayOfWeek.Monday, "00:00-23:59"))).Should().Equal((RangeEndsBeforeMidnight, "rules[0]"));
        Warnings(WithRules(Hours.On(DayOfWeek.Monday, "00:00-23:59:59"))).Should().Equal((RangeEndsBeforeMidnight, "rules[0]"));
        Warnings(WithRules(Hours.On(DayOfWeek.Monday, "12:00-14:00", "09:00-12:01"), Hours.On(DayOfWeek.Tuesday, "09:00-14:00"))).Should().Equal((RangesOverlap, "rules[0]"));
        Warnings(WithRules(Hours.On(DayOfWeek.Monday, "20:00-02:00", "23:00-24:00"))).Should().Equal((RangesOverlap, "rules[1]"));
        Warnings(WithRules([Hours.On(DayOfWeek.Monday, "09:00-17:00")[0] with { IsActive = false }])).Should().Equal((NeverOpen, "rules"));
        Warnings(s_good with { Rules = [], Exceptions = [] }).Should().Equal((NeverOpen, "rules"));
        Warnings(s_good with { Rules = [] }).Should().BeEmpty("an exception has hours");
    }

    [Fact]
    public void Validate_exceptions_areCheckedOneByOneAndAgainstEachOther()
    {
        Errors(WithExceptions(Hours.Dated(1, "2026-06-02", "2026-06-01"))).Should().Equal((ExceptionEndsBeforeStart, "exceptions[0].endDate"));
        Errors(WithExceptions(Hours.Dated(1, "2026-06-02", "2026-06-02") with { Name = "" })).Should().Equal((NameMissing, "exceptions[0].name"));
        Errors(WithExceptions(Hours.Dated(1, "2026-06-02", "2026-06-02", "24:00-01:00"))).Should().Equal((RangeStartsAtDayEnd, "exceptions[0].ranges[0]"));
        Errors(WithExceptions(Hours.Dated(1, "2026-06-02", "2026-06-02", [.. Enumerable.Repeat("09:00-10:00", 51)]))).Should().Equal((TooManyRanges, "exceptions[0].ranges"));
        Errors(WithExceptions([.. Enumerable.Range(1, 5001).Select(static i => Hours.Dated(i, "2026-06-02", "2026-06-02"))])).Should().Equal((TooManyExceptions, "exceptions"));
        Warnings(WithExceptions(Hours.Dated(1, "2026-06-02", "2026-06-02", "09:00-11:00", "10:00-12:00"))).Should().Equal((RangesOverlap, "exceptions[0].ranges[1]"));
        Warnings(WithExceptions(Hours.Dated(1, "2026-06-02", "2027-06-02") with { IsYearly = true })).Should().Equal((ExceptionYearsIgnored, "exceptions[0].endDate"));
        Warnings(WithExceptions(Hours.Dated(1, "2026-12-24", "2027-01-02") with { IsYearly = true })).Should().BeEmpty();
        Warnings(WithExceptions(Hours.Yearly(1, "02-29", "02-29"))).Should().Equal((ExceptionLeapDay, "exceptions[0].startDate"));

        Warnings(WithExceptions(Hours.Dated(1, "2026-06-02", "2026-06-03"), Hours.Dated(2, "2026-06-03", "2026-06-04"))).Should().Equal((ExceptionTie, "exceptions[1]"));
        Warnings(WithExceptions(Hours.Dated(1, "2026-06-02", "2026-06-03"), Hours.Dated(2, "2026-06-04", "2026-06-05"))).Should().BeEmpty();
        Warnings(WithExceptions(Hours.Dated(1, "2026-06-02", "2026-06-03"), Hours.Dated(2, "2026-06-02", "2026-06-04"))).Should().BeEmpty("the shorter one counts");
        Warnings(WithExceptions(Hours.Yearly(1, "12-25", "12-25"), Hours.Yearly(2, "12-25", "12-25"))).Should().Equal((ExceptionTie, "exceptions[1]"));
        Warnings(WithExceptions(Hours.Yearly(1, "01-01", "01-03"), Hours.Yearly(2, "12-31", "01-02"))).Should().Equal((ExceptionTie, "exceptions[0]"));
    }

    [Fact]
    public void Validate_destinations_areCheckedOneByOneAndForCoverage()
    {
        BusinessHoursDestination open = s_good.Destinations[0];
        BusinessHoursDestination closed = s_good.Destinations[1];
        Errors(s_good with { Destinations = [open, closed, open with { Period = (BusinessHoursPeriod)7 }] }).Should().Equal((ValueUnknown, "destinations[2].period"));
        Errors(s_good with { Destinations = [open, closed with { DestinationType = "" }] }).Should().Equal((DestinationTypeMissing, "destinations[1].destinationType"));
        Errors(s_good with { Destinations = [open, closed with { Priority = -1 }] }).Should().Equal((PriorityNegative, "destinations[1].priority"));
        Warnings(s_good with { Destinations = [open] }).Should().Equal((DestinationMissing, "destinations"));
        Warnings(s_good with { Destinations = [closed] }).Should().Equal((DestinationMissing, "destinations"));
        Warnings(Hours.Schedule("UTC", Hours.On(Hours.EveryDay, "00:00-24:00")) with { Destinations = [open] }).Should().BeEmpty("it never closes");
    }

    [Fact]
    public void Validate_manyFaults_reportsAllOfThem()
    {
        BusinessHoursSchedule bad = s_good with
        {
            Name = "",
            TimeZone = "New York",
            Rules = [.. Hours.On(DayOfWeek.Monday, "24:00-02:00", "09:00-09:00")],
            Exceptions = [Hours.Dated(1, "2026-06-02", "2026-06-01")],
            Destinations = [],
        };

        BusinessHoursValidator.Validate(bad, null).Select(static fault => fault.Code).Should().Equal(
            NameMissing, ZoneUnknown, RangeStartsAtDayEnd, RangeStartEqualsEnd, RangesOverlap, ExceptionEndsBeforeStart, DestinationMissing, DestinationMissing);
    }

    private static BusinessHoursSchedule WithRules(params IReadOnlyList<BusinessHoursRule>[] rules) =>
        s_good with { Rules = [.. rules.SelectMany(static rule => rule)], Exceptions = [] };

    private static BusinessHoursSchedule WithExceptions(params BusinessHoursException[] exceptions) =>
        s_good with { Exceptions = exceptions };

    private static IEnumerable<(string Code, string Path)> Errors(BusinessHoursSchedule schedule) =>
        BusinessHoursValidator.Validate(schedule, null)
            .Where(static fault => fault.Severity == BusinessHoursFaultSeverity.Error)
            .Select(static fault => (fault.Code, fault.Path));

    private static IEnumerable<(string Code, string Path)> Warnings(BusinessHoursSchedule schedule, string? organizationZone = null)
    {
        IReadOnlyList<BusinessHoursFault> faults = BusinessHoursValidator.Validate(schedule, organizationZone);
        faults.Should().NotContain(static fault => fault.Severity == BusinessHoursFaultSeverity.Error);
        return faults.Select(static fault => (fault.Code, fault.Path));
    }
}
