using OpBX.Calls;
using OpBX.Cdr;
using OpBX.Storage;
using OpBX.Tenants;

namespace OpBX.Sessions;

/// <summary>The session updates of tenants in <c>session_updates</c>.</summary>
internal sealed class MySqlSessionUpdateStore(MySqlDatabase database, RecordWriter writer) : ISessionUpdateStore
{
    private static readonly string s_list = "SELECT " + SqlText.WideSort + SessionUpdateTable.Instance.List
        + " FROM session_updates WHERE call_id=@call_id AND organization_id=@organization_id ORDER BY COALESCE(event_at,created_at),id";

    public ValueTask<RecordResult> AddAsync(TenantId tenant, SessionUpdate update, CallReport? report, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(update);
        return writer.WriteAsync(tenant, report, null, update, cancellationToken);
    }

    public async ValueTask<IReadOnlyList<SessionUpdate>> ListBySessionAsync(TenantId tenant, string callId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(callId);
        SqlArgument[] arguments = [("@organization_id", tenant.Value), ("@call_id", callId)];
        List<SessionUpdate> found = await database.ReadAsync((session, token) => session.QueryAsync(
            s_list, arguments, static reader => SessionUpdateTable.Instance.Read(new LiveRow(reader)), token), cancellationToken).ConfigureAwait(false);
        // The column pads: a token with a blank at its end is another one.
        return found.FindAll(update => update.CallId.Length == callId.Length);
    }
}
