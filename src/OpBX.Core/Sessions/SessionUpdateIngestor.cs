using System.Text.Json;
using OpBX.Cdr;
using OpBX.Tenants;

namespace OpBX.Sessions;

/// <summary>Takes in session updates (rules S1, S3, S4).</summary>
internal sealed class SessionUpdateIngestor(RecordIntake intake, SessionUpdateReader reader) : ISessionUpdateIngestor
{
    /// <summary>The source that dead letters name.</summary>
    public const string Source = "session-update";

    public ValueTask<IngestResult> IngestAsync(TenantId tenant, JsonElement body, CancellationToken cancellationToken)
        => intake.RunAsync(Source, tenant, () => TakeAsync(tenant, body, cancellationToken));

    private async ValueTask<IngestResult> TakeAsync(TenantId tenant, JsonElement body, CancellationToken cancellationToken)
    {
        if (!DeliveredBody.TryRead(body, out DeliveredBody delivered, out string code)) return await Aside(code).ConfigureAwait(false);
        TenantFacts facts = await intake.GetFactsAsync(tenant, cancellationToken).ConfigureAwait(false);
        if (reader.Read(delivered, facts, intake.Now) is not { } read) return await Aside(RecordIntake.NoSession).ConfigureAwait(false);

        RecordResult result = await intake.Storage.SessionUpdates.AddAsync(tenant, read.Update, read.Report, cancellationToken).ConfigureAwait(false);
        return result.Outcome == RecordOutcome.ForeignToken
            ? await Aside(RecordIntake.ForeignToken).ConfigureAwait(false)
            : await intake.FinishAsync(Source, tenant, read.Update.CallId, result).ConfigureAwait(false);

        ValueTask<IngestResult> Aside(string reason)
            => intake.DeadLetterAsync(Source, tenant, reason, DeliveredBody.Raw(body), cancellationToken);
    }
}
