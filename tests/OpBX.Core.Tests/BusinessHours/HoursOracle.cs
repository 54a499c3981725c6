using NodaTime;

namespace OpBX.BusinessHours;

/// <summary>
/// A slow and plain reading of the rules that shares no code with the engine: convert the instant with NodaTime, pick the day's hours by
/// sorting all exceptions, and look whether the wall time lies in a range of today or in the tail of one of yesterday.
/// </summary>
internal sealed class HoursOracle(BusinessHoursSchedule schedule, bool cutTails = false)
{
    private readonly DateTimeZone _zone = DateTimeZoneProviders.Tzdb[schedule.TimeZone!];
    private readonly Dictionary<DateOnly, (BusinessHoursException? Exception, TimeRange[] Ranges)> _days = [];

    public BusinessHoursState StateAt(DateTimeOffset instant)
    {
        LocalDateTime local = Instant.FromDateTimeOffset(instant).InZone(_zone).LocalDateTime;
        DateOnly today = new(local.Year, local.Month, local.Day);
        int second = (local.Hour * 3600) + (local.Minute * 60) + local.Second;

        (BusinessHoursException? exception, TimeRange[] ranges) = HoursOf(today);
        if (ranges.Any(range => second >= range.Start.Seconds && second < range.Start.Seconds + Length(range)))
            return BusinessHoursState.Open;

        bool tailCounts = !cutTails || exception is null;
        int sinceYesterday = second + 86_400;
        if (tailCounts && HoursOf(today.AddDays(-1)).Ranges.Any(range => sinceYesterday < range.Start.Seconds + Length(range)))
            return BusinessHoursState.Open;

        return exception?.Ranges.Count == 0 ? BusinessHoursState.Holiday : BusinessHoursState.Closed;
    }

    private static int Length(TimeRange range)
    {
        int length = range.End.Seconds - range.Start.Seconds;
        return length > 0 ? length : length + 86_400;
    }

    private (BusinessHoursException? Exception, TimeRange[] Ranges) HoursOf(DateOnly date)
    {
        if (_days.TryGetValue(date, out var hours))
            return hours;

        BusinessHoursException? exception = schedule.Exceptions
            .Where(e => Matches(e, date))
            .OrderBy(static e => e.IsYearly)
            .ThenBy(DaysOf)
            .ThenBy(static e => e.Id)
            .FirstOrDefault();
        TimeRange[] ranges = exception is not null
            ? [.. exception.Ranges]
            : [.. schedule.Rules
                .Where(rule => rule.IsActive && rule.DayOfWeek == date.DayOfWeek)
                .Select(static rule => new TimeRange(rule.Start, rule.End))];
        return _days[date] = (exception, ranges);
    }

    private static bool Matches(BusinessHoursException exception, DateOnly date)
    {
        if (!exception.IsYearly)
            return date >= exception.StartDate && date <= exception.EndDate;

        int day = MonthDay(date);
        int first = MonthDay(exception.StartDate);
        int last = MonthDay(exception.EndDate);
        return first <= last ? day >= first && day <= last : day >= first || day <= last;
    }

    private static int DaysOf(BusinessHoursException exception)
    {
        if (!exception.IsYearly)
            return exception.EndDate.DayNumber - exception.StartDate.DayNumber;

        DateOnly leapYear = new(2000, 1, 1);
        return Enumerable.Range(0, 366).Count(day => Matches(exception, leapYear.AddDays(day)));
    }

    private static int MonthDay(DateOnly date) => (date.Month * 100) + date.Day;
}
