using OpBX.Cdr;
using OpBX.Routing;
using OpBX.Tenants;

namespace OpBX.Recordings;

/// <summary>What a store did with a notice of a recording.</summary>
/// <param name="Outcome">What became of it; never <see cref="RecordOutcome.ForeignToken"/>.</param>
/// <param name="Before">The row before; null = there was none.</param>
/// <param name="After">The row now.</param>
public readonly record struct RecordingResult(RecordOutcome Outcome, Recording? Before, Recording After);

/// <summary>Keeps the rows of <c>recordings</c> (rules V1, V2).</summary>
public interface IRecordingStore
{
    /// <summary>
    /// Merges a notice into the row it is about (<see cref="Recording.IsSameAs"/>, one with the same address first, then the
    /// oldest), or makes the row, in one atomic step.
    /// </summary>
    /// <exception cref="Storage.OpBXStorageException">The storage did not answer.</exception>
    ValueTask<RecordingResult> MergeAsync(TenantId tenant, Recording notice, CancellationToken cancellationToken);

    /// <summary>One recording; null = there is none of this tenant.</summary>
    /// <exception cref="Storage.OpBXStorageException">The storage did not answer.</exception>
    ValueTask<Recording?> FindAsync(TenantId tenant, long id, CancellationToken cancellationToken);

    /// <summary>The recordings of one call, oldest first; empty when there are none of this tenant.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="callId">The session token.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="Storage.OpBXStorageException">The storage did not answer.</exception>
    ValueTask<IReadOnlyList<Recording>> ListBySessionAsync(TenantId tenant, string callId, CancellationToken cancellationToken);

    /// <summary>The recordings of one kind that an extension owns, newest first (rule V2).</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="extensionId">The owner.</param>
    /// <param name="kind">The kind.</param>
    /// <param name="limit">The most to return, 1 or more.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="Storage.OpBXStorageException">The storage did not answer.</exception>
    ValueTask<IReadOnlyList<Recording>> ListByExtensionAsync(TenantId tenant, long extensionId, RecordingKind kind, int limit, CancellationToken cancellationToken);

    /// <summary>Notes that a recording was listened to; the first time stays.</summary>
    /// <returns>False when there is no such recording of this tenant.</returns>
    /// <exception cref="Storage.OpBXStorageException">The storage did not answer.</exception>
    ValueTask<bool> MarkHeardAsync(TenantId tenant, long id, DateTimeOffset heardAt, CancellationToken cancellationToken);
}
