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
    private const int AtOnce = 64;
    private const int MaxWindow = 1024;
    private const int AttemptsBeforeOthersMayTry = 3;
    private const int RefusalsBeforeSettingAside = 3;

    // An entry that breaks the storage each time looks like a storage that is down; it must not keep all others waiting for ever.
    private const int TransientRefusalsBeforeSettingAside = 50;
    private static readonly TimeSpan OpenInterval = TimeSpan.FromSeconds(2);

    // The oldest entries in order, from the first one that is not done.
    private readonly List<Waiting> _window = [];
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
            TimeSpan delay = options.RetryDelay;
            while (true)
            {
                await spool.WaitAsync(stoppingToken).ConfigureAwait(false);
                Fill();
                bool isAnyDone = await DrainAsync(stoppingToken).ConfigureAwait(false);
                delay = isAnyDone ? options.RetryDelay : delay;
                if (_window.Count == 0) continue;
                NoteStorage(isAnyDone);
                RecordLog.SpoolWaits(logger, spool.Waiting, delay, _window[0].Fault);
                await Task.Delay(delay, time, stoppingToken).ConfigureAwait(false);
                delay = TimeSpan.FromTicks(Math.Min(delay.Ticks * 2, options.MaxRetryDelay.Ticks));
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // What waits is found when the folder is opened again.
        }
    }

    private void Fill()
    {
        int undone = _window.Count(static waiting => !waiting.IsDone);
        if (undone >= AtOnce || _window.Count >= MaxWindow) return;
        foreach (SpoolItem item in spool.Read(_window.Count + AtOnce - undone).Skip(_window.Count)) _window.Add(new Waiting(item, SpoolEntry.TryRead(item.Payload)));
    }

    /// <summary>Tries what is in the window once.</summary>
    /// <returns>Whether anything was stored or set aside.</returns>
    private async ValueTask<bool> DrainAsync(CancellationToken cancellationToken)
    {
        Waiting[] undone = [.. _window.Where(static waiting => !waiting.IsDone)];
        await Task.WhenAll(BySession(undone).Select(group => DrainAsync(group, cancellationToken))).ConfigureAwait(false);
        int prefix = _window.FindIndex(static waiting => !waiting.IsDone);
        if (prefix < 0) prefix = _window.Count;
        if (prefix > 0)
        {
            spool.Advance([.. _window.Take(prefix).Select(static waiting => waiting.Item)]);
            _window.RemoveRange(0, prefix);
            _drained += prefix;
        }
        if (_window.Count == 0)
        {
            spool.NoteStorageUp();
            if (spool.Waiting == 0)
            {
                RecordLog.SpoolEmpty(logger, _drained);
                _drained = 0;
            }
        }
        return Array.Exists(undone, static waiting => waiting.IsDone);
    }

    // A storage that refuses what waits is not down. Where nothing succeeds for long, one delivery after each pause may find out for itself. Only the first of a session is tried.
    private void NoteStorage(bool isAnyDone)
    {
        bool isDown = _window.Exists(static waiting => !waiting.IsDone && waiting.Fault is OpBXStorageException { IsTransient: true });
        if (isAnyDone || !isDown || BySession(_window.Where(static waiting => !waiting.IsDone)).All(static group => group.First().Attempts >= AttemptsBeforeOthersMayTry)) spool.NoteStorageUp();
        else spool.NoteStorageDown();
    }

    private static IEnumerable<IGrouping<string, Waiting>> BySession(IEnumerable<Waiting> entries) => entries.GroupBy(static waiting => waiting.Entry?.Session ?? "", StringComparer.Ordinal);

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
            waiting.NoteFault(exception, intake.StoredCount(entry.Source));
            if (waiting.Refusals >= (exception.IsTransient ? TransientRefusalsBeforeSettingAside : RefusalsBeforeSettingAside)) await SetAsideAloneAsync(waiting, entry, exception, cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask<IngestResult> TakeAsync(IRecordTaker taker, SpoolEntry entry, CancellationToken cancellationToken)
    {
#pragma warning disable CA1031 // One entry that breaks something must not keep all others waiting for ever.
        try
        {
            Taken taken = await taker.TakeAsync(entry.Tenant, entry.Body, entry.ReceivedAt, cancellationToken).ConfigureAwait(false);
            if (taken.Code is { } code) return await SetAsideAsync(entry, code, cancellationToken).ConfigureAwait(false);
            intake.NoteStored(entry.Source);
            return taken.Result;
        }
        catch (Exception exception) when (exception is not OpBXStorageException && !cancellationToken.IsCancellationRequested)
        {
            RecordLog.SpoolEntrySetAside(logger, entry.Source, entry.Tenant.Value, exception);
            return await SetAsideAsync(entry, "unexpected", cancellationToken).ConfigureAwait(false);
        }
#pragma warning restore CA1031
    }

    // It failed again and again while others of its kind were stored: then it is the entry, not the storage.
    private async ValueTask SetAsideAloneAsync(Waiting waiting, SpoolEntry entry, OpBXStorageException refusal, CancellationToken cancellationToken)
    {
        try
        {
            if (!entry.IsDeadLetter)
            {
                if (await SetAsideAsync(entry, "storage-refused", cancellationToken).ConfigureAwait(false) == IngestResult.Unavailable)
                {
                    Reject(waiting, refusal);
                    return;
                }
                RecordLog.SpoolEntrySetAside(logger, entry.Source, entry.Tenant.Value, waiting.Fault);
                waiting.IsDone = true;
                return;
            }
        }
        catch (OpBXStorageException exception)
        {
            waiting.Fault = refusal = exception;
        }
        // Not even a dead letter can be kept where the organization is gone.
        if (!refusal.IsTransient) Reject(waiting, refusal);
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
        private long _storedBefore;

        public SpoolItem Item { get; } = item;

        public SpoolEntry? Entry { get; } = entry;

        public bool IsDone { get; set; }

        public int Attempts { get; private set; }

        /// <summary>How often it failed although others of its kind had been stored since it failed before: an outage does not count.</summary>
        public int Refusals { get; private set; }

        public Exception? Fault { get; set; }

        /// <param name="fault">Why it was not stored.</param>
        /// <param name="stored">How many of its kind have been stored.</param>
        public void NoteFault(Exception fault, long stored)
        {
            Fault = fault;
            if (++Attempts > 1 && stored != _storedBefore) Refusals++;
            _storedBefore = stored;
        }
    }
}
