using OpBX.Cdr;
using OpBX.Retention;
using OpBX.Storage;
using OpBX.Tenants;

namespace OpBX.Calls;

/// <summary>The calls of tenants in <c>call_logs</c>.</summary>
internal sealed class MySqlCallLogStore(MySqlDatabase database, RecordWriter writer, ArchiveReader archive) : ICallLogStore
{
    private static readonly string s_find = "SELECT " + CallLogTable.Instance.List + " FROM call_logs WHERE call_id=@call_id AND organization_id=@organization_id";

    public ValueTask<RecordResult> MergeAsync(TenantId tenant, CallReport report, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(report);
        return writer.WriteAsync(tenant, report, null, null, cancellationToken);
    }

    public async ValueTask<CallLog?> FindAsync(TenantId tenant, string callId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(callId);
        SqlArgument[] arguments = [("@organization_id", tenant.Value), ("@call_id", RecordForm.Token(callId))];
        List<CallLog> found = await database.ReadAsync((session, token) => session.QueryAsync(
            s_find, arguments, static reader => CallLogTable.Instance.Read(new LiveRow(reader)), token), cancellationToken).ConfigureAwait(false);
        return found.FirstOrDefault();
    }

    public ValueTask<RecordPage<CallLog>> QueryAsync(TenantId tenant, CallLogQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        var conditions = new RecordConditions(tenant);
        conditions.Add(" AND r.created_at>=", SqlColumn.Microseconds(query.Since));
        conditions.Add(" AND r.created_at<", SqlColumn.Microseconds(query.Until));
        conditions.Add(" AND r.from_number=", query.FromNumber);
        conditions.Add(" AND r.to_number=", query.ToNumber);
        conditions.Add(" AND r.call_id=", query.CallId is { } token ? RecordForm.Token(token) : null);
        conditions.Add(" AND r.extension_id=", query.ExtensionId);
        conditions.Add(" AND r.did_id=", query.DidId);
        conditions.Add(" AND r.ring_group_id=", query.RingGroupId);
        conditions.Add(" AND r.status=", query.Status?.Code());
        conditions.Add(" AND r.direction=", query.Direction?.Code());
        var page = new RecordPages<CallLog>(CallLogTable.Instance, database, archive)
        {
            Conditions = conditions,
            // Two ranges of indexes, rather than one condition that no index serves.
            Branches = query.Number is { } number ? [(" AND r.from_number=", number, ""), (" AND r.to_number=", number, " AND r.from_number<>")] : [],
            Sort = query.Sort switch
            {
                CallLogSort.InitiatedAt => RecordSort.Time("r.initiated_at"),
                CallLogSort.Duration => RecordSort.Whole("r.duration"),
                _ => RecordSort.Time("r.created_at"),
            },
            SortValue = query.Sort == CallLogSort.InitiatedAt ? static call => RecordCursor.ValueOf(call.InitiatedAt is { } time ? RecordForm.Seconds(time) : null) : query.SortValue,
            Ascending = query.Ascending,
            After = query.After,
            Size = query.PageSize,
            Archive = query.IncludeArchived ? new ArchiveFilter<CallLog>(query.Matches, query.Since, query.Until, query.CallId is { } call ? RecordForm.Token(call) : null) : null,
        };
        return page.ReadAsync(tenant, cancellationToken);
    }
}
