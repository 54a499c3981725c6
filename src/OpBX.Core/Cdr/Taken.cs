using OpBX.Tenants;

namespace OpBX.Cdr;

/// <summary>What taking in a body came to.</summary>
/// <param name="Result">What became of it; nothing is kept when there is a code.</param>
/// <param name="Code">Why it can't be taken in; null = it is.</param>
internal readonly record struct Taken(IngestResult Result, string? Code)
{
    /// <summary>It can't be taken in.</summary>
    public static Taken Not(string code) => new(IngestResult.DeadLettered, code);
}

/// <summary>
/// Takes in bodies of one source: what deliveries, the spool and dead letters have in common. Taking one in twice changes nothing.
/// </summary>
internal interface IRecordTaker
{
    /// <summary>The source, as entries of the spool and dead letters name it.</summary>
    string Source { get; }

    /// <summary>Takes in a body.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="body">The body, credentials masked or not.</param>
    /// <param name="receivedAt">When it was delivered.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="Storage.OpBXStorageException">The storage did not answer.</exception>
    ValueTask<Taken> TakeAsync(TenantId tenant, ReadOnlyMemory<byte> body, DateTimeOffset receivedAt, CancellationToken cancellationToken);
}
