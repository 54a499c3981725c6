using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using OpBX.Diagnostics;
using OpBX.Storage;
using OpBX.Tenants;

namespace OpBX.Cdr;

/// <summary>
/// Fills <c>call_detail_record_texts</c> after the commit of the records (rule Q1), since a full-text index is slow to write. What a
/// killed process left undone, and records that another application wrote, are made up for once per process, from the newest on.
/// </summary>
internal sealed class RecordTexts(MySqlDatabase database, TimeProvider time, ILogger logger) : IAsyncDisposable
{
    private const int QueueLength = 8192;
    private const int MaxRecords = 256;

    // How many ids are looked at in a step, and after how many without a gap the rest counts as done when the oldest record has its text.
    private const int SweepStep = 2_000;
    private const int SweepEnough = 50_000;

    private const string Insert = "INSERT INTO call_detail_record_texts (record_id,organization_id,text) VALUES ";

    private const string Update = " ON DUPLICATE KEY UPDATE text=IF(organization_id=VALUES(organization_id),VALUES(text),text)";

    private const string Missing =
        "SELECT r.id FROM call_detail_records r LEFT JOIN call_detail_record_texts t ON t.record_id=r.id AND t.organization_id=r.organization_id "
        + "WHERE r.id>=@from AND r.id<@before AND t.record_id IS NULL";

    private const string Ends =
        "SELECT COALESCE(MAX(r.id),0),COALESCE(MIN(r.id),0),COALESCE((SELECT MIN(t.record_id) FROM call_detail_record_texts t),0) "
        + "FROM call_detail_records r";

    private readonly Channel<(TenantId Tenant, CallDetailRecord Record)> _queue
        = Channel.CreateBounded<(TenantId, CallDetailRecord)>(new BoundedChannelOptions(QueueLength) { SingleReader = true });

    private readonly CancellationTokenSource _end = new();
    private readonly Lock _gate = new();
    private Task? _work;
    private bool _isSweepDue = true;

    /// <summary>Takes records whose text is to be written; waits for nothing.</summary>
    public void Add(IReadOnlyList<(TenantId Tenant, CallDetailRecord Record)> records)
    {
        if (records.Count == 0) return;
        foreach ((TenantId, CallDetailRecord) record in records)
        {
            if (!_queue.Writer.TryWrite(record)) Volatile.Write(ref _isSweepDue, true);
        }
        Start();
    }

    /// <summary>Writes what waits, for as long as the database answers, and ends.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _end.CancelAsync().ConfigureAwait(false);
        Task? work;
        lock (_gate) work = _work;
        if (work is not null) await work.ConfigureAwait(false);
        _end.Dispose();
    }

    /// <summary>Writes texts in the transaction at hand.</summary>
    public static ValueTask<int> WriteAsync(MySqlSession session, IEnumerable<(TenantId Tenant, CallDetailRecord Record)> records, CancellationToken cancellationToken)
        => session.ExecuteAsync(
            new SqlText().Append(Insert).Rows(records.Select(static pair => new object?[] { pair.Record.Id, pair.Tenant.Value, RecordText.Of(pair.Record) })).Append(Update), cancellationToken);

    private void Start()
    {
        lock (_gate) _work ??= _end.IsCancellationRequested ? null : Task.Run(WorkAsync);
    }

    private async Task WorkAsync()
    {
        while (await _queue.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            Dictionary<long, (TenantId Tenant, CallDetailRecord Record)> batch = [];
            while (batch.Count < MaxRecords && _queue.Reader.TryRead(out (TenantId Tenant, CallDetailRecord Record) item)) batch[item.Record.Id] = item;
            bool isWritten = await WriteAsync([.. batch.Values]).ConfigureAwait(false);
            if (!isWritten) Volatile.Write(ref _isSweepDue, true);
            if (isWritten && Volatile.Read(ref _isSweepDue) && _queue.Reader.Count == 0) await SweepAsync().ConfigureAwait(false);
        }
    }

    private async Task<bool> WriteAsync(List<(TenantId Tenant, CallDetailRecord Record)> records)
    {
        try
        {
            await database.WriteAsync((session, token) => WriteAsync(session, records.OrderBy(static pair => pair.Record.Id), token), isIdempotent: true, CancellationToken.None).ConfigureAwait(false);
            return true;
        }
        catch (OpBXStorageException exception) when (DatabaseFault.KindOf(exception) == DatabaseFaultKind.ForeignKey)
        {
            // A record that was archived meanwhile needs no text; the others do.
            if (records.Count == 1) return true;
            bool isWritten = true;
            foreach ((TenantId, CallDetailRecord) record in records) isWritten &= await WriteAsync([record]).ConfigureAwait(false);
            return isWritten;
        }
        catch (OpBXStorageException exception)
        {
            MySqlLog.TextsFailed(logger, exception);
            return false;
        }
    }

    // Newest first, so that what a kill left comes at once; an old database is worked through in steps between the records that come.
    private async Task SweepAsync()
    {
        Volatile.Write(ref _isSweepDue, false);
        long madeUp = 0;
        try
        {
            (long last, long first, long firstText) = await database.ReadAsync(async (session, token) => (await session.QueryAsync(
                Ends, [], static reader => (reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2)), token).ConfigureAwait(false))[0], _end.Token).ConfigureAwait(false);
            bool isOldDone = firstText > 0 && firstText <= first;
            long complete = 0;
            for (long before = last + 1; before > first && !(isOldDone && complete >= SweepEnough); before -= SweepStep)
            {
                int found = await SweepAsync(before - SweepStep, before).ConfigureAwait(false);
                madeUp += found;
                complete = found == 0 ? complete + SweepStep : 0;
                if (found > 0) await Task.Delay(TimeSpan.FromMilliseconds(20), time, _end.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            Volatile.Write(ref _isSweepDue, true);
        }
        catch (OpBXStorageException exception)
        {
            Volatile.Write(ref _isSweepDue, true);
            MySqlLog.TextsFailed(logger, exception);
        }
        if (madeUp > 0) MySqlLog.TextsMadeUp(logger, madeUp);
    }

    private async Task<int> SweepAsync(long from, long before)
    {
        SqlArgument[] range = [("@from", Math.Max(0, from)), ("@before", before)];
        List<long> ids = await database.ReadAsync((session, token) => session.QueryAsync(Missing, range, static reader => reader.GetInt64(0), token), _end.Token).ConfigureAwait(false);
        foreach (long[] some in ids.Chunk(MaxRecords))
        {
            string sql = "SELECT " + CallDetailRecordTable.Instance.List + " FROM call_detail_records WHERE " + SqlList.In("id", some);
            List<(TenantId, CallDetailRecord)> records = await database.ReadAsync((session, token) => session.QueryAsync(
                sql, [], static reader => (new TenantId(reader.Id(1)), CallDetailRecordTable.Instance.Read(new LiveRow(reader))), token), _end.Token).ConfigureAwait(false);
            if (records.Count > 0) await WriteAsync(records).ConfigureAwait(false);
        }
        return ids.Count;
    }
}
