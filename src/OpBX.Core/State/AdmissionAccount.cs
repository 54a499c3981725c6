using OpBX.Outbound;

namespace OpBX.State;

/// <summary>
/// What an organization or an extension has used of its limits: calls at the same time, calls of the last 60 seconds,
/// seconds of the day. Not safe for concurrent use; its owner holds a lock.
/// </summary>
internal sealed class AdmissionAccount
{
    private const long WindowMilliseconds = 60_000;

    // Calls of one millisecond share an entry, which bounds the queue.
    private readonly Queue<(long Millisecond, int Calls)> _starts = new();
    private (long Millisecond, int Calls) _latest;
    private int _startsInWindow;
    private int _day;
    private long _usedSeconds;

    /// <summary>Calls that hold a slot.</summary>
    public int Live { get; private set; }

    /// <summary>Which limit refuses another call, if any.</summary>
    /// <param name="limits">The limits.</param>
    /// <param name="now">Now, on a clock that never goes back.</param>
    /// <param name="today">The number of the UTC day.</param>
    /// <param name="secondsLeft">How long the call may last by the minutes left; <see cref="long.MaxValue"/> when they are not limited.</param>
    public AdmissionLimit Check(in OutboundLimits limits, TimeSpan now, int today, out long secondsLeft)
    {
        ForgetStarts(now);
        TurnDay(today);
        secondsLeft = limits.MinutesPerDay is { } minutes ? (minutes * 60L) - _usedSeconds : long.MaxValue;
        if (Live >= limits.Concurrent) return AdmissionLimit.Concurrent;
        if (_startsInWindow >= limits.PerMinute) return AdmissionLimit.PerMinute;
        return secondsLeft <= 0 ? AdmissionLimit.MinutesPerDay : AdmissionLimit.None;
    }

    /// <summary>Counts a call and reserves its longest duration from the day that <see cref="Check"/> was asked for.</summary>
    public void Admit(TimeSpan now, long seconds)
    {
        Live++;
        _usedSeconds += seconds;

        // Rounded up here and down in ForgetStarts, so that a call never leaves the window early.
        long millisecond = (now.Ticks + TimeSpan.TicksPerMillisecond - 1) / TimeSpan.TicksPerMillisecond;
        if (_latest.Calls > 0 && _latest.Millisecond == millisecond)
        {
            _latest.Calls++;
        }
        else
        {
            if (_latest.Calls > 0) _starts.Enqueue(_latest);
            _latest = (millisecond, 1);
        }
        _startsInWindow++;
    }

    /// <summary>Gives a slot back.</summary>
    public void End() => Live--;

    /// <summary>Corrects what a call takes from its day, unless that day is over.</summary>
    public void Correct(int day, long seconds)
    {
        if (day == _day) _usedSeconds += seconds;
    }

    private void ForgetStarts(TimeSpan now)
    {
        long before = (now.Ticks / TimeSpan.TicksPerMillisecond) - WindowMilliseconds;
        while (_starts.TryPeek(out (long Millisecond, int Calls) oldest) && oldest.Millisecond <= before)
        {
            _startsInWindow -= oldest.Calls;
            _starts.Dequeue();
        }
        if (_latest.Calls > 0 && _latest.Millisecond <= before)
        {
            _startsInWindow -= _latest.Calls;
            _latest = default;
        }
    }

    private void TurnDay(int today)
    {
        // A clock that is set back a little over midnight must not give the minutes of the day anew.
        if (today == _day || today == _day - 1) return;
        _day = today;
        _usedSeconds = 0;
    }
}

/// <summary>A limit of rule O4.</summary>
internal enum AdmissionLimit
{
    /// <summary>None.</summary>
    None,

    /// <summary>Calls at the same time.</summary>
    Concurrent,

    /// <summary>Calls started in 60 seconds.</summary>
    PerMinute,

    /// <summary>Minutes of the UTC day.</summary>
    MinutesPerDay,
}
