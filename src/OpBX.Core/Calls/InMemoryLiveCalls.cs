using OpBX.State;
using OpBX.Tenants;

namespace OpBX.Calls;

/// <summary>Live calls in the memory of the process (rule S4). Safe for concurrent use; what it keeps is bounded.</summary>
internal sealed class InMemoryLiveCalls(TimeProvider timeProvider, InMemoryStateLimits limits) : ILiveCalls
{
    private readonly Lock _gate = new();
    private readonly long _start = timeProvider.GetTimestamp();

    // A call that ended stays as an empty entry, so that a late event does not bring it back.
    private readonly BoundedTable<(TenantId Tenant, string Session), LiveCall?> _calls = new(limits.MaxEntries, limits.LiveCallMemory);

    public ValueTask SetAsync(TenantId tenant, LiveCall call, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(call);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            TimeSpan now = Now();
            bool isKnown = _calls.TryGet((tenant, call.Session), now, out LiveCall? known);
            if (!isKnown || (known is not null && known.Status <= call.Status)) _calls.Set((tenant, call.Session), call, now);
        }
        return default;
    }

    public ValueTask EndAsync(TenantId tenant, string session, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(session);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate) _calls.Set((tenant, session), null, Now());
        return default;
    }

    public ValueTask<IReadOnlyList<LiveCall>> ListAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            IReadOnlyList<LiveCall> calls =
            [
                .. _calls.List(Now()).Where(entry => entry.Key.Tenant == tenant).Select(static entry => entry.Value).OfType<LiveCall>()
                    .OrderBy(static call => call.StartedAt ?? DateTimeOffset.MaxValue),
            ];
            return ValueTask.FromResult(calls);
        }
    }

    private TimeSpan Now() => timeProvider.GetElapsedTime(_start);
}
