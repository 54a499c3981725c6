using OpBX.Calls;
using OpBX.Cxml;
using OpBX.Numbers;
using OpBX.Routing;

namespace OpBX.Outbound;

/// <summary>A public number that the tenant itself dials, for example an IVR option (rules I3, O1).</summary>
internal sealed class ExternalNumberHandler : IDestinationHandler
{
    public DestinationKind Kind => DestinationKind.ExternalNumber;

    public DestinationTarget Parse(string target)
        => string.IsNullOrWhiteSpace(target) ? DestinationTarget.Invalid("no-number") : DestinationTarget.Of(target);

    public RoutingAction Enter(IRoutingContext context, DestinationTarget target)
    {
        var routing = (RoutingContext)context;
        if (!routing.Numbers.TryNormalize((string)target.Value!, routing.Tenant.Country, NumberSource.Dialled, out PhoneNumber number, out _))
        {
            return new RoutingAction.Unavailable("not-a-number", null);
        }
        if (routing.Tenant.FindDid(number) is { } own)
        {
            // One of the tenant's own numbers is reached inside: nobody pays for it, and a circle is seen (rule R4).
            context.Trace("O1", "own-number", number.Value);
            return new RoutingAction.GoTo(context.Bind(DestinationRef.To(DestinationKind.Did, own.Did.Id)));
        }
        return OutboundDial.Place(routing, new OutboundCall { Number = number, Origin = OutboundOrigin.Tenant }, OutboundDial.RingTimeout, context.NextStep())
            ?? OutboundDial.Unavailable(routing);
    }

    public RoutingAction Continue(IRoutingContext context, DestinationTarget target) => OutboundDial.Ended(context);
}
