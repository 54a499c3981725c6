using OpBX.Cxml;

namespace OpBX.Routing;

/// <summary>What a destination wants: answer the platform, pass the call on, or ask a question.</summary>
public abstract record RoutingAction
{
    private RoutingAction() { }

    /// <summary>Answers the request.</summary>
    /// <param name="Response">The document.</param>
    /// <param name="Outcome">How the decision ended.</param>
    public sealed record Respond(CxmlResponse Response, RoutingOutcome Outcome) : RoutingAction;

    /// <summary>Passes the call on.</summary>
    /// <param name="Destination">Where to.</param>
    public sealed record GoTo(Destination Destination) : RoutingAction
    {
        /// <summary>
        /// Where the call goes when <see cref="Destination"/>, or what it leads to within this request, is unavailable
        /// (rule R3): tried in order.
        /// </summary>
        public IReadOnlyList<Destination> Alternatives { get; init; } = [];
    }

    /// <summary>
    /// The destination can't take the call (rule R3). The nearest alternative is tried; without any the caller hears the
    /// sentence and the call ends.
    /// </summary>
    /// <param name="Reason">A stable code for the trace, for example <c>missing</c> or <c>inactive</c>.</param>
    /// <param name="Sentence">What the caller hears; null = the sentence for unavailable destinations.</param>
    public sealed record Unavailable(string Reason, string? Sentence) : RoutingAction
    {
        /// <summary>How the decision ends when there is no alternative.</summary>
        /// <value>Default: <see cref="RoutingOutcome.Unavailable"/>.</value>
        public RoutingOutcome Outcome { get; init; } = RoutingOutcome.Unavailable;
    }

    /// <summary>The call ran in a circle (rule R4): apology, hang up.</summary>
    /// <param name="Reason">A stable code for the trace.</param>
    public sealed record Loop(string Reason) : RoutingAction;

    /// <summary>A question must be answered before this request can be (whose turn is it, may this call start).</summary>
    /// <param name="Question">The question.</param>
    public sealed record Ask(RoutingQuestion Question) : RoutingAction;
}
