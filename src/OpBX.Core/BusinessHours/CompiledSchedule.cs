namespace OpBX.BusinessHours;

/// <summary>
/// A schedule ready for evaluation: the wall-clock calendar, the zone that says what the wall clock shows, and the override.
/// A search goes from one stretch of constant offset to the next and, inside one, from one range edge to the next ([B4]).
/// </summary>
internal sealed class CompiledSchedule : ICompiledSchedule
{
    private const long SearchTicks = 400 * TimeSpan.TicksPerDay;

    private readonly ZoneClock _clock;
    private readonly LocalCalendar _calendar;
    private readonly BusinessHoursState _overrideState;
    private readonly long _overrideFrom;
    private readonly long _overrideTo;
    private readonly bool _mayOpen;
    private readonly BusinessHoursDestination[][] _destinations;

    public CompiledSchedule(BusinessHoursSchedule schedule, ZoneClock clock, bool zoneDegraded, LocalCalendar calendar)
    {
        Schedule = schedule;
        ZoneDegraded = zoneDegraded;
        _clock = clock;
        _calendar = calendar;
        if (schedule.OverrideState is BusinessHoursOverride.Open or BusinessHoursOverride.Closed)
        {
            _overrideState = schedule.OverrideState == BusinessHoursOverride.Open ? BusinessHoursState.Open : BusinessHoursState.Closed;
            _overrideFrom = schedule.OverrideSince?.UtcTicks ?? long.MinValue;
            _overrideTo = schedule.OverrideUntil?.UtcTicks ?? EndOfOpenOverride(schedule.OverrideSince);
        }

        _mayOpen = calendar.HasHours || schedule.OverrideState == BusinessHoursOverride.Open;
        BusinessHoursDestination[] afterHours = Ordered(BusinessHoursPeriod.AfterHours);
        _destinations =
        [
            Ordered(BusinessHoursPeriod.BusinessHours),
            afterHours,
            [.. Ordered(BusinessHoursPeriod.Holiday), .. afterHours],
        ];
    }

    public BusinessHoursSchedule Schedule { get; }

    public string TimeZoneId => _clock.Id;

    public bool ZoneDegraded { get; }

    public TimeSpan UtcOffsetAt(DateTimeOffset instant) => TimeSpan.FromSeconds(_clock.OffsetAt(SecondOf(instant.UtcTicks)));

    public BusinessHoursEvaluation Evaluate(DateTimeOffset instant) => Evaluate(instant.UtcTicks);

    public BusinessHoursForecast EvaluateWithNext(DateTimeOffset instant)
    {
        long ticks = instant.UtcTicks;
        long limit = ticks > DateTimeOffset.MaxValue.UtcTicks - SearchTicks ? DateTimeOffset.MaxValue.UtcTicks : ticks + SearchTicks;
        BusinessHoursEvaluation now = Evaluate(ticks);
        if (!TryFindChange(ticks, SoughtState.OtherThan(now.State), limit, out Change change))
            return new BusinessHoursForecast { Now = now };

        return new BusinessHoursForecast
        {
            Now = now,
            NextChange = change.Instant,
            NextState = change.State,
            NextOpen = now.State == BusinessHoursState.Open ? null : NextOpen(change, limit),
        };
    }

    public IReadOnlyList<BusinessHoursDestination> DestinationsFor(BusinessHoursState state) =>
        (uint)state < (uint)_destinations.Length ? _destinations[(int)state] : [];

    private static long SecondOf(long ticks) => ticks / TimeSpan.TicksPerSecond;

    private BusinessHoursEvaluation Evaluate(long ticks)
    {
        BusinessHoursState state;
        BusinessHoursReason reason;
        if (IsOverridden(ticks))
        {
            state = _overrideState;
            reason = new BusinessHoursReason { Kind = BusinessHoursReasonKind.Override };
        }
        else
        {
            long second = SecondOf(ticks);
            state = _calendar.StateAt(second + _clock.OffsetAt(second), out reason);
        }

        return new BusinessHoursEvaluation { State = state, Reason = reason, ZoneDegraded = ZoneDegraded };
    }

