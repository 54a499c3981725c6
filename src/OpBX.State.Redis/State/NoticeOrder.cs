namespace OpBX.State;

/// <summary>
/// Looks at the numbers of change notices, which may come in any order, the first ones too: finds those that did not come.
/// Not safe for concurrent use; its owner holds a lock.
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

    /// <summary>Takes the number of a notice that came.</summary>
    public void Take(long number)
    {
        if (_highest < 0)
        {
            _highest = number;
        }
        else if (number > _highest)
        {
            Expect(_highest + 1, number - 1);
            _highest = number;
        }
        else if (!_outstanding.Remove(number) && _highest - number > MaxOutstanding)
        {
            // Far back: Redis lost its numbers and counts anew.
            _outstanding.Clear();
            _highest = number;
            _isMissed = true;
        }
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

    private void Expect(long first, long last)
    {
        long gap = last - first + 1;
        if (gap + _outstanding.Count > MaxOutstanding)
        {
            _outstanding.Clear();
            _isMissed = true;
            return;
        }
        if (gap > 0 && _outstanding.Count == 0) _waitingSince = time.GetTimestamp();
        for (long number = first; number <= last; number++) _outstanding.Add(number);
    }
}
