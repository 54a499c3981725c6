using System.Collections.Concurrent;
using OpBX.Numbers;
using OpBX.Tenants;

namespace OpBX.Storage;

/// <summary>The reference implementation, empty, as hosts make it.</summary>
internal sealed class InMemoryUnderTest : IStorageUnderTest
{
    private readonly InMemoryOpBXStorage _storage = new(NumberNormalizer.Default);
    private readonly ConcurrentDictionary<TenantId, TenantConfiguration> _tenants = new();

    public IOpBXStorage Storage => _storage;

    public ValueTask ImportAsync(TenantConfiguration configuration, CancellationToken cancellationToken)
    {
        _tenants[configuration.Organization.Id] = configuration with { Version = 0, Fingerprint = 0 };
        _storage.Replace([.. _tenants.Values]);
        return default;
    }
}
