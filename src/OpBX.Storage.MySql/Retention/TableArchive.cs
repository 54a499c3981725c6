using System.Data.Common;
using System.Text.Json;
using OpBX.Calls;
using OpBX.Cdr;
using OpBX.Storage;
using OpBX.Tenants;

namespace OpBX.Retention;

/// <summary>The archive of one table, whatever its rows are.</summary>
internal abstract class TableArchive
{
    public abstract ValueTask<long> CountAsync(TenantId tenant, DateTimeOffset olderThan, CancellationToken cancellationToken);

    public abstract ValueTask<int> MoveAsync(TenantId tenant, DateTimeOffset olderThan, int maxRows, CancellationToken cancellationToken);

    public abstract ValueTask<long> CountArchivedAsync(TenantId tenant, DateTimeOffset olderThan, CancellationToken cancellationToken);

    public abstract ValueTask<int> PurgeAsync(TenantId tenant, DateTimeOffset olderThan, int maxRows, CancellationToken cancellationToken);

    public abstract ValueTask<int> RestoreAsync(TenantId tenant, DateTimeOffset since, DateTimeOffset until, int maxRows, CancellationToken cancellationToken);

    public abstract ValueTask<long> EraseAsync(TenantId tenant, ErasureRequest request, ISet<string> urls, CancellationToken cancellationToken);

    public abstract ValueTask<int> DeleteArchivedAsync(TenantId tenant, int maxRows, CancellationToken cancellationToken);

    public abstract ValueTask<int> DeleteAsync(TenantId tenant, int maxRows, CancellationToken cancellationToken);
}

