using OpBX.Tenants;

namespace OpBX.Retention;

/// <summary>The kinds of rows that are kept for a time (rule D1).</summary>
public enum RecordKind
{
    /// <summary><c>call_logs</c>. Default: 2 years.</summary>
    CallLogs,

    /// <summary><c>call_detail_records</c>. Default: 7 years.</summary>
    CallRecords,

    /// <summary><c>session_updates</c>. Default: 30 days.</summary>
    SessionUpdates,

    /// <summary><c>recordings</c>. Default: 1 year.</summary>
    Recordings,
}

/// <summary>The spelling of kinds in settings, metrics and archives.</summary>
public static class RecordKinds
{
    /// <summary>All kinds.</summary>
    public static IReadOnlyList<RecordKind> All { get; } = [RecordKind.CallLogs, RecordKind.CallRecords, RecordKind.SessionUpdates, RecordKind.Recordings];

    /// <summary>The spelling: the table's name, for example <c>call_logs</c>.</summary>
    public static string Code(this RecordKind kind) => kind switch
    {
        RecordKind.CallLogs => "call_logs",
        RecordKind.CallRecords => "call_detail_records",
        RecordKind.SessionUpdates => "session_updates",
        _ => "recordings",
    };

    /// <summary>How long rows stay before they are archived, unless the organization's settings say otherwise (rule D1).</summary>
    public static int DefaultDays(this RecordKind kind) => kind switch
    {
        RecordKind.CallLogs => 730,
        RecordKind.CallRecords => 2555,
        RecordKind.SessionUpdates => 30,
        _ => 365,
    };
}

/// <summary>
/// Where old rows go (rules D1–D3). The age of a row is that of its <c>created_at</c>. Every member is one bounded piece of
/// work: whoever drives it decides how fast. A row is in exactly one place, whenever the process or the database dies.
/// </summary>
public interface IRecordArchive
{
    /// <summary>How many rows would be moved: the dry run.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="kind">The kind.</param>
    /// <param name="olderThan">Rows made before.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="Storage.OpBXStorageException">The storage did not answer.</exception>
    ValueTask<long> CountAsync(TenantId tenant, RecordKind kind, DateTimeOffset olderThan, CancellationToken cancellationToken);

    /// <summary>
    /// Moves the oldest rows into the archive. The row of a call that is not over is left alone until it is a week older than the
    /// limit; then it moves as well.
    /// </summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="kind">The kind.</param>
    /// <param name="olderThan">Rows made before.</param>
    /// <param name="maxRows">The most rows, 1 or more.</param>
    /// <param name="cancellationToken">Ends the wait; the batch may be moved nevertheless.</param>
    /// <returns>How many moved; fewer than <paramref name="maxRows"/> = nothing is left to move.</returns>
    /// <exception cref="Storage.OpBXStorageException">The storage did not answer; the batch is moved whole or not at all.</exception>
    ValueTask<int> MoveAsync(TenantId tenant, RecordKind kind, DateTimeOffset olderThan, int maxRows, CancellationToken cancellationToken);

    /// <summary>How many archived rows are older than a limit: the dry run of <see cref="PurgeAsync"/>.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="kind">The kind.</param>
    /// <param name="olderThan">Rows made before.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="Storage.OpBXStorageException">The storage did not answer.</exception>
    ValueTask<long> CountArchivedAsync(TenantId tenant, RecordKind kind, DateTimeOffset olderThan, CancellationToken cancellationToken);

    /// <summary>Removes the oldest archived rows for good. It asks for no legal hold: who calls it has.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="kind">The kind.</param>
    /// <param name="olderThan">Rows made before.</param>
    /// <param name="maxRows">The most rows, 1 or more.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>How many were removed; fewer than <paramref name="maxRows"/> = nothing is left to remove.</returns>
    /// <exception cref="Storage.OpBXStorageException">The storage did not answer.</exception>
    ValueTask<int> PurgeAsync(TenantId tenant, RecordKind kind, DateTimeOffset olderThan, int maxRows, CancellationToken cancellationToken);

    /// <summary>
    /// Moves archived rows back, oldest first, ids and times as they were. A row whose place is taken by then (the same call was
    /// reported again) is merged into it. The next run of retention archives them again unless the organization's settings keep
    /// them longer.
    /// </summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="kind">The kind.</param>
    /// <param name="since">Rows made at or after.</param>
    /// <param name="until">Rows made before.</param>
    /// <param name="maxRows">The most rows, 1 or more.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>How many came back; fewer than <paramref name="maxRows"/> = nothing is left in the range.</returns>
    /// <exception cref="Storage.OpBXStorageException">The storage did not answer.</exception>
    ValueTask<int> RestoreAsync(TenantId tenant, RecordKind kind, DateTimeOffset since, DateTimeOffset until, int maxRows, CancellationToken cancellationToken);

    /// <summary>
    /// Makes a number or an extension unrecognisable in all rows, archived rows and dead letters of the tenant
    /// (<see cref="ErasureRequest"/> says how). Works in batches; repeating it after a fault goes on and finds nothing twice.
    /// </summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="request">Whom to erase.</param>
    /// <param name="cancellationToken">Stops after the batch at hand.</param>
    /// <returns>How much was changed, and which recordings the platform still holds.</returns>
    /// <exception cref="Storage.OpBXStorageException">The storage did not answer; what was changed stays changed.</exception>
    ValueTask<ErasureReport> EraseAsync(TenantId tenant, ErasureRequest request, CancellationToken cancellationToken);

    /// <summary>
    /// Removes records, archived records and dead letters of a tenant that is about to be deleted (rule D2): external archives and
    /// bulk rows in batches, so that the cascade that follows is short.
    /// </summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="maxRows">The most rows, 1 or more.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>How many were removed; 0 = nothing is left.</returns>
    /// <exception cref="Storage.OpBXStorageException">The storage did not answer.</exception>
    ValueTask<int> DeleteTenantAsync(TenantId tenant, int maxRows, CancellationToken cancellationToken);
}
