using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OpBX.Calls;
using OpBX.Diagnostics;
using OpBX.Outbound;
using OpBX.RingGroups;
using OpBX.State;
using OpBX.Tenants;

namespace OpBX.Routing;

/// <summary>The asynchronous shell around the engine: snapshot, questions, events, logs, measurements.</summary>
internal sealed class CallRouter(
    TenantSnapshotCache snapshots,
    RoutingEngine engine,
    IOpBXState state,
    ICallEventSink events,
    CallTraces traces,
    IOptions<RoutingOptions> options,
    TimeProvider time,
    OpBXMetrics metrics,
    ILogger<CallRouter> logger) : ICallRouter
{
    /// <summary>How long one question to the shared state may take, whatever its provider does (rule F2).</summary>
    private static readonly TimeSpan StateWait = TimeSpan.FromMilliseconds(250);

    /// <summary>More questions than a decision can have; ends a handler that keeps asking.</summary>
    private const int MaxQuestions = 256;

    public async ValueTask<RoutingResult> RouteAsync(TenantId tenant, VoiceRequest request, RoutingStep step, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(step);
        long started = time.GetTimestamp();
        using Activity? activity = OpBXDiagnostics.Source.StartActivity(OpBXDiagnostics.RouteActivity);
        RoutingResult result;
#pragma warning disable CA1031 // A live call always gets an answer (rule F1).
        try
        {
            result = await DecideAsync(tenant, request, step, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            result = Safe(tenant, request, step, "cancelled");
        }
        catch (Exception exception)
        {
            RoutingLog.Fault(logger, request.CallToken, tenant.Value, exception);
            result = Safe(tenant, request, step, "fault");
        }
#pragma warning restore CA1031
        Report(tenant, request, step, result, activity, time.GetElapsedTime(started));
        return result;
    }

    private async ValueTask<RoutingResult> DecideAsync(TenantId tenant, VoiceRequest request, RoutingStep step, CancellationToken cancellationToken)
    {
        if (await snapshots.GetAsync(tenant, cancellationToken).ConfigureAwait(false) is not { } lease)
        {
            RoutingLog.NoSnapshot(logger, request.CallToken, tenant.Value);
            return Safe(tenant, request, step, "no-snapshot");
        }
        DateTimeOffset now = time.GetUtcNow();
        RoutingAnswers answers = RoutingAnswers.None;
        for (int asked = 0; asked < MaxQuestions; asked++)
        {
            RoutingDecision decision = engine.Decide(lease.Snapshot, request, step, now, answers);
            if (decision is RoutingDecision.Done done) return lease.IsStale ? MarkStale(done.Result) : done.Result;
            answers = await AnswerAsync(((RoutingDecision.Open)decision).Question, answers, tenant, request, cancellationToken).ConfigureAwait(false);
        }
        throw new InvalidOperationException("The decision keeps asking questions.");
    }

    private async ValueTask<RoutingAnswers> AnswerAsync(
        RoutingQuestion question, RoutingAnswers answers, TenantId tenant, VoiceRequest request, CancellationToken cancellationToken)
    {
        switch (question)
        {
            case RoutingQuestion.TurnNeeded turn:
                long? first = await AskAsync(token => state.Rotation.NextAsync(turn.Request, token), tenant, request, cancellationToken).ConfigureAwait(false);
                return answers.WithTurn(turn.Request.RingGroupId, first is { } member && turn.Request.Members.Contains(member) ? member : 0);
            case RoutingQuestion.AdmissionNeeded admission:
                AdmissionAnswer? answer = await AskAsync(token => state.Admission.AdmitAsync(admission.Request, token), tenant, request, cancellationToken).ConfigureAwait(false);
                return answers.WithAdmission(admission.Request.Key, answer ?? new AdmissionAnswer(AdmissionVerdict.Unknown, 0, null));
            default:
                throw new InvalidOperationException("Unknown question.");
        }
    }

    private async ValueTask<T?> AskAsync<T>(Func<CancellationToken, ValueTask<T>> ask, TenantId tenant, VoiceRequest request, CancellationToken cancellationToken)
        where T : struct
    {
#pragma warning disable CA1031 // Whatever the shared state does, the call goes on without it (rule F2).
        try
        {
            ValueTask<T> asking = ask(cancellationToken);
            return asking.IsCompleted
                ? await asking.ConfigureAwait(false)
                : await asking.AsTask().WaitAsync(StateWait, time, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            RoutingLog.StateDown(logger, request.CallToken, tenant.Value, exception);
            return null;
        }
#pragma warning restore CA1031
    }

    private RoutingResult Safe(TenantId tenant, VoiceRequest request, RoutingStep step, string why) => new()
    {
        Response = SafeDocument.For(request, step, options.Value.Announcements),
        Outcome = RoutingOutcome.Safe,
        Events = SafeDocument.EmergencyOf(request, step) is { } emergency
            ?
            [
                new EmergencyCallPlaced
                {
                    Tenant = tenant,
                    Session = request.CallToken,
                    At = time.GetUtcNow(),
                    From = request.From ?? "",
                    To = request.To ?? "",
                    EmergencyNumber = emergency,
                },
            ]
            : [],
        Trace = new RoutingTrace([new TraceStep(step.At, "F1", why, null)]),
    };

    private static RoutingResult MarkStale(RoutingResult result) => new()
    {
        Response = result.Response,
        Outcome = result.Outcome,
        DidId = result.DidId,
        ExtensionId = result.ExtensionId,
        RingGroupId = result.RingGroupId,
        Events = result.Events,
        Trace = new RoutingTrace([.. result.Trace, new TraceStep(default, "A2", "stale", null)])
        {
            SnapshotVersion = result.Trace.SnapshotVersion,
            IsStale = true,
        },
    };

    private void Report(TenantId tenant, VoiceRequest request, RoutingStep step, RoutingResult result, Activity? activity, TimeSpan elapsed)
    {
        string outcome = result.Outcome.Value ?? "";
        string kind = LastKind(result.Trace);
        metrics.Decided(outcome, kind, elapsed);
        if (activity is not null)
        {
            activity.SetTag("opbx.outcome", outcome);
            activity.SetTag("opbx.kind", kind);
            activity.SetTag("opbx.stage", step.IsStart ? "start" : step.At.Kind.Value);
        }
        traces.Add(tenant, request.CallToken, new CallDecision(time.GetUtcNow(), step.At, result.Outcome, result.Trace));
        if (result.Outcome == RoutingOutcome.Loop) RoutingLog.Loop(logger, request.CallToken, tenant.Value, result.Trace.ToString());
        else if (logger.IsEnabled(LogLevel.Debug)) RoutingLog.Decided(logger, request.CallToken, tenant.Value, outcome, result.Trace.ToString());
        if (step.IsStart && result.Outcome != RoutingOutcome.Safe) events.Post(Routed(tenant, request, result));
        foreach (CallEvent callEvent in result.Events)
        {
            if (callEvent is EmergencyCallPlaced emergency)
            {
                RoutingLog.Emergency(logger, emergency.ExtensionId, tenant.Value, emergency.EmergencyNumber, emergency.Session);
            }
            events.Post(callEvent);
        }
    }

    private CallRouted Routed(TenantId tenant, VoiceRequest request, RoutingResult result) => new()
    {
        Tenant = tenant,
        Session = request.CallToken,
        At = time.GetUtcNow(),
        From = request.From ?? "",
        To = request.To ?? "",
        Direction = request.Direction,
        Outcome = result.Outcome,
        DidId = result.DidId,
        ExtensionId = result.ExtensionId,
        RingGroupId = result.RingGroupId,
    };

    /// <summary>The kind of destination that answered; custom kinds are few, so this stays a small set of tags.</summary>
    private static string LastKind(RoutingTrace trace)
    {
        ReadOnlySpan<TraceStep> steps = trace.AsSpan();
        for (int i = steps.Length - 1; i >= 0; i--)
        {
            if (steps[i].Node.Kind.Value is { } kind) return kind;
        }
        return "none";
    }
}
