namespace OpBX.Routing;

/// <summary>A sentence, then the end of the call.</summary>
internal sealed class HangupHandler : IDestinationHandler
{
    public DestinationKind Kind => DestinationKind.Hangup;

    public DestinationTarget Parse(string target) => DestinationTarget.None;

    public RoutingAction Enter(IRoutingContext context, DestinationTarget target)
        => context.EndCall(context.Announcements.Goodbye, RoutingOutcome.Hangup);

    public RoutingAction Continue(IRoutingContext context, DestinationTarget target) => context.HangUp(RoutingOutcome.Hangup);
}
