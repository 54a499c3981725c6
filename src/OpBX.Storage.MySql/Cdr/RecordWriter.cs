using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using OpBX.Calls;
using OpBX.Diagnostics;
using OpBX.Sessions;
using OpBX.Storage;
using OpBX.Tenants;

namespace OpBX.Cdr;

/// <summary>
/// Group commit (rule C7): deliveries wait in a bounded queue; a writer takes what came while the batch before was committed and
/// commits it as one. Nobody waits for a clock, and everybody for his own batch only. A full queue holds back whoever delivers.
/// </summary>
internal sealed class RecordWriter : IAsyncDisposable
{
    private const int QueueLength = 1024;
    private const int MaxRecords = 256;
    private const int MaxBytes = 2 * 1024 * 1024;
    private const int MaxAttempts = 5;
    private const int Writers = 2;

    private readonly MySqlDatabase _database;
    private readonly TimeProvider _time;
    private readonly RecordTexts _texts;
    private readonly ILogger _logger;
    private readonly Channel<RecordItem> _queue = Channel.CreateBounded<RecordItem>(new BoundedChannelOptions(QueueLength) { FullMode = BoundedChannelFullMode.Wait });
    private readonly Lazy<Task> _work;

    public RecordWriter(MySqlDatabase database, TimeProvider time, RecordTexts texts, ILogger logger)
    {
        (_database, _time, _texts, _logger) = (database, time, texts, logger);
        _work = new Lazy<Task>(() => Task.WhenAll(Enumerable.Range(0, Writers).Select(_ => Task.Run(WorkAsync))));
    }

    /// <summary>Keeps a delivery and waits for its commit.</summary>
    /// <exception cref="OpBXStorageException">The database did not keep it, or the storage is closed.</exception>
    public async ValueTask<RecordResult> WriteAsync(
        TenantId tenant, CallReport? report, CallDetailRecord? record, SessionUpdate? update, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var item = new RecordItem(tenant, report, record, update, cancellationToken);
        _ = _work.Value;
        try
        {
            await _queue.Writer.WriteAsync(item, cancellationToken).ConfigureAwait(false);
        }
        catch (ChannelClosedException exception)
        {
            throw new OpBXStorageException("The storage is closed.", exception) { IsTransient = true };
        }
        MySqlMetrics.QueueLength.Add(1);
        return await item.Done.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Takes nothing more and ends when everything that waits is done.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        if (_work.IsValueCreated) await _work.Value.ConfigureAwait(false);
    }

    private async Task WorkAsync()
    {
        RecordItem? next = null;
        while (next is not null || await _queue.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            var batch = new List<RecordItem>();
            int bytes = 0;
            while (batch.Count < MaxRecords && (next is not null || _queue.Reader.TryRead(out next)))
            {
                if (batch.Count > 0 && bytes + next.Size > MaxBytes) break;
                RecordItem item = next;
                next = null;
                MySqlMetrics.QueueLength.Add(-1);
                if (item.CancellationToken.IsCancellationRequested)
                {
                    item.Cancel();
                    continue;
                }
                batch.Add(item);
                bytes += item.Size;
            }
            if (batch.Count > 0) await RunAsync(batch).ConfigureAwait(false);
        }
    }

    private async Task RunAsync(List<RecordItem> items)
    {
#pragma warning disable CA1031 // Whatever went wrong is told to those who wait; the writer goes on.
        try
        {
            for (int attempt = 1; ; attempt++)
            {
                try
                {
                    await CommitAsync(items).ConfigureAwait(false);
                    return;
                }
                catch (OpBXStorageException exception) when (attempt < MaxAttempts && DatabaseFault.KindOf(exception) is DatabaseFaultKind.Duplicate or DatabaseFaultKind.ForeignKey)
                {
                    // Another node made the row, or somebody deleted what a row refers to. The next attempt sees it.
                }
            }
        }
        catch (OpBXStorageException exception) when (items.Count > 1 && IsOfOne(exception))
        {
            MySqlLog.BatchRefused(_logger, items.Count, exception);
            foreach (RecordItem item in items) await RunAsync([item]).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            foreach (RecordItem item in items) item.Fail(exception);
        }
#pragma warning restore CA1031
    }

    private async Task CommitAsync(List<RecordItem> items)
    {
        RecordBatch? done = null;
        RecordResult[] results = await _database.WriteAsync(async (session, token) =>
        {
            var batch = new RecordBatch(items, _time.GetUtcNow());
            RecordResult[] merged = await batch.RunAsync(session, token).ConfigureAwait(false);
            done = batch;
            return merged;
        }, isIdempotent: true, CancellationToken.None).ConfigureAwait(false);
        MySqlMetrics.BatchSize.Record(items.Count);
        for (int i = 0; i < results.Length; i++) items[i].Finish(results[i]);
        _texts.Add(done!.Texts);
    }

    // A fault that one record may have brought into the batch. A server that does not answer would cost each record of the batch its limit.
    private static bool IsOfOne(OpBXStorageException exception) => !exception.IsTransient && DatabaseFault.KindOf(exception)
        is DatabaseFaultKind.BadData or DatabaseFaultKind.Unknown or DatabaseFaultKind.Duplicate or DatabaseFaultKind.ForeignKey;
}
