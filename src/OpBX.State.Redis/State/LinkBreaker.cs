namespace OpBX.State;

/// <summary>
/// Keeps callers from waiting for a Redis that does not answer. It opens after a number of failures in a row, or at once when a
/// call waited out its limit and nobody else was answered meanwhile; whoever closes it has tried Redis in the background, so
/// no caller pays for the trial.
/// </summary>
/// <remarks>
/// Polly's circuit breaker is not used: its shortest break is 500 ms where 200 are wanted, it opens on a ratio within a window and not on
/// failures in a row, and it lets a caller make the trial.
/// </remarks>
internal sealed class LinkBreaker(int failures, TimeProvider time)
{
    private readonly Lock _gate = new();
    private volatile bool _isOpen;
    private volatile int _inARow;
    private long _firstFailure;
    private long _lastSuccess = long.MinValue;

    /// <summary>Whether nobody should ask.</summary>
    public bool IsOpen => _isOpen;

    /// <summary>Since when there was no success but failures.</summary>
    public TimeSpan FailingFor
    {
        get
        {
            lock (_gate) return _inARow == 0 ? TimeSpan.Zero : time.GetElapsedTime(_firstFailure);
        }
    }

    /// <summary>Redis answered, if only with an error of its own.</summary>
    public void Succeeded()
    {
        Volatile.Write(ref _lastSuccess, time.GetTimestamp());
        if (_inARow == 0 || _isOpen) return;
        lock (_gate)
        {
            if (!_isOpen) _inARow = 0;
        }
    }

    /// <summary>Redis did not answer.</summary>
    /// <param name="startedAt">The timestamp at which the call began.</param>
    /// <param name="waitedOut">Whether the call waited its whole limit.</param>
    /// <returns>Whether the breaker opened by this.</returns>
    public bool Failed(long startedAt, bool waitedOut)
    {
        lock (_gate)
        {
            if (_inARow++ == 0) _firstFailure = startedAt;
            if (_isOpen) return false;
            bool isSilent = waitedOut && Volatile.Read(ref _lastSuccess) < startedAt;
            if (!isSilent && _inARow < failures) return false;
            _isOpen = true;
            return true;
        }
    }

    /// <summary>A trial succeeded.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _isOpen = false;
            _inARow = 0;
            Volatile.Write(ref _lastSuccess, time.GetTimestamp());
        }
    }
}
