using OpBX.Calls;
using OpBX.Cxml;
using OpBX.Extensions;
using OpBX.Numbers;
using OpBX.Outbound;
using OpBX.Tenants;

namespace OpBX.Routing;

/// <summary>The first request of a call: by direction, to a first destination (rules R1, N1–N3, T2).</summary>
internal static class CallEntry
{
    private enum Side
    {
        Inbound,
        Subscriber,
        Application,
        Rest,
    }

    public static RoutingAction Enter(RoutingContext context)
    {
        VoiceRequest request = context.Request;
        context.Caller = FindCaller(context);
        Side side = SideOf(context);
        bool mayDialOut = side == Side.Subscriber || (side == Side.Rest && context.Options.RestCallsMayDialOut);
        context.Trace("R1", side switch
        {
            Side.Inbound => "inbound",
            Side.Subscriber => "subscriber",
            Side.Application => "application",
            _ => "outbound-api",
        }, request.Direction.Value);

        // For help the header is proof enough of a phone, whatever the state of its extension (rule N3).
        bool mayCallHelp = mayDialOut || (side == Side.Inbound && context.Caller is not null);
        if (mayCallHelp && IsEmergency(context, out string emergency))
        {
            context.Trace("N3", "emergency", emergency);
            return new RoutingAction.GoTo(context.Bind(new DestinationRef(DestinationKind.Emergency, emergency)));
        }
        if (!context.Tenant.Organization.IsActive)
        {
            context.Trace("T2", "organization-closed", null);
            return new RoutingAction.Respond(new CxmlResponse(new Reject()), RoutingOutcome.Rejected);
        }
        return side switch
        {
            Side.Inbound => FindCalledDid(context) is { } did ? ToDid(context, did) : NotInService(context),
            // A call made by REST is the tenant's own: nobody of the tenant's phones dialled it.
            Side.Rest => FindCalledDid(context) is { } own ? ToDid(context, own) : Dialled(context, mayDialOut ? DestinationKind.ExternalNumber : null),
            _ => Dialled(context, mayDialOut ? DestinationKind.Outbound : null),
        };
    }

    /// <summary>The extension in <c>From</c>; null unless a subscriber places the call.</summary>
    public static Extension? FindCaller(RoutingContext context)
    {
        VoiceRequest request = context.Request;
        if (string.IsNullOrEmpty(request.From)) return null;
        bool subscriber = request.Direction == CallDirection.Subscriber || request.Direction == CallDirection.Internal
            || (!IsKnown(request.Direction) && IsSubscriberSource(request));
        if (!subscriber) return null;
        if (context.Tenant.FindExtension(request.From) is { } node) return node.Extension;
        DialledNumber from = context.Numbers.Classify(request.From, DialContextOf(context, allowEmergency: false));
        return from.Kind == DialledNumberKind.Extension ? context.Tenant.FindExtension(from.Text)?.Extension : null;
    }

    private static bool IsKnown(CallDirection direction)
        => direction == CallDirection.Inbound || direction == CallDirection.Subscriber || direction == CallDirection.Internal
            || direction == CallDirection.Application || direction == CallDirection.OutboundApi;

    private static bool IsSubscriberSource(VoiceRequest request)
        => string.Equals(request.Source?.Trim(), "subscriber", StringComparison.OrdinalIgnoreCase);

    private static Side SideOf(RoutingContext context)
    {
        CallDirection direction = context.Request.Direction;
        if (direction == CallDirection.Inbound) return Side.Inbound;
        if (direction == CallDirection.Subscriber || direction == CallDirection.Internal) return Side.Subscriber;
        if (direction == CallDirection.Application) return Side.Application;
        if (direction == CallDirection.OutboundApi) return Side.Rest;
        // FindCaller has already asked for the header; an inactive extension is no proof.
        return context.Caller is { IsActive: true } ? Side.Subscriber : Side.Inbound;
    }

    private static DialContext DialContextOf(RoutingContext context, bool allowEmergency) => new()
    {
        Country = context.Tenant.Country,
        OutsideLinePrefix = context.Tenant.OutsideLinePrefix,
        EmergencyNumbers = context.Tenant.EmergencyNumbers,
        Extensions = context.Tenant,
        Source = NumberSource.Dialled,
        AllowEmergency = allowEmergency,
    };

