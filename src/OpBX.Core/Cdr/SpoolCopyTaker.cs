using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpBX.Diagnostics;
using OpBX.State;
using OpBX.Storage;

namespace OpBX.Cdr;

/// <summary>
/// Stores what waits on the disks of other nodes, from the copies in the shared state (rule C7): sooner, when this node reaches the
/// storage and the other one does not, or has died. The other node's spool stays the one that answers for the record: what a copy
/// can't become, a dead letter for example, is left to it.
/// </summary>
internal sealed class SpoolCopyTaker(
    IOpBXState state, RecordSpool spool, RecordIntake intake, IEnumerable<IRecordTaker> takers, TimeProvider time, ILogger<SpoolCopyTaker> logger) : BackgroundService
{
    private const int AtOnce = 64;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestInterval = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Visibility = TimeSpan.FromSeconds(15);

    private readonly Dictionary<string, IRecordTaker> _takers = takers.ToDictionary(static taker => taker.Source, StringComparer.Ordinal);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!state.IsShared) return;
        TimeSpan delay = Interval;
        try
        {
            while (true)
            {
                await Task.Delay(delay, time, stoppingToken).ConfigureAwait(false);

                // While its own wait, the storage does not answer here either.
                if (spool.Waiting > 0) continue;
                bool isWell = await RoundAsync(stoppingToken).ConfigureAwait(false);
                delay = isWell ? Interval : TimeSpan.FromTicks(Math.Min(delay.Ticks * 2, LongestInterval.Ticks));
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Hidden copies show again after a while.
        }
    }

    /// <summary>Takes and stores until no copies are left, one first: what is taken in vain is hidden from nodes that could store it.</summary>
    /// <returns>False when the state or the storage did not answer.</returns>
    private async ValueTask<bool> RoundAsync(CancellationToken cancellationToken)
    {
        long total = 0;
        int max = 1;
        try
        {
            while (await state.RecordCopies.TakeAsync(max, Visibility, cancellationToken).ConfigureAwait(false) is { Count: > 0 } copies)
            {
                (RecordCopy Copy, SpoolEntry? Entry)[] read = [.. copies.Select(static copy => (copy, SpoolEntry.TryRead(copy.Content)))];
                string[][] done = await Task.WhenAll(read.GroupBy(static item => item.Entry?.Session ?? "", StringComparer.Ordinal)
                    .Select(group => StoreAsync(group, cancellationToken))).ConfigureAwait(false);
                string[] ids = [.. done.SelectMany(static part => part)];
                if (ids.Length > 0) await state.RecordCopies.AcknowledgeAsync(ids, cancellationToken).ConfigureAwait(false);
                total += ids.Length;
                if (ids.Length < copies.Count) return false;
                max = AtOnce;
            }
            return true;
        }
        catch (OpBXStateException)
        {
            return false;
        }
        finally
        {
            if (total > 0) RecordLog.CopiesStored(logger, total);
        }
    }

    // In order, up to the first one for which the storage does not answer.
    private async Task<string[]> StoreAsync(IEnumerable<(RecordCopy Copy, SpoolEntry? Entry)> session, CancellationToken cancellationToken)
    {
        var done = new List<string>();
        foreach ((RecordCopy copy, SpoolEntry? entry) in session)
        {
            if (!await TryStoreAsync(entry, cancellationToken).ConfigureAwait(false)) break;
            done.Add(copy.Id);
        }
        return [.. done];
    }

    private async ValueTask<bool> TryStoreAsync(SpoolEntry? entry, CancellationToken cancellationToken)
    {
        if (entry is null || !_takers.TryGetValue(entry.Source, out IRecordTaker? taker)) return true;
#pragma warning disable CA1031 // A copy that breaks something is left to the spool that it was made from, which sets it aside.
        try
        {
            Taken taken = await taker.TakeAsync(entry.Tenant, entry.Body, entry.ReceivedAt, cancellationToken).ConfigureAwait(false);
            if (taken.Code is null) intake.NoteStored(entry.Source);
            return true;
        }
        catch (OpBXStorageException exception)
        {
            return !exception.IsTransient;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            RecordLog.CopyLeft(logger, entry.Source, entry.Tenant.Value, exception);
            return true;
        }
#pragma warning restore CA1031
    }
}
