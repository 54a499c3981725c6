namespace OpBX.Tenants;

/// <summary>How a whole tenant is to be written (rule A3).</summary>
public sealed record TenantImportOptions
{
    /// <summary>Who asks, on which version, and whether only to try.</summary>
    public ChangeOptions Change { get; init; } = new();

    /// <summary>The tenant that is to be written, whatever id the document has for it.</summary>
    /// <value>Default: null, the tenant of the document.</value>
    public TenantId? Tenant { get; init; }

    /// <summary>
    /// Whether objects whose ids another tenant has get new ones, with all references to them, JSON columns included. Otherwise
    /// such an id is refused as <see cref="Storage.ChangeFaultCodes.Duplicate"/>.
    /// </summary>
    public bool AssignNewIds { get; init; }

    /// <summary>
    /// Whether objects that a call can't use are written all the same, as an existing database may hold them. What a database
    /// or another organization refuses is refused in any case.
    /// </summary>
    public bool AllowUnusable { get; init; }
}
