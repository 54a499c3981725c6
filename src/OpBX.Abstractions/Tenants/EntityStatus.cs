namespace OpBX.Tenants;

/// <summary>Whether a configured object may be used: the schema's <c>ENUM('active','inactive')</c>.</summary>
public enum EntityStatus
{
    /// <summary>The object takes part in routing.</summary>
    Active,

    /// <summary>The object is kept but never used; what leads to it is <c>unavailable</c> (rule R3).</summary>
    Inactive,
}

/// <summary>Status of an organization (rule T2).</summary>
public enum OrganizationStatus
{
    /// <summary>Calls are routed.</summary>
    Active,

    /// <summary>New calls are rejected, except emergency calls by its subscribers; calls under way continue.</summary>
    Suspended,

    /// <summary>Treated as <see cref="Suspended"/> until its rows are gone.</summary>
    Deleted,
}
