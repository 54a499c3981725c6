using OpBX.Calls;
using OpBX.Tenants;

namespace OpBX.Routing;

/// <summary>One decision that was recorded.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="Request">The request.</param>
/// <param name="Step">Where it stood in its call.</param>
/// <param name="Result">What was decided, and why.</param>
public sealed record RecordedRouting(TenantId Tenant, VoiceRequest Request, RoutingStep Step, RoutingResult Result)
{
    /// <summary>The stage and the outcome.</summary>
    public override string ToString() => $"{(Step.IsStart ? "start" : Step.At.ToString())} → {Result.Outcome}";
}

/// <summary>
/// Keeps the decisions of a host that runs in the same process, by session, so that a test can ask why a call went the way it
/// went. Added with <c>AddRoutingTraceRecorder()</c>. It keeps the 1,000 sessions seen last and at most 1,000 decisions of each.
/// Safe for concurrent use.
/// </summary>
public sealed class RoutingTraceRecorder
{
    private const int MaxSessions = 1000;
    private const int MaxDecisions = 1000;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, LinkedListNode<(string Session, List<RecordedRouting> Decisions)>> _sessions = new(StringComparer.Ordinal);
    private readonly LinkedList<(string Session, List<RecordedRouting> Decisions)> _order = new();

    /// <summary>The decisions of one call, in order; empty when there are none.</summary>
    /// <param name="session">The session token, or the call id where there is no token.</param>
    public IReadOnlyList<RecordedRouting> Of(string session)
    {
        ArgumentNullException.ThrowIfNull(session);
        lock (_lock) return _sessions.TryGetValue(session, out var entry) ? [.. entry.Value.Decisions] : [];
    }

    /// <summary>The traces of one call, in order; empty when there are none.</summary>
    /// <param name="session">The session token, or the call id where there is no token.</param>
    public IReadOnlyList<RoutingTrace> TracesOf(string session) => [.. Of(session).Select(static decision => decision.Result.Trace)];

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            _sessions.Clear();
            _order.Clear();
        }
    }

    internal int CountOf(string session)
    {
        lock (_lock) return _sessions.TryGetValue(session, out var entry) ? entry.Value.Decisions.Count : 0;
    }

    internal RecordedRouting? LastOf(string session)
    {
        lock (_lock) return _sessions.TryGetValue(session, out var entry) ? entry.Value.Decisions[^1] : null;
    }

    internal void Add(RecordedRouting decision)
    {
        string session = decision.Request.CallToken ?? "";
        lock (_lock)
        {
            if (_sessions.TryGetValue(session, out var entry))
            {
                _order.Remove(entry);
                _order.AddLast(entry);
            }
            else
            {
                _sessions[session] = entry = _order.AddLast((session, []));
                if (_sessions.Count > MaxSessions)
                {
                    _sessions.Remove(_order.First!.Value.Session);
                    _order.RemoveFirst();
                }
            }
            if (entry.Value.Decisions.Count < MaxDecisions) entry.Value.Decisions.Add(decision);
        }
    }
}

/// <summary>Routes as the router it stands before, and records what came of it.</summary>
internal sealed class RecordingCallRouter(ICallRouter inner, RoutingTraceRecorder recorder) : ICallRouter
{
    public async ValueTask<RoutingResult> RouteAsync(TenantId tenant, VoiceRequest request, RoutingStep step, CancellationToken cancellationToken)
    {
        RoutingResult result = await inner.RouteAsync(tenant, request, step, cancellationToken).ConfigureAwait(false);
        recorder.Add(new RecordedRouting(tenant, request, step, result));
        return result;
    }
}
