namespace OpBX.BusinessHours;

/// <summary>
/// The exceptions of a schedule, resolved by precedence when built ([B2]): dated ones as sorted stretches of days that do not
/// overlap, yearly ones as a table of the year. Dated before yearly, single dates before ranges, shorter before longer, then lowest id.
/// </summary>
internal sealed class ExceptionCalendar
{
    private readonly int[] _from;
    private readonly int[] _to;
    private readonly DayHours[] _dated;

    // The last day of the run of stretches, none with hours, that are all in the same state.
    private readonly int[] _alikeTo;
    private readonly DayHours?[]? _yearly;

    private ExceptionCalendar(List<Stretch> dated, DayHours?[]? yearly)
    {
        _from = [.. dated.Select(static stretch => stretch.From)];
        _to = [.. dated.Select(static stretch => stretch.To)];
        _dated = [.. dated.Select(static stretch => stretch.Hours)];
        _yearly = yearly;
        _alikeTo = [.. _to];
        for (int i = _dated.Length - 2; i >= 0; i--)
        {
            bool isAlike = _from[i + 1] == _to[i] + 1
                && _dated[i].Otherwise == _dated[i + 1].Otherwise
                && !_dated[i].HasHours
                && !_dated[i + 1].HasHours;
            if (isAlike)
                _alikeTo[i] = _alikeTo[i + 1];
        }
    }

    /// <summary>Whether any exception comes back every year.</summary>
    public bool HasYearly => _yearly is not null;

    /// <summary>The last day that a dated exception holds for, or null without one.</summary>
    public int? LastDatedDay => _to.Length > 0 ? _to[^1] : null;

    /// <summary>Whether any exception that can ever hold has hours.</summary>
    public bool HasHours =>
        _dated.Any(static hours => hours.HasHours) || (_yearly?.Any(static hours => hours?.HasHours == true) ?? false);

    /// <summary>Builds the calendar, or gives null when no exception ever holds.</summary>
    public static ExceptionCalendar? Build(IReadOnlyList<BusinessHoursException>? exceptions)
    {
        if (exceptions is null || exceptions.Count == 0)
            return null;

        List<Stretch> dated = [];
        List<Stretch> yearly = [];
        foreach (BusinessHoursException exception in exceptions.Where(static exception => exception is not null))
        {
            DayHours hours = DayHours.For(exception);
            if (exception.IsYearly)
                yearly.Add(new Stretch(YearDay.Of(exception.StartDate), YearDay.Of(exception.EndDate), hours));
            else if (exception.EndDate >= exception.StartDate)
                dated.Add(new Stretch(exception.StartDate.DayNumber, exception.EndDate.DayNumber, hours));
        }

        return dated.Count + yearly.Count == 0 ? null : new ExceptionCalendar(Flatten(dated), FillYear(yearly));
    }

    /// <summary>The hours of the exception that holds for a day, or null.</summary>
    public DayHours? HoursOn(int day)
    {
        int index = FirstDatedEndingOnOrAfter(day);
        if (index < _from.Length && _from[index] <= day)
            return _dated[index];

        return _yearly?[YearDay.Of(day, out _)];
    }

    /// <summary>Starts to walk over days.</summary>
    public Cursor CursorAt(int day) => new(this, day);

    private static List<Stretch> Flatten(List<Stretch> stretches)
    {
        List<Stretch> result = new(stretches.Count);
        Stretch[] ranked = [.. stretches.OrderBy(static s => s.To - s.From).ThenBy(static s => s.Hours.ExceptionId)];
        int[] byStart = [.. Enumerable.Range(0, ranked.Length).OrderBy(rank => ranked[rank].From)];
        PriorityQueue<Stretch, int> holding = new();
        int next = 0;
        int day = int.MinValue;
        while (next < byStart.Length || holding.Count > 0)
        {
            if (holding.Count == 0)
                day = Math.Max(day, ranked[byStart[next]].From);

            for (; next < byStart.Length && ranked[byStart[next]].From <= day; next++)
                holding.Enqueue(ranked[byStart[next]], byStart[next]);

            if (holding.Peek().To < day)
            {
                holding.Dequeue();
                continue;
            }

            Stretch winner = holding.Peek();
            int last = next < byStart.Length ? Math.Min(winner.To, ranked[byStart[next]].From - 1) : winner.To;
            result.Add(new Stretch(day, last, winner.Hours));
            day = last + 1;
        }

        return result;
    }

    private static DayHours?[]? FillYear(List<Stretch> stretches)
    {
        if (stretches.Count == 0)
            return null;

        DayHours?[] year = new DayHours?[YearDay.Count];
        int free = YearDay.Count;
        foreach (Stretch stretch in stretches.OrderBy(static s => YearLength(s)).ThenBy(static s => s.Hours.ExceptionId))
        {
            int length = YearLength(stretch);
            for (int i = 0; i < length && free > 0; i++)
            {
                ref DayHours? slot = ref year[(stretch.From + i) % YearDay.Count];
                free -= slot is null ? 1 : 0;
                slot ??= stretch.Hours;
            }
        }

        return year;
    }

    /// <summary>The number of days of a yearly stretch, which spans New Year when it ends before it starts.</summary>
    private static int YearLength(Stretch stretch) =>
        ((stretch.To - stretch.From + YearDay.Count) % YearDay.Count) + 1;

    private int FirstDatedEndingOnOrAfter(int day)
    {
        int low = 0;
        int high = _to.Length;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (_to[middle] >= day)
                high = middle;
            else
                low = middle + 1;
        }

        return low;
    }

    private readonly record struct Stretch(int From, int To, DayHours Hours);

    /// <summary>Walks from day to day in constant time each.</summary>
    internal struct Cursor
    {
        private readonly ExceptionCalendar _calendar;
        private int _day;
        private int _dated;
        private int _yearDay;
        private int _year;

        public Cursor(ExceptionCalendar calendar, int day)
        {
            _calendar = calendar;
            _day = day;
            _dated = calendar.FirstDatedEndingOnOrAfter(day);
            if (calendar.HasYearly)
                _yearDay = YearDay.Of(day, out _year);
        }

        /// <summary>The hours of the exception that holds for the day, or null.</summary>
        public readonly DayHours? Current =>
            _dated < _calendar._from.Length && _calendar._from[_dated] <= _day
                ? _calendar._dated[_dated]
                : _calendar._yearly?[_yearDay];

        /// <summary>Moves to the last of the days that follow in the same state all day long; only for a day without hours.</summary>
        /// <returns>How many days were passed.</returns>
        public int SkipAlike()
        {
            int days = 0;
            if (_dated < _calendar._from.Length && _calendar._from[_dated] <= _day)
                days = _calendar._alikeTo[_dated] - _day;

            if (days > 0)
                this = new Cursor(_calendar, _day + days);

            return days;
        }

        public void MoveNext()
        {
            _day++;
            while (_dated < _calendar._to.Length && _calendar._to[_dated] < _day)
                _dated++;

            _yearDay++;
            if (_yearDay == YearDay.LeapDay && !YearDay.IsLeapYear(_year))
                _yearDay++;

            if (_yearDay == YearDay.Count)
            {
                _yearDay = 0;
                _year++;
            }
        }
    }
}
