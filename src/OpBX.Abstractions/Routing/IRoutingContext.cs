using OpBX.Calls;
using OpBX.Cxml;
using OpBX.Extensions;
using OpBX.Outbound;
using OpBX.RingGroups;
using OpBX.Tenants;

namespace OpBX.Routing;

/// <summary>All that a destination handler may read and do. One context serves one decision; it is never shared or kept.</summary>
public interface IRoutingContext
{
    /// <summary>The tenant's configuration.</summary>
    ITenantSnapshot Tenant { get; }

    /// <summary>The request of the platform.</summary>
    VoiceRequest Request { get; }

    /// <summary>Where the request stands in its call.</summary>
    RoutingStep Step { get; }

    /// <summary>The instant of the decision.</summary>
    DateTimeOffset Now { get; }

    /// <summary>The spoken texts.</summary>
    Announcements Announcements { get; }

    /// <summary>The destination being decided.</summary>
    DestinationRef Node { get; }

    /// <summary>The extension that places the call, when a subscriber does; null otherwise. It may be inactive.</summary>
    Extension? Caller { get; }

    /// <summary>Whether the call has been answered (rule R3).</summary>
    bool IsAnswered { get; }

    /// <summary>Notes why the decision goes the way it goes.</summary>
    /// <param name="rule">The rule id.</param>
    /// <param name="code">A stable code.</param>
    /// <param name="detail">The value looked at; never a secret.</param>
    void Trace(string rule, string code, string? detail);

    /// <summary>
    /// A continuation of the current destination, to be completed with <see langword="with"/>: hops, answered state, menu
    /// attempts and ring groups are filled in.
    /// </summary>
    RoutingStep NextStep();

    /// <summary>The continuation as the action of a verb.</summary>
    CxmlUrl Action(RoutingStep next);

    /// <summary>The address to which the platform reports a recording; it authenticates itself (rule H6).</summary>
    /// <param name="kind">What is recorded.</param>
    /// <param name="extensionId">The owner; null = nobody in particular.</param>
    CxmlUrl RecordingCallback(RecordingKind kind, long? extensionId);

    /// <summary>Binds a destination that stands in a text of the configuration.</summary>
    Destination Bind(DestinationRef destination);

    /// <summary>Speaks a sentence and ends the call. While the call is unanswered it stays so (rule R3).</summary>
    RoutingAction EndCall(string sentence, RoutingOutcome outcome);

    /// <summary>Ends the call without a word.</summary>
    RoutingAction HangUp(RoutingOutcome outcome);

    /// <summary>Whether and how a public number may be dialled, limits included (rules O1–O4).</summary>
    /// <param name="call">The call.</param>
    /// <param name="legKey">Tells apart the legs that one step dials; empty when it dials one.</param>
    /// <param name="question">What must be asked first; the action to return is then <see cref="RoutingAction.Ask"/>.</param>
    OutboundPermit Authorize(in OutboundCall call, string legKey, out RoutingQuestion? question);

    /// <summary>The member that starts a round robin (rule G4); null = the question must be asked first.</summary>
    long? TurnOf(TurnRequest request);
}

/// <summary>What a recording is of (rule V2).</summary>
public enum RecordingKind
{
    /// <summary>A voicemail.</summary>
    Voicemail,

    /// <summary>A conversation.</summary>
    Call,

    /// <summary>A conference.</summary>
    Conference,
}

/// <summary>An outbound call that may be dialled, or the reason why it may not.</summary>
/// <param name="Verdict">What the policy says.</param>
/// <param name="TimeLimitSeconds">The longest the call may last (rule O4).</param>
/// <param name="RefusedBy">The limit that refused it; null = none did.</param>
public readonly record struct OutboundPermit(OutboundVerdict Verdict, int TimeLimitSeconds, string? RefusedBy)
{
    /// <summary>Whether the call may be dialled.</summary>
    public bool IsGranted => Verdict.IsAllowed && RefusedBy is null;
}
