namespace OpBX.BusinessHours;

/// <summary>
/// The hours that start on one day, taken apart into sorted ranges that do not overlap, and the tail that the latest of them casts
/// into the next day. Where ranges overlap, the one that starts first is the one that decided.
/// </summary>
internal sealed class DayHours
{
    private readonly int[] _starts;
    private readonly int[] _ends;
    private readonly long[] _ids;
    private readonly long _tailId;

    private DayHours(BusinessHoursException? exception, ReadOnlySpan<Entry> entries)
    {
        IsException = exception is not null;
        ExceptionId = exception?.Id ?? 0;
        ExceptionName = exception?.Name;
        Otherwise = exception is not null && entries.IsEmpty ? BusinessHoursState.Holiday : BusinessHoursState.Closed;

        List<int> starts = [];
        List<int> ends = [];
        List<long> ids = [];
        int covered = 0;
        foreach (Entry entry in entries)
        {
            int start = Math.Max(entry.Start, covered);
            int end = Math.Min(entry.End, DayTime.SecondsPerDay);
            if (end > start)
            {
                starts.Add(start);
                ends.Add(end);
                ids.Add(entry.Id);
                covered = end;
            }

            int tail = entry.End - DayTime.SecondsPerDay;
            if (tail > TailEnd)
            {
                TailEnd = tail;
                _tailId = entry.Id;
            }
        }

        _starts = [.. starts];
        _ends = [.. ends];
        _ids = [.. ids];
    }

    /// <summary>Whether these are the hours of an exception.</summary>
    public bool IsException { get; }

    public long ExceptionId { get; }

    public string? ExceptionName { get; }

    /// <summary>The state outside the ranges.</summary>
    public BusinessHoursState Otherwise { get; }

    /// <summary>How far into the next day a range reaches, in seconds; 0 for not at all, at most a whole day.</summary>
    public int TailEnd { get; }

    /// <summary>Whether any range is open for any second, today or in its tail.</summary>
    public bool HasHours => _starts.Length > 0 || TailEnd > 0;

    public static DayHours Weekly(IEnumerable<BusinessHoursRule> rules) =>
        new(null, Sorted(rules.Select(static rule => Entry.From(rule.Start, rule.End, rule.Id))));

    public static DayHours For(BusinessHoursException exception) =>
        new(exception, Sorted((exception.Ranges ?? []).Select(static range => Entry.From(range.Start, range.End, 0))));

    /// <summary>The end of a range in seconds of the day on which it starts; on the next day it is more than a whole day ([B1]).</summary>
    public static int EndSecond(DayTime start, DayTime end)
    {
        int last = end.Seconds == 0 ? DayTime.SecondsPerDay : end.Seconds;
        return last > start.Seconds ? last : end.Seconds + DayTime.SecondsPerDay;
    }

    /// <summary>The index of the range that contains a second of the day, or -1.</summary>
    public int RangeAt(int second)
    {
        int index = FirstStartAfter(second) - 1;
        return index >= 0 && _ends[index] > second ? index : -1;
    }

    /// <summary>The reason of an opening by the range at an index.</summary>
    public BusinessHoursReason ReasonOfRange(int index) => Reason(_ids[index], false);

    /// <summary>The reason of an opening by the tail.</summary>
    public BusinessHoursReason ReasonOfTail() => Reason(_tailId, true);

    /// <summary>The reason of the state outside the ranges.</summary>
    public BusinessHoursReason ReasonOtherwise() => IsException ? Reason(0, false) : default;

    /// <summary>The state at the day's first second, given how far yesterday's tail reaches.</summary>
    public BusinessHoursState StateAtStart(int tail) =>
        tail > 0 || RangeAt(0) >= 0 ? BusinessHoursState.Open : Otherwise;

    /// <summary>
    /// The first second after <paramref name="second"/> whose state differs from the one at <paramref name="second"/>, or a whole day
    /// when the rest of the day stays the same.
    /// </summary>
    public int NextChange(int second, bool isOpen, int tail)
    {
        int index = FirstStartAfter(second);
        if (!isOpen)
            return index < _starts.Length ? _starts[index] : DayTime.SecondsPerDay;

        int end = Math.Max(second, tail);
        for (index = Math.Max(index - 1, 0); index < _starts.Length && _starts[index] <= end; index++)
            end = Math.Max(end, _ends[index]);

        return end;
    }

    private static Entry[] Sorted(IEnumerable<Entry> entries) =>
        [.. entries.OrderBy(static entry => entry.Start).ThenBy(static entry => entry.Id)];

    private int FirstStartAfter(int second)
    {
        int low = 0;
        int high = _starts.Length;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (_starts[middle] > second)
                high = middle;
            else
                low = middle + 1;
        }

        return low;
    }

    private BusinessHoursReason Reason(long ruleId, bool isTail) => new()
    {
        Kind = IsException ? BusinessHoursReasonKind.Exception : BusinessHoursReasonKind.Rule,
        Id = IsException ? ExceptionId : ruleId,
        Name = ExceptionName,
        IsOvernightTail = isTail,
    };

    /// <summary>A range in seconds of the day on which it starts; an end beyond a whole day is on the next one.</summary>
    private readonly record struct Entry(int Start, int End, long Id)
    {
        public static Entry From(DayTime start, DayTime end, long id) => new(start.Seconds, EndSecond(start, end), id);
    }
}
