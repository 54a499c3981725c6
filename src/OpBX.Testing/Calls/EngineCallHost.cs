using System.Buffers;
using OpBX.Cxml;
using OpBX.Outbound;
using OpBX.Routing;
using OpBX.State;
using OpBX.Tenants;

namespace OpBX.Calls;

/// <summary>Plays calls against the engine itself: no server, no container.</summary>
internal sealed class EngineCallHost(TenantSnapshot tenant, RoutingEngine engine, IOpBXState state) : ICallHost
{
    private const string StartUrl = "/voice/route";
    private const string ContinuePath = "/voice/continue";

    /// <summary>The configuration that decides from now on.</summary>
    public TenantSnapshot Tenant { get; set; } = tenant;

    public RoutingEngine Engine => engine;

    public string? Domain { get; set; }

    public RequestTarget Start => new(StartUrl, StartUrl, HttpMethod.Post);

    public string? Resolve(string url, string current, bool isRedirect) => url.Contains("://", StringComparison.Ordinal) ? null : url;

    public async Task<HostAnswer> AskAsync(RequestTarget target, PlatformRequest request, CancellationToken cancellationToken)
    {
        RoutingStep step = StepOf(target.Local);
        VoiceRequest voice = request.ToVoiceRequest();
        RoutingAnswers answers = RoutingAnswers.None;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            switch (engine.Decide(Tenant, voice, step, request.Now, answers))
            {
                case RoutingDecision.Done { Result: var result }:
                    var document = new ArrayBufferWriter<byte>();
                    CxmlWriter.Write(result.Response, document);
                    return new HostAnswer(document.WrittenSpan.ToArray()) { Decision = result };
                case RoutingDecision.Open { Question: RoutingQuestion.TurnNeeded turn }:
                    long first = await TurnAsync(turn, cancellationToken).ConfigureAwait(false);
                    answers = answers.WithTurn(turn.Request.RingGroupId, first);
                    break;
                case RoutingDecision.Open { Question: RoutingQuestion.AdmissionNeeded admission }:
                    AdmissionAnswer answer = await AdmitAsync(admission, cancellationToken).ConfigureAwait(false);
                    answers = answers.WithAdmission(admission.Request.Key, answer);
                    break;
            }
        }
    }

    public Task<int?> ReportRecordingAsync(string url, string current, string body, CancellationToken cancellationToken) => Task.FromResult<int?>(null);

    /// <summary>What the call's CDR does to the limits.</summary>
    public async Task EndAsync(string session, TimeSpan talked, CancellationToken cancellationToken)
    {
        try
        {
            await state.Admission.ReleaseAsync(Tenant.Id, session, (int)talked.TotalSeconds, cancellationToken).ConfigureAwait(false);
        }
        catch (OpBXStateException)
        {
            // Without shared state nothing was counted (rule F2).
        }
    }

    private static RoutingStep StepOf(string url)
    {
        string path = url.Split('?', 2)[0];
        if (path == StartUrl) return RoutingStep.Start;
        if (path == ContinuePath && RoutingStep.TryParse(url, out RoutingStep step)) return step;
        throw new CallSimulationException($"The engine wrote a URL that it can't read back: {CallSimulationException.Mask(url)}");
    }

    private async ValueTask<long> TurnAsync(RoutingQuestion.TurnNeeded turn, CancellationToken cancellationToken)
    {
        try
        {
            long first = await state.Rotation.NextAsync(turn.Request, cancellationToken).ConfigureAwait(false);
            return turn.Request.Members.Contains(first) ? first : 0;
        }
        catch (OpBXStateException)
        {
            return 0;
        }
    }

    private async ValueTask<AdmissionAnswer> AdmitAsync(RoutingQuestion.AdmissionNeeded admission, CancellationToken cancellationToken)
    {
        try
        {
            return await state.Admission.AdmitAsync(admission.Request, cancellationToken).ConfigureAwait(false);
        }
        catch (OpBXStateException)
        {
            return new AdmissionAnswer(AdmissionVerdict.Unknown, 0, null);
        }
    }
}
