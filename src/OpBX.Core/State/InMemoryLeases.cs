namespace OpBX.State;

/// <summary>Leases within one process: held until they are given back, since nobody else could take them.</summary>
internal sealed class InMemoryLeases(TimeProvider timeProvider) : ILeases
{
    private readonly Lock _lock = new();
    private readonly HashSet<string> _held = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _tokens = new(StringComparer.Ordinal);

    public ValueTask<ILease?> TryAcquireAsync(string name, TimeSpan timeToLive, CancellationToken cancellationToken)
    {
        StateBounds.CheckLease(name, timeToLive);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            if (!_held.Add(name)) return ValueTask.FromResult<ILease?>(null);
            // By the clock, so that the first token of a process is greater than the last one of the process before.
            long token = Math.Max(_tokens.GetValueOrDefault(name) + 1, timeProvider.GetUtcNow().ToUnixTimeMilliseconds());
            _tokens[name] = token;
            return ValueTask.FromResult<ILease?>(new Lease(this, name, token));
        }
    }

    private void GiveBack(string name)
    {
        lock (_lock) _held.Remove(name);
    }

    private sealed class Lease(InMemoryLeases leases, string name, long token) : ILease
    {
        private readonly CancellationTokenSource _lost = new();
        private int _isDisposed;

        public string Name { get; } = name;

        public long FencingToken { get; } = token;

        public CancellationToken Lost => _lost.Token;

        public async ValueTask DisposeAsync()
        {
            if (Interlocked.Exchange(ref _isDisposed, 1) != 0) return;
            // The job is told first, and only then another may take it. The source is not disposed: its token is still asked for.
            await _lost.CancelAsync().ConfigureAwait(false);
            leases.GiveBack(Name);
        }
    }
}
