namespace OpBX.BusinessHours;

/// <summary>How bad a <see cref="BusinessHoursFault"/> is.</summary>
public enum BusinessHoursFaultSeverity
{
    /// <summary>Legal, but seldom what is meant; the schedule may be saved.</summary>
    Warning,

    /// <summary>Refused when saved ([A1]). A call that meets it all the same leaves the faulty part out.</summary>
    Error,
}

/// <summary>One fault of a schedule.</summary>
/// <param name="Code">A stable code from <see cref="BusinessHoursFaultCodes"/>.</param>
/// <param name="Severity">How bad it is.</param>
/// <param name="Message">What is wrong and what to do, in English.</param>
/// <param name="Path">Where: a member such as <c>timeZone</c> or <c>exceptions[2].ranges[0]</c>.</param>
public sealed record BusinessHoursFault(string Code, BusinessHoursFaultSeverity Severity, string Message, string Path);

/// <summary>The codes that <see cref="BusinessHoursValidator"/> reports. They do not change.</summary>
public static class BusinessHoursFaultCodes
{
    /// <summary>Error: the schedule has no name.</summary>
    public const string NameMissing = "name-missing";

    /// <summary>Error: a name is longer than its column.</summary>
    public const string NameTooLong = "name-too-long";

    /// <summary>Error: the zone is neither an IANA id, an alias of one nor a Windows id.</summary>
    public const string ZoneUnknown = "zone-unknown";

    /// <summary>Warning: the schedule has no zone of its own and the organization's is unknown, so UTC is used.</summary>
    public const string OrganizationZoneUnknown = "organization-zone-unknown";

    /// <summary>Warning: the id stands for a fixed offset without daylight saving, such as <c>EST</c> or <c>Etc/GMT+5</c>.</summary>
    public const string ZoneFixed = "zone-fixed";

    /// <summary>Warning: a Windows id, which other programs may not know.</summary>
    public const string ZoneWindows = "zone-windows";

    /// <summary>Error: the value is none of the days, periods or override states.</summary>
    public const string ValueUnknown = "value-unknown";

    /// <summary>Error: a range starts at 24:00, which is 00:00 of the next day.</summary>
    public const string RangeStartsAtDayEnd = "range-starts-at-day-end";

    /// <summary>Warning: start and end are equal, which means a whole day.</summary>
    public const string RangeStartEqualsEnd = "range-start-equals-end";

    /// <summary>Warning: a range ends at 23:59, which leaves a hole before midnight.</summary>
    public const string RangeEndsBeforeMidnight = "range-ends-before-midnight";

    /// <summary>Warning: two ranges that start on the same day overlap.</summary>
    public const string RangesOverlap = "ranges-overlap";

    /// <summary>Warning: nothing is ever open.</summary>
    public const string NeverOpen = "never-open";

    /// <summary>Error: an exception ends before it starts, so it holds on no day.</summary>
    public const string ExceptionEndsBeforeStart = "exception-ends-before-start";

    /// <summary>Warning: a yearly exception covers more than a year; only month and day of its dates count.</summary>
    public const string ExceptionYearsIgnored = "exception-years-ignored";

    /// <summary>Warning: a yearly exception is for 29 February alone, so it holds every fourth year only.</summary>
    public const string ExceptionLeapDay = "exception-leap-day";

    /// <summary>Warning: two exceptions of the same precedence hold on the same date; the lower id counts.</summary>
    public const string ExceptionTie = "exception-tie";

    /// <summary>Error: more exceptions than <see cref="BusinessHoursValidator.MaxExceptions"/>.</summary>
    public const string TooManyExceptions = "too-many-exceptions";

    /// <summary>Error: more ranges than <see cref="BusinessHoursValidator.MaxRules"/> or <see cref="BusinessHoursValidator.MaxRangesPerException"/>.</summary>
    public const string TooManyRanges = "too-many-ranges";

    /// <summary>Warning: the override has an end or a beginning but no state.</summary>
    public const string OverrideWithoutState = "override-without-state";

    /// <summary>Error: the override ends before it begins.</summary>
    public const string OverrideEndsBeforeStart = "override-ends-before-start";

    /// <summary>Error: a destination has no type.</summary>
    public const string DestinationTypeMissing = "destination-type-missing";

    /// <summary>Error: a priority is negative.</summary>
    public const string PriorityNegative = "priority-negative";

    /// <summary>Warning: calls may come in a period that has no destination.</summary>
    public const string DestinationMissing = "destination-missing";
}
