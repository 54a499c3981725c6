using System.Text.Json;
using OpBX.Calls;
using OpBX.Cdr;
using OpBX.Storage;
using OpBX.Tenants;

namespace OpBX.Retention;

// The way back, and what changes rows where they lie.
internal sealed partial class TableArchive<T>
{
    private static readonly Dictionary<string, string> s_links = new(StringComparer.Ordinal)
    {
        ["did_id"] = "did_numbers",
        ["extension_id"] = "extensions",
        ["ring_group_id"] = "ring_groups",
    };

    public override async ValueTask<int> RestoreAsync(TenantId tenant, DateTimeOffset since, DateTimeOffset until, int maxRows, CancellationToken cancellationToken)
    {
        if (!archive.IsExternal)
        {
            return await main.WriteAsync(async (session, token) =>
            {
                List<(long Id, byte[] Payload)> rows = await session.QueryAsync(Wanted(tenant, since, until, maxRows).Append(" FOR UPDATE"), ReadPacked, token).ConfigureAwait(false);
                List<long> back = await PutBackAsync(session, tenant, rows, token).ConfigureAwait(false);
                await ForgetAsync(session, tenant, back, token).ConfigureAwait(false);
                return back.Count;
            }, isIdempotent: true, cancellationToken).ConfigureAwait(false);
        }
        List<(long Id, byte[] Payload)> copies = await archive.Database.ReadAsync(
            (session, token) => session.QueryAsync(Wanted(tenant, since, until, maxRows), ReadPacked, token), cancellationToken).ConfigureAwait(false);
        List<long> restored = await main.WriteAsync((session, token) => PutBackAsync(session, tenant, copies, token), isIdempotent: true, cancellationToken).ConfigureAwait(false);
        await StepAsync("restored").ConfigureAwait(false);
        await archive.Database.WriteAsync((session, token) => ForgetAsync(session, tenant, restored, token), isIdempotent: true, cancellationToken).ConfigureAwait(false);
        return restored.Count;
    }

    public override async ValueTask<long> EraseAsync(TenantId tenant, ErasureRequest request, ISet<string> urls, CancellationToken cancellationToken)
    {
        long changed = 0;
        for ((DateTime CreatedAt, long Id)? last = null; ;)
        {
            (int count, int erased, last) = await main.WriteAsync((session, token) => EraseLiveAsync(session, tenant, request, urls, last, token), isIdempotent: true, cancellationToken).ConfigureAwait(false);
            changed += erased;
            if (count < EraseStep) break;
        }
        for ((DateTime CreatedAt, long Id)? last = null; ;)
        {
            (int count, int erased, last) = await archive.Database.WriteAsync((session, token) => EraseArchivedAsync(session, tenant, request, urls, last, token), isIdempotent: true, cancellationToken).ConfigureAwait(false);
            changed += erased;
            if (count < EraseStep) return changed;
        }
    }

    private SqlText Wanted(TenantId tenant, DateTimeOffset since, DateTimeOffset until, int maxRows)
        => new SqlText().Append("SELECT " + SqlText.WideSort + "id,payload FROM " + table.ArchiveName + " WHERE organization_id=").Value(tenant.Value)
            .Append(" AND created_at>=").Value(SqlColumn.Microseconds(since)).Append(" AND created_at<").Value(SqlColumn.Microseconds(until))
            .Append(" ORDER BY created_at,id LIMIT ").Value(maxRows);

    private static (long Id, byte[] Payload) ReadPacked(System.Data.Common.DbDataReader reader) => (reader.Id(0), reader.GetFieldValue<byte[]>(1));

    private ValueTask<int> ForgetAsync(MySqlSession session, TenantId tenant, List<long> ids, CancellationToken cancellationToken)
        => ids.Count == 0 ? ValueTask.FromResult(0) : session.ExecuteAsync(
            new SqlText().Append("DELETE FROM " + table.ArchiveName + " WHERE organization_id=").Value(tenant.Value).Append(" AND id IN (").List(ids), cancellationToken);

