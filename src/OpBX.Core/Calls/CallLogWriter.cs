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
internal sealed class CallLogWriter(IServiceProvider services, ILogger<CallLogWriter> logger) : ICallEventObserver
{
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
        RecordResult result = await services.GetRequiredService<IOpBXStorage>().CallLogs.MergeAsync(routed.Tenant, report, cancellationToken).ConfigureAwait(false);
        if (result.Outcome == RecordOutcome.ForeignToken) RecordLog.ForeignSession(logger, routed.Tenant.Value, report.CallId);
        await services.GetRequiredService<CallLogEffects>().ApplyAsync(routed.Tenant, result).ConfigureAwait(false);
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
