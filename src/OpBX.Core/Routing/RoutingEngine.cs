using System.Collections.Immutable;
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
    public RoutingEngine(RoutingCatalog catalog, RoutingOptions options) : this(catalog, options, new OutboundPolicy()) { }

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
            switch (Decide(tenant, request, step, now, answers))
            {
                case RoutingDecision.Done done:
                    return done.Result;
                case RoutingDecision.Open { Question: RoutingQuestion.TurnNeeded turn }:
                    answers = answers.WithTurn(turn.Request.RingGroupId, 0);
                    break;
                case RoutingDecision.Open { Question: RoutingQuestion.AdmissionNeeded admission }:
                    answers = answers.WithAdmission(admission.Request.Key, new AdmissionAnswer(AdmissionVerdict.Unknown, 0, null));
                    break;
            }
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
        ArgumentNullException.ThrowIfNull(tenant);
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(step);
        ArgumentNullException.ThrowIfNull(answers);
        var context = new RoutingContext(this, tenant, request, step, now, answers);
        var flow = new RoutingFlow(context);
        RoutingAction action = step.IsStart ? CallEntry.Enter(context) : Resume(context, ref flow);
        return flow.Follow(action) switch
        {
            RoutingAction.Ask ask => new RoutingDecision.Open(ask.Question),
            RoutingAction.Respond answer => new RoutingDecision.Done(Finish(context, answer)),
            _ => throw new InvalidOperationException("A flow ends in an answer or a question."),
        };
    }

    private static RoutingAction Resume(RoutingContext context, ref RoutingFlow flow)
    {
        RoutingStep step = context.Step;
        context.Caller = CallEntry.FindCaller(context);
        Destination destination = context.Bind(step.At);
        context.Node = step.At;
        if (destination.Handler is null || destination.Target.Fault is not null || step.Hops > RoutingStep.MaxSessionHops)
        {
            context.Trace("R4", "bad-continuation", destination.Target.Fault);
            return context.EndCall(context.Announcements.CallLost, RoutingOutcome.BadContinuation);
        }
        context.Trace("R5", "continue", step.Stage);
        flow.Visit(step.At);
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
            Events = context.Step.IsStart ? EventsOfNewCall(context, answer.Outcome) : [.. context.Events ?? []],
        };
    }

    private static ImmutableArray<CallEvent> EventsOfNewCall(RoutingContext context, RoutingOutcome outcome)
    {
        VoiceRequest request = context.Request;
        var routed = new CallRouted
        {
            Tenant = context.Tenant.Id,
            Session = request.CallToken,
            At = context.Now,
            From = request.From ?? "",
            To = request.To ?? "",
            Direction = request.Direction,
            Outcome = outcome,
            DidId = context.DidId,
            ExtensionId = context.ExtensionId,
            RingGroupId = context.RingGroupId,
        };
        return context.Events is null ? [routed] : [routed, .. context.Events];
    }
}
