namespace OpBX.Storage;

/// <summary>
/// What the caches know of the storage: whether it answers, so that not every call waits for one that is known not to, and
/// health checks can say so (rules F1, F3).
/// </summary>
internal sealed class StorageWatch(TimeProvider time)
{
    /// <summary>How long nobody waits again after a wait was in vain; then one may try. No longer than the shortest wait for a first load.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(700);

    /// <summary>So many waits in vain, and no answer between them, make the storage down for first look-ups too.</summary>
    private const int WaitsUntilDown = 3;

    private static readonly TimeSpan Together = TimeSpan.FromMilliseconds(250);

    private readonly Lock _gate = new();
    private long _lastWait;
    private int _waits;
    private bool _hasFailed;
    private bool _hasAnswered;

    /// <summary>Whether the last that was heard of the storage is that it fails or does not answer.</summary>
    public bool HasFailed => Volatile.Read(ref _hasFailed);

    /// <summary>Whether the storage has ever answered this process.</summary>
    public bool HasAnswered => Volatile.Read(ref _hasAnswered);

    /// <summary>Whether a wait has just been in vain: what is there already serves without another.</summary>
    public bool IsSlow => Volatile.Read(ref _waits) > 0 && InPause;

    /// <summary>Whether waits keep being in vain: a first look-up need not wait either.</summary>
    public bool IsDown => Volatile.Read(ref _waits) >= WaitsUntilDown && InPause;

    private bool InPause => time.GetElapsedTime(Volatile.Read(ref _lastWait)) < Pause;

    /// <summary>The storage answered.</summary>
    public void Answered()
    {
        lock (_gate)
        {
            _waits = 0;
            _hasFailed = false;
            _hasAnswered = true;
        }
    }

    /// <summary>The storage answered with a fault.</summary>
    public void Failed()
    {
        lock (_gate) _hasFailed = true;
    }

    /// <summary>A wait for the storage was in vain.</summary>
    public void Waited()
    {
        lock (_gate)
        {
            _hasFailed = true;
            // Those who waited together waited once.
            if (_waits > 0 && time.GetElapsedTime(_lastWait) < Together) return;
            _lastWait = time.GetTimestamp();
            _waits++;
        }
    }
}
