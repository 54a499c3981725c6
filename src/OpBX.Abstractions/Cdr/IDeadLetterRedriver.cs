using OpBX.Tenants;

namespace OpBX.Cdr;

/// <summary>What became of a dead letter that was driven again.</summary>
public enum RedriveOutcome
{
    /// <summary>Its record is kept now, or was kept before; the letter is removed.</summary>
    Stored,

    /// <summary>It still can't be taken in; the letter stays, with one attempt more and the reason.</summary>
    Failed,

    /// <summary>The storage did not answer; the letter stays as it was.</summary>
    Unavailable,

    /// <summary>There is no such letter of this tenant.</summary>
    NotFound,
}

/// <summary>What became of a dead letter that was driven again.</summary>
/// <param name="Outcome">What became of it.</param>
/// <param name="Error">Why it failed, as a stable code; null unless it failed.</param>
public readonly record struct RedriveResult(RedriveOutcome Outcome, string? Error);

/// <summary>What became of many dead letters that were driven again.</summary>
/// <param name="Stored">How many are kept now and removed.</param>
/// <param name="Failed">How many still can't be taken in.</param>
/// <param name="IsComplete">False when the storage stopped answering, or was told to stop, before the last letter.</param>
public readonly record struct RedriveSummary(long Stored, long Failed, bool IsComplete);

/// <summary>
/// Drives dead letters again through the same intake as deliveries, after the reason is gone: a tenant's number moved, a
/// version of OpBX understands more, a body was corrected. Driving one twice keeps one record.
/// </summary>
public interface IDeadLetterRedriver
{
    /// <summary>Drives one letter again.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="id">The letter.</param>
    /// <param name="correctedBody">What to take in instead of the letter's body; null = the letter's body.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<RedriveResult> RedriveAsync(TenantId tenant, long id, ReadOnlyMemory<byte>? correctedBody, CancellationToken cancellationToken);

    /// <summary>Drives all letters of a query again, oldest first; <see cref="DeadLetterQuery.Limit"/> is the size of a page.</summary>
    /// <param name="query">Which ones; the tenant must be named.</param>
    /// <param name="cancellationToken">Stops after the letter at hand.</param>
    /// <exception cref="ArgumentException">No tenant is named.</exception>
    ValueTask<RedriveSummary> RedriveAllAsync(DeadLetterQuery query, CancellationToken cancellationToken);
}
