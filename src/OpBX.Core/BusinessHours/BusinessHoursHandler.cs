using OpBX.Routing;
using OpBX.Tenants;

namespace OpBX.BusinessHours;

/// <summary>Chooses a destination by business hours (rules B1–B6).</summary>
internal sealed class BusinessHoursHandler : IDestinationHandler
{
    public DestinationKind Kind => DestinationKind.BusinessHours;

    public DestinationTarget Parse(string target) => DestinationTarget.ParseId(target);

    public RoutingAction Enter(IRoutingContext context, DestinationTarget target)
    {
        if (((RoutingContext)context).Tenant.FindSchedule(target.Id) is not { } node) return new RoutingAction.Unavailable("missing", null);
        if (!node.Schedule.IsActive) return new RoutingAction.Unavailable("inactive", null);

        BusinessHoursEvaluation evaluation = node.Compiled.Evaluate(context.Now);
        if (evaluation.ZoneDegraded) context.Trace("B4", "zone-unknown", node.Schedule.TimeZone);
        context.Trace("B3", evaluation.State switch
        {
            BusinessHoursState.Open => "open",
            BusinessHoursState.Holiday => "holiday",
            _ => "closed",
        }, evaluation.Reason.Name);

        return (RoutingAction?)node.For(evaluation.State) ?? new RoutingAction.Unavailable("no-destination", null);
    }

    public RoutingAction Continue(IRoutingContext context, DestinationTarget target)
        => context.EndCall(context.Announcements.CallLost, RoutingOutcome.BadContinuation);
}
