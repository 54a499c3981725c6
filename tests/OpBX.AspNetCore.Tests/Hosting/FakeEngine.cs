using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text.Json;
using OpBX.Calls;
using OpBX.Cdr;
using OpBX.Cxml;
using OpBX.Recordings;
using OpBX.Routing;
using OpBX.Sessions;
using OpBX.Tenants;

namespace OpBX.Hosting;

/// <summary>Notes what it is asked to route and answers as a test wants.</summary>
internal sealed class FakeRouter : ICallRouter
{
    public ConcurrentQueue<(TenantId Tenant, VoiceRequest Request, RoutingStep Step)> Calls { get; } = new();

    public Func<VoiceRequest, RoutingStep, CxmlResponse> Answer { get; set; } = (_, _) => new CxmlResponse(new Hangup());

    public ValueTask<RoutingResult> RouteAsync(TenantId tenant, VoiceRequest request, RoutingStep step, CancellationToken cancellationToken)
    {
        Calls.Enqueue((tenant, request, step));
        return new(new RoutingResult { Response = Answer(request, step), Outcome = RoutingOutcome.Hangup, Trace = new RoutingTrace([]) });
    }
}

/// <summary>Notes what it is given and answers as a test wants.</summary>
internal sealed class FakeIngestor : ICdrIngestor, ISessionUpdateIngestor, IRecordingIngestor, IDeadLetterStore
{
    public ConcurrentQueue<(string Kind, TenantId Tenant, string Body)> Records { get; } = new();

    public ConcurrentQueue<(TenantId Tenant, RecordingNotice Notice)> Notices { get; } = new();

    public ConcurrentQueue<DeadLetter> DeadLetters { get; } = new();

    public IngestResult Result { get; set; } = IngestResult.Stored;

    public bool KeepsDeadLetters { get; set; } = true;

    public Exception? Fault { get; set; }

    /// <summary>What every answer waits for.</summary>
    public Task Hold { get; set; } = Task.CompletedTask;

    ValueTask<IngestResult> ICdrIngestor.IngestAsync(TenantId tenant, JsonElement body, CancellationToken cancellationToken) => Take("cdr", tenant, body);

    ValueTask<IngestResult> ISessionUpdateIngestor.IngestAsync(TenantId tenant, JsonElement body, CancellationToken cancellationToken) => Take("session-update", tenant, body);

    ValueTask<IngestResult> IRecordingIngestor.IngestAsync(TenantId tenant, RecordingNotice notice, CancellationToken cancellationToken)
    {
        if (Fault is not null) throw Fault;
        Notices.Enqueue((tenant, notice));
        return new(Result);
    }

    public ValueTask<bool> AddAsync(DeadLetter letter, CancellationToken cancellationToken)
    {
        if (KeepsDeadLetters) DeadLetters.Enqueue(letter);
        return new(KeepsDeadLetters);
    }

    public async IAsyncEnumerable<DeadLetter> ListAsync(TenantId? tenant, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        foreach (DeadLetter letter in DeadLetters) yield return letter;
    }

    private async ValueTask<IngestResult> Take(string kind, TenantId tenant, JsonElement body)
    {
        if (Fault is not null) throw Fault;
        Records.Enqueue((kind, tenant, body.GetRawText()));
        await Hold;
        return Result;
    }
}
