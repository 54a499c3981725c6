using System.Diagnostics.CodeAnalysis;

namespace OpBX.BusinessHours;

/// <summary>
/// A date or range of dates on which other hours hold than the weekly ones: a row of <c>business_hours_exceptions</c> with its
/// <c>business_hours_exception_ranges</c> ([B2]). It replaces the ranges that start on its dates; the tail of a range that
/// started the day before stays.
/// </summary>
[SuppressMessage("Naming", "CA1711:Identifiers should not have incorrect suffix", Justification = "An exception to the weekly hours, as the table is called.")]
public sealed record BusinessHoursException
{
    /// <summary>The row's id; among exceptions of equal precedence the lowest one counts.</summary>
    public required long Id { get; init; }

    /// <summary>What the day is called, such as «Christmas».</summary>
    public required string Name { get; init; }

    /// <summary>The first date, in the schedule's zone. Of a yearly exception only month and day count.</summary>
    public required DateOnly StartDate { get; init; }

    /// <summary>
    /// The last date, itself included; equal to <see cref="StartDate"/> for a single day. Of a yearly exception only month and day
    /// count, and they may lie before those of the start: then it spans New Year. Otherwise an end before the start matches nothing.
    /// </summary>
    public required DateOnly EndDate { get; init; }

    /// <summary>Whether the exception comes back every year. A yearly 29 February matches in leap years only.</summary>
    public bool IsYearly { get; init; }

    /// <summary>
    /// The opening time on each of the dates. Empty makes them a holiday; outside special hours the state is
    /// <see cref="BusinessHoursState.Closed"/>.
    /// </summary>
    public IReadOnlyList<TimeRange> Ranges { get; init; } = [];
}