    private static bool IsEmergency(RoutingContext context, out string number)
        => context.Numbers.IsEmergency(context.Request.To, context.Tenant.Country, context.Tenant.OutsideLinePrefix, context.Tenant.EmergencyNumbers, out number);

    /// <summary>The called DID: read as international first, then by the organization's country (rule N2).</summary>
    private static DidNode? FindCalledDid(RoutingContext context)
    {
        string? to = context.Request.To;
        // What the platform reports is nearly always the plain international number.
        if (context.Tenant.FindDid(to.AsSpan()) is { } plain) return plain;
        if (context.Numbers.TryNormalize(to, context.Tenant.Country, NumberSource.Reported, out PhoneNumber number, out _)
            && context.Tenant.FindDid(number) is { } reported) return reported;
        return context.Numbers.TryNormalize(to, context.Tenant.Country, NumberSource.Dialled, out number, out _)
            ? context.Tenant.FindDid(number)
            : null;
    }

    private static RoutingAction.GoTo ToDid(RoutingContext context, DidNode node)
    {
        context.DidId = node.Did.Id;
        context.Trace("R2", "did", node.Did.PhoneNumber);
        return node.Route;
    }

    private static RoutingAction NotInService(RoutingContext context)
    {
        if (context.Tenant.DefaultDestination is { } destination)
        {
            context.Trace("R2", "default-destination", context.Request.To);
            return new RoutingAction.GoTo(destination);
        }
        context.Trace("R2", "not-in-service", context.Request.To);
        return context.EndCall(context.Announcements.NotInService, RoutingOutcome.NotInService);
    }

    /// <summary>What a phone or an application dialled (rule N1).</summary>
    /// <param name="context">The decision.</param>
    /// <param name="publicNumbers">Who dials numbers of the public network; null = nobody may.</param>
    private static RoutingAction Dialled(RoutingContext context, DestinationKind? publicNumbers)
    {
        DialledNumber dialled = context.Numbers.Classify(context.Request.To, DialContextOf(context, allowEmergency: false));
        context.Trace("N1", KindName(dialled.Kind), dialled.Text);
        switch (dialled.Kind)
        {
            case DialledNumberKind.Extension when context.Tenant.FindExtension(dialled.Text) is { } node:
                return new RoutingAction.GoTo(context.Bind(DestinationRef.To(DestinationKind.Extension, node.Extension.Id)));
            case DialledNumberKind.E164 when dialled.Number is { } number:
                if (context.Tenant.FindDid(number) is { } own) return ToDid(context, own);
                if (publicNumbers is { } kind) return new RoutingAction.GoTo(context.Bind(new DestinationRef(kind, number.Value)));
                context.Trace("R1", "may-not-dial-out", null);
                return context.EndCall(context.Announcements.NotInService, RoutingOutcome.NotInService);
            case DialledNumberKind.FeatureCode or DialledNumberKind.ShortCode or DialledNumberKind.SipUser:
                return new RoutingAction.Unavailable(KindName(dialled.Kind), null);
            default:
                // A number as the platform reports it, without its plus, may still be one of the tenant's own.
                if (FindCalledDid(context) is { } did) return ToDid(context, did);
                bool extension = dialled.Reason == NumberFault.UnknownExtension;
                return context.EndCall(
                    extension ? context.Announcements.ExtensionNotFound : context.Announcements.InvalidNumber, RoutingOutcome.Invalid);
        }
    }

    private static string KindName(DialledNumberKind kind) => kind switch
    {
        DialledNumberKind.Emergency => "emergency",
        DialledNumberKind.Extension => "extension",
        DialledNumberKind.FeatureCode => "feature-code",
        DialledNumberKind.ShortCode => "short-code",
        DialledNumberKind.E164 => "e164",
        DialledNumberKind.SipUser => "sip-user",
        DialledNumberKind.Anonymous => "anonymous",
        _ => "invalid",
    };
}
