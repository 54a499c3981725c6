using System.Collections.Immutable;
using System.Globalization;
using OpBX.Calls;
using OpBX.Cxml;
using OpBX.Extensions;
using OpBX.Numbers;
using OpBX.Outbound;
using OpBX.Recordings;
using OpBX.RingGroups;
using OpBX.Tenants;

namespace OpBX.Routing;

/// <summary>The state of one decision in progress.</summary>
internal sealed class RoutingContext : IRoutingContext
{
    private readonly RoutingEngine _engine;
    private readonly RoutingAnswers _answers;
    /// <summary>Grows to the longest trace of a thread; each decision takes a copy of its own steps.</summary>
    [ThreadStatic]
    private static TraceStep[]? t_traceBuffer;

    private TraceStep[] _trace = TakeTraceBuffer();
    private int _traceCount;
    private List<CallEvent>? _events;

    public RoutingContext(RoutingEngine engine, TenantSnapshot tenant, VoiceRequest request, RoutingStep step, DateTimeOffset now, RoutingAnswers answers)
    {
        _engine = engine;
        _answers = answers;
        Tenant = tenant;
        Request = request;
        Step = step;
        Now = now;
        Hops = step.Hops;
        Groups = step.Groups;
        Attempts = step;
        // A call made by REST is routed when its callee is on the line (rule R1).
        IsAnswered = step.Answered || request.AnsweredAt is not null || request.Direction == CallDirection.OutboundApi;
    }

    public TenantSnapshot Tenant { get; }

    public VoiceRequest Request { get; }

    public RoutingStep Step { get; }

    public DateTimeOffset Now { get; }

    public DestinationRef Node { get; set; }

    public Extension? Caller { get; set; }

    public bool IsAnswered { get; set; }

    /// <summary>Destinations entered in the session (rule R4).</summary>
    public int Hops { get; set; }

    /// <summary>Ring groups entered since the caller last pressed a key.</summary>
    public ImmutableArray<long> Groups { get; set; }

    /// <summary>Carries the failed attempts by menu.</summary>
    public RoutingStep Attempts { get; set; }

    /// <summary>Whether the last refused outbound call met a limit rather than the policy.</summary>
    public bool RefusedByLimit { get; set; }

    /// <summary>What the request turned out to be about, for the call log (rule S2).</summary>
    public long DidId { get; set; }

    public long ExtensionId { get; set; }

    public long RingGroupId { get; set; }

    public INumberNormalizer Numbers => _engine.Catalog.Numbers;

    public RoutingOptions Options => _engine.Options;

    public Announcements Announcements => _engine.Options.Announcements;

    public RoutingCatalog Catalog => _engine.Catalog;

    ITenantSnapshot IRoutingContext.Tenant => Tenant;

    public IReadOnlyList<CallEvent>? Events => _events;

    public void Trace(string rule, string code, string? detail)
    {
        if (_traceCount == _trace.Length) Array.Resize(ref _trace, Math.Max(16, _traceCount * 2));
        _trace[_traceCount++] = new TraceStep(Node, rule, code, detail);
    }

    /// <summary>The trace of the finished decision; nothing is traced after it.</summary>
    public RoutingTrace TakeTrace()
    {
        var trace = new RoutingTrace(_trace.AsSpan(0, _traceCount)) { SnapshotVersion = Tenant.Version };
        _trace.AsSpan(0, _traceCount).Clear();
        t_traceBuffer = _trace;
        _trace = [];
        _traceCount = 0;
        return trace;
    }

    /// <summary>A nested decision of the same thread finds no buffer and makes its own.</summary>
    private static TraceStep[] TakeTraceBuffer()
    {
        TraceStep[] buffer = t_traceBuffer ?? new TraceStep[16];
        t_traceBuffer = null;
        return buffer;
    }

    public void Raise(CallEvent callEvent) => (_events ??= []).Add(callEvent);

    public RoutingStep NextStep() => new()
    {
        At = Node,
        Hops = Hops,
        Answered = IsAnswered,
        Announced = Step.Announced,
        Attempts = Attempts.Attempts,
        Groups = Groups,
    };

    public CxmlUrl Action(RoutingStep next)
    {
        ArgumentNullException.ThrowIfNull(next);
        return CxmlUrl.Relative(next);
    }

    public CxmlUrl RecordingCallback(RecordingKind kind, long? extensionId)
    {
        if (Tenant.KeyHash.Length == 0 || Request.CallToken is not { } session) return default;
        long expires = Now.Add(Options.RecordingCallbackLifetime).ToUnixTimeSeconds();
        return RecordingCallbackSigner.BuildPath(Tenant.KeyHash, Tenant.DomainName, session, extensionId, kind, expires);
    }

