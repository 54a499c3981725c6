using System.Globalization;

namespace OpBX.BusinessHours;

/// <summary>
/// Finds everything that is wrong or odd about a schedule before it is saved ([A1]). Calls tolerate all of it: see
/// <see cref="IBusinessHoursEvaluator.Compile"/>. References to other objects are not looked at here.
/// </summary>
public static class BusinessHoursValidator
{
    /// <summary>The length of a schedule's and of an exception's name, in characters.</summary>
    public const int MaxNameLength = 100;

    /// <summary>The most weekly rules that a schedule may have.</summary>
    public const int MaxRules = 500;

    /// <summary>The most exceptions that a schedule may have.</summary>
    public const int MaxExceptions = 5000;

    /// <summary>The most ranges that one exception may have.</summary>
    public const int MaxRangesPerException = 50;

    /// <summary>Validates a schedule.</summary>
    /// <param name="schedule">The schedule.</param>
    /// <param name="organizationTimeZone">The zone of its organization, or null for none.</param>
    /// <returns>All faults, in the order of the schedule's members; empty when there are none.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="schedule"/> is null.</exception>
    public static IReadOnlyList<BusinessHoursFault> Validate(BusinessHoursSchedule schedule, string? organizationTimeZone)
    {
        ArgumentNullException.ThrowIfNull(schedule);
        Findings findings = new();
        CheckName(findings, schedule.Name, "name");
        CheckZone(findings, schedule.TimeZone, organizationTimeZone);
        CheckOverride(findings, schedule);
        CheckRules(findings, schedule.Rules ?? []);
        BusinessHoursExceptionCheck.Check(findings, schedule.Exceptions ?? []);
        CheckDestinations(findings, schedule);
        return findings.All;
    }

    internal static void CheckRange(Findings findings, DayTime start, DayTime end, string path)
    {
        if (start == DayTime.EndOfDay)
            findings.Error(BusinessHoursFaultCodes.RangeStartsAtDayEnd, "A range can't start at 24:00; start it at 00:00 on the next day.", path);
        else if (start == end)
            findings.Warn(BusinessHoursFaultCodes.RangeStartEqualsEnd, "Start and end are equal, which means 24 hours.", path);

        if (end.Seconds is DayTime.SecondsPerDay - 60 or DayTime.SecondsPerDay - 1)
            findings.Warn(BusinessHoursFaultCodes.RangeEndsBeforeMidnight, "The end is excluded: this range closes just before midnight. Use 24:00 for the end of the day.", path);
    }

    /// <summary>Reports each range that overlaps one that starts before it on the same day.</summary>
    internal static void CheckOverlaps(Findings findings, IEnumerable<(TimeRange Range, string Path)> ranges)
    {
        int covered = -1;
        foreach ((TimeRange range, string path) in ranges.OrderBy(static entry => entry.Range.Start))
        {
            if (range.Start.Seconds < covered)
                findings.Warn(BusinessHoursFaultCodes.RangesOverlap, "This range overlaps another one of the same day; together they count as one.", path);

            covered = Math.Max(covered, DayHours.EndSecond(range.Start, range.End));
        }
    }

    internal static void CheckName(Findings findings, string? name, string path)
    {
        if (string.IsNullOrWhiteSpace(name))
            findings.Error(BusinessHoursFaultCodes.NameMissing, "A name is needed.", path);
        else if (name.Length > MaxNameLength)
            findings.Error(BusinessHoursFaultCodes.NameTooLong, Text($"A name has at most {MaxNameLength} characters."), path);
    }

    internal static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static void CheckZone(Findings findings, string? zone, string? organizationZone)
    {
        if (zone is null)
        {
            if (organizationZone is not null && !TimeZoneCatalog.TryGetCanonicalId(organizationZone, out _))
                findings.Warn(BusinessHoursFaultCodes.OrganizationZoneUnknown, "The organization's zone is unknown; the hours would be read in UTC.", "timeZone");

            return;
        }

        if (!TimeZoneCatalog.TryGetCanonicalId(zone, out _))
            findings.Error(BusinessHoursFaultCodes.ZoneUnknown, "This zone is unknown. Write an IANA id such as Europe/London or America/New_York, without spaces around it.", "timeZone");
        else if (TimeZoneCatalog.IsFixedOffsetId(zone))
            findings.Warn(BusinessHoursFaultCodes.ZoneFixed, "This id is a fixed offset without daylight saving (and the sign of Etc/GMT+5 means west, UTC-5). Use a city's id unless that is meant.", "timeZone");
        else if (TimeZoneCatalog.IsWindowsId(zone))
            findings.Warn(BusinessHoursFaultCodes.ZoneWindows, "This is a Windows name; the IANA id is understood everywhere.", "timeZone");
    }

