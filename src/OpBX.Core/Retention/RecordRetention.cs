using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OpBX.Calls;
using OpBX.Cdr;
using OpBX.Diagnostics;
using OpBX.State;
using OpBX.Storage;
using OpBX.Tenants;

namespace OpBX.Retention;

/// <summary>Drives the archive of the storage in small batches with pauses between them (rules D1–D3).</summary>
internal sealed class RecordRetention(
    IOpBXStorage storage,
    IOpBXState state,
    CallTraces traces,
    RecordIntake intake,
    RecordSpool spool,
    RecordMetrics metrics,
    IOptions<RetentionOptions> options,
    TimeProvider time,
    ILogger<RecordRetention> logger) : IRecordRetention
{
    private static readonly TimeSpan SpoolPoll = TimeSpan.FromMilliseconds(100);
    private readonly RetentionOptions _options = options.Value;

    /// <summary>Whether the storage has an archive at all.</summary>
    public bool IsSupported => storage.Archive is not null;

    private IRecordArchive Archive => storage.Archive ?? throw new NotSupportedException("This storage has no archive.");

    public async ValueTask<IReadOnlyList<RetentionPlan>> PlanAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        IRecordArchive archive = Archive;
        DateTimeOffset now = time.GetUtcNow();
        JsonSettings settings = await SettingsAsync(tenant, cancellationToken).ConfigureAwait(false);
        var plans = new List<RetentionPlan>();
        foreach (RecordKind kind in RecordKinds.All)
        {
            RetentionPolicy policy = RetentionPolicy.Of(settings, kind);
            DateTimeOffset before = policy.ArchiveBefore(now);
            plans.Add(new RetentionPlan
            {
                Kind = kind,
                ArchiveBefore = before,
                PurgeBefore = policy.PurgeBefore(now),
                IsHeld = policy.IsHeld,
                ToArchive = await archive.CountAsync(tenant, kind, before, cancellationToken).ConfigureAwait(false),
                ToPurge = policy.PurgeBefore(now) is { } purge ? await archive.CountArchivedAsync(tenant, kind, purge, cancellationToken).ConfigureAwait(false) : 0,
            });
        }
        return plans;
    }

    public async ValueTask<IReadOnlyList<RetentionResult>> RunAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        IRecordArchive archive = Archive;
        DateTimeOffset now = time.GetUtcNow();
        JsonSettings settings = await SettingsAsync(tenant, cancellationToken).ConfigureAwait(false);
        var results = new List<RetentionResult>();
        foreach (RecordKind kind in RecordKinds.All)
        {
            RetentionPolicy policy = RetentionPolicy.Of(settings, kind);
            DateTimeOffset before = policy.ArchiveBefore(now);
            long archived = await BatchesAsync(Move, cancellationToken).ConfigureAwait(false);
            long purged = policy.PurgeBefore(now) is { } purge ? await BatchesAsync((rows, token) => Purge(purge, rows, token), cancellationToken).ConfigureAwait(false) : 0;
            results.Add(new RetentionResult(kind, archived, purged));
            if (archived + purged > 0) RecordLog.Retained(logger, kind.Code(), tenant.Value, archived, purged);

            async ValueTask<int> Move(int rows, CancellationToken token)
            {
                int moved = await archive.MoveAsync(tenant, kind, before, rows, token).ConfigureAwait(false);
                metrics.Moved(kind.Code(), moved);
                return moved;
            }

            async ValueTask<int> Purge(DateTimeOffset limit, int rows, CancellationToken token)
            {
                int removed = await archive.PurgeAsync(tenant, kind, limit, rows, token).ConfigureAwait(false);
                metrics.Purged(kind.Code(), removed);
                return removed;
            }
        }
        return results;
    }

    public ValueTask<long> RestoreAsync(TenantId tenant, RecordKind kind, DateTimeOffset since, DateTimeOffset until, CancellationToken cancellationToken)
    {
        IRecordArchive archive = Archive;
        return BatchesAsync((rows, token) => archive.RestoreAsync(tenant, kind, since, until, rows, token), cancellationToken);
    }

    public async ValueTask<ErasureReport> EraseAsync(TenantId tenant, ErasureRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        IRecordArchive archive = Archive;
        while (spool.Waiting > 0 || await AreCopiesWaitingAsync(cancellationToken).ConfigureAwait(false)) await Task.Delay(SpoolPoll, time, cancellationToken).ConfigureAwait(false);
        if (!request.IsEmpty) traces.Forget(tenant);
        ErasureReport report = request.IsEmpty
            ? new ErasureReport { Rows = new Dictionary<RecordKind, long>(), RecordingUrls = [] }
            : await archive.EraseAsync(tenant, request, cancellationToken).ConfigureAwait(false);
        RecordLog.Erased(logger, tenant.Value, report.Rows.Values.Sum(), report.DeadLetters, report.RecordingUrls.Count);
        return report;
    }

    // What is stored after the erasing would bring back what was erased.
    private async ValueTask<bool> AreCopiesWaitingAsync(CancellationToken cancellationToken)
    {
        IRecordCopies copies;
        try
        {
            copies = state.RecordCopies;
        }
        catch (OpBXStateException)
        {
            return false;
        }
        try
        {
            return await copies.CountAsync(cancellationToken).ConfigureAwait(false) > 0;
        }
        catch (OpBXStateException)
        {
            return true;
        }
    }

    public async ValueTask<long> DeleteTenantAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        IRecordArchive archive = Archive;
        traces.Forget(tenant);
        long removed = 0;
        while (await PacedAsync((rows, token) => archive.DeleteTenantAsync(tenant, rows, token), cancellationToken).ConfigureAwait(false) is { Rows: > 0 } batch) removed += batch.Rows;
        RecordLog.TenantRecordsDeleted(logger, tenant.Value, removed);
        return removed;
    }

    private async ValueTask<long> BatchesAsync(Func<int, CancellationToken, ValueTask<int>> batch, CancellationToken cancellationToken)
    {
        long total = 0;
        while (true)
        {
            (int rows, bool isFull) = await PacedAsync(batch, cancellationToken).ConfigureAwait(false);
            total += rows;
            if (!isFull) return total;
        }
    }

    // At full speed while nothing else happens; in small batches with long pauses while records come in.
    private async ValueTask<(int Rows, bool IsFull)> PacedAsync(Func<int, CancellationToken, ValueTask<int>> batch, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        int limit = intake.IsBusy ? Math.Min(_options.BusyBatchRows, _options.BatchRows) : _options.BatchRows;
        long start = time.GetTimestamp();
        int rows = await batch(limit, cancellationToken).ConfigureAwait(false);
        if (rows > 0 && intake.IsBusy)
        {
            TimeSpan pause = time.GetElapsedTime(start) * (1 / _options.BusyWorkShare - 1);
            if (pause > TimeSpan.Zero) await Task.Delay(pause, time, cancellationToken).ConfigureAwait(false);
        }
        return (rows, rows >= limit);
    }

    private async ValueTask<JsonSettings> SettingsAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        // One row: a run over all tenants must not load all their configurations.
        if (FindStores() is { } stores) return (await stores.Organizations.FindAsync(tenant, cancellationToken).ConfigureAwait(false))?.Settings ?? JsonSettings.Empty;
        return (await storage.Tenants.LoadAsync(tenant, cancellationToken).ConfigureAwait(false))?.Organization.Settings ?? JsonSettings.Empty;
    }

    private IConfigurationStores? FindStores()
    {
        try
        {
            return storage.Configuration;
        }
        catch (NotSupportedException)
        {
            return null;
        }
    }
}
