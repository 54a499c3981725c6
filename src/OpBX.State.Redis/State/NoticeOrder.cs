namespace OpBX.State;

/// <summary>
/// Looks at the numbers of change notices, which may come in any order: finds those that came twice and those that did not
/// come. Not safe for concurrent use; its owner holds a lock.
/// </summary>
internal sealed class NoticeOrder(TimeProvider time)
{
    /// <summary>How long a number may be late before it counts as missed.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>More numbers than this are not waited for one by one.</summary>
    private const int MaxOutstanding = 1000;

    private readonly HashSet<long> _outstanding = [];
    private long _highest = -1;
    private long _waitingSince;
    private bool _isMissed;

    /// <summary>Takes a number.</summary>
    /// <returns>Whether it is new.</returns>
    public bool Take(long number)
    {
        if (_highest < 0)
        {
            _highest = number;
            return true;
        }
        if (number > _highest)
        {
            long gap = number - _highest - 1;
            if (gap + _outstanding.Count > MaxOutstanding)
            {
                _outstanding.Clear();
                _isMissed = true;
            }
            else
            {
                if (gap > 0 && _outstanding.Count == 0) _waitingSince = time.GetTimestamp();
                for (long i = _highest + 1; i < number; i++) _outstanding.Add(i);
            }
            _highest = number;
            return true;
        }
        if (_outstanding.Remove(number)) return true;
        if (_highest - number <= MaxOutstanding) return false;
        // Far back: Redis lost its numbers and counts anew.
        _outstanding.Clear();
        _highest = number;
        _isMissed = true;
        return true;
    }

    /// <summary>Whether something was missed since the last time this was asked.</summary>
    public bool TakeMissed()
    {
        if (_outstanding.Count > 0 && time.GetElapsedTime(_waitingSince) >= Patience)
        {
            _outstanding.Clear();
            _isMissed = true;
        }
        bool isMissed = _isMissed;
        _isMissed = false;
        return isMissed;
    }

    /// <summary>The link was lost: numbers start anew.</summary>
    public void Reset()
    {
        _outstanding.Clear();
        _highest = -1;
        _isMissed = false;
    }
}
