using System.Data.Common;
using OpBX.Calls;
using OpBX.Sessions;
using OpBX.Storage;
using OpBX.Tenants;

namespace OpBX.Cdr;

// What a batch reads. Locks are taken in the order of session tokens, then of keys, on every node.
internal sealed partial class RecordBatch
{
    private const string SelectLinks =
        "SELECT 0,id,organization_id FROM did_numbers WHERE organization_id IN (@orgs) AND id IN (@dids) "
        + "UNION ALL SELECT 1,id,organization_id FROM extensions WHERE organization_id IN (@orgs) AND id IN (@extensions) "
        + "UNION ALL SELECT 2,id,organization_id FROM ring_groups WHERE organization_id IN (@orgs) AND id IN (@groups);";

    private readonly HashSet<(TenantId Tenant, int Kind, long Id)> _links = [];

    private async ValueTask LoadAsync(MySqlSession session, CancellationToken cancellationToken)
    {
        string[] tokens = [.. items.Select(static item => RecordForm.Token(item.Report?.CallId ?? item.Record?.SessionId ?? item.Update!.CallId)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        long[] tenants = [.. items.Select(static item => item.Tenant.Value).Distinct()];
        RecordKey[] cdrs = [.. items.Where(static item => item.Record is not null)
            .Select(static item => RecordKey.Of(item.Tenant, item.Record!.SessionId, item.Record.CallId)).Distinct().Order()];
        RecordKey[] events = [.. items.Where(static item => item.Update is not null)
            .Select(static item => RecordKey.Of(item.Tenant, item.Update!.CallId, item.Update.EventId)).Distinct().Order()];
        HashSet<(int Kind, long Id)> links = [];
        foreach (RecordItem item in items) AddLinks(links, item.Report);

        var sql = new SqlText();
        sql.Append("SELECT " + CallLogTable.Instance.List + " FROM call_logs WHERE call_id IN (").List(tokens).Append(" FOR UPDATE;");
        if (cdrs.Length > 0)
        {
            SelectCdrs(sql, tenants, cdrs);
            // What another application wrote has no key; the lock of the call's row covers it.
            sql.Append("SELECT " + SqlText.WideSort + CallDetailRecordTable.Instance.List + " FROM call_detail_records WHERE organization_id IN (").List(tenants)
                .Append(" AND session_id IN (").List(tokens).Append(" AND record_key IS NULL ORDER BY id;");
        }
        if (events.Length > 0) sql.Append("SELECT event_key FROM session_updates WHERE organization_id IN (").List(tenants).Append(" AND event_key IN (").List(events).Append(";");
        if (links.Count > 0) AppendLinks(sql, tenants, links);

        List<CallLog> loaded = [];
        List<Action<DbDataReader>> sets = [reader => loaded.Add(AddCall(reader))];
        if (cdrs.Length > 0) sets.AddRange([AddCdr, AddCdr]);
        if (events.Length > 0) sets.Add(reader => _events.Add(RecordKey.From(reader.GetFieldValue<byte[]>(0))));
        if (links.Count > 0) sets.Add(AddLink);
        await session.QueryAsync(sql, sets, cancellationToken).ConfigureAwait(false);
        await ReloadAsync(session, loaded, cancellationToken).ConfigureAwait(false);
        await LoadMoreAsync(session, loaded, links, cancellationToken).ConfigureAwait(false);
    }

    // Another node may have committed between two statements: a delivery that is known has its call by now, unless that is archived.
    private async ValueTask ReloadAsync(MySqlSession session, List<CallLog> loaded, CancellationToken cancellationToken)
    {
        string[] tokens = [.. items.Where(IsKnown).Select(static item => RecordForm.Token(item.Record?.SessionId ?? item.Update!.CallId))
            .Where(token => !_calls.ContainsKey(token)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        if (tokens.Length == 0) return;
        var sql = new SqlText();
        sql.Append("SELECT " + CallLogTable.Instance.List + " FROM call_logs WHERE call_id IN (").List(tokens).Append(" FOR UPDATE;");
        await session.QueryAsync(sql, [reader => loaded.Add(AddCall(reader))], cancellationToken).ConfigureAwait(false);
    }

    private bool IsKnown(RecordItem item)
        => (item.Record is { } record && _cdrs.ContainsKey(RecordKey.Of(item.Tenant, record.SessionId, record.CallId)))
            || (item.Update is { } update && _events.Contains(RecordKey.Of(item.Tenant, update.CallId, update.EventId)));

    // What only the rows tell: CDRs of legs that were reported before, and ids that a column lost.
    private async ValueTask LoadMoreAsync(MySqlSession session, List<CallLog> loaded, HashSet<(int Kind, long Id)> asked, CancellationToken cancellationToken)
    {
        List<RecordKey> legs = [];
        HashSet<(int Kind, long Id)> links = [];
        foreach (CallLog call in loaded)
        {
            CallState state = _calls[RecordForm.Token(call.CallId)];
            foreach (CallReport leg in call.Evidence.Legs)
            {
                RecordKey key = RecordKey.Of(state.Tenant, call.CallId, leg.LegId ?? "");
                if (!_cdrs.ContainsKey(key)) legs.Add(key);
                AddLinks(links, leg);
            }
            AddLinks(links, call.Evidence.Voice);
            AddLinks(links, call.Evidence.Session);
        }
        links.ExceptWith(asked);
        links.RemoveWhere(link => loaded.Exists(call => Column(call, link.Kind) == link.Id));
        long[] tenants = [.. _calls.Values.Select(static state => state.Tenant.Value).Distinct()];

        var sql = new SqlText();
        if (legs.Count > 0) SelectCdrs(sql, tenants, legs);
        if (links.Count > 0) AppendLinks(sql, tenants, links);
        if (sql.IsEmpty) return;
        List<Action<DbDataReader>> sets = [];
        if (legs.Count > 0) sets.Add(AddCdr);
        if (links.Count > 0) sets.Add(AddLink);
        await session.QueryAsync(sql, sets, cancellationToken).ConfigureAwait(false);
    }

    private static void SelectCdrs(SqlText sql, long[] tenants, IEnumerable<RecordKey> keys)
        => sql.Append("SELECT " + CallDetailRecordTable.Instance.List + " FROM call_detail_records WHERE organization_id IN (").List(tenants)
            .Append(" AND record_key IN (").List(keys).Append(" FOR UPDATE;");

    private static void AppendLinks(SqlText sql, long[] tenants, HashSet<(int Kind, long Id)> links)
    {
        string text = SelectLinks.Replace("@orgs", string.Join(',', tenants), StringComparison.Ordinal);
        foreach ((int kind, string name) in (ReadOnlySpan<(int, string)>)[(0, "@dids"), (1, "@extensions"), (2, "@groups")])
        {
            long[] ids = [.. links.Where(link => link.Kind == kind).Select(static link => link.Id)];
            text = text.Replace(name, ids.Length == 0 ? "NULL" : string.Join(',', ids), StringComparison.Ordinal);
        }
        sql.Append(text);
    }

    private static void AddLinks(HashSet<(int Kind, long Id)> links, CallReport? report)
    {
        if (report?.DidId is { } did) links.Add((0, did));
        if (report?.ExtensionId is { } extension) links.Add((1, extension));
        if (report?.RingGroupId is { } group) links.Add((2, group));
    }

    private static long? Column(CallLog call, int kind) => kind switch
    {
        0 => call.DidId,
        1 => call.ExtensionId,
        _ => call.RingGroupId,
    };

    // What is deleted by now, or never was the tenant's, stands in no column; the evidence keeps it.
    private CallLog WithKnownIds(TenantId tenant, CallLog call)
    {
        long? did = Known(0, call.DidId), extension = Known(1, call.ExtensionId), group = Known(2, call.RingGroupId);
        return did == call.DidId && extension == call.ExtensionId && group == call.RingGroupId ? call
            : call with { DidId = did, ExtensionId = extension, RingGroupId = group };

        long? Known(int kind, long? id) => id is { } value && _links.Contains((tenant, kind, value)) ? id : null;
    }

    private CallLog AddCall(DbDataReader reader)
    {
        var tenant = new TenantId(reader.Id(1));
        CallLog call = CallLogTable.Instance.Read(new LiveRow(reader));
        _calls[RecordForm.Token(call.CallId)] = new CallState(tenant) { Row = call };
        for (int kind = 0; kind < 3; kind++)
        {
            if (Column(call, kind) is { } id) _links.Add((tenant, kind, id));
        }
        return call;
    }

    private void AddCdr(DbDataReader reader)
    {
        var tenant = new TenantId(reader.Id(1));
        CallDetailRecord record = CallDetailRecordTable.Instance.Read(new LiveRow(reader));
        _cdrs.TryAdd(RecordKey.Of(tenant, record.SessionId, record.CallId), new CdrState(tenant, record));
    }

    private void AddLink(DbDataReader reader) => _links.Add((new TenantId(reader.Id(2)), (int)reader.GetInt64(0), reader.Id(1)));
}
