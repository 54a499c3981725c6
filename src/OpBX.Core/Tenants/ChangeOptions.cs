namespace OpBX.Tenants;

/// <summary>How a change of configuration is to be made. The default is: by the host itself, on whatever version there is.</summary>
public sealed record ChangeOptions
{
    /// <summary>
    /// The user who asks, by its id in the organization that is changed; what its role may not do is refused with
    /// <see cref="AdministrationFaultCodes.Forbidden"/> (rule T3), and so is a user who is not active or not of this organization.
    /// </summary>
    /// <value>Default: null, the host itself, which may do everything.</value>
    public long? ActorId { get; init; }

    /// <summary>The version of the configuration that the change was decided on; another one is a conflict.</summary>
    /// <value>Default: null; a change that meets another one at the same time is decided again on the new version.</value>
    public long? ExpectedVersion { get; init; }

    /// <summary>Whether only to say what would become of the change. Taken ids and values of other tenants may go unnoticed.</summary>
    public bool DryRun { get; init; }
}

/// <summary>
/// The codes of administration besides those of stores (<see cref="Storage.ChangeFaultCodes"/>), configurations
/// (<see cref="TenantConfigurationFaultCodes"/>), schedules and outbound rules.
/// </summary>
public static class AdministrationFaultCodes
{
    /// <summary>A text that must say something is empty.</summary>
    public const string Required = "required";

    /// <summary>A value has not the form that it needs.</summary>
    public const string InvalidValue = "invalid-value";

    /// <summary>The user may not do that (rule T3).</summary>
    public const string Forbidden = "forbidden";

    /// <summary>Another organization has this number, domain or domain UUID already (rule H5).</summary>
    public const string Claimed = "claimed";

    /// <summary>A key is too short to authenticate anybody (rule H5).</summary>
    public const string KeyTooShort = "key-too-short";

    /// <summary>The document can't be read; the path says where.</summary>
    public const string Document = "document";
}
