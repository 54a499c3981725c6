using System.Runtime.CompilerServices;
using OpBX.Numbers;
using OpBX.Tenants;

namespace OpBX.Storage;

/// <summary>The tenants of an <see cref="InMemoryOpBXStorage"/> as the contracts show them.</summary>
internal sealed class TenantView(InMemoryOpBXStorage storage) : ITenantDirectory, ITenantStore
{
    public ValueTask<IReadOnlyList<TenantCredential>> FindByDomainAsync(string domain, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(domain);
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(storage.Current.ByDomain(domain));
    }

    public ValueTask<IReadOnlyList<TenantCredential>> FindByDidAsync(PhoneNumber number, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(storage.Current.ByDid(number));
    }

    public ValueTask<IReadOnlyList<TenantCredential>> FindByKeyHashAsync(ReadOnlyMemory<byte> keyHash, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(storage.Current.ByKeyHash(keyHash));
    }

    public ValueTask<TenantCredential?> FindAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(storage.Current.FindCredential(tenant));
    }

    public ValueTask<TenantConfiguration?> LoadAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(storage.Current.Find(tenant));
    }

    public ValueTask<TenantVersion?> GetVersionAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(storage.Current.Find(tenant) is { } known ? new TenantVersion(known.Version, 0) : default(TenantVersion?));
    }

    public ValueTask<IReadOnlyDictionary<TenantId, long>> GetVersionsAsync(IReadOnlyCollection<TenantId> tenants, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        TenantSet current = storage.Current;
        var versions = new Dictionary<TenantId, long>(tenants.Count);
        foreach (TenantId tenant in tenants)
        {
            if (current.Find(tenant) is { Version: > 0 } known) versions[tenant] = known.Version;
        }
        return ValueTask.FromResult<IReadOnlyDictionary<TenantId, long>>(versions);
    }

    public async IAsyncEnumerable<TenantId> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        foreach (TenantId tenant in storage.Current.Ids)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return tenant;
        }
    }
}
