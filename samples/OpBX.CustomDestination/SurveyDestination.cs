using OpBX.Cxml;
using OpBX.Routing;

namespace OpBX.CustomDestination;

/// <summary>A destination kind of one's own: asks the caller for a mark from 1 to 5, thanks, and hangs up.</summary>
/// <remarks>Configuration names it wherever a destination may stand: <c>{"type":"survey","target":"How was our service?"}</c>.</remarks>
public sealed class SurveyDestination : IDestinationHandler
{
    public DestinationKind Kind { get; } = new("survey");

    public DestinationTarget Parse(string target)
        => target.Length is > 0 and <= 500 ? DestinationTarget.Of(target) : DestinationTarget.Invalid("no-question");

    public RoutingAction Enter(IRoutingContext context, DestinationTarget target)
    {
        var question = new Gather(new Say($"{target.Value} Please press a key from 1, bad, to 5, excellent."))
        {
            NumDigits = 1,
            ActionOnEmptyResult = true,
            Action = context.Action(context.NextStep() with { Answered = true }),
        };
        return new RoutingAction.Respond(new CxmlResponse(question), RoutingOutcome.Gather);
    }

    public RoutingAction Continue(IRoutingContext context, DestinationTarget target)
    {
        bool valid = context.Request.Digits is "1" or "2" or "3" or "4" or "5";
        context.Trace("survey", valid ? "marked" : "no-mark", valid ? context.Request.Digits : null);
        return context.EndCall(valid ? "Thank you for your opinion. Goodbye." : "Goodbye.", RoutingOutcome.Hangup);
    }
}
