namespace OpBX.Diagnostics;

/// <summary>
/// A clock that stands still until a test moves it. UTC time and timestamps go together; timers (and so
/// <c>Task.Delay</c> with this provider) fire while the clock is moved, in the order in which they are due. The local time
/// zone is UTC. Safe for concurrent use.
/// </summary>
public sealed class ManualTimeProvider : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly List<ManualTimer> _timers = [];
    private DateTimeOffset _utcNow;
    private long _timestamp;

    /// <summary>A clock at 1 January 2030, 00:00 UTC.</summary>
    public ManualTimeProvider()
        : this(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero))
    {
    }

    /// <summary>A clock at a given instant.</summary>
    /// <param name="now">The instant; its offset does not matter.</param>
    public ManualTimeProvider(DateTimeOffset now) => _utcNow = now.ToUniversalTime();

    /// <inheritdoc />
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <summary>One timestamp per tick: 10,000,000.</summary>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc />
    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock) return _utcNow;
    }

    /// <inheritdoc />
    public override long GetTimestamp()
    {
        lock (_lock) return _timestamp;
    }

    /// <summary>Moves time forward and fires every timer that becomes due on the way, each at its own instant.</summary>
    /// <param name="by">How far, zero or more.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="by"/> is negative.</exception>
    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        long end;
        lock (_lock) end = _timestamp + by.Ticks;
        while (true)
        {
            ManualTimer? due;
            lock (_lock)
            {
                due = _timers.Where(timer => timer.DueAt <= end).MinBy(static timer => timer.DueAt);
                long reached = due is null ? end : Math.Max(due.DueAt, _timestamp);
                if (reached > _timestamp)
                {
                    _utcNow += TimeSpan.FromTicks(reached - _timestamp);
                    _timestamp = reached;
                }
                if (due is not null && !due.Reschedule()) _timers.Remove(due);
            }
            if (due is null) return;
            due.Fire();
        }
    }

    /// <summary>
    /// Sets the UTC time alone, forwards or backwards, as when a clock is corrected. Timestamps go on as before and no
    /// timer fires.
    /// </summary>
    /// <param name="now">The new time.</param>
    public void SetUtcNow(DateTimeOffset now)
    {
        lock (_lock) _utcNow = now.ToUniversalTime();
    }

    /// <inheritdoc />
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        var timer = new ManualTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class ManualTimer(ManualTimeProvider clock, TimerCallback callback, object? state) : ITimer
    {
        private TimeSpan _period;
        private bool _disposed;

        /// <summary>The timestamp at which the timer fires next.</summary>
        public long DueAt { get; private set; }

        public void Fire() => callback(state);

        /// <summary>Called when due: sets the next time, or tells that there is none.</summary>
        public bool Reschedule()
        {
            if (_period <= TimeSpan.Zero) return false;
            DueAt += _period.Ticks;
            return true;
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            bool fireNow = dueTime == TimeSpan.Zero;
            lock (clock._lock)
            {
                if (_disposed) return false;
                _period = period;
                clock._timers.Remove(this);
                DueAt = clock._timestamp + dueTime.Ticks;
                bool waits = fireNow ? Reschedule() : dueTime > TimeSpan.Zero;
                if (waits) clock._timers.Add(this);
            }
            if (fireNow) Fire();
            return true;
        }

        public void Dispose()
        {
            lock (clock._lock)
            {
                _disposed = true;
                clock._timers.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
