using OpBX.Calls;
using OpBX.Tenants;

namespace OpBX.Cdr;

/// <summary>What a store did with a record.</summary>
public enum RecordOutcome
{
    /// <summary>It is new, or told something new.</summary>
    Stored,

    /// <summary>It was known before; nothing changed.</summary>
    Duplicate,

    /// <summary>Its session token is held by another tenant; nothing changed (rule C1).</summary>
    ForeignToken,
}

/// <summary>What a store did with a record, and what that did to the row of the call.</summary>
/// <param name="Outcome">What became of the record.</param>
/// <param name="Before">The row of the call before; null = there was none, or the record names no call.</param>
/// <param name="After">The row of the call now; the same instance as <paramref name="Before"/> when it did not change; null = there is none.</param>
public readonly record struct RecordResult(RecordOutcome Outcome, CallLog? Before, CallLog? After);

/// <summary>Keeps the rows of <c>call_detail_records</c> (rules C1–C6).</summary>
public interface ICallRecordStore
{
    /// <summary>
    /// Keeps a CDR and merges what it says into the row of its call, both or neither. One row per tenant, session token and
    /// SIP Call-ID: a record that is there already is merged (<see cref="CallDetailRecord.Merge"/>). Any number of nodes may
    /// do so at once. A repetition does not bring back a row of <c>call_logs</c> that is gone.
    /// </summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="record">The record.</param>
    /// <param name="report">What it says about the call (<see cref="CallReportSource.Cdr"/>, same session and leg).</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>What became of it; the row of the call before and after, <see cref="CallLog.CloudonixCdr"/> included.</returns>
    /// <exception cref="Storage.OpBXStorageException">The storage did not answer.</exception>
    ValueTask<RecordResult> UpsertCdrAsync(TenantId tenant, CallDetailRecord record, CallReport report, CancellationToken cancellationToken);

    /// <summary>One record; null = there is none of this tenant.</summary>
    /// <exception cref="Storage.OpBXStorageException">The storage did not answer.</exception>
    ValueTask<CallDetailRecord?> FindAsync(TenantId tenant, long id, CancellationToken cancellationToken);

    /// <summary>The records of one session, oldest first; empty when there are none of this tenant.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="sessionId">The session token.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="Storage.OpBXStorageException">The storage did not answer.</exception>
    ValueTask<IReadOnlyList<CallDetailRecord>> ListBySessionAsync(TenantId tenant, string sessionId, CancellationToken cancellationToken);

    /// <summary>A page of records (rule C8), newest first unless the query says otherwise.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="query">Which ones.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="NotSupportedException">This storage can't be searched.</exception>
    /// <exception cref="Storage.OpBXStorageException">The storage did not answer.</exception>
    ValueTask<RecordPage<CallDetailRecord>> QueryAsync(TenantId tenant, CallRecordQuery query, CancellationToken cancellationToken)
        => throw new NotSupportedException("This storage can't be searched for CDRs.");

    /// <summary>
    /// Counts and sums the records of each period, disposition and direction by <see cref="CallDetailRecord.CreatedAt"/>; what
    /// has no record is left out. Archived records do not count. In no particular order.
    /// </summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="bounds">Two instants or more, ascending: the periods lie between neighbours, the earlier one included.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="NotSupportedException">This storage has no statistics.</exception>
    /// <exception cref="Storage.OpBXStorageException">The storage did not answer.</exception>
    ValueTask<IReadOnlyList<CallStatistics>> GetStatisticsAsync(TenantId tenant, IReadOnlyList<DateTimeOffset> bounds, CancellationToken cancellationToken)
        => throw new NotSupportedException("This storage has no statistics of CDRs.");
}
