using System.Text.Json;
using OpBX.Tenants;

namespace OpBX.Cdr;

/// <summary>Takes in CDRs (rules C1–C6).</summary>
internal sealed class CdrIngestor(RecordIntake intake, CdrReader reader) : ICdrIngestor, IRecordTaker
{
    /// <summary>The source that dead letters name.</summary>
    public const string Source = "cdr";

    string IRecordTaker.Source => Source;

    public ValueTask<IngestResult> IngestAsync(TenantId tenant, JsonElement body, CancellationToken cancellationToken)
        => intake.RunAsync(Source, tenant, body, () => DeliveredBody.Raw(body), at => TakeAsync(tenant, body, at, cancellationToken), cancellationToken);

    ValueTask<Taken> IRecordTaker.TakeAsync(TenantId tenant, ReadOnlyMemory<byte> body, DateTimeOffset receivedAt, CancellationToken cancellationToken)
        => RecordIntake.Parse(body) is { ValueKind: not JsonValueKind.Undefined } json
            ? TakeAsync(tenant, json, receivedAt, cancellationToken) : ValueTask.FromResult(Taken.Not(DeliveredBody.Malformed));

    private async ValueTask<Taken> TakeAsync(TenantId tenant, JsonElement body, DateTimeOffset receivedAt, CancellationToken cancellationToken)
    {
        if (!DeliveredBody.TryRead(body, out DeliveredBody delivered, out string code)) return Taken.Not(code);
        TenantFacts facts = await intake.GetFactsAsync(tenant, cancellationToken).ConfigureAwait(false);
        if (reader.Read(delivered, facts, receivedAt) is not { } cdr) return Taken.Not(RecordIntake.NoSession);
        RecordResult result = await intake.Storage.CallRecords.UpsertCdrAsync(tenant, cdr.Record, cdr.Report, cancellationToken).ConfigureAwait(false);
        return await intake.FinishAsync(Source, tenant, cdr.Record.SessionId, result).ConfigureAwait(false);
    }
}
