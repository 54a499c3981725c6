using OpBX.Numbers;

namespace OpBX.Tenants;

/// <summary>
/// What is needed to authenticate a webhook of one tenant (rule H5). It holds hashes only, never a key in clear.
/// </summary>
public sealed record TenantCredential
{
    /// <summary>The tenant.</summary>
    public required TenantId Tenant { get; init; }

    /// <summary>SHA-256 of <c>domain_requests_api_key</c>, 32 bytes; empty when the key is missing or under 16 characters, which never authenticates.</summary>
    public ReadOnlyMemory<byte> KeyHash { get; init; }

    /// <summary>SHA-256 of the key before the last rotation, 32 bytes; empty = none.</summary>
    public ReadOnlyMemory<byte> PreviousKeyHash { get; init; }

    /// <summary>Until when <see cref="PreviousKeyHash"/> is accepted; null = not at all.</summary>
    public DateTimeOffset? PreviousKeyUntil { get; init; }

    /// <summary>SHA-256 of the key that CDRs may bring in the query (rule H6), 32 bytes; empty = the requests key.</summary>
    public ReadOnlyMemory<byte> CdrKeyHash { get; init; }

    /// <summary>The tenant's domain name on the platform, for callback addresses.</summary>
    public string DomainName { get; init; } = "";

    /// <summary>Names the tenant only.</summary>
    public override string ToString() => "TenantCredential { Tenant = " + Tenant + " }";
}

/// <summary>
/// Finds the tenants that may be meant by a request. It returns candidates: whoever asks compares the keys, in constant
/// time, and takes the one that matches (rule H5). Missing = an empty list.
/// </summary>
public interface ITenantDirectory
{
    /// <summary>Tenants whose domain name (without letter case) or domain UUID is that text.</summary>
    ValueTask<IReadOnlyList<TenantCredential>> FindByDomainAsync(string domain, CancellationToken cancellationToken);

    /// <summary>Tenants that have that number as an active DID.</summary>
    ValueTask<IReadOnlyList<TenantCredential>> FindByDidAsync(PhoneNumber number, CancellationToken cancellationToken);

    /// <summary>Tenants whose requests key, or previous key, has that SHA-256 hash.</summary>
    /// <param name="keyHash">32 bytes.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<IReadOnlyList<TenantCredential>> FindByKeyHashAsync(ReadOnlyMemory<byte> keyHash, CancellationToken cancellationToken);

    /// <summary>The credential of one tenant; null = there is no such tenant.</summary>
    ValueTask<TenantCredential?> FindAsync(TenantId tenant, CancellationToken cancellationToken);
}

/// <summary>Reads the configuration of tenants.</summary>
public interface ITenantStore
{
    /// <summary>The whole configuration of one tenant, read consistently; null = there is no such tenant.</summary>
    /// <exception cref="Storage.OpBXStorageException">The storage did not answer, or not with a configuration.</exception>
    ValueTask<TenantConfiguration?> LoadAsync(TenantId tenant, CancellationToken cancellationToken);

    /// <summary>What tells whether a loaded configuration is still the one that is kept (rule A2); null = there is no such tenant.</summary>
    /// <exception cref="Storage.OpBXStorageException">The storage did not answer.</exception>
    ValueTask<TenantVersion?> GetVersionAsync(TenantId tenant, CancellationToken cancellationToken);

    /// <summary>
    /// The configuration versions of many tenants in one query; cheaper than <see cref="GetVersionAsync"/> and blind to changes
    /// made past OpBX. Tenants that do not exist or have no version are left out.
    /// </summary>
    /// <exception cref="Storage.OpBXStorageException">The storage did not answer.</exception>
    ValueTask<IReadOnlyDictionary<TenantId, long>> GetVersionsAsync(IReadOnlyCollection<TenantId> tenants, CancellationToken cancellationToken);

    /// <summary>All tenants.</summary>
    /// <exception cref="Storage.OpBXStorageException">The storage did not answer.</exception>
    IAsyncEnumerable<TenantId> ListAsync(CancellationToken cancellationToken);
}
