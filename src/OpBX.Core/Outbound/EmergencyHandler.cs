using OpBX.Calls;
using OpBX.Cxml;
using OpBX.Numbers;
using OpBX.Routing;
using OpBX.Tenants;

namespace OpBX.Outbound;

/// <summary>
/// An emergency number dialled by a subscriber (rule N3): dialled unchanged, asked of nobody, tried a second time without
/// trunk, and reported to the observers.
/// </summary>
internal sealed class EmergencyHandler : IDestinationHandler
{
    private const int SecondAttempt = 2;

    public DestinationKind Kind => DestinationKind.Emergency;

    public DestinationTarget Parse(string target)
        => string.IsNullOrWhiteSpace(target) ? DestinationTarget.Invalid("no-number") : DestinationTarget.Of(target);

    /// <summary>Only what a caller dialled leads here, after it was found to be an emergency number.</summary>
    public RoutingAction Enter(IRoutingContext context, DestinationTarget target)
        => context.Step.IsStart
            ? Dial((RoutingContext)context, (string)target.Value!, isRetry: false)
            : new RoutingAction.Unavailable("dialled-only", null);

    public RoutingAction Continue(IRoutingContext context, DestinationTarget target)
    {
        var routing = (RoutingContext)context;
        if (context.Request.DialResult == DialResult.Answered) return context.HangUp(RoutingOutcome.Hangup);
        TenantSnapshot tenant = routing.Tenant;
        string number = (string)target.Value!;
        // The number comes from a URL: only a real emergency number may skip the policy.
        bool real = routing.Numbers.IsEmergency(number, tenant.Country, null, tenant.EmergencyNumbers, out string emergency);
        if (!real || context.Step.Turn >= SecondAttempt) return context.EndCall(context.Announcements.OutboundFailed, RoutingOutcome.NoAnswer);
        return Dial(routing, emergency, isRetry: true);
    }

    private static RoutingAction.Respond Dial(RoutingContext context, string number, bool isRetry)
    {
        CallerIdBook callerIds = context.Tenant.CallerIds;
        string? callerId = callerIds.EmergencyCallerIdFor(context.Caller);
        string? trunk = isRetry ? null : callerIds.EmergencyTrunk;
        context.Trace("N3", isRetry ? "retry-without-trunk" : "dial", trunk);
        context.Raise(new EmergencyCallPlaced
        {
            Tenant = context.Tenant.Id,
            Session = context.Request.CallToken,
            At = context.Now,
            From = context.Request.From ?? "",
            To = context.Request.To ?? "",
            EmergencyNumber = number,
            ExtensionId = context.Caller?.Id,
            CallerId = callerId,
            Trunk = trunk,
            IsRetry = isRetry,
        });
        if (context.ExtensionId == 0) context.ExtensionId = context.Caller?.Id ?? 0;
        var dial = new Dial(new Number(number))
        {
            CallerId = callerId,
            Trunks = trunk,
            Action = context.Action(context.NextStep() with { Turn = isRetry ? SecondAttempt : 1 }),
        };
        return new RoutingAction.Respond(new CxmlResponse(dial), RoutingOutcome.Emergency);
    }
}
