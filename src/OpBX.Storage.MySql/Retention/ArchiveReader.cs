using System.Text.Json;
using OpBX.Cdr;
using OpBX.Storage;
using OpBX.Tenants;

namespace OpBX.Retention;

/// <summary>The order of a query over archived rows.</summary>
/// <param name="ValueOf">The value of the sort column.</param>
/// <param name="Ascending">Whether the least comes first.</param>
/// <param name="IsByCreation">Whether the sort column is <c>created_at</c>, by which the archive has an index.</param>
internal sealed record ArchiveOrder<T>(Func<T, long> ValueOf, bool Ascending, bool IsByCreation);

/// <summary>Reads archived rows. A copy in an archive elsewhere does not count while its original is there.</summary>
internal sealed class ArchiveReader(MySqlDatabase main, MySqlDatabase archive)
{
    private const int Step = 500;

    /// <summary>Whether the archive is another schema or server, where no transaction spans both.</summary>
    public bool IsExternal => !ReferenceEquals(main, archive);

    public MySqlDatabase Database => archive;

    private sealed record Entry<T>(T Row, long Id, string Session, DateTime CreatedAt);

    /// <summary>Rows in the order of a query.</summary>
    public async ValueTask<List<T>> ReadAsync<T>(
        RecordTable<T> table, TenantId tenant, ArchiveFilter<T> filter, ArchiveOrder<T> order, RecordCursor? after, int count, CancellationToken cancellationToken)
        where T : class
    {
        bool ascending = !order.IsByCreation || order.Ascending;
        List<(T Row, RecordCursor At)> found = [];
        (DateTime CreatedAt, long Id)? last = null;
        if (order.IsByCreation && after is { } cursor) last = ((DateTime)RecordSort.Time("").ValueOf(cursor.Value), cursor.Id);
        while (true)
        {
            List<Entry<T>> entries = await StepAsync(table, tenant, filter, ascending, last, cancellationToken).ConfigureAwait(false);
            if (entries.Count > 0) last = (entries[^1].CreatedAt, entries[^1].Id);
            foreach (Entry<T> entry in await WithoutCopiesAsync(table, tenant, filter, entries, cancellationToken).ConfigureAwait(false))
            {
                var at = new RecordCursor(order.ValueOf(entry.Row), entry.Id, IsArchived: true);
                if (after is { } start && !IsAfter(at, start)) continue;
                found.Add((entry.Row, at));
            }
            bool isEnd = entries.Count < Step;
            if (isEnd || found.Count > count + (4 * Step))
            {
                found.Sort((left, right) => Compare(left.At, right.At));
                if (found.Count > count) found.RemoveRange(count, found.Count - count);
            }
            if (isEnd || (order.IsByCreation && found.Count >= count)) return [.. found.Take(count).Select(static row => row.Row)];
        }

        int Compare(RecordCursor left, RecordCursor right)
        {
            int difference = (left.Value, left.Id).CompareTo((right.Value, right.Id));
            return order.Ascending ? difference : -difference;
        }

        bool IsAfter(RecordCursor at, RecordCursor start) => Compare(at, start) > 0;
    }

    private ValueTask<List<Entry<T>>> StepAsync<T>(
        RecordTable<T> table, TenantId tenant, ArchiveFilter<T> filter, bool ascending, (DateTime CreatedAt, long Id)? last, CancellationToken cancellationToken)
        where T : class
    {
        var sql = new SqlText();
        sql.Append("SELECT " + SqlText.WideSort + "id,session,created_at,payload FROM " + table.ArchiveName + " WHERE organization_id=").Value(tenant.Value);
        if (filter.Since is { } since) sql.Append(" AND created_at>=").Value(SqlColumn.Microseconds(since));
        if (filter.Until is { } until) sql.Append(" AND created_at<").Value(SqlColumn.Microseconds(until));
        if (filter.Session is { } session) sql.Append(" AND session=").Value(session);
        if (last is { } end)
        {
            string sign = ascending ? ">" : "<";
            sql.Append($" AND created_at{sign}=").Value(end.CreatedAt).Append($" AND (created_at{sign}").Value(end.CreatedAt).Append($" OR id{sign}").Value(end.Id).Append(")");
        }
        sql.Append(ascending ? " ORDER BY created_at,id LIMIT " : " ORDER BY created_at DESC,id DESC LIMIT ").Value(Step);
        return archive.ReadAsync((connection, token) => connection.QueryAsync(sql, reader => new Entry<T>(
            Read(table, reader.GetFieldValue<byte[]>(3)), reader.Id(0), reader.GetString(1), reader.GetDateTime(2)), token), cancellationToken);
    }

    private async ValueTask<IEnumerable<Entry<T>>> WithoutCopiesAsync<T>(
        RecordTable<T> table, TenantId tenant, ArchiveFilter<T> filter, List<Entry<T>> entries, CancellationToken cancellationToken)
        where T : class
    {
        Entry<T>[] wanted = [.. entries.Where(entry => filter.Matches(entry.Row))];
        if (wanted.Length == 0) return wanted;
        if (filter.OfCall.Length > 0)
        {
            var calls = new SqlText();
            calls.Append("SELECT c.call_id FROM call_logs c WHERE c.organization_id=").Value(tenant.Value)
                .Append(filter.OfCall + " AND c.call_id IN (").List(wanted.Select(static entry => entry.Session).Distinct());
            HashSet<string> sessions = [.. await main.ReadAsync((session, token) => session.QueryAsync(calls, static reader => reader.GetString(0), token), cancellationToken).ConfigureAwait(false)];
            wanted = [.. wanted.Where(entry => sessions.Contains(entry.Session))];
        }
        if (!IsExternal || wanted.Length == 0) return wanted;
        var sql = new SqlText();
        sql.Append("SELECT id FROM " + table.Name + " WHERE organization_id=").Value(tenant.Value).Append(" AND id IN (").List(wanted.Select(static entry => entry.Id));
        HashSet<long> live = [.. await main.ReadAsync((session, token) => session.QueryAsync(sql, static reader => reader.GetInt64(0), token), cancellationToken).ConfigureAwait(false)];
        return wanted.Where(entry => !live.Contains(entry.Id));
    }

    private static T Read<T>(RecordTable<T> table, byte[] payload)
        where T : class
    {
        using JsonDocument row = PackedRows.Unpack(payload);
        return table.Read(new PackedRow(row.RootElement, table.Columns));
    }
}