    // Gives the ids of the archived rows that are live again, on their own or within the row that took their place.
    private async ValueTask<List<long>> PutBackAsync(MySqlSession session, TenantId tenant, List<(long Id, byte[] Payload)> rows, CancellationToken cancellationToken)
    {
        if (rows.Count == 0) return [];
        List<JsonDocument> documents = [.. rows.Select(static row => PackedRows.Unpack(row.Payload))];
        try
        {
            Dictionary<string, (TenantId Tenant, T Row)> taken = await TakenAsync(session, tenant, documents, cancellationToken).ConfigureAwait(false);
            HashSet<long> present = [.. await session.QueryAsync(
                new SqlText().Append("SELECT id FROM " + table.Name + " WHERE organization_id=").Value(tenant.Value).Append(" AND id IN (").List(rows.Select(static row => row.Id)),
                static reader => reader.GetInt64(0), cancellationToken).ConfigureAwait(false)];
            List<long> back = [];
            List<JsonElement> missing = [];
            List<(TenantId, T)> joined = [];
            for (int i = 0; i < rows.Count; i++)
            {
                var packed = new PackedRow(documents[i].RootElement, table.Columns);
                bool isTaken = taken.TryGetValue(KeyOf(packed), out (TenantId Tenant, T Row) live);
                // Another tenant's call has this token now: the row stays in the archive.
                if (isTaken && live.Tenant != tenant) continue;
                back.Add(rows[i].Id);
                if (present.Contains(rows[i].Id)) continue;
                if (!isTaken) missing.Add(documents[i].RootElement);
                else if (table.Join(live.Row, table.Read(packed), isArchiving: false) is var row && !row.Equals(live.Row)) joined.Add((tenant, row));
            }
            if (missing.Count > 0) await InsertAsync(session, tenant, missing, cancellationToken).ConfigureAwait(false);
            if (joined.Count > 0) await session.ExecuteAsync(RecordBatch.Upsert(new SqlText(), table, joined), cancellationToken).ConfigureAwait(false);
            await WriteTextsAsync(session, tenant, [.. missing.Select(row => table.Read(new PackedRow(row, table.Columns))), .. joined.Select(static pair => pair.Item2)], cancellationToken).ConfigureAwait(false);
            return back;
        }
        finally
        {
            foreach (JsonDocument document in documents) document.Dispose();
        }
    }

    private async ValueTask<Dictionary<string, (TenantId Tenant, T Row)>> TakenAsync(MySqlSession session, TenantId tenant, List<JsonDocument> documents, CancellationToken cancellationToken)
    {
        var taken = new Dictionary<string, (TenantId, T)>(StringComparer.Ordinal);
        if (table.Key.Length == 0) return taken;
        IEnumerable<string?> sessions = documents.Select(document => new PackedRow(document.RootElement, table.Columns).Text(table.Session)).Distinct();
        var sql = new SqlText();
        sql.Append("SELECT " + table.List + " FROM " + table.Name + " WHERE ");
        // Of calls the token is unique over all tenants; whose it is decides.
        if (table is not CallLogTable) sql.Append("organization_id=").Value(tenant.Value).Append(" AND ");
        sql.Append(table.Columns[table.Session] + " IN (").List(sessions).Append(" FOR UPDATE");
        foreach ((string key, TenantId owner, T row) in await session.QueryAsync(
            sql, reader => (KeyOf(new LiveRow(reader)), new TenantId(reader.Id(1)), table.Read(new LiveRow(reader))), cancellationToken).ConfigureAwait(false))
        {
            taken.TryAdd(key, (owner, row));
        }
        return taken;
    }

    private async ValueTask InsertAsync(MySqlSession session, TenantId tenant, List<JsonElement> rows, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> columns = await ColumnsAsync(session, cancellationToken).ConfigureAwait(false);
        Dictionary<string, HashSet<long>> links = new(StringComparer.Ordinal);
        foreach (string column in columns.Where(s_links.ContainsKey))
        {
            long[] ids = [.. rows.Select(row => PackedRows.Value(row, column)).OfType<long>().Distinct()];
            string parent = s_links[column];
            links[column] = ids.Length == 0 ? [] : [.. await session.QueryAsync(
                new SqlText().Append("SELECT id FROM " + parent + " WHERE organization_id=").Value(tenant.Value).Append(" AND id IN (").List(ids),
                static reader => reader.GetInt64(0), cancellationToken).ConfigureAwait(false)];
        }
        var sql = new SqlText();
        sql.Append("INSERT INTO " + table.Name + " (" + string.Join(',', columns.Select(Quote)) + ") VALUES ");
        for (int i = 0; i < rows.Count; i++)
        {
            for (int j = 0; j < columns.Count; j++)
            {
                sql.Append(j > 0 ? "," : i > 0 ? ",(" : "(");
                // A column that was added since the row was archived.
                if (!rows[i].TryGetProperty(columns[j], out _)) sql.Append($"DEFAULT({Quote(columns[j])})");
                else sql.Value(PackedRows.Value(rows[i], columns[j]) is var value && value is long id && links.TryGetValue(columns[j], out HashSet<long>? known) && !known.Contains(id) ? null : value);
            }
            sql.Append(")");
        }
        await session.ExecuteAsync(sql, cancellationToken).ConfigureAwait(false);
    }

