using OpBX.Calls;
using OpBX.Recordings;
using OpBX.Retention;
using OpBX.Sessions;
using OpBX.Tenants;

namespace OpBX.Cdr;

// The archive of the storage in memory: of no use to save memory, but the reference for archives (rules D1–D3).
internal sealed partial class InMemoryRecords : IRecordArchive
{
    private static readonly TimeSpan OpenCallGrace = TimeSpan.FromDays(7);

    private sealed class Archive(InMemoryRecordOptions options)
    {
        public RecordTable<string, string, CallLogRow> Calls { get; } = new(options.MaxRecords, static row => row.Call.CallId);

        public RecordTable<(TenantId Tenant, string Session, string Leg), (TenantId Tenant, string Session), CdrRow> Cdrs { get; }
            = new(options.MaxRecords, static row => (row.Tenant, row.Record.SessionId));

        public RecordTable<(TenantId Tenant, string Session, string Event), (TenantId Tenant, string Session), SessionUpdateRow> Updates { get; }
            = new(options.MaxRecords, static row => (row.Tenant, row.Update.CallId));

        public RecordTable<long, (TenantId Tenant, string Session), RecordingRow> Recordings { get; }
            = new(options.MaxRecords, static row => (row.Tenant, row.Recording.CallId));
    }

