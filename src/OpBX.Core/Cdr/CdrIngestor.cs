using System.Text.Json;
using OpBX.Tenants;

namespace OpBX.Cdr;

/// <summary>Takes in CDRs (rules C1–C6).</summary>
internal sealed class CdrIngestor(RecordIntake intake, CdrReader reader) : ICdrIngestor
{
    /// <summary>The source that dead letters name.</summary>
    public const string Source = "cdr";

    public ValueTask<IngestResult> IngestAsync(TenantId tenant, JsonElement body, CancellationToken cancellationToken)
        => intake.RunAsync(Source, tenant, () => TakeAsync(tenant, body, cancellationToken));

    private async ValueTask<IngestResult> TakeAsync(TenantId tenant, JsonElement body, CancellationToken cancellationToken)
    {
        if (!DeliveredBody.TryRead(body, out DeliveredBody delivered, out string code)) return await Aside(code).ConfigureAwait(false);
        TenantFacts facts = await intake.GetFactsAsync(tenant, cancellationToken).ConfigureAwait(false);
        if (reader.Read(delivered, facts, intake.Now) is not { } cdr) return await Aside(RecordIntake.NoSession).ConfigureAwait(false);

        RecordResult result = await intake.Storage.CallRecords.UpsertCdrAsync(tenant, cdr.Record, cdr.Report, cancellationToken).ConfigureAwait(false);
        return result.Outcome == RecordOutcome.ForeignToken
            ? await Aside(RecordIntake.ForeignToken).ConfigureAwait(false)
            : await intake.FinishAsync(Source, tenant, cdr.Record.SessionId, result).ConfigureAwait(false);

        ValueTask<IngestResult> Aside(string reason)
            => intake.DeadLetterAsync(Source, tenant, reason, DeliveredBody.Raw(body), cancellationToken);
    }
}
