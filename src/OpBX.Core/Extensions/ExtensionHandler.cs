using OpBX.Calls;
using OpBX.Cxml;
using OpBX.Numbers;
using OpBX.Outbound;
using OpBX.Routing;
using OpBX.Tenants;

namespace OpBX.Extensions;

/// <summary>An extension of any type (rules E1–E8).</summary>
internal sealed class ExtensionHandler : IDestinationHandler
{
    public DestinationKind Kind => DestinationKind.Extension;

    public DestinationTarget Parse(string target) => DestinationTarget.ParseId(target);

    public RoutingAction Enter(IRoutingContext context, DestinationTarget target)
    {
        var routing = (RoutingContext)context;
        if (routing.Tenant.FindExtension(target.Id) is not { } node) return new RoutingAction.Unavailable("missing", null);
        Extension extension = node.Extension;
        if (!extension.IsActive) return new RoutingAction.Unavailable("inactive", null);
        routing.ExtensionId = extension.Id;

        if (node.Leads is { } leads)
        {
            context.Trace(extension.Type is ExtensionType.Forward or ExtensionType.User ? "E7" : "E", "leads-to", leads.Ref.Target);
            return leads.Ref.Kind == DestinationKind.Sip ? DialSip(routing, node, leads) : new RoutingAction.GoTo(leads) { Alternatives = FallbackOf(node) };
        }
        if (node.ForwardNumber is { } number) return ForwardOut(routing, node, number);
        return extension.Type switch
        {
            ExtensionType.User => DialPhone(routing, node),
            ExtensionType.AiAssistant => AiAssistant.Connect(routing, node),
            ExtensionType.CustomLogic => CustomLogic.Redirect(routing, node),
            _ => new RoutingAction.Unavailable("not-configured", null),
        };
    }

    public RoutingAction Continue(IRoutingContext context, DestinationTarget target)
    {
        if (AiAssistant.HasEnded(context)) return context.HangUp(RoutingOutcome.Hangup);
        var routing = (RoutingContext)context;
        if (routing.Tenant.FindExtension(target.Id) is not { } node) return new RoutingAction.Unavailable("missing", null);
        routing.ExtensionId = node.Extension.Id;
        context.Trace("E1", "not-answered", context.Request.DialCallStatus ?? context.Request.CallStatus);
        return node.WhenUnanswered is { } next
            ? new RoutingAction.GoTo(next)
            : context.EndCall(context.Announcements.NoAnswer, RoutingOutcome.NoAnswer);
    }

    /// <summary>Where the call goes when the extension can't take it.</summary>
    public static IReadOnlyList<Destination> FallbackOf(ExtensionNode node) => node.WhenUnanswered is { } fallback ? [fallback] : [];

    private static RoutingAction.Respond DialPhone(RoutingContext context, ExtensionNode node)
    {
        RoutingStep next = context.NextStep();
        var dial = new Dial(new Number(node.Extension.ExtensionNumber)) { Timeout = node.RingTimeout, Action = context.Action(next) };
        context.Trace("E1", "dial", node.Extension.ExtensionNumber);
        return new RoutingAction.Respond(
            CallRecording.Document(context, dial, next, outbound: false, node.Extension.Id), RoutingOutcome.Dial);
    }

    private static RoutingAction DialSip(RoutingContext context, ExtensionNode node, Destination sip)
    {
        if (sip.Target.Fault is not null)
        {
            return node.UnansweredOr(new RoutingAction.Unavailable(sip.Target.Fault, null));
        }
        RoutingStep next = context.NextStep();
        var dial = new Dial(new Sip(sip.Ref.Target)) { Timeout = node.RingTimeout, Action = context.Action(next) };
        return new RoutingAction.Respond(
            CallRecording.Document(context, dial, next, outbound: true, node.Extension.Id), RoutingOutcome.Dial);
    }

    /// <summary>A forward to the public network: the outbound policy decides, with this extension as the caller (rule E7).</summary>
    private static RoutingAction ForwardOut(RoutingContext context, ExtensionNode node, PhoneNumber number)
    {
        context.Trace("E7", "forward", number.Value);
        var call = new OutboundCall { Number = number, Origin = OutboundOrigin.Tenant, Extension = node.Extension };
        RoutingAction? placed = OutboundDial.Place(context, call, node.RingTimeout, context.NextStep());
        if (placed is not null) return placed;
        return node.UnansweredOr(OutboundDial.Unavailable(context));
    }
}
