using OpBX.Routing;

namespace OpBX.Calls;

/// <summary>One decision of a call, kept with its trace.</summary>
/// <param name="At">When it was made.</param>
/// <param name="Stage">Where the call stood: the node that continued, or default = the call began.</param>
/// <param name="Outcome">What was decided.</param>
/// <param name="Trace">Why. It holds numbers and pressed keys: personal data.</param>
public sealed record CallDecision(DateTimeOffset At, DestinationRef Stage, RoutingOutcome Outcome, RoutingTrace Trace)
{
    /// <summary>Stage and outcome only.</summary>
    public override string ToString() => (Stage.Kind.Value is null ? "start" : Stage.ToString()) + " → " + Outcome.Value;
}
