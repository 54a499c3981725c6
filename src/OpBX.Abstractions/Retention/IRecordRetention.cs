using OpBX.Tenants;

namespace OpBX.Retention;

/// <summary>What retention will do, or would do, with the rows of one kind of a tenant.</summary>
public sealed record RetentionPlan
{
    /// <summary>The kind.</summary>
    public required RecordKind Kind { get; init; }

    /// <summary>Rows made before are archived.</summary>
    public required DateTimeOffset ArchiveBefore { get; init; }

    /// <summary>Rows made before are removed from the archive for good; null = never, or a legal hold stops it.</summary>
    public DateTimeOffset? PurgeBefore { get; init; }

    /// <summary>How many rows would be archived now.</summary>
    public long ToArchive { get; init; }

    /// <summary>How many archived rows would be removed now.</summary>
    public long ToPurge { get; init; }

    /// <summary>Whether a legal hold stops removal.</summary>
    public bool IsHeld { get; init; }
}

/// <summary>What retention did with the rows of one kind of a tenant.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Archived">How many rows were archived.</param>
/// <param name="Purged">How many archived rows were removed for good.</param>
public readonly record struct RetentionResult(RecordKind Kind, long Archived, long Purged);

/// <summary>
/// Archives, purges, restores and erases records by what organizations' settings say (rules D1–D3). A background service does
/// the first two by itself; hosts call it for the rest. All of it is slow work in small batches, so that deliveries are not held up.
/// </summary>
/// <exception cref="NotSupportedException">Every member: the storage has no archive.</exception>
/// <exception cref="Storage.OpBXStorageException">Every member: the storage did not answer. What was done stays done; calling again goes on.</exception>
public interface IRecordRetention
{
    /// <summary>The dry run: what would be done for a tenant now.</summary>
    ValueTask<IReadOnlyList<RetentionPlan>> PlanAsync(TenantId tenant, CancellationToken cancellationToken);

    /// <summary>Archives and purges for a tenant now.</summary>
    ValueTask<IReadOnlyList<RetentionResult>> RunAsync(TenantId tenant, CancellationToken cancellationToken);

    /// <summary>Moves archived rows of a time back. They are archived again by the next run, unless settings keep them longer.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="kind">The kind.</param>
    /// <param name="since">Rows made at or after.</param>
    /// <param name="until">Rows made before.</param>
    /// <param name="cancellationToken">Stops after the batch at hand.</param>
    /// <returns>How many came back.</returns>
    ValueTask<long> RestoreAsync(TenantId tenant, RecordKind kind, DateTimeOffset since, DateTimeOffset until, CancellationToken cancellationToken);

    /// <summary>
    /// Makes a number or an extension unrecognisable everywhere, after the spool of this process and the copies in the shared state were
    /// stored; while the shared state does not answer, it waits. Other nodes' spools must be empty as well: their health says so.
    /// </summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="request">Whom to erase.</param>
    /// <param name="cancellationToken">Ends the wait; what was erased stays so.</param>
    /// <returns>How much was changed, and which recordings the platform must be told to delete.</returns>
    ValueTask<ErasureReport> EraseAsync(TenantId tenant, ErasureRequest request, CancellationToken cancellationToken);

    /// <summary>Removes all records, archived records and dead letters of a tenant, before it is deleted.</summary>
    /// <returns>How many rows were removed.</returns>
    ValueTask<long> DeleteTenantAsync(TenantId tenant, CancellationToken cancellationToken);
}