    private static void CheckOverride(Findings findings, BusinessHoursSchedule schedule)
    {
        if (schedule.OverrideState is null)
        {
            if (schedule.OverrideUntil is not null || schedule.OverrideSince is not null)
                findings.Warn(BusinessHoursFaultCodes.OverrideWithoutState, "The override has a time but no state, so it does nothing.", "overrideState");

            return;
        }

        if (schedule.OverrideState is not (BusinessHoursOverride.Open or BusinessHoursOverride.Closed))
            findings.Error(BusinessHoursFaultCodes.ValueUnknown, "An override is open or closed.", "overrideState");

        if (schedule.OverrideUntil <= schedule.OverrideSince)
            findings.Error(BusinessHoursFaultCodes.OverrideEndsBeforeStart, "The override ends before it begins.", "overrideUntil");
    }

    private static void CheckRules(Findings findings, IReadOnlyList<BusinessHoursRule> rules)
    {
        if (rules.Count > MaxRules)
            findings.Error(BusinessHoursFaultCodes.TooManyRanges, Text($"A schedule has at most {MaxRules} weekly rules."), "rules");

        List<(DayOfWeek Day, TimeRange Range, string Path)> active = [];
        for (int i = 0; i < rules.Count; i++)
        {
            if (rules[i] is not { } rule)
                continue;

            string path = Text($"rules[{i}]");
            if (rule.DayOfWeek is < DayOfWeek.Sunday or > DayOfWeek.Saturday)
                findings.Error(BusinessHoursFaultCodes.ValueUnknown, "This is no day of the week.", path + ".dayOfWeek");

            CheckRange(findings, rule.Start, rule.End, path);
            if (rule.IsActive)
                active.Add((rule.DayOfWeek, new TimeRange(rule.Start, rule.End), path));
        }

        foreach (var day in active.GroupBy(static rule => rule.Day))
            CheckOverlaps(findings, day.Select(static rule => (rule.Range, rule.Path)));
    }

    private static void CheckDestinations(Findings findings, BusinessHoursSchedule schedule)
    {
        IReadOnlyList<BusinessHoursDestination> destinations = schedule.Destinations ?? [];
        for (int i = 0; i < destinations.Count; i++)
        {
            if (destinations[i] is not { } destination)
                continue;

            string path = Text($"destinations[{i}]");
            if (destination.Period is < BusinessHoursPeriod.BusinessHours or > BusinessHoursPeriod.Holiday)
                findings.Error(BusinessHoursFaultCodes.ValueUnknown, "A destination is for business hours, after hours or a holiday.", path + ".period");

            if (string.IsNullOrWhiteSpace(destination.DestinationType))
                findings.Error(BusinessHoursFaultCodes.DestinationTypeMissing, "A destination needs a type.", path + ".destinationType");

            if (destination.Priority < 0)
                findings.Error(BusinessHoursFaultCodes.PriorityNegative, "A priority is 0 or more.", path + ".priority");
        }

        CheckCoverage(findings, schedule, destinations);
    }

    private static void CheckCoverage(Findings findings, BusinessHoursSchedule schedule, IReadOnlyList<BusinessHoursDestination> destinations)
    {
        bool Has(BusinessHoursPeriod period) => destinations.Any(destination => destination?.Period == period);
        LocalCalendar calendar = LocalCalendar.Build(schedule, cutTails: false);
        if (!calendar.HasHours)
            findings.Warn(BusinessHoursFaultCodes.NeverOpen, "No active rule and no exception has hours: this schedule is never open.", "rules");
        else if (!Has(BusinessHoursPeriod.BusinessHours))
            findings.Warn(BusinessHoursFaultCodes.DestinationMissing, "There is no destination for business hours.", "destinations");

        if (!calendar.IsAlwaysOpen && !Has(BusinessHoursPeriod.AfterHours))
            findings.Warn(BusinessHoursFaultCodes.DestinationMissing, "There is no destination for after hours.", "destinations");
    }
}
