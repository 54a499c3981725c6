using OpBX.Numbers;
using OpBX.Routing;

namespace OpBX.Outbound;

/// <summary>A public number dialled by a subscriber (rules O1–O4).</summary>
internal sealed class OutboundHandler : IDestinationHandler
{
    public DestinationKind Kind => DestinationKind.Outbound;

    public DestinationTarget Parse(string target)
        => PhoneNumber.TryParse(target, out PhoneNumber number) ? DestinationTarget.Of(number) : DestinationTarget.Invalid("not-a-number");

    public RoutingAction Enter(IRoutingContext context, DestinationTarget target)
    {
        var routing = (RoutingContext)context;
        if (routing.ExtensionId == 0) routing.ExtensionId = context.Caller?.Id ?? 0;
        var call = new OutboundCall { Number = (PhoneNumber)target.Value!, Origin = OutboundOrigin.Subscriber, Extension = context.Caller };
        return OutboundDial.Place(routing, call, OutboundDial.RingTimeout, context.NextStep())
            ?? OutboundDial.Unavailable(routing);
    }

    public RoutingAction Continue(IRoutingContext context, DestinationTarget target) => OutboundDial.Ended(context);
}
