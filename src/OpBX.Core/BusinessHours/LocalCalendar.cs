namespace OpBX.BusinessHours;

/// <summary>
/// The hours of a schedule on the wall clock alone, without zones or override. Local time is counted in seconds after 0001-01-01 00:00:00
/// on the wall clock, and may lie a few hours outside the years 1 to 9999.
/// </summary>
internal sealed class LocalCalendar
{
    private readonly DayHours[] _week;
    private readonly ExceptionCalendar? _exceptions;
    private readonly bool _cutTails;

    // From this day on the state never changes again.
    private readonly int _constantFrom;

    private LocalCalendar(DayHours[] week, ExceptionCalendar? exceptions, bool cutTails)
    {
        _week = week;
        _exceptions = exceptions;
        _cutTails = cutTails;
        HasHours = week.Any(static day => day.HasHours) || exceptions?.HasHours == true;
        _constantFrom = (IsConstantWeek(week), exceptions) switch
        {
            (true, null) => int.MinValue,
            // The day after the last exception may still have a tail of it.
            (true, { HasYearly: false, LastDatedDay: { } last }) => last + 2,
            _ => int.MaxValue,
        };
    }

    /// <summary>Whether anything can ever be open.</summary>
    public bool HasHours { get; }

    /// <summary>Whether it is open at every time of every day.</summary>
    public bool IsAlwaysOpen => HasHours && _constantFrom == int.MinValue;

    public static LocalCalendar Build(BusinessHoursSchedule schedule, bool cutTails)
    {
        ILookup<DayOfWeek, BusinessHoursRule> rules = (schedule.Rules ?? [])
            .Where(static rule => rule is { IsActive: true })
            .ToLookup(static rule => rule.DayOfWeek);

        // 0001-01-01, the first of all days, is a Monday.
        DayHours[] week = [.. Enumerable.Range(0, 7).Select(day => DayHours.Weekly(rules[(DayOfWeek)((day + 1) % 7)]))];
        return new LocalCalendar(week, ExceptionCalendar.Build(schedule.Exceptions), cutTails);
    }

    /// <summary>The state at a local time.</summary>
    public BusinessHoursState StateAt(long local) => StateAt(local, out _);

    /// <summary>The state at a local time and what decided it.</summary>
    public BusinessHoursState StateAt(long local, out BusinessHoursReason reason)
    {
        int day = DayOf(local, out int second);
        DayHours hours = HoursOn(day);
        int range = hours.RangeAt(second);
        if (range >= 0)
        {
            reason = hours.ReasonOfRange(range);
            return BusinessHoursState.Open;
        }

        DayHours yesterday = HoursOn(day - 1);
        if (second < TailInto(hours, yesterday))
        {
            reason = yesterday.ReasonOfTail();
            return BusinessHoursState.Open;
        }

        reason = hours.ReasonOtherwise();
        return hours.Otherwise;
    }

    /// <summary>Finds the first later local time whose state is another one, on a wall clock that is not moved.</summary>
    /// <param name="local">The local time to start from.</param>
    /// <param name="sought">What counts as another state; the state at <paramref name="local"/> does not.</param>
    /// <param name="limit">The local time before which the change must lie.</param>
    /// <param name="at">The local time of the change.</param>
    /// <param name="next">The state from then on.</param>
    public bool TryFindChange(long local, SoughtState sought, long limit, out long at, out BusinessHoursState next)
    {
        int day = DayOf(local, out int second);
        ExceptionCalendar.Cursor cursor = _exceptions?.CursorAt(day) ?? default;
        int weekday = WeekdayOf(day);
        DayHours hours = (_exceptions is null ? null : cursor.Current) ?? _week[weekday];
        int tail = TailInto(hours, HoursOn(day - 1));
        at = local - second;
        while (day < _constantFrom)
        {
            int change = hours.NextChange(second, sought.FromOpen, tail);
            if (change < DayTime.SecondsPerDay)
            {
                at += change;
                next = sought.FromOpen ? hours.Otherwise : BusinessHoursState.Open;
                return at < limit;
            }

            if (!sought.FromOpen && !hours.HasHours && _exceptions is not null)
            {
                int same = cursor.SkipAlike();
                day += same;
                weekday = (weekday + same) % 7;
                at += same * (long)DayTime.SecondsPerDay;
            }

            at += DayTime.SecondsPerDay;
            if (at >= limit)
                break;

            day++;
            weekday = weekday == 6 ? 0 : weekday + 1;
            second = 0;
            DayHours yesterday = hours;
            hours = Next(ref cursor) ?? _week[weekday];
            tail = TailInto(hours, yesterday);
            next = hours.StateAtStart(tail);
            if (sought.Is(next))
                return true;
        }

        next = default;
        return false;
    }

    private static bool IsConstantWeek(DayHours[] week)
    {
        if (week.All(static day => !day.HasHours))
            return true;

        for (int i = 0; i < week.Length; i++)
        {
            int tail = week[(i + 6) % 7].TailEnd;
            bool isOpenAllDay = week[i].StateAtStart(tail) == BusinessHoursState.Open
                && week[i].NextChange(0, true, tail) >= DayTime.SecondsPerDay;
            if (!isOpenAllDay)
                return false;
        }

        return true;
    }

    private static int DayOf(long local, out int second)
    {
        (long day, long rest) = Math.DivRem(local, DayTime.SecondsPerDay);
        if (rest < 0)
        {
            day--;
            rest += DayTime.SecondsPerDay;
        }

        second = (int)rest;
        return (int)day;
    }

    // Two weeks up, so that the days before 0001-01-01 count as well.
    private static int WeekdayOf(int day) => (day + 14) % 7;

    private DayHours? Next(ref ExceptionCalendar.Cursor cursor)
    {
        if (_exceptions is null)
            return null;

        cursor.MoveNext();
        return cursor.Current;
    }

    private DayHours HoursOn(int day) => _exceptions?.HoursOn(day) ?? _week[WeekdayOf(day)];

    private int TailInto(DayHours today, DayHours yesterday) => _cutTails && today.IsException ? 0 : yesterday.TailEnd;
}