    public Destination Bind(DestinationRef destination) => _engine.Catalog.Bind(destination);

    public RoutingAction EndCall(string sentence, RoutingOutcome outcome)
        => new RoutingAction.Respond(new CxmlResponse(Sentence(sentence), new Hangup()), outcome);

    public RoutingAction HangUp(RoutingOutcome outcome) => new RoutingAction.Respond(new CxmlResponse(new Hangup()), outcome);

    /// <summary>A sentence in the standard voice, which does not answer a call that is not answered yet (rule R3).</summary>
    public Say Sentence(string text) => new(text)
    {
        Answer = IsAnswered ? null : false,
        Voice = Announcements.Voice,
        Language = Announcements.Language,
    };

    /// <summary>A sentence inside a prompt, which answers the call.</summary>
    public Say Prompt(string text) => new(text) { Voice = Announcements.Voice, Language = Announcements.Language };

    /// <summary>What the outbound policy says, limits aside.</summary>
    public OutboundVerdict EvaluateOutbound(in OutboundCall call) => _engine.Outbound.Evaluate(Tenant, call);

    public OutboundPermit Authorize(in OutboundCall call, string legKey, out RoutingQuestion? question)
    {
        question = null;
        OutboundVerdict verdict = EvaluateOutbound(call);
        if (!Tenant.OutboundRules.Faults.IsEmpty) Trace("O2", "unusable-rules", null);
        Trace("O2", verdict.Reason, verdict.Rule?.Name ?? call.Number.Value);
        if (!verdict.IsAllowed) return new OutboundPermit(verdict, 0, null);
        Trace("O3", verdict.CallerIdSource ?? "no-caller-id", verdict.CallerId);

        OutboundLimits organization = Tenant.CallerIds.OrganizationLimits;
        OutboundLimits extension = call.Extension is { } caller ? Tenant.CallerIds.LimitsOf(caller.Id) : OutboundLimits.None;
        int maxSeconds = Tenant.CallerIds.MaxCallSeconds;
        if (organization.IsUnlimited && extension.IsUnlimited) return new OutboundPermit(verdict, maxSeconds, null);

        // Bound to session and step, so that a repeated webhook counts nothing twice (rule R5).
        string stage = string.Create(CultureInfo.InvariantCulture, $"{Step.At}/{Step.Hops}/{Step.Turn}/{Step.Tried.Length}");
        string key = $"{stage}/{Node}/{legKey}";
        if (!_answers.Admissions.TryGetValue(key, out AdmissionAnswer answer))
        {
            question = new RoutingQuestion.AdmissionNeeded(new AdmissionRequest
            {
                Tenant = Tenant.Id,
                Session = Request.CallToken,
                Step = key,
                Stage = stage,
                Number = call.Number,
                ExtensionId = call.Extension?.Id,
                Organization = organization,
                Extension = extension,
                MaxSeconds = maxSeconds,
            });
            return new OutboundPermit(verdict, 0, "not-asked");
        }
        return Permit(verdict, answer, call.Number, maxSeconds);
    }

    private OutboundPermit Permit(in OutboundVerdict verdict, AdmissionAnswer answer, PhoneNumber number, int maxSeconds)
    {
        switch (answer.Verdict)
        {
            case AdmissionVerdict.Admitted:
                return new OutboundPermit(verdict, Math.Clamp(answer.MaxSeconds, 1, maxSeconds), null);
            case AdmissionVerdict.Refused:
                Trace("O4", "limit", answer.Limit);
                return new OutboundPermit(verdict, 0, answer.Limit ?? "limit");
            default:
                // Nobody can count: only what is cheap stays open.
                bool cheap = Numbers.IsDomestic(number, Tenant.Country)
                    && Numbers.RateOf(number) is not (NumberRate.Premium or NumberRate.SharedCost);
                Trace("O4", cheap ? "state-down-open" : "state-down-closed", number.Value);
                return new OutboundPermit(verdict, maxSeconds, cheap ? null : "state-down");
        }
    }

    public long? TurnOf(TurnRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (!_answers.Turns.TryGetValue(request.RingGroupId, out long first)) return null;
        if (first > 0) return first;
        Trace("F2", "turn-from-session", null);
        return request.Members[(int)(SessionHash.Of(Request.CallToken) % (uint)request.Members.Count)];
    }
}
