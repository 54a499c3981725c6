using OpBX.Routing;
using OpBX.Tenants;

namespace OpBX.Calls;

/// <summary>
/// The decisions of the calls that this process routed last, for <see cref="CallStory.Decisions"/>. In memory only: a trace is for
/// finding out soon after the call, and it holds personal data. Safe for concurrent use.
/// </summary>
/// <param name="options">Asked when a call comes: options that are broken must not keep a host from starting.</param>
internal sealed class CallTraces(Func<RoutingOptions> options)
{
    /// <summary>A call has at most so many hops, and a repeated webhook is a decision too.</summary>
    private const int MaxDecisions = 200;

    private readonly Lock _lock = new();
    private readonly Dictionary<(TenantId Tenant, string Session), LinkedListNode<Traced>> _calls = [];
    private readonly LinkedList<Traced> _byUse = new();

    /// <summary>Keeps a decision; that of the call seen longest ago makes room.</summary>
    public void Add(TenantId tenant, string? session, CallDecision decision)
    {
        int maxCalls = options().TracedCalls;
        if (maxCalls == 0 || string.IsNullOrEmpty(session)) return;
        lock (_lock)
        {
            if (_calls.TryGetValue((tenant, session), out LinkedListNode<Traced>? call))
            {
                _byUse.Remove(call);
                _byUse.AddLast(call);
            }
            else
            {
                if (_calls.Count >= maxCalls) Remove(_byUse.First!);
                call = _byUse.AddLast(new Traced(tenant, session, []));
                _calls.Add((tenant, session), call);
            }
            if (call.Value.Decisions.Count < MaxDecisions) call.Value.Decisions.Add(decision);
        }
    }

    /// <summary>The decisions of a call, oldest first; empty when none are kept.</summary>
    public IReadOnlyList<CallDecision> Of(TenantId tenant, string session)
    {
        lock (_lock) return _calls.TryGetValue((tenant, session), out LinkedListNode<Traced>? call) ? [.. call.Value.Decisions] : [];
    }

    /// <summary>Forgets the calls of a tenant.</summary>
    public void Forget(TenantId tenant)
    {
        lock (_lock)
        {
            LinkedListNode<Traced>? next;
            for (LinkedListNode<Traced>? call = _byUse.First; call is not null; call = next)
            {
                next = call.Next;
                if (call.Value.Tenant == tenant) Remove(call);
            }
        }
    }

    private void Remove(LinkedListNode<Traced> call)
    {
        _calls.Remove((call.Value.Tenant, call.Value.Session));
        _byUse.Remove(call);
    }

    private sealed record Traced(TenantId Tenant, string Session, List<CallDecision> Decisions);
}
