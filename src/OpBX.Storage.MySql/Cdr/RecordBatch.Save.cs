using System.Data.Common;
using System.Globalization;
using OpBX.Calls;
using OpBX.Sessions;
using OpBX.Storage;
using OpBX.Tenants;

namespace OpBX.Cdr;

// What a batch writes: one command. New rows are plain inserts, whose ids follow each other from the first; changed rows are upserts by id.
internal sealed partial class RecordBatch
{
    private const string LastIds = ";SELECT LAST_INSERT_ID(),@@auto_increment_increment;";

    private readonly Dictionary<CallLog, CallLog> _withIds = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<string, long> _newIds = new(StringComparer.Ordinal);

    private async ValueTask SaveAsync(MySqlSession session, CancellationToken cancellationToken)
    {
        KeyValuePair<string, CallState>[] newCalls = [.. _calls.Where(static pair => pair.Value.IsNew).OrderBy(static pair => pair.Key, StringComparer.Ordinal)];
        KeyValuePair<RecordKey, CdrState>[] newCdrs = [.. _cdrs.Where(static pair => pair.Value.IsNew).OrderBy(static pair => pair.Key)];
        CallState[] calls = [.. _calls.Values.Where(static state => state is { IsChanged: true, IsNew: false })];
        CdrState[] cdrs = [.. _cdrs.Values.Where(static state => state is { IsChanged: true, IsNew: false })];

        var sql = new SqlText();
        if (newCalls.Length > 0) Insert(sql, CallLogTable.Instance, newCalls.Select(static pair => (pair.Value.Tenant, pair.Value.Row!))).Append(LastIds);
        if (newCdrs.Length > 0) Insert(sql, CallDetailRecordTable.Instance, newCdrs.Select(static pair => (pair.Value.Tenant, pair.Value.Row))).Append(LastIds);
        if (_newUpdates.Count > 0) Insert(sql, SessionUpdateTable.Instance, _newUpdates).Append(";");
        if (calls.Length > 0) Upsert(sql, CallLogTable.Instance, calls.Select(static state => (state.Tenant, state.Row!))).Append(";");
        if (cdrs.Length > 0) Upsert(sql, CallDetailRecordTable.Instance, cdrs.Select(static state => (state.Tenant, state.Row))).Append(";");
        if (sql.IsEmpty) return;

        List<Action<DbDataReader>> sets = [];
        if (newCalls.Length > 0) sets.Add(reader => EachId(reader, newCalls.Length, (i, id) => _newIds[newCalls[i].Key] = id));
        if (newCdrs.Length > 0) sets.Add(reader => EachId(reader, newCdrs.Length, (i, id) => newCdrs[i].Value.Row = newCdrs[i].Value.Row with { Id = id }));
        await session.QueryAsync(sql, sets, cancellationToken).ConfigureAwait(false);
        foreach (CdrState state in newCdrs.Select(static pair => pair.Value).Concat(cdrs)) _texts.Add((state.Tenant, state.Row));
    }

    internal static SqlText Insert<T>(SqlText sql, RecordTable<T> table, IEnumerable<(TenantId Tenant, T Record)> rows)
        where T : class
        => sql.Append("INSERT INTO " + table.Name + " (" + table.List[3..] + ") VALUES ")
            .Rows(rows.Select(row => table.Values(row.Tenant, row.Record).Skip(1)));

    internal static SqlText Upsert<T>(SqlText sql, RecordTable<T> table, IEnumerable<(TenantId Tenant, T Record)> rows)
        where T : class
        => sql.Append("INSERT INTO " + table.Name + " (" + table.List + ") VALUES ")
            .Rows(rows.Select(row => table.Values(row.Tenant, row.Record)))
            .Append(" ON DUPLICATE KEY UPDATE " + table.Upsert);

    private static void EachId(DbDataReader reader, int count, Action<int, long> set)
    {
        long first = Convert.ToInt64(reader.GetValue(0), CultureInfo.InvariantCulture);
        long step = Convert.ToInt64(reader.GetValue(1), CultureInfo.InvariantCulture);
        for (int i = 0; i < count; i++) set(i, first + (i * step));
    }

    // The same instance before and after stays the same one.
    private CallLog? WithId(CallLog? call)
    {
        if (call is not { Id: 0 } || !_newIds.TryGetValue(RecordForm.Token(call.CallId), out long id)) return call;
        if (!_withIds.TryGetValue(call, out CallLog? known)) _withIds.Add(call, known = call with { Id = id });
        return known;
    }
}
