using Microsoft.Extensions.Logging;
using OpBX.Diagnostics;
using OpBX.Storage;
using OpBX.Tenants;

namespace OpBX.Cdr;

/// <summary>Drives dead letters again.</summary>
internal sealed class DeadLetterRedriver(IDeadLetterStore letters, IEnumerable<IRecordTaker> takers, TimeProvider time, ILogger<DeadLetterRedriver> logger) : IDeadLetterRedriver
{
    private readonly Dictionary<string, IRecordTaker> _takers = takers.ToDictionary(static taker => taker.Source, StringComparer.Ordinal);

    public async ValueTask<RedriveResult> RedriveAsync(TenantId tenant, long id, ReadOnlyMemory<byte>? correctedBody, CancellationToken cancellationToken)
    {
        try
        {
            DeadLetter? letter = await letters.FindAsync(tenant, id, cancellationToken).ConfigureAwait(false);
            return letter is null ? new RedriveResult(RedriveOutcome.NotFound, null) : await DriveAsync(tenant, letter, correctedBody ?? letter.Body, cancellationToken).ConfigureAwait(false);
        }
        catch (OpBXStorageException exception)
        {
            RecordLog.RedriveStopped(logger, tenant.Value, exception);
            return new RedriveResult(RedriveOutcome.Unavailable, null);
        }
    }

    public async ValueTask<RedriveSummary> RedriveAllAsync(DeadLetterQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        if (query.Tenant is not { } tenant) throw new ArgumentException("A record belongs to a tenant: name it.", nameof(query));
        long stored = 0, failed = 0;
        try
        {
            while (true)
            {
                IReadOnlyList<DeadLetter> page = await letters.QueryAsync(query, cancellationToken).ConfigureAwait(false);
                foreach (DeadLetter letter in page)
                {
                    if (cancellationToken.IsCancellationRequested) return new RedriveSummary(stored, failed, false);
                    RedriveResult result = await DriveAsync(tenant, letter, letter.Body, cancellationToken).ConfigureAwait(false);
                    if (result.Outcome == RedriveOutcome.Stored) stored++; else failed++;
                }
                if (page.Count < query.PageSize) return new RedriveSummary(stored, failed, true);
                query = query with { AfterId = page[^1].Id };
            }
        }
        catch (OpBXStorageException exception)
        {
            RecordLog.RedriveStopped(logger, tenant.Value, exception);
            return new RedriveSummary(stored, failed, false);
        }
    }

    private async ValueTask<RedriveResult> DriveAsync(TenantId tenant, DeadLetter letter, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        string? error;
#pragma warning disable CA1031 // A letter that breaks something stays, with the reason, and the next one is driven.
        try
        {
            error = _takers.TryGetValue(letter.Source, out IRecordTaker? taker)
                ? (await taker.TakeAsync(tenant, body, letter.ReceivedAt, cancellationToken).ConfigureAwait(false)).Code : "unknown-source";
        }
        catch (Exception exception) when (exception is not OpBXStorageException && !cancellationToken.IsCancellationRequested)
        {
            RecordLog.RedriveFailed(logger, letter.Source, tenant.Value, letter.Id, exception);
            error = "unexpected";
        }
#pragma warning restore CA1031
        if (error is null)
        {
            await letters.RemoveAsync(tenant, letter.Id, cancellationToken).ConfigureAwait(false);
            RecordLog.Redriven(logger, letter.Source, tenant.Value, letter.Id);
            return new RedriveResult(RedriveOutcome.Stored, null);
        }
        await letters.NoteAttemptAsync(tenant, letter.Id, error, time.GetUtcNow(), cancellationToken).ConfigureAwait(false);
        return new RedriveResult(RedriveOutcome.Failed, error);
    }
}
