using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpBX.Diagnostics;
using OpBX.Storage;

namespace OpBX.Cdr;

/// <summary>
/// Stores what waits in the spool, oldest first, when the storage answers again (rule C7): entries of one session one after the
/// other, of different sessions at once, so that they share commits. An entry is left only when it is stored or set aside.
/// </summary>
internal sealed class SpoolDrainer(
    RecordSpool spool, RecordIntake intake, IEnumerable<IRecordTaker> takers, SpoolOptions options, TimeProvider time, ILogger<SpoolDrainer> logger) : BackgroundService
{
    private const int Window = 64;
    private const int AttemptsBeforeProbe = 3;
    private static readonly TimeSpan OpenInterval = TimeSpan.FromSeconds(2);

    private readonly Dictionary<string, IRecordTaker> _takers = takers.ToDictionary(static taker => taker.Source, StringComparer.Ordinal);
    private long _drained;

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        spool.TryOpen();
        await base.StartAsync(cancellationToken).ConfigureAwait(false);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!spool.IsConfigured) return;
        try
        {
            while (!spool.TryOpen()) await Task.Delay(OpenInterval, time, stoppingToken).ConfigureAwait(false);
            while (true)
            {
                await spool.WaitAsync(stoppingToken).ConfigureAwait(false);
                await DrainWindowAsync(stoppingToken).ConfigureAwait(false);
                if (spool.Waiting > 0) continue;
                RecordLog.SpoolEmpty(logger, _drained);
                _drained = 0;
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // What waits is found when the folder is opened again.
        }
    }

    /// <summary>Stores the oldest entries, however long it takes.</summary>
    private async ValueTask DrainWindowAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<SpoolItem> items = spool.Read(Window);
        List<Waiting> waiting = [.. items.Select(static item => new Waiting(item, SpoolEntry.TryRead(item.Payload)))];
        TimeSpan delay = options.RetryDelay;
        while (true)
        {
            await Task.WhenAll(waiting.GroupBy(static w => w.Entry?.Session ?? "", StringComparer.Ordinal).Select(group => DrainAsync(group, cancellationToken))).ConfigureAwait(false);
            bool isAnyDone = waiting.RemoveAll(static w => w.IsDone) > 0;
            if (waiting.Count == 0) break;
            spool.NoteStorageDown();
            RecordLog.SpoolWaits(logger, spool.Waiting, delay, waiting[0].Fault);
            await Task.Delay(delay, time, cancellationToken).ConfigureAwait(false);
            delay = isAnyDone ? options.RetryDelay : TimeSpan.FromTicks(Math.Min(delay.Ticks * 2, options.MaxRetryDelay.Ticks));
        }
        spool.NoteStorageUp();
        spool.Advance(items);
        _drained += items.Count;
    }

    private async Task DrainAsync(IEnumerable<Waiting> session, CancellationToken cancellationToken)
    {
        foreach (Waiting waiting in session)
        {
            await DrainAsync(waiting, cancellationToken).ConfigureAwait(false);
            if (!waiting.IsDone) return;
        }
    }

    private async ValueTask DrainAsync(Waiting waiting, CancellationToken cancellationToken)
    {
        if (waiting.Entry is not { } entry)
        {
            Reject(waiting, null);
            return;
        }
        try
        {
            IngestResult result = entry.IsDeadLetter || !_takers.TryGetValue(entry.Source, out IRecordTaker? taker)
                ? await SetAsideAsync(entry, entry.IsDeadLetter ? entry.Code : "unknown-source", cancellationToken).ConfigureAwait(false)
                : await TakeAsync(taker, entry, cancellationToken).ConfigureAwait(false);
            if (result == IngestResult.Unavailable) Reject(waiting, null);
            waiting.IsDone = true;
        }
        catch (OpBXStorageException exception)
        {
            waiting.Fault = exception;
            if (++waiting.Attempts >= AttemptsBeforeProbe) await SetAsideIfAloneAsync(waiting, entry, cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask<IngestResult> TakeAsync(IRecordTaker taker, SpoolEntry entry, CancellationToken cancellationToken)
    {
#pragma warning disable CA1031 // One entry that breaks something must not keep all others waiting for ever.
        try
        {
            Taken taken = await taker.TakeAsync(entry.Tenant, entry.Body, entry.ReceivedAt, cancellationToken).ConfigureAwait(false);
            return taken.Code is { } code ? await SetAsideAsync(entry, code, cancellationToken).ConfigureAwait(false) : taken.Result;
        }
        catch (Exception exception) when (exception is not OpBXStorageException && !cancellationToken.IsCancellationRequested)
        {
            RecordLog.SpoolEntrySetAside(logger, entry.Source, entry.Tenant.Value, exception);
            return await SetAsideAsync(entry, "unexpected", cancellationToken).ConfigureAwait(false);
        }
#pragma warning restore CA1031
    }

    // The storage answers others and refuses this entry again and again: then it is the entry.
    private async ValueTask SetAsideIfAloneAsync(Waiting waiting, SpoolEntry entry, CancellationToken cancellationToken)
    {
        try
        {
            await intake.Storage.CallLogs.FindAsync(entry.Tenant, entry.Session, cancellationToken).ConfigureAwait(false);
            if (entry.IsDeadLetter || !_takers.TryGetValue(entry.Source, out IRecordTaker? taker)) return;
            try
            {
                await TakeAsync(taker, entry, cancellationToken).ConfigureAwait(false);
            }
            catch (OpBXStorageException exception)
            {
                if (await SetAsideAsync(entry, "storage-refused", cancellationToken).ConfigureAwait(false) == IngestResult.Unavailable) return;
                RecordLog.SpoolEntrySetAside(logger, entry.Source, entry.Tenant.Value, exception);
            }
            waiting.IsDone = true;
        }
        catch (OpBXStorageException exception)
        {
            waiting.Fault = exception;
        }
    }

    private ValueTask<IngestResult> SetAsideAsync(SpoolEntry entry, string code, CancellationToken cancellationToken)
        => intake.KeepAsideAsync(entry.Source, entry.Tenant, code, entry.Body, entry.ReceivedAt, cancellationToken);

    private void Reject(Waiting waiting, Exception? fault)
    {
        try
        {
            spool.Reject(waiting.Item);
            RecordLog.SpoolEntryRejected(logger, fault);
            waiting.IsDone = true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            waiting.Fault = exception;
        }
    }

    private sealed class Waiting(SpoolItem item, SpoolEntry? entry)
    {
        public SpoolItem Item { get; } = item;

        public SpoolEntry? Entry { get; } = entry;

        public bool IsDone { get; set; }

        public int Attempts { get; set; }

        public Exception? Fault { get; set; }
    }
}
