namespace OpBX.State;

/// <summary>Copies of waiting records in the memory of one process (rule C7).</summary>
internal sealed class InMemoryRecordCopies(TimeProvider timeProvider) : IRecordCopies
{
    private const int MaxCopies = 10_000;
    private const long MaxBytes = 64 * 1024 * 1024;
    private const int MaxAnswerBytes = 1024 * 1024;

    private readonly Lock _lock = new();
    private readonly long _start = timeProvider.GetTimestamp();
    private readonly Dictionary<string, Waiting> _waiting = new(StringComparer.Ordinal);
    private readonly SortedSet<Waiting> _byDue = new(Comparer<Waiting>.Create(static (a, b) =>
    {
        int order = a.DueAt.CompareTo(b.DueAt);
        return order == 0 ? a.Sequence.CompareTo(b.Sequence) : order;
    }));
    private long _bytes;
    private long _sequence;

    public ValueTask<bool> EnqueueAsync(RecordCopy copy, CancellationToken cancellationToken)
    {
        StateBounds.CheckRecord(copy);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            if (_waiting.ContainsKey(copy.Id)) return ValueTask.FromResult(true);
            if (_waiting.Count >= MaxCopies || _bytes + copy.Content.Length > MaxBytes) return ValueTask.FromResult(false);
            var waiting = new Waiting(copy with { Content = copy.Content.ToArray() }, ++_sequence) { DueAt = Now() };
            _waiting.Add(copy.Id, waiting);
            _byDue.Add(waiting);
            _bytes += copy.Content.Length;
            return ValueTask.FromResult(true);
        }
    }

    public ValueTask<IReadOnlyList<RecordCopy>> TakeAsync(int max, TimeSpan visibility, CancellationToken cancellationToken)
    {
        StateBounds.CheckTake(max, visibility);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            TimeSpan now = Now();
            var taken = new List<RecordCopy>();
            int bytes = 0;
            while (taken.Count < max && _byDue.Min is { } next && next.DueAt <= now)
            {
                bytes += next.Copy.Content.Length;
                if (taken.Count > 0 && bytes > MaxAnswerBytes) break;
                _byDue.Remove(next);
                next.DueAt = now + visibility;
                _byDue.Add(next);
                taken.Add(next.Copy);
            }
            return ValueTask.FromResult<IReadOnlyList<RecordCopy>>(taken);
        }
    }

    public ValueTask AcknowledgeAsync(IReadOnlyCollection<string> ids, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(ids);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            foreach (string id in ids)
            {
                if (!_waiting.Remove(id, out Waiting? waiting)) continue;
                _byDue.Remove(waiting);
                _bytes -= waiting.Copy.Content.Length;
            }
        }
        return default;
    }

    public ValueTask<long> CountAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock) return ValueTask.FromResult((long)_waiting.Count);
    }

    private TimeSpan Now() => timeProvider.GetElapsedTime(_start);

    private sealed class Waiting(RecordCopy copy, long sequence)
    {
        public RecordCopy Copy { get; } = copy;

        public long Sequence { get; } = sequence;

        public TimeSpan DueAt { get; set; }
    }
}
