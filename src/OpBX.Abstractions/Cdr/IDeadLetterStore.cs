using OpBX.Tenants;

namespace OpBX.Cdr;

/// <summary>A delivery that could not be understood or belongs to nobody (rules H3, C1, C7): kept with the reason, to be driven again.</summary>
public sealed record DeadLetter
{
    /// <summary>Its id; 0 before it is kept. Later letters have greater ids.</summary>
    public long Id { get; init; }

    /// <summary>Where it was delivered: <c>cdr</c>, <c>session-update</c> or <c>recording-status</c>.</summary>
    public required string Source { get; init; }

    /// <summary>The tenant, where it is known.</summary>
    public TenantId? Tenant { get; init; }

    /// <summary>Why, as a stable code: <c>malformed-json</c>, <c>too-large</c>, <c>no-session</c>, <c>foreign-token</c>, …</summary>
    public required string Code { get; init; }

    /// <summary>The body as received.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>When it was delivered.</summary>
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>How often it was driven again in vain.</summary>
    public int Attempts { get; init; }

    /// <summary>Why the last attempt failed, as a stable code, at most 100 characters; null = there was none.</summary>
    public string? LastError { get; init; }

    /// <summary>When the last attempt was made; null = there was none.</summary>
    public DateTimeOffset? LastAttemptAt { get; init; }

    /// <summary>Names source, code and size only.</summary>
    public override string ToString() => $"DeadLetter {{ Source = {Source}, Code = {Code}, Size = {Body.Length} }}";
}

/// <summary>Which dead letters are wanted. What is null does not restrict.</summary>
public sealed record DeadLetterQuery
{
    /// <summary>The most letters of a page that may be asked for.</summary>
    public const int MaxLimit = 1000;

    /// <summary>The tenant; null = the letters of nobody in particular.</summary>
    public required TenantId? Tenant { get; init; }

    /// <summary>Where they were delivered.</summary>
    public string? Source { get; init; }

    /// <summary>Why they are kept aside.</summary>
    public string? Code { get; init; }

    /// <summary>Only letters with a greater id: the id of the last letter of the page before; 0 = the first page.</summary>
    public long AfterId { get; init; }

    /// <summary>The most letters, 1 to <see cref="MaxLimit"/>; what is outside is brought inside.</summary>
    public int Limit { get; init; } = 100;

    /// <summary>The limit that counts.</summary>
    public int PageSize => Math.Clamp(Limit, 1, MaxLimit);
}

/// <summary>Keeps what can't be taken in, so that nothing is lost silently (rule H3).</summary>
public interface IDeadLetterStore
{
    /// <summary>Keeps one delivery.</summary>
    /// <returns>False when it could not be kept.</returns>
    ValueTask<bool> AddAsync(DeadLetter letter, CancellationToken cancellationToken);

    /// <summary>The kept deliveries of one tenant, or of nobody in particular when null, oldest first.</summary>
    IAsyncEnumerable<DeadLetter> ListAsync(TenantId? tenant, CancellationToken cancellationToken);

    /// <summary>A page of letters, oldest first.</summary>
    /// <param name="query">Which ones.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="NotSupportedException">This store can't be searched.</exception>
    /// <exception cref="Storage.OpBXStorageException">The storage did not answer.</exception>
    ValueTask<IReadOnlyList<DeadLetter>> QueryAsync(DeadLetterQuery query, CancellationToken cancellationToken)
        => throw new NotSupportedException("This store of dead letters can't be searched.");

    /// <summary>One letter; null = there is none of this tenant.</summary>
    /// <param name="tenant">The tenant; null = nobody in particular.</param>
    /// <param name="id">The id.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="NotSupportedException">This store can't be searched.</exception>
    /// <exception cref="Storage.OpBXStorageException">The storage did not answer.</exception>
    ValueTask<DeadLetter?> FindAsync(TenantId? tenant, long id, CancellationToken cancellationToken)
        => throw new NotSupportedException("This store of dead letters can't be searched.");

    /// <summary>Removes a letter.</summary>
    /// <param name="tenant">The tenant; null = nobody in particular.</param>
    /// <param name="id">The id.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>False when there is no such letter of this tenant.</returns>
    /// <exception cref="NotSupportedException">This store can't be changed.</exception>
    /// <exception cref="Storage.OpBXStorageException">The storage did not answer.</exception>
    ValueTask<bool> RemoveAsync(TenantId? tenant, long id, CancellationToken cancellationToken)
        => throw new NotSupportedException("This store of dead letters can't be changed.");

    /// <summary>Notes that a letter was driven again in vain: one attempt more, its time and its reason.</summary>
    /// <param name="tenant">The tenant; null = nobody in particular.</param>
    /// <param name="id">The id.</param>
    /// <param name="error">Why, as a stable code; cut at 100 characters.</param>
    /// <param name="at">When.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>False when there is no such letter of this tenant.</returns>
    /// <exception cref="NotSupportedException">This store can't be changed.</exception>
    /// <exception cref="Storage.OpBXStorageException">The storage did not answer.</exception>
    ValueTask<bool> NoteAttemptAsync(TenantId? tenant, long id, string error, DateTimeOffset at, CancellationToken cancellationToken)
        => throw new NotSupportedException("This store of dead letters can't be changed.");
}
