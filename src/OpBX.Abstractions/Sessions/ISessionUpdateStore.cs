using OpBX.Calls;
using OpBX.Cdr;
using OpBX.Tenants;

namespace OpBX.Sessions;

/// <summary>Keeps the rows of <c>session_updates</c> (rule S3).</summary>
public interface ISessionUpdateStore
{
    /// <summary>
    /// Keeps an event once per tenant, <see cref="SessionUpdate.CallId"/> and <see cref="SessionUpdate.EventId"/>, and merges
    /// what it says into the row of its call, both or neither.
    /// </summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="update">The event.</param>
    /// <param name="report">What it says about the call; null = it names no call.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="Storage.OpBXStorageException">The storage did not answer.</exception>
    ValueTask<RecordResult> AddAsync(TenantId tenant, SessionUpdate update, CallReport? report, CancellationToken cancellationToken);

    /// <summary>
    /// The events of one session by <see cref="SessionUpdate.EventAt"/>, then by arrival; empty when there are none of this
    /// tenant.
    /// </summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="callId">The session token.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="Storage.OpBXStorageException">The storage did not answer.</exception>
    ValueTask<IReadOnlyList<SessionUpdate>> ListBySessionAsync(TenantId tenant, string callId, CancellationToken cancellationToken);
}
