using OpBX.Calls;
using OpBX.Tenants;

namespace OpBX.Routing;

/// <summary>
/// Routes the requests of calls: finds the tenant's snapshot, decides, answers questions from shared state, and hands
/// events to the observers. It always gives a result: a failing store or a fault ends in the safe document (rule F1).
/// </summary>
public interface ICallRouter
{
    /// <summary>Routes one request of an authenticated tenant.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="request">The request.</param>
    /// <param name="step">Where it stands in its call; <see cref="RoutingStep.Start"/> for a new one.</param>
    /// <param name="cancellationToken">Ends the wait; the result is then the safe document.</param>
    ValueTask<RoutingResult> RouteAsync(TenantId tenant, VoiceRequest request, RoutingStep step, CancellationToken cancellationToken);
}