/// <summary>
/// Moves rows between a table and its archive. In one schema that is one transaction. To another schema or server rows are copied,
/// the copies are counted, and only then the originals go; until then, and after a kill in between, the copies do not count.
/// </summary>
internal sealed partial class TableArchive<T>(RecordTable<T> table, MySqlDatabase main, ArchiveReader archive, TimeProvider time) : TableArchive
    where T : class
{
    private const int EraseStep = 200;

    // Generated columns follow from the others.
    private const string SelectColumns =
        "SELECT COLUMN_NAME FROM information_schema.COLUMNS WHERE TABLE_SCHEMA=DATABASE() AND TABLE_NAME=@table AND COALESCE(GENERATION_EXPRESSION,'')='' ORDER BY ORDINAL_POSITION";

    private static readonly TimeSpan s_openCallGrace = TimeSpan.FromDays(7);

    /// <summary>One row on its way: the copy, and what the archive finds it by.</summary>
    private sealed record Packed(long Id, string Session, string? From, string? To, DateTime CreatedAt, string Key, byte[] Payload);

    /// <summary>Called between the steps of a move to another schema: a place to fail.</summary>
    internal Func<string, ValueTask>? StepDone { get; init; }

    public override ValueTask<long> CountAsync(TenantId tenant, DateTimeOffset olderThan, CancellationToken cancellationToken)
    {
        SqlText sql = AppendOld(new SqlText().Append("SELECT COUNT(*) FROM " + table.Name + " WHERE organization_id=").Value(tenant.Value), olderThan);
        return CountAsync(main, sql, cancellationToken);
    }

    public override ValueTask<long> CountArchivedAsync(TenantId tenant, DateTimeOffset olderThan, CancellationToken cancellationToken)
        => CountAsync(archive.Database, new SqlText().Append("SELECT COUNT(*) FROM " + table.ArchiveName + " WHERE organization_id=").Value(tenant.Value)
            .Append(" AND created_at<").Value(SqlColumn.Microseconds(olderThan)), cancellationToken);

    public override ValueTask<int> MoveAsync(TenantId tenant, DateTimeOffset olderThan, int maxRows, CancellationToken cancellationToken)
        => main.WriteAsync(async (session, token) =>
        {
            List<Packed> rows = await PackAsync(session, tenant, olderThan, maxRows, token).ConfigureAwait(false);
            if (rows.Count == 0) return 0;
            if (archive.IsExternal)
            {
                await StepAsync("locked").ConfigureAwait(false);
                await archive.Database.WriteAsync((other, end) => KeepAsync(other, tenant, rows, end), isIdempotent: true, token).ConfigureAwait(false);
                await StepAsync("copied").ConfigureAwait(false);
            }
            else
            {
                await KeepAsync(session, tenant, rows, token).ConfigureAwait(false);
            }
            await session.ExecuteAsync(new SqlText().Append("DELETE FROM " + table.Name + " WHERE organization_id=").Value(tenant.Value)
                .Append(" AND id IN (").List(rows.Select(static row => row.Id)), token).ConfigureAwait(false);
            await StepAsync("deleted").ConfigureAwait(false);
            return rows.Count;
        }, isIdempotent: true, cancellationToken);

    public override ValueTask<int> PurgeAsync(TenantId tenant, DateTimeOffset olderThan, int maxRows, CancellationToken cancellationToken)
        => ExecuteAsync(archive.Database, new SqlText().Append("DELETE FROM " + table.ArchiveName + " WHERE organization_id=").Value(tenant.Value)
            .Append(" AND created_at<").Value(SqlColumn.Microseconds(olderThan)).Append(" ORDER BY created_at,id LIMIT ").Value(maxRows), cancellationToken);

    public override ValueTask<int> DeleteArchivedAsync(TenantId tenant, int maxRows, CancellationToken cancellationToken)
        => ExecuteAsync(archive.Database, new SqlText().Append("DELETE FROM " + table.ArchiveName + " WHERE organization_id=").Value(tenant.Value).Append(" LIMIT ").Value(maxRows), cancellationToken);

    public override ValueTask<int> DeleteAsync(TenantId tenant, int maxRows, CancellationToken cancellationToken)
        => ExecuteAsync(main, new SqlText().Append("DELETE FROM " + table.Name + " WHERE organization_id=").Value(tenant.Value).Append(" LIMIT ").Value(maxRows), cancellationToken);

    private static ValueTask<int> ExecuteAsync(MySqlDatabase database, SqlText sql, CancellationToken cancellationToken)
        => database.WriteAsync((session, token) => session.ExecuteAsync(sql, token), isIdempotent: true, cancellationToken);

    private static async ValueTask<long> CountAsync(MySqlDatabase database, SqlText sql, CancellationToken cancellationToken)
        => (await database.ReadAsync((session, token) => session.QueryAsync(sql, static reader => reader.GetInt64(0), token), cancellationToken).ConfigureAwait(false))[0];

    private ValueTask StepAsync(string step) => StepDone?.Invoke(step) ?? default;

    // A call that is not over waits a week longer.
    private SqlText AppendOld(SqlText sql, DateTimeOffset olderThan)
    {
        sql.Append(" AND created_at<").Value(SqlColumn.Microseconds(olderThan));
        if (table is CallLogTable)
        {
            sql.Append(" AND (status IN ('completed','busy','no_answer','failed') OR cloudonix_cdr IS NOT NULL OR created_at<")
                .Value(SqlColumn.Microseconds(olderThan - s_openCallGrace)).Append(")");
        }
        return sql;
    }

    private async ValueTask<List<Packed>> PackAsync(MySqlSession session, TenantId tenant, DateTimeOffset olderThan, int maxRows, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> columns = await ColumnsAsync(session, cancellationToken).ConfigureAwait(false);
        string list = string.Join(',', columns.Select(Quote));
        var sql = new SqlText();
        sql.Append("SELECT " + SqlText.WideSort + list + " FROM " + table.Name + " WHERE organization_id=").Value(tenant.Value);
        AppendOld(sql, olderThan).Append(" ORDER BY created_at,id LIMIT ").Value(maxRows).Append(" FOR UPDATE SKIP LOCKED");
        return await session.QueryAsync(sql, reader => new Packed(
            reader.Id(0), reader.Text(table.Session), ValueOf(reader, table.From), ValueOf(reader, table.To), reader.GetDateTime(table.CreatedAt),
            KeyOf(new LiveRow(reader)), PackedRows.Pack(reader, columns)), cancellationToken).ConfigureAwait(false);
    }

    // The known columns first, in their order.
    private async ValueTask<IReadOnlyList<string>> ColumnsAsync(MySqlSession session, CancellationToken cancellationToken)
    {
        List<string> all = await session.QueryAsync(SelectColumns, [("@table", table.Name)], static reader => reader.GetString(0), cancellationToken).ConfigureAwait(false);
        return [.. table.Columns, .. all.Where(column => !table.Columns.Contains(column, StringComparer.OrdinalIgnoreCase))];
    }

    private async ValueTask<int> KeepAsync(MySqlSession session, TenantId tenant, List<Packed> rows, CancellationToken cancellationToken)
    {
        List<Packed> kept = table.Key.Length == 0 ? rows : await JoinAsync(session, tenant, rows, cancellationToken).ConfigureAwait(false);
        if (kept.Count == 0) return 0;
        object archivedAt = SqlColumn.Milliseconds(time.GetUtcNow())!;
        await session.ExecuteAsync(new SqlText()
            .Append("INSERT INTO " + table.ArchiveName + " (id,organization_id,session,from_number,to_number,created_at,archived_at,payload) VALUES ")
            .Rows(kept.Select(row => new object?[] { row.Id, tenant.Value, row.Session, row.From, row.To, row.CreatedAt, archivedAt, row.Payload }))
            .Append(" ON DUPLICATE KEY UPDATE payload=IF(organization_id=VALUES(organization_id),VALUES(payload),payload),"
                + "from_number=IF(organization_id=VALUES(organization_id),VALUES(from_number),from_number),to_number=IF(organization_id=VALUES(organization_id),VALUES(to_number),to_number)"),
            cancellationToken).ConfigureAwait(false);
        List<long> count = await session.QueryAsync(
            new SqlText().Append("SELECT COUNT(*) FROM " + table.ArchiveName + " WHERE organization_id=").Value(tenant.Value).Append(" AND id IN (").List(kept.Select(static row => row.Id)),
            static reader => reader.GetInt64(0), cancellationToken).ConfigureAwait(false);
        return count[0] == kept.Count ? kept.Count : throw new OpBXStorageException("The archive holds other rows under these ids; nothing was moved.");
    }

    // A record that was archived before and came again is one in the archive as well.
    private async ValueTask<List<Packed>> JoinAsync(MySqlSession session, TenantId tenant, List<Packed> rows, CancellationToken cancellationToken)
    {
        List<(long Id, byte[] Payload)> known = await session.QueryAsync(
            new SqlText().Append("SELECT id,payload FROM " + table.ArchiveName + " WHERE organization_id=").Value(tenant.Value)
                .Append(" AND session IN (").List(rows.Select(static row => row.Session).Distinct()).Append(" FOR UPDATE"),
            static reader => (reader.Id(0), reader.GetFieldValue<byte[]>(1)), cancellationToken).ConfigureAwait(false);
        if (known.Count == 0) return rows;
        var kept = new List<Packed>(rows);
        foreach ((long id, byte[] payload) in known)
        {
            using JsonDocument document = PackedRows.Unpack(payload);
            var archived = new PackedRow(document.RootElement, table.Columns);
            string key = KeyOf(archived);
            int at = kept.FindIndex(row => row.Id != id && row.Key == key);
            if (at < 0) continue;
            using JsonDocument moved = PackedRows.Unpack(kept[at].Payload);
            T joined = table.Join(table.Read(archived), table.Read(new PackedRow(moved.RootElement, table.Columns)), isArchiving: true);
            if (table.IdOf(joined) == kept[at].Id)
            {
                await session.ExecuteAsync("DELETE FROM " + table.ArchiveName + " WHERE organization_id=@organization_id AND id=@id",
                    [("@organization_id", tenant.Value), ("@id", id)], cancellationToken).ConfigureAwait(false);
                continue;
            }
            await RepackAsync(session, tenant, document.RootElement, joined, cancellationToken).ConfigureAwait(false);
            kept.RemoveAt(at);
        }
        return kept;
    }

    private ValueTask<int> RepackAsync(MySqlSession session, TenantId tenant, JsonElement row, T record, CancellationToken cancellationToken)
    {
        object?[] values = table.Values(tenant, record);
        return session.ExecuteAsync("UPDATE " + table.ArchiveName + " SET payload=@payload,from_number=@from,to_number=@to WHERE organization_id=@organization_id AND id=@id",
        [
            ("@organization_id", tenant.Value), ("@id", table.IdOf(record)), ("@payload", PackedRows.Repack(row, table.Columns, values)),
            ("@from", values[table.From]), ("@to", table.To < 0 ? null : values[table.To]),
        ], cancellationToken);
    }

    private string KeyOf(RecordRow row) => string.Join('\n', table.Key.Select(row.Text));

    private static string? ValueOf(DbDataReader reader, int column) => column < 0 ? null : reader.TextOrNull(column);

    private static string Quote(string column) => "`" + column.Replace("`", "``", StringComparison.Ordinal) + "`";
}
