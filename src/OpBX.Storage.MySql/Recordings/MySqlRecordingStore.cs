using OpBX.Cdr;
using OpBX.Routing;
using OpBX.Storage;
using OpBX.Tenants;

namespace OpBX.Recordings;

/// <summary>The recordings of tenants in <c>recordings</c>. The row of the organization is the lock under which notices are merged.</summary>
internal sealed class MySqlRecordingStore(MySqlDatabase database, TimeProvider time) : IRecordingStore
{
    private static readonly RecordingTable s_table = RecordingTable.Instance;

    private static readonly string s_bySession = "SELECT " + s_table.List + " FROM recordings WHERE call_id=@call_id AND organization_id=@organization_id ORDER BY id";

    private static readonly string s_byId = "SELECT " + s_table.List + " FROM recordings WHERE id=@id AND organization_id=@organization_id";

    private static readonly string s_byExtension = "SELECT " + s_table.List
        + " FROM recordings WHERE organization_id=@organization_id AND extension_id=@extension_id AND kind=@kind ORDER BY id DESC LIMIT @limit";

    public ValueTask<RecordingResult> MergeAsync(TenantId tenant, Recording notice, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(notice);
        Recording known = RecordForm.Of(notice);
        return database.WriteAsync((session, token) => MergeAsync(session, tenant, known, token), isIdempotent: true, cancellationToken);
    }

    public async ValueTask<Recording?> FindAsync(TenantId tenant, long id, CancellationToken cancellationToken)
        => (await database.ReadAsync((session, token) => QueryAsync(session, s_byId, [("@organization_id", tenant.Value), ("@id", id)], token), cancellationToken).ConfigureAwait(false)).FirstOrDefault();

    public async ValueTask<IReadOnlyList<Recording>> ListBySessionAsync(TenantId tenant, string callId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(callId);
        SqlArgument[] arguments = [("@organization_id", tenant.Value), ("@call_id", callId)];
        return await database.ReadAsync((session, token) => QueryAsync(session, s_bySession, arguments, token), cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<IReadOnlyList<Recording>> ListByExtensionAsync(TenantId tenant, long extensionId, RecordingKind kind, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        SqlArgument[] arguments = [("@organization_id", tenant.Value), ("@extension_id", extensionId), ("@kind", kind.Code()), ("@limit", limit)];
        return await database.ReadAsync((session, token) => QueryAsync(session, s_byExtension, arguments, token), cancellationToken).ConfigureAwait(false);
    }

    public ValueTask<bool> MarkHeardAsync(TenantId tenant, long id, DateTimeOffset heardAt, CancellationToken cancellationToken)
        => database.WriteAsync(async (session, token) => await session.ExecuteAsync(
            "UPDATE recordings SET updated_at=IF(heard_at IS NULL,@now,updated_at),heard_at=COALESCE(heard_at,@heard_at) WHERE id=@id AND organization_id=@organization_id",
            [("@organization_id", tenant.Value), ("@id", id), ("@heard_at", SqlColumn.Milliseconds(heardAt)), ("@now", SqlColumn.Timestamp(time.GetUtcNow()))],
            token).ConfigureAwait(false) > 0, isIdempotent: true, cancellationToken);

    private async ValueTask<RecordingResult> MergeAsync(MySqlSession session, TenantId tenant, Recording notice, CancellationToken cancellationToken)
    {
        await session.ScalarAsync("SELECT id FROM organizations WHERE id=@organization_id FOR UPDATE", [("@organization_id", tenant.Value)], cancellationToken).ConfigureAwait(false);
        if (notice.ExtensionId is { } extension && await session.ScalarAsync(
            "SELECT id FROM extensions WHERE id=@id AND organization_id=@organization_id", [("@id", extension), ("@organization_id", tenant.Value)], cancellationToken).ConfigureAwait(false) is null)
        {
            notice = notice with { ExtensionId = null };
        }
        List<Recording> rows = await QueryAsync(session, s_bySession, [("@organization_id", tenant.Value), ("@call_id", notice.CallId)], cancellationToken).ConfigureAwait(false);
        Recording[] same = [.. rows.Where(row => row.IsSameAs(notice))];
        Recording? before = same.FirstOrDefault(row => row.SourceUrl is not null && notice.SourceUrl is not null) ?? same.FirstOrDefault();
        if (before is null)
        {
            SqlText insert = RecordBatch.Insert(new SqlText(), s_table, [(tenant, notice)]);
            long id = await session.InsertAsync(insert.Sql, insert.Arguments, cancellationToken).ConfigureAwait(false);
            return new RecordingResult(RecordOutcome.Stored, null, notice with { Id = id });
        }
        Recording after = before.Merge(notice, RecordForm.Seconds(time.GetUtcNow()));
        if (ReferenceEquals(before, after)) return new RecordingResult(RecordOutcome.Duplicate, before, before);
        await session.ExecuteAsync(RecordBatch.Upsert(new SqlText(), s_table, [(tenant, after)]), cancellationToken).ConfigureAwait(false);
        return new RecordingResult(RecordOutcome.Stored, before, after);
    }

    private static ValueTask<List<Recording>> QueryAsync(MySqlSession session, string sql, SqlArgument[] arguments, CancellationToken cancellationToken)
        => session.QueryAsync(sql, arguments, static reader => s_table.Read(new LiveRow(reader)), cancellationToken);
}
