using System.Reflection;
using OpBX.Numbers;
using OpBX.Routing;
using OpBX.Storage;

namespace OpBX.Tenants;

/// <summary>The managers of a host with the twin tenants, or others, in memory.</summary>
internal sealed class Administration
{
    private readonly ConfigurationChanger _changer;

    public Administration(params TenantConfiguration[] tenants)
    {
        Storage = new InMemoryOpBXStorage(NumberNormalizer.Default, tenants.Length == 0 ? NeighbourTenants.Both() : tenants);
        _changer = new ConfigurationChanger(Storage, RoutingCatalog.Default, Changes);
    }

    public InMemoryOpBXStorage Storage { get; }

    public ConfigurationChanges Changes { get; } = new();

    public T Get<T>()
        where T : class
        => (T)Activator.CreateInstance(typeof(T), BindingFlags.Instance | BindingFlags.NonPublic, null, [_changer], null)!;

    public TenantConfiguration Of(TenantId tenant) => Storage.Current.Find(tenant)!;

    public static IEnumerable<string> Codes<T>(ChangeResult<T> result)
        where T : class
        => result.Faults.Select(static fault => (fault.Code + " " + fault.Path).TrimEnd());
}
