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

    public ValueTask<long?> GetVersionAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(storage.Current.Find(tenant)?.Version);
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
