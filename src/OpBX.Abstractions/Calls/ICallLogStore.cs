using OpBX.Cdr;
using OpBX.Tenants;

namespace OpBX.Calls;

/// <summary>Keeps the rows of <c>call_logs</c> (rules S1, S2, C6).</summary>
public interface ICallLogStore
{
    /// <summary>
    /// Merges a report into the row of its call, or makes the row, in one atomic step (<see cref="CallLog.Merge"/>). Any
    /// number of nodes may do so at once, in any order.
    /// </summary>
    /// <returns>
    /// The row before and after; <see cref="RecordOutcome.ForeignToken"/> and no rows when the session token is held by
    /// another tenant, in which case nothing changed.
    /// </returns>
    /// <exception cref="Storage.OpBXStorageException">The storage did not answer.</exception>
    ValueTask<RecordResult> MergeAsync(TenantId tenant, CallReport report, CancellationToken cancellationToken);

    /// <summary>The row of one call; null = there is none of this tenant.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="callId">The session token.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="Storage.OpBXStorageException">The storage did not answer.</exception>
    ValueTask<CallLog?> FindAsync(TenantId tenant, string callId, CancellationToken cancellationToken);

    /// <summary>A page of calls (rule C8), newest first unless the query says otherwise.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="query">Which ones.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="NotSupportedException">This storage can't be searched.</exception>
    /// <exception cref="Storage.OpBXStorageException">The storage did not answer.</exception>
    ValueTask<RecordPage<CallLog>> QueryAsync(TenantId tenant, CallLogQuery query, CancellationToken cancellationToken)
        => throw new NotSupportedException("This storage can't be searched for calls.");
}