    ValueTask<long> IRecordArchive.CountAsync(TenantId tenant, RecordKind kind, DateTimeOffset olderThan, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            return ValueTask.FromResult(kind switch
            {
                RecordKind.CallLogs => _calls.Rows.LongCount(row => IsOld(row, tenant, olderThan)),
                RecordKind.CallRecords => _cdrs.Rows.LongCount(row => IsOld(row, tenant, olderThan)),
                RecordKind.SessionUpdates => _updates.Rows.LongCount(row => IsOld(row, tenant, olderThan)),
                _ => _recordings.Rows.LongCount(row => IsOld(row, tenant, olderThan)),
            });
        }
    }

    ValueTask<int> IRecordArchive.MoveAsync(TenantId tenant, RecordKind kind, DateTimeOffset olderThan, int maxRows, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxRows, 1);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            return ValueTask.FromResult(kind switch
            {
                RecordKind.CallLogs => Move(_calls, _archive.Calls, row => IsOld(row, tenant, olderThan), maxRows, static (_, live) => live),
                RecordKind.CallRecords => Move(_cdrs, _archive.Cdrs, row => IsOld(row, tenant, olderThan), maxRows, Merge),
                RecordKind.SessionUpdates => Move(_updates, _archive.Updates, row => IsOld(row, tenant, olderThan), maxRows, static (kept, _) => kept),
                _ => Move(_recordings, _archive.Recordings, row => IsOld(row, tenant, olderThan), maxRows, static (_, live) => live),
            });
        }
    }

    ValueTask<long> IRecordArchive.CountArchivedAsync(TenantId tenant, RecordKind kind, DateTimeOffset olderThan, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            return ValueTask.FromResult(kind switch
            {
                RecordKind.CallLogs => _archive.Calls.Rows.LongCount(row => IsOf(row, tenant, olderThan)),
                RecordKind.CallRecords => _archive.Cdrs.Rows.LongCount(row => IsOf(row, tenant, olderThan)),
                RecordKind.SessionUpdates => _archive.Updates.Rows.LongCount(row => IsOf(row, tenant, olderThan)),
                _ => _archive.Recordings.Rows.LongCount(row => IsOf(row, tenant, olderThan)),
            });
        }
    }

    ValueTask<int> IRecordArchive.PurgeAsync(TenantId tenant, RecordKind kind, DateTimeOffset olderThan, int maxRows, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxRows, 1);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            return ValueTask.FromResult(kind switch
            {
                RecordKind.CallLogs => Purge(_archive.Calls, row => IsOf(row, tenant, olderThan), maxRows),
                RecordKind.CallRecords => Purge(_archive.Cdrs, row => IsOf(row, tenant, olderThan), maxRows),
                RecordKind.SessionUpdates => Purge(_archive.Updates, row => IsOf(row, tenant, olderThan), maxRows),
                _ => Purge(_archive.Recordings, row => IsOf(row, tenant, olderThan), maxRows),
            });
        }
    }

    ValueTask<int> IRecordArchive.RestoreAsync(
        TenantId tenant, RecordKind kind, DateTimeOffset since, DateTimeOffset until, int maxRows, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxRows, 1);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            return ValueTask.FromResult(kind switch
            {
                RecordKind.CallLogs => Move(_archive.Calls, _calls, IsWanted, maxRows, static (live, _) => live),
                RecordKind.CallRecords => Move(_archive.Cdrs, _cdrs, IsWanted, maxRows, Merge),
                RecordKind.SessionUpdates => Move(_archive.Updates, _updates, IsWanted, maxRows, static (live, _) => live),
                _ => Move(_archive.Recordings, _recordings, IsWanted, maxRows, static (live, _) => live),
            });
        }

        bool IsWanted(ITenantRow row) => row.CreatedAt >= since && IsOf(row, tenant, until);
    }

    ValueTask<ErasureReport> IRecordArchive.EraseAsync(TenantId tenant, ErasureRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        cancellationToken.ThrowIfCancellationRequested();
        var urls = new HashSet<string>(StringComparer.Ordinal);
        lock (_gate)
        {
            var rows = new Dictionary<RecordKind, long>
            {
                [RecordKind.CallLogs] = Calls(_calls) + Calls(_archive.Calls),
                [RecordKind.CallRecords] = Cdrs(_cdrs) + Cdrs(_archive.Cdrs),
                [RecordKind.SessionUpdates] = Updates(_updates) + Updates(_archive.Updates),
                [RecordKind.Recordings] = Notices(_recordings) + Notices(_archive.Recordings),
            };
            return ValueTask.FromResult(new ErasureReport { Rows = rows, DeadLetters = _deadLetters.Erase(tenant, request), RecordingUrls = [.. urls] });
        }

        long Calls(RecordTable<string, string, CallLogRow> table) => Replace(table, tenant, row => Change(row, request.Erase(row.Call), row.Call, row.Call.RecordingUrl, static (row, call) => row with { Call = call }));

        long Cdrs(RecordTable<(TenantId, string, string), (TenantId, string), CdrRow> table)
            => Replace(table, tenant, row => Change(row, request.Erase(row.Record), row.Record, row.Record.RecordingUrl, static (row, record) => row with { Record = record }));

        long Updates(RecordTable<(TenantId, string, string), (TenantId, string), SessionUpdateRow> table)
            => Replace(table, tenant, row => Change(row, request.Erase(row.Update), row.Update, null, static (row, update) => row with { Update = update }));

        long Notices(RecordTable<long, (TenantId, string), RecordingRow> table)
            => Replace(table, tenant, row => Change(row, request.Erase(row.Recording), row.Recording, row.Recording.SourceUrl, static (row, recording) => row with { Recording = recording }));

        TRow Change<TRow, T>(TRow row, T erased, T before, string? url, Func<TRow, T, TRow> with)
            where T : class
        {
            if (ReferenceEquals(erased, before)) return row;
            if (url is not null) urls.Add(url);
            return with(row, erased);
        }
    }

    ValueTask<int> IRecordArchive.DeleteTenantAsync(TenantId tenant, int maxRows, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxRows, 1);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            int removed = _deadLetters.Remove(tenant, maxRows);
            removed += Purge(_archive.Updates, IsOwn, maxRows - removed);
            removed += Purge(_archive.Recordings, IsOwn, maxRows - removed);
            removed += Purge(_archive.Cdrs, IsOwn, maxRows - removed);
            removed += Purge(_archive.Calls, IsOwn, maxRows - removed);
            removed += Purge(_updates, IsOwn, maxRows - removed);
            removed += Purge(_recordings, IsOwn, maxRows - removed);
            removed += Purge(_cdrs, IsOwn, maxRows - removed);
            removed += Purge(_calls, IsOwn, maxRows - removed);
            return ValueTask.FromResult(removed);
        }

        bool IsOwn(ITenantRow row) => row.Tenant == tenant;
    }

    private static bool IsOld(ITenantRow row, TenantId tenant, DateTimeOffset olderThan)
    {
        bool isOpen = row is CallLogRow { Call: { IsClosed: false } call } && !call.Status.IsFinal();
        return IsOf(row, tenant, isOpen ? olderThan - OpenCallGrace : olderThan);
    }

    private static bool IsOf(ITenantRow row, TenantId tenant, DateTimeOffset olderThan) => row.Tenant == tenant && row.CreatedAt < olderThan;

    private static CdrRow Merge(CdrRow left, CdrRow right) => left with { Record = left.Record.Merge(right.Record) };

    private static int Move<TKey, TSession, TRow>(
        RecordTable<TKey, TSession, TRow> from, RecordTable<TKey, TSession, TRow> to, Func<TRow, bool> isWanted, int maxRows, Func<TRow, TRow, TRow> merge)
        where TKey : notnull
        where TSession : notnull
        where TRow : class, ITenantRow
    {
        int moved = 0;
        foreach ((TKey key, TRow row) in from.ToList().Where(entry => isWanted(entry.Row)).OrderBy(static entry => entry.Row.CreatedAt).ThenBy(static entry => entry.Row.Id).Take(maxRows))
        {
            from.Remove(key);
            if (to.TryGet(key, out TRow? kept)) to.Replace(key, merge(kept, row));
            else to.Add(key, row);
            moved++;
        }
        return moved;
    }

    private static int Purge<TKey, TSession, TRow>(RecordTable<TKey, TSession, TRow> table, Func<TRow, bool> isWanted, int maxRows)
        where TKey : notnull
        where TSession : notnull
        where TRow : class, ITenantRow
    {
        int removed = 0;
        foreach ((TKey key, _) in table.ToList().Where(entry => isWanted(entry.Row)).OrderBy(static entry => entry.Row.CreatedAt).Take(maxRows))
        {
            table.Remove(key);
            removed++;
        }
        return removed;
    }

    private static long Replace<TKey, TSession, TRow>(RecordTable<TKey, TSession, TRow> table, TenantId tenant, Func<TRow, TRow> change)
        where TKey : notnull
        where TSession : notnull
        where TRow : class, ITenantRow
    {
        long changed = 0;
        foreach ((TKey key, TRow row) in table.ToList().Where(entry => entry.Row.Tenant == tenant))
        {
            TRow after = change(row);
            if (ReferenceEquals(after, row)) continue;
            table.Replace(key, after);
            changed++;
        }
        return changed;
    }
}
