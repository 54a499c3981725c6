namespace OpBX.Tenants;

/// <summary>What tells one state of a tenant's configuration from another (rule A2).</summary>
/// <param name="Version">Grows with every change made through OpBX; 0 = the storage has none.</param>
/// <param name="Fingerprint">Of the content, so that changes made past OpBX are seen; 0 where the storage needs none, since nobody else writes.</param>
public readonly record struct TenantVersion(long Version, long Fingerprint)
{
    /// <summary>Whether a configuration of this version need not be read again.</summary>
    public bool IsKnown => Version > 0 || Fingerprint != 0;
}
