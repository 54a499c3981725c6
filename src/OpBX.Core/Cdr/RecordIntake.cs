using Microsoft.Extensions.Logging;
using OpBX.Calls;
using OpBX.Diagnostics;
using OpBX.Storage;
using OpBX.Tenants;

namespace OpBX.Cdr;

/// <summary>What taking in is the same for all records: the tenant's facts, dead letters, and the answer to the platform.</summary>
internal sealed class RecordIntake(
    IOpBXStorage storage,
    IDeadLetterStore deadLetters,
    ITenantFacts tenants,
    CallLogEffects effects,
    TimeProvider time,
    ILogger<RecordIntake> logger)
{
    /// <summary>Code of a body that names no session.</summary>
    public const string NoSession = "no-session";

    /// <summary>Code of a record whose session token another tenant holds (rule C1).</summary>
    public const string ForeignToken = "foreign-token";

    public IOpBXStorage Storage => storage;

    public DateTimeOffset Now => time.GetUtcNow();

    /// <summary>The tenant's facts; a record is kept without them rather than not at all.</summary>
    public async ValueTask<TenantFacts> GetFactsAsync(TenantId tenant, CancellationToken cancellationToken)
    {
#pragma warning disable CA1031 // Whatever keeps the configuration from being read must not cost a record.
        try
        {
            return await tenants.GetAsync(tenant, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            RecordLog.FactsMissing(logger, tenant.Value, exception);
            return TenantFacts.None;
        }
#pragma warning restore CA1031
    }

    /// <summary>Runs one delivery; a storage that does not answer is told to the platform (rules H4, C7).</summary>
    public async ValueTask<IngestResult> RunAsync(string source, TenantId tenant, Func<ValueTask<IngestResult>> take)
    {
        try
        {
            return await take().ConfigureAwait(false);
        }
        catch (OpBXStorageException exception)
        {
            RecordLog.StorageDown(logger, source, tenant.Value, exception);
            return IngestResult.Unavailable;
        }
    }

    /// <summary>Keeps a delivery aside.</summary>
    public async ValueTask<IngestResult> DeadLetterAsync(string source, TenantId tenant, string code, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        var letter = new DeadLetter { Source = source, Tenant = tenant, Code = code, Body = body, ReceivedAt = Now };
        bool isKept = await deadLetters.AddAsync(letter, cancellationToken).ConfigureAwait(false);
        if (isKept) RecordLog.DeadLettered(logger, source, tenant.Value, code, body.Length);
        else RecordLog.DeadLetterLost(logger, source, tenant.Value, code, body.Length);
        return isKept ? IngestResult.DeadLettered : IngestResult.Unavailable;
    }

    /// <summary>Answers for a record that the storage has looked at.</summary>
    public async ValueTask<IngestResult> FinishAsync(string source, TenantId tenant, string session, RecordResult result)
    {
        await effects.ApplyAsync(tenant, result).ConfigureAwait(false);
        IngestResult answer = result.Outcome == RecordOutcome.Stored ? IngestResult.Stored : IngestResult.Duplicate;
        if (logger.IsEnabled(LogLevel.Debug)) RecordLog.Ingested(logger, source, session, tenant.Value, answer.ToString());
        return answer;
    }
}