    private static async ValueTask WriteTextsAsync(MySqlSession session, TenantId tenant, IReadOnlyList<T> rows, CancellationToken cancellationToken)
    {
        if (rows is IReadOnlyList<CallDetailRecord> { Count: > 0 } records) await RecordTexts.WriteAsync(session, records.Select(record => (tenant, record)), cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<(int Count, int Erased, (DateTime CreatedAt, long Id)? Last)> EraseLiveAsync(
        MySqlSession session, TenantId tenant, ErasureRequest request, ISet<string> urls, (DateTime CreatedAt, long Id)? last, CancellationToken cancellationToken)
    {
        var sql = new SqlText();
        sql.Append("SELECT " + SqlText.WideSort + table.List + " FROM " + table.Name + " WHERE organization_id=").Value(tenant.Value);
        AppendStep(sql, last);
        List<(T Row, DateTime CreatedAt)> rows = await session.QueryAsync(sql, reader => (table.Read(new LiveRow(reader)), reader.GetDateTime(table.CreatedAt)), cancellationToken).ConfigureAwait(false);
        List<T> erased = [];
        foreach ((T row, _) in rows)
        {
            T after = table.Erase(request, row);
            if (ReferenceEquals(after, row)) continue;
            if (table.RecordingOf(row) is { } url) urls.Add(url);
            erased.Add(after);
        }
        if (erased.Count > 0)
        {
            await session.ExecuteAsync(new SqlText().Append("INSERT INTO " + table.Name + " (" + table.List + ") VALUES ")
                .Rows(erased.Select(row => table.Values(tenant, row))).Append(" ON DUPLICATE KEY UPDATE " + table.UpsertWithoutKeys), cancellationToken).ConfigureAwait(false);
            await WriteTextsAsync(session, tenant, erased, cancellationToken).ConfigureAwait(false);
        }
        return (rows.Count, erased.Count, rows.Count == 0 ? last : (rows[^1].CreatedAt, table.IdOf(rows[^1].Row)));
    }

    private async ValueTask<(int Count, int Erased, (DateTime CreatedAt, long Id)? Last)> EraseArchivedAsync(
        MySqlSession session, TenantId tenant, ErasureRequest request, ISet<string> urls, (DateTime CreatedAt, long Id)? last, CancellationToken cancellationToken)
    {
        var sql = new SqlText();
        sql.Append("SELECT " + SqlText.WideSort + "id,payload,created_at FROM " + table.ArchiveName + " WHERE organization_id=").Value(tenant.Value);
        AppendStep(sql, last);
        List<(long Id, byte[] Payload, DateTime CreatedAt)> rows = await session.QueryAsync(
            sql, static reader => (reader.Id(0), reader.GetFieldValue<byte[]>(1), reader.GetDateTime(2)), cancellationToken).ConfigureAwait(false);
        int erased = 0;
        foreach ((long _, byte[] payload, DateTime _) in rows)
        {
            using JsonDocument document = PackedRows.Unpack(payload);
            T row = table.Read(new PackedRow(document.RootElement, table.Columns));
            T after = table.Erase(request, row);
            if (ReferenceEquals(after, row)) continue;
            if (table.RecordingOf(row) is { } url) urls.Add(url);
            await RepackAsync(session, tenant, document.RootElement, after, cancellationToken).ConfigureAwait(false);
            erased++;
        }
        return (rows.Count, erased, rows.Count == 0 ? last : (rows[^1].CreatedAt, rows[^1].Id));
    }

    private static void AppendStep(SqlText sql, (DateTime CreatedAt, long Id)? last)
    {
        if (last is { } end) sql.Append(" AND created_at>=").Value(end.CreatedAt).Append(" AND (created_at>").Value(end.CreatedAt).Append(" OR id>").Value(end.Id).Append(")");
        sql.Append(" ORDER BY created_at,id LIMIT ").Value(EraseStep).Append(" FOR UPDATE");
    }
}
