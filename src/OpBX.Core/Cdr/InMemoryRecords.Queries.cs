using OpBX.Calls;
using OpBX.Tenants;

namespace OpBX.Cdr;

// Reading (rule C8). Rows are immutable: they are copied under the lock and sifted outside it.
internal sealed partial class InMemoryRecords
{
    ValueTask<RecordPage<CallLog>> ICallLogStore.QueryAsync(TenantId tenant, CallLogQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        cancellationToken.ThrowIfCancellationRequested();
        IReadOnlyList<(string, CallLogRow Row)> live, archived;
        lock (_gate) (live, archived) = (_calls.ToList(), query.IncludeArchived ? _archive.Calls.ToList() : []);
        return ValueTask.FromResult(Page(Rows(live), Rows(archived), query.SortValue, static call => call.Id, query.Ascending, query.After, query.PageSize));

        IEnumerable<CallLog> Rows(IReadOnlyList<(string, CallLogRow Row)> rows)
            => rows.Where(entry => entry.Row.Tenant == tenant && query.Matches(entry.Row.Call)).Select(static entry => entry.Row.Call);
    }

    ValueTask<RecordPage<CallDetailRecord>> ICallRecordStore.QueryAsync(TenantId tenant, CallRecordQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        cancellationToken.ThrowIfCancellationRequested();
        CallDetailRecord[] live, archived;
        lock (_gate)
        {
            live = [.. Rows(_cdrs.Rows)];
            archived = query.IncludeArchived ? [.. Rows(_archive.Cdrs.Rows)] : [];
        }
        return ValueTask.FromResult(Page(
            live.Where(query.Matches), archived.Where(query.Matches), query.SortValue, static record => record.Id, query.Ascending, query.After, query.PageSize));

        IEnumerable<CallDetailRecord> Rows(IEnumerable<CdrRow> rows)
            => rows.Where(row => row.Tenant == tenant && IsOfCall(row.Record.SessionId)).Select(static row => row.Record);

        bool IsOfCall(string session)
        {
            if (query.ExtensionId is null && query.DidId is null) return true;
            return FindCall(tenant, session) is { } call
                && (query.ExtensionId is null || query.ExtensionId == call.ExtensionId) && (query.DidId is null || query.DidId == call.DidId);
        }
    }

    ValueTask<IReadOnlyList<CallStatistics>> ICallRecordStore.GetStatisticsAsync(TenantId tenant, IReadOnlyList<DateTimeOffset> bounds, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(bounds);
        ArgumentOutOfRangeException.ThrowIfLessThan(bounds.Count, 2);
        cancellationToken.ThrowIfCancellationRequested();
        CallDetailRecord[] records;
        lock (_gate) records = [.. _cdrs.Rows.Where(row => row.Tenant == tenant).Select(static row => row.Record)];
        DateTimeOffset[] starts = [.. bounds];
        IReadOnlyList<CallStatistics> statistics =
        [
            .. records.Where(record => record.CreatedAt >= starts[0] && record.CreatedAt < starts[^1])
                .GroupBy(record => (Period: PeriodOf(starts, record.CreatedAt), record.Disposition, record.Direction))
                .Select(static group => new CallStatistics(
                    group.Key.Period, group.Key.Disposition, group.Key.Direction, group.LongCount(),
                    group.Sum(static record => (long)(record.DurationSeconds ?? 0)), group.Sum(static record => (long)(record.BilledSeconds ?? 0)),
                    group.Sum(static record => record.Cost ?? 0))),
        ];
        return ValueTask.FromResult(statistics);
    }

    private static int PeriodOf(DateTimeOffset[] bounds, DateTimeOffset time)
    {
        int at = Array.BinarySearch(bounds, time);
        return at >= 0 ? at : ~at - 1;
    }

    private static RecordPage<T> Page<T>(
        IEnumerable<T> live, IEnumerable<T> archived, Func<T, long> valueOf, Func<T, long> idOf, bool ascending, RecordCursor? after, int size)
        where T : class
    {
        IEnumerable<(T Row, RecordCursor At)> rows = Stretch(live, false).Concat(Stretch(archived, true));
        if (after is { } start) rows = rows.Where(entry => IsAfter(entry.At, start));
        (T Row, RecordCursor At)[] taken = [.. rows.Take(size + 1)];
        return new RecordPage<T>([.. taken.Take(size).Select(static entry => entry.Row)], taken.Length > size ? taken[size - 1].At : null);

        IEnumerable<(T Row, RecordCursor At)> Stretch(IEnumerable<T> stretch, bool isArchived)
        {
            IEnumerable<(T Row, RecordCursor At)> keyed = stretch.Select(row => (row, new RecordCursor(valueOf(row), idOf(row), isArchived)));
            return ascending
                ? keyed.OrderBy(static entry => entry.At.Value).ThenBy(static entry => entry.At.Id)
                : keyed.OrderByDescending(static entry => entry.At.Value).ThenByDescending(static entry => entry.At.Id);
        }

        bool IsAfter(RecordCursor at, RecordCursor start)
        {
            if (at.IsArchived != start.IsArchived) return at.IsArchived;
            int order = (at.Value, at.Id).CompareTo((start.Value, start.Id));
            return ascending ? order > 0 : order < 0;
        }
    }
}
