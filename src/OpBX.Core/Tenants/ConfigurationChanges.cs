namespace OpBX.Tenants;

/// <summary>
/// Passes on that the configuration of a tenant changed (rule A2): from whoever made the change or heard of it, to the caches
/// of this process, and to whoever tells other nodes.
/// </summary>
internal sealed class ConfigurationChanges
{
    /// <summary>A tenant's configuration has this version now, 0 = not known which. Handlers are quick and do not throw.</summary>
    public event Action<TenantId, long>? Noticed;

    /// <summary>This process made the change, so that other nodes do not know of it yet. Raised after <see cref="Noticed"/>.</summary>
    public event Action<TenantId, long>? Made;

    /// <summary>Somebody else made a change.</summary>
    public void Notice(TenantId tenant, long version) => Noticed?.Invoke(tenant, version);

    /// <summary>This process made a change.</summary>
    public void Make(TenantId tenant, long version)
    {
        Noticed?.Invoke(tenant, version);
        Made?.Invoke(tenant, version);
    }
}
