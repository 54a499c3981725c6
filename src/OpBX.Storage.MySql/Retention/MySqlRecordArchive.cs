using OpBX.Calls;
using OpBX.Cdr;
using OpBX.Recordings;
using OpBX.Sessions;
using OpBX.Storage;
using OpBX.Tenants;

namespace OpBX.Retention;

/// <summary>The archive of records (rules D1–D3) in the tables <c>*_archive</c>, of the same schema or of another one.</summary>
internal sealed class MySqlRecordArchive(MySqlDatabase main, ArchiveReader archive, MySqlDeadLetterStore letters, TimeProvider time, Func<string, ValueTask>? stepDone = null) : IRecordArchive
{
    private readonly TableArchive _calls = new TableArchive<CallLog>(CallLogTable.Instance, main, archive, time) { StepDone = stepDone };
    private readonly TableArchive _cdrs = new TableArchive<CallDetailRecord>(CallDetailRecordTable.Instance, main, archive, time) { StepDone = stepDone };
    private readonly TableArchive _updates = new TableArchive<SessionUpdate>(SessionUpdateTable.Instance, main, archive, time) { StepDone = stepDone };
    private readonly TableArchive _recordings = new TableArchive<Recording>(RecordingTable.Instance, main, archive, time) { StepDone = stepDone };

    public ValueTask<long> CountAsync(TenantId tenant, RecordKind kind, DateTimeOffset olderThan, CancellationToken cancellationToken)
        => Of(kind).CountAsync(tenant, olderThan, cancellationToken);

    public ValueTask<int> MoveAsync(TenantId tenant, RecordKind kind, DateTimeOffset olderThan, int maxRows, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxRows, 1);
        return Of(kind).MoveAsync(tenant, olderThan, maxRows, cancellationToken);
    }

    public ValueTask<long> CountArchivedAsync(TenantId tenant, RecordKind kind, DateTimeOffset olderThan, CancellationToken cancellationToken)
        => Of(kind).CountArchivedAsync(tenant, olderThan, cancellationToken);

    public ValueTask<int> PurgeAsync(TenantId tenant, RecordKind kind, DateTimeOffset olderThan, int maxRows, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxRows, 1);
        return Of(kind).PurgeAsync(tenant, olderThan, maxRows, cancellationToken);
    }

    public ValueTask<int> RestoreAsync(TenantId tenant, RecordKind kind, DateTimeOffset since, DateTimeOffset until, int maxRows, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxRows, 1);
        return Of(kind).RestoreAsync(tenant, since, until, maxRows, cancellationToken);
    }

    public async ValueTask<ErasureReport> EraseAsync(TenantId tenant, ErasureRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var urls = new HashSet<string>(StringComparer.Ordinal);
        var rows = new Dictionary<RecordKind, long>();
        foreach (RecordKind kind in RecordKinds.All)
            rows[kind] = request.IsEmpty ? 0 : await Of(kind).EraseAsync(tenant, request, urls, cancellationToken).ConfigureAwait(false);
        long changed = request.IsEmpty ? 0 : await letters.EraseAsync(tenant, request, cancellationToken).ConfigureAwait(false);
        return new ErasureReport { Rows = rows, DeadLetters = changed, RecordingUrls = [.. urls] };
    }

    public async ValueTask<int> DeleteTenantAsync(TenantId tenant, int maxRows, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxRows, 1);
        int removed = await letters.DeleteAsync(tenant, maxRows, cancellationToken).ConfigureAwait(false);
        TableArchive[] tables = [_updates, _recordings, _cdrs, _calls];
        foreach (TableArchive table in tables)
        {
            if (removed < maxRows) removed += await table.DeleteArchivedAsync(tenant, maxRows - removed, cancellationToken).ConfigureAwait(false);
        }
        foreach (TableArchive table in tables)
        {
            if (removed < maxRows) removed += await table.DeleteAsync(tenant, maxRows - removed, cancellationToken).ConfigureAwait(false);
        }
        return removed;
    }

    private TableArchive Of(RecordKind kind) => kind switch
    {
        RecordKind.CallLogs => _calls,
        RecordKind.CallRecords => _cdrs,
        RecordKind.SessionUpdates => _updates,
        _ => _recordings,
    };
}
