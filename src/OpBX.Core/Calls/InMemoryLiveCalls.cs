using OpBX.State;
using OpBX.Tenants;

namespace OpBX.Calls;

/// <summary>Live calls in the memory of the process (rule S4). Safe for concurrent use; what it keeps is bounded.</summary>
internal sealed class InMemoryLiveCalls(TimeProvider timeProvider, InMemoryStateLimits limits) : ILiveCalls
{
    private readonly Lock _gate = new();
    private readonly long _start = timeProvider.GetTimestamp();
    private readonly BoundedTable<TenantId, BoundedTable<string, LiveCall>> _calls = new(limits.MaxEntries, limits.LiveCallMemory);

    // Calls that ended, so that a late event does not bring one back.
    private readonly BoundedTable<(TenantId Tenant, string Session), bool> _ended = new(limits.MaxEntries, limits.LiveCallMemory);

    public ValueTask SetAsync(TenantId tenant, LiveCall call, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(call);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            TimeSpan now = Now();
            if (call.Status.IsFinal())
            {
                End(tenant, call.Session, now);
            }
            else if (!_ended.TryGet((tenant, call.Session), now, out _))
            {
                if (!_calls.TryGet(tenant, now, out BoundedTable<string, LiveCall>? calls))
                {
                    calls = new BoundedTable<string, LiveCall>(Math.Min(limits.MaxEntries, limits.MaxCallsPerTenant), limits.LiveCallMemory);
                }
                if (!calls.TryGet(call.Session, now, out LiveCall? known) || known.Status <= call.Status) calls.Set(call.Session, call, now);
                _calls.Set(tenant, calls, now);
            }
        }
        return default;
    }

    public ValueTask EndAsync(TenantId tenant, string session, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(session);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate) End(tenant, session, Now());
        return default;
    }

    public ValueTask<IReadOnlyList<LiveCall>> ListAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            TimeSpan now = Now();
            IReadOnlyList<LiveCall> list = _calls.TryGet(tenant, now, out BoundedTable<string, LiveCall>? calls)
                ? [.. calls.List(now).Select(static entry => entry.Value).OrderBy(static call => call.StartedAt ?? DateTimeOffset.MaxValue).ThenBy(static call => call.Session, StringComparer.Ordinal)]
                : [];
            return ValueTask.FromResult(list);
        }
    }

    private void End(TenantId tenant, string session, TimeSpan now)
    {
        _ended.Set((tenant, session), true, now);
        if (_calls.TryGet(tenant, now, out BoundedTable<string, LiveCall>? calls)) calls.Remove(session);
    }

    private TimeSpan Now() => timeProvider.GetElapsedTime(_start);
}
