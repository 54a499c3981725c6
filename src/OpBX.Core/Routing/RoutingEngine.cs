using OpBX.Calls;
using OpBX.Cxml;
using OpBX.Outbound;
using OpBX.Tenants;

namespace OpBX.Routing;

/// <summary>
/// Decides calls. Pure and synchronous: the same snapshot, request, step, instant and answers give the same decision. It
/// may be used by any number of threads.
/// </summary>
public sealed class RoutingEngine
{
    /// <summary>The most destinations that one request may enter (rule R4).</summary>
    public const int MaxRequestHops = 25;

    /// <summary>An engine with the built-in destinations and default options.</summary>
    public RoutingEngine() : this(RoutingCatalog.Default, new RoutingOptions()) { }

    /// <summary>An engine with the built-in outbound policy.</summary>
    /// <param name="catalog">Destinations and strategies; snapshots must be built with the same.</param>
    /// <param name="options">Texts and choices.</param>
    public RoutingEngine(RoutingCatalog catalog, RoutingOptions options) : this(catalog, options, new OutboundPolicy(new OutboundOptions())) { }

    /// <summary>An engine of the given parts.</summary>
    /// <param name="catalog">Destinations and strategies; snapshots must be built with the same.</param>
    /// <param name="options">Texts and choices.</param>
    /// <param name="outbound">The outbound policy.</param>
    public RoutingEngine(RoutingCatalog catalog, RoutingOptions options, IOutboundPolicy outbound)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(outbound);
        Catalog = catalog;
        Options = options;
        Outbound = outbound;
    }

    /// <summary>Destinations and strategies: what snapshots for this engine are built with.</summary>
    public RoutingCatalog Catalog { get; }

    internal RoutingOptions Options { get; }

    internal IOutboundPolicy Outbound { get; }

    /// <summary>
    /// Decides the first request of a call. Questions are answered as if the shared state did not answer (rule F2); use
    /// <see cref="Decide"/> to answer them yourself.
    /// </summary>
    public RoutingResult Route(TenantSnapshot tenant, VoiceRequest request, DateTimeOffset now) => Route(tenant, request, RoutingStep.Start, now);

    /// <inheritdoc cref="Route(TenantSnapshot, VoiceRequest, DateTimeOffset)" />
    /// <param name="tenant">The tenant's configuration.</param>
    /// <param name="request">The request of the platform.</param>
    /// <param name="step">Where it stands in its call.</param>
    /// <param name="now">The instant.</param>
    public RoutingResult Route(TenantSnapshot tenant, VoiceRequest request, RoutingStep step, DateTimeOffset now)
    {
        RoutingAnswers answers = RoutingAnswers.None;
        while (true)
        {
            if (TryDecide(tenant, request, step, now, answers, out RoutingQuestion? question) is { } result) return result;
            answers = question switch
            {
                RoutingQuestion.TurnNeeded turn => answers.WithTurn(turn.Request.RingGroupId, 0),
                RoutingQuestion.AdmissionNeeded admission => answers.WithAdmission(admission.Request.Key, new AdmissionAnswer(AdmissionVerdict.Unknown, 0, null)),
                _ => throw new InvalidOperationException("Unknown question."),
            };
        }
    }

    /// <summary>Decides one request, or says what must be asked first.</summary>
    /// <param name="tenant">The tenant's configuration.</param>
    /// <param name="request">The request of the platform.</param>
    /// <param name="step">Where it stands in its call.</param>
    /// <param name="now">The instant.</param>
    /// <param name="answers">Answers to questions asked before.</param>
    public RoutingDecision Decide(TenantSnapshot tenant, VoiceRequest request, RoutingStep step, DateTimeOffset now, RoutingAnswers answers)
    {
        RoutingResult? result = TryDecide(tenant, request, step, now, answers, out RoutingQuestion? question);
        return result is null ? new RoutingDecision.Open(question!) : new RoutingDecision.Done(result);
    }

    private RoutingResult? TryDecide(
        TenantSnapshot tenant, VoiceRequest request, RoutingStep step, DateTimeOffset now, RoutingAnswers answers, out RoutingQuestion? question)
    {
        ArgumentNullException.ThrowIfNull(tenant);
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(step);
        ArgumentNullException.ThrowIfNull(answers);
        var context = new RoutingContext(this, tenant, request, step, now, answers);
        var flow = new RoutingFlow(context);
        RoutingAction action = flow.Follow(step.IsStart ? CallEntry.Enter(context) : Resume(context, ref flow));
        question = (action as RoutingAction.Ask)?.Question;
        return question is null ? Finish(context, (RoutingAction.Respond)action) : null;
    }

    private static RoutingAction Resume(RoutingContext context, ref RoutingFlow flow)
    {
        RoutingStep step = context.Step;
        context.Caller = CallEntry.FindCaller(context);
        Destination destination = context.Bind(step.At);
        context.Node = step.At;
        if (step.Hops > RoutingStep.MaxSessionHops) return new RoutingAction.Loop("session-hops");
        if (destination.Handler is null || destination.Target.Fault is not null)
        {
            context.Trace("R4", "bad-continuation", destination.Target.Fault);
            return context.EndCall(context.Announcements.CallLost, RoutingOutcome.BadContinuation);
        }
        context.Trace("R5", "continue", step.Stage);
        // What the caller chose may lead back to where it was chosen: «press 9 to hear this again» (rule R4).
        bool callerInput = !string.IsNullOrEmpty(context.Request.Digits) || !string.IsNullOrEmpty(context.Request.SpeechResult);
        if (!callerInput) flow.Visit(step.At);
        return destination.Handler.Continue(context, destination.Target);
    }

    private static RoutingResult Finish(RoutingContext context, RoutingAction.Respond answer)
    {
        context.Trace("R", answer.Outcome.Value ?? "", null);
        return new RoutingResult
        {
            Response = answer.Response,
            Outcome = answer.Outcome,
            Trace = context.TakeTrace(),
            DidId = context.DidId,
            ExtensionId = context.ExtensionId,
            RingGroupId = context.RingGroupId,
            Events = context.Events is null ? [] : [.. context.Events],
        };
    }
}
