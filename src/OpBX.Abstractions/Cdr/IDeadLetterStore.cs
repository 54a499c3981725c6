using OpBX.Tenants;

namespace OpBX.Cdr;

/// <summary>A delivery that could not be understood or belongs to nobody (rules H3, C1, C7): kept with the reason, to be driven again.</summary>
public sealed record DeadLetter
{
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

    /// <summary>Names source, code and size only.</summary>
    public override string ToString() => $"DeadLetter {{ Source = {Source}, Code = {Code}, Size = {Body.Length} }}";
}

/// <summary>Keeps what can't be taken in, so that nothing is lost silently (rule H3).</summary>
public interface IDeadLetterStore
{
    /// <summary>Keeps one delivery.</summary>
    /// <returns>False when it could not be kept.</returns>
    ValueTask<bool> AddAsync(DeadLetter letter, CancellationToken cancellationToken);

    /// <summary>The kept deliveries of one tenant, or of nobody in particular when null, oldest first.</summary>
    IAsyncEnumerable<DeadLetter> ListAsync(TenantId? tenant, CancellationToken cancellationToken);
}
