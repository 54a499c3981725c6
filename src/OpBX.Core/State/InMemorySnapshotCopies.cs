namespace OpBX.State;

/// <summary>
/// Copies of configurations in the memory of one process (rule F1). A process that starts has none, so they serve only hosts
/// that share one container; few and small on purpose.
/// </summary>
internal sealed class InMemorySnapshotCopies(TimeProvider timeProvider, InMemoryStateLimits limits) : ISnapshotCopies
{
    private readonly Lock _lock = new();
    private readonly long _start = timeProvider.GetTimestamp();
    private readonly BoundedTable<string, SnapshotCopy> _copies = new(Math.Min(limits.MaxEntries, 1000), limits.CopyMemory);

    public ValueTask<bool> PutAsync(string name, SnapshotCopy copy, CancellationToken cancellationToken)
    {
        StateBounds.CheckCopy(name, copy);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            TimeSpan now = Now();
            if (_copies.TryGet(name, now, out SnapshotCopy? known) && known.Version > copy.Version) return ValueTask.FromResult(false);
            // The bytes belong to the caller, who may use them again.
            _copies.Set(name, copy with { Content = copy.Content.ToArray() }, now);
            return ValueTask.FromResult(true);
        }
    }

    public ValueTask<SnapshotCopy?> GetAsync(string name, CancellationToken cancellationToken)
    {
        StateBounds.CheckCopyName(name);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock) return ValueTask.FromResult(_copies.TryGet(name, Now(), out SnapshotCopy? copy) ? copy : null);
    }

    public ValueTask RemoveAsync(string name, CancellationToken cancellationToken)
    {
        StateBounds.CheckCopyName(name);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock) _copies.Remove(name);
        return default;
    }

    private TimeSpan Now() => timeProvider.GetElapsedTime(_start);
}
