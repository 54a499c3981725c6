using OpBX.Tenants;

namespace OpBX.Routing;

/// <summary>One of the tenant's own DIDs as a destination (rule R2).</summary>
internal sealed class DidHandler : IDestinationHandler
{
    public DestinationKind Kind => DestinationKind.Did;

    public DestinationTarget Parse(string target) => DestinationTarget.ParseId(target);

    public RoutingAction Enter(IRoutingContext context, DestinationTarget target)
    {
        var routing = (RoutingContext)context;
        if (routing.Tenant.FindDid(target.Id) is not { } node) return new RoutingAction.Unavailable("missing", context.Announcements.NotInService);
        if (node.Did.Status != EntityStatus.Active) return new RoutingAction.Unavailable("inactive", context.Announcements.NotInService);
        routing.DidId = node.Did.Id;
        return node.Route;
    }

    public RoutingAction Continue(IRoutingContext context, DestinationTarget target)
        => context.EndCall(context.Announcements.CallLost, RoutingOutcome.BadContinuation);
}