    private bool IsOverridden(long ticks) => ticks >= _overrideFrom && ticks < _overrideTo;

    private DateTimeOffset? NextOpen(Change change, long limit)
    {
        if (change.State == BusinessHoursState.Open)
            return change.Instant;

        return _mayOpen && TryFindChange(change.Ticks, SoughtState.Open, limit, out change) ? change.Instant : null;
    }

    /// <summary>Finds the first instant after <paramref name="ticks"/>, <paramref name="limit"/> included, with a state that is sought.</summary>
    private bool TryFindChange(long ticks, SoughtState sought, long limit, out Change change)
    {
        if (ticks < _overrideFrom && _overrideFrom < _overrideTo)
        {
            if (TryFindScheduledChange(ticks, sought, Math.Min(limit, _overrideFrom - 1), out change))
                return true;

            ticks = _overrideFrom;
            change = new Change(ticks, _overrideState);
            if (ticks > limit || sought.Is(_overrideState))
                return ticks <= limit;
        }

        if (IsOverridden(ticks))
        {
            ticks = _overrideTo;
            change = default;
            if (ticks > limit)
                return false;

            change = new Change(ticks, ScheduledStateAt(ticks));
            if (sought.Is(change.State))
                return true;
        }

        return TryFindScheduledChange(ticks, sought, limit, out change);
    }

    private BusinessHoursState ScheduledStateAt(long ticks)
    {
        long second = SecondOf(ticks);
        return _calendar.StateAt(second + _clock.OffsetAt(second));
    }

    /// <summary>The same for the schedule without the override, which changes on whole seconds only.</summary>
    private bool TryFindScheduledChange(long ticks, SoughtState sought, long limit, out Change change)
    {
        long second = SecondOf(ticks);
        long afterLimit = SecondOf(limit) + 1;
        ZoneSpan span = _clock.SpanAt(second);
        while (true)
        {
            long localLimit = Math.Min(span.End, afterLimit) + span.Offset;
            if (_calendar.TryFindChange(second + span.Offset, sought, localLimit, out long at, out BusinessHoursState next))
            {
                change = new Change((at - span.Offset) * TimeSpan.TicksPerSecond, next);
                return true;
            }

            if (span.End >= afterLimit)
            {
                change = default;
                return false;
            }

            second = span.End;
            span = _clock.SpanAt(second);
            next = _calendar.StateAt(second + span.Offset);
            if (sought.Is(next))
            {
                change = new Change(second * TimeSpan.TicksPerSecond, next);
                return true;
            }
        }
    }

    /// <summary>An override without an end lasts until the schedule's first change after it was set, where that is known ([B2]).</summary>
    private long EndOfOpenOverride(DateTimeOffset? since)
    {
        if (since is not { } instant)
            return long.MaxValue;

        long ticks = instant.UtcTicks;
        long limit = ticks > DateTimeOffset.MaxValue.UtcTicks - SearchTicks ? DateTimeOffset.MaxValue.UtcTicks : ticks + SearchTicks;
        return TryFindScheduledChange(ticks, SoughtState.OtherThan(ScheduledStateAt(ticks)), limit, out Change change) ? change.Ticks : long.MaxValue;
    }

    private BusinessHoursDestination[] Ordered(BusinessHoursPeriod period) =>
        [.. (Schedule.Destinations ?? [])
            .Where(destination => destination is not null && destination.Period == period)
            .OrderBy(static destination => destination.Priority)
            .ThenBy(static destination => destination.Id)];

    private readonly record struct Change(long Ticks, BusinessHoursState State)
    {
        public DateTimeOffset Instant => new(Ticks, TimeSpan.Zero);
    }
}
