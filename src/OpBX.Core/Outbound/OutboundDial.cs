using OpBX.Calls;
using OpBX.Cxml;
using OpBX.Routing;

namespace OpBX.Outbound;

/// <summary>Dials one public number when policy and limits allow it (rules O3, O4).</summary>
internal static class OutboundDial
{
    /// <summary>Seconds that a public number rings; networks play their own announcements after about that time.</summary>
    public const int RingTimeout = 60;

    /// <summary>The Dial, the question that comes first, or null when the call is refused.</summary>
    public static RoutingAction? Place(RoutingContext context, in OutboundCall call, int timeout, RoutingStep next)
    {
        OutboundPermit permit = context.Authorize(call, "", out RoutingQuestion? question);
        if (question is not null) return new RoutingAction.Ask(question);
        if (!permit.IsGranted)
        {
            context.RefusedByLimit = permit.RefusedBy is not null;
            return null;
        }
        var dial = new Dial(new Number(call.Number.Value))
        {
            CallerId = permit.Verdict.CallerId,
            Trunks = permit.Verdict.Trunk,
            Timeout = timeout,
            TimeLimit = permit.TimeLimitSeconds,
            Action = context.Action(next),
        };
        return new RoutingAction.Respond(
            CallRecording.Document(context, dial, next, outbound: true, call.Extension?.Id), RoutingOutcome.DialOut);
    }

    /// <summary>A refused call that the tenant itself wanted to place: the nearest alternative, else a sentence.</summary>
    public static RoutingAction Unavailable(RoutingContext context)
        => new RoutingAction.Unavailable(
            "denied", context.RefusedByLimit ? context.Announcements.OutboundLimited : context.Announcements.OutboundDenied)
        {
            Outcome = RoutingOutcome.Denied,
        };

    /// <summary>What follows when the Dial ended.</summary>
    public static RoutingAction Ended(IRoutingContext context)
        => context.Request.DialResult == DialResult.Answered
            ? context.HangUp(RoutingOutcome.Hangup)
            : context.EndCall(context.Announcements.OutboundFailed, RoutingOutcome.NoAnswer);
}
