using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpBX.Cdr;
using OpBX.Diagnostics;
using OpBX.Numbers;
using OpBX.Recordings;
using OpBX.Routing;
using OpBX.Storage;
using OpBX.Tenants;

namespace OpBX.Calls;

/// <summary>
/// Writes what routing knows of a call, in the background: the row of <c>call_logs</c> of its first request (rule S2) and the
/// row of <c>recordings</c> of a voicemail (rule V1).
/// </summary>
/// <remarks>
/// It observes events and, through what it calls, raises some; so it takes what it needs when the first event comes, or the
/// container would find a circle.
/// </remarks>
internal sealed class CallLogWriter(IServiceProvider services, ILogger<CallLogWriter> logger) : IRecordTaker
{
    /// <summary>What entries of the spool name it.</summary>
    public const string Source = "voice-request";

    string IRecordTaker.Source => Source;

    /// <summary>Writes what an event says, if it says something for a record; in the spool while the storage does not answer.</summary>
    public ValueTask OnCallEventAsync(CallEvent callEvent, CancellationToken cancellationToken) => callEvent switch
    {
        CallRouted { Session: { Length: > 0 } session } routed => WriteAsync(routed, session, cancellationToken),
        VoicemailReceived { Session: { Length: > 0 } session } voicemail => WriteAsync(voicemail, session, cancellationToken),
        _ => default,
    };

    private async ValueTask WriteAsync(CallRouted routed, string session, CancellationToken cancellationToken)
    {
        TenantFacts facts = await services.GetRequiredService<ITenantFacts>().GetAsync(routed.Tenant, cancellationToken).ConfigureAwait(false);
        CallReport report = Report(routed, session, facts, services.GetRequiredService<ReportedNumberReader>());
        RecordSpool spool = services.GetRequiredService<RecordSpool>();
        if (spool.IsPreferred && await SpoolAsync(routed.Tenant, report, isStorageDown: true, cancellationToken).ConfigureAwait(false)) return;
        try
        {
            await MergeAsync(routed.Tenant, report, cancellationToken).ConfigureAwait(false);
            // By this the drainer tells an entry that is refused from a storage that is down.
            services.GetRequiredService<RecordIntake>().NoteStored(Source);
            spool.NoteStorageUp();
        }
        catch (OpBXStorageException exception)
        {
            if (!await SpoolAsync(routed.Tenant, report, exception.IsTransient, cancellationToken).ConfigureAwait(false)) throw;
        }
    }

    async ValueTask<Taken> IRecordTaker.TakeAsync(TenantId tenant, ReadOnlyMemory<byte> body, DateTimeOffset receivedAt, CancellationToken cancellationToken)
    {
        JsonElement json = RecordIntake.Parse(body);
        if (TolerantJson.Text(json, "call") is not { } callId || TolerantJson.Object(json, "evidence") is not { } evidence) return Taken.Not(DeliveredBody.Malformed);
        if (CallEvidence.FromJson(callId, evidence.GetRawText()).Voice is not { } report) return Taken.Not(DeliveredBody.Malformed);
        await MergeAsync(tenant, report, cancellationToken).ConfigureAwait(false);
        return new Taken(IngestResult.Stored, null);
    }

    private async ValueTask MergeAsync(TenantId tenant, CallReport report, CancellationToken cancellationToken)
    {
        RecordResult result = await services.GetRequiredService<IOpBXStorage>().CallLogs.MergeAsync(tenant, report, cancellationToken).ConfigureAwait(false);
        if (result.Outcome == RecordOutcome.ForeignToken) RecordLog.ForeignSession(logger, tenant.Value, report.CallId);
        await services.GetRequiredService<CallLogEffects>().ApplyAsync(tenant, result).ConfigureAwait(false);
    }

    private ValueTask<bool> SpoolAsync(TenantId tenant, CallReport report, bool isStorageDown, CancellationToken cancellationToken)
    {
        string body = $$"""{"call":{{"\"" + JsonEncodedText.Encode(report.CallId) + "\""}},"evidence":{{CallEvidence.None.With(report).ToJson()}}}""";
        var entry = new SpoolEntry { Source = Source, Tenant = tenant, ReceivedAt = report.At, Session = report.CallId, Body = Encoding.UTF8.GetBytes(body) };
        return services.GetRequiredService<RecordIntake>().TrySpoolAsync(entry, isStorageDown, cancellationToken);
    }

    private async ValueTask WriteAsync(VoicemailReceived voicemail, string session, CancellationToken cancellationToken)
    {
        var notice = new RecordingNotice
        {
            Session = session,
            Kind = RecordingKind.Voicemail,
            ExtensionId = voicemail.ExtensionId,
            Caller = voicemail.From,
            Url = voicemail.RecordingUrl,
            DurationSeconds = voicemail.DurationSeconds,
        };
        await services.GetRequiredService<IRecordingIngestor>().IngestAsync(voicemail.Tenant, notice, cancellationToken).ConfigureAwait(false);
    }

    internal static CallReport Report(CallRouted routed, string session, TenantFacts facts, ReportedNumberReader numbers)
    {
        bool isDialled = routed.Direction == CallDirection.Subscriber || routed.Direction == CallDirection.Internal;
        ReportedNumber from = numbers.Read(routed.From, facts, NumberSource.Reported);
        ReportedNumber to = numbers.Read(routed.To.Length == 0 ? null : routed.To, facts, isDialled ? NumberSource.Dialled : NumberSource.Reported);
        RecordedDirection direction = Direction(routed, from, to);
        return new CallReport
        {
            CallId = ColumnText.Key(session.Trim()),
            Source = CallReportSource.VoiceRequest,
            At = routed.At,
            Direction = direction,
            From = from.Text,
            To = to.Text,
            DidId = routed.DidId ?? ReportedDirection.DidOf(direction, to),
            ExtensionId = routed.ExtensionId ?? ReportedDirection.ExtensionOf(direction, from, to),
            RingGroupId = routed.RingGroupId,
            InitiatedAt = routed.At,
        };
    }

    private static RecordedDirection Direction(CallRouted routed, ReportedNumber from, ReportedNumber to)
    {
        if (routed.Direction == CallDirection.Application) return RecordedDirection.Inbound;
        if (ReportedDirection.ReadWord(routed.Direction.Value) is { } word) return word;
        if (routed.DidId is not null) return RecordedDirection.Inbound;
        if (routed.Outcome == RoutingOutcome.DialOut || routed.Outcome == RoutingOutcome.Emergency) return RecordedDirection.Outbound;
        return ReportedDirection.Read(null, from, to) ?? RecordedDirection.Inbound;
    }
}
