namespace OpBX.Tenants;

/// <summary>One thing in a configuration that a call can't use, or hardly as it was meant.</summary>
/// <param name="Code">A stable code.</param>
/// <param name="IsWarning">Whether the object works, if not as it may have been meant. Otherwise it is unavailable when a call meets it.</param>
/// <param name="Path">Where it stands in the JSON document, for example <c>did_numbers[2].phone_number</c>.</param>
/// <param name="Reason">What is wrong, for a person; never a secret.</param>
public sealed record TenantConfigurationFault(string Code, bool IsWarning, string Path, string Reason)
{
    /// <summary>Path and reason.</summary>
    public override string ToString() => $"{Path}: {Reason}";
}

/// <summary>The codes of <see cref="TenantConfigurationFault"/> besides those of schedules and outbound rules.</summary>
public static class TenantConfigurationFaultCodes
{
    /// <summary>The country is not one of the numbering table (rule N2).</summary>
    public const string CountryUnknown = "country-unknown";

    /// <summary>A number can't be read as E.164, by the organization's country or internationally (rule N2).</summary>
    public const string NumberInvalid = "number-invalid";

    /// <summary>A caller id is none of the tenant's numbers, so it is not used (rule O3).</summary>
    public const string CallerIdForeign = "caller-id-foreign";

    /// <summary>An extension number is an emergency number, so nobody can dial the extension (rule N3).</summary>
    public const string ExtensionIsEmergency = "extension-is-emergency";

    /// <summary>A forward leads to nothing that can be dialled (rule E7).</summary>
    public const string ForwardInvalid = "forward-invalid";

    /// <summary>The address of an external service is refused (rule E6).</summary>
    public const string ServiceUrlRefused = "service-url-refused";

    /// <summary>A destination names a kind that nothing handles, or a target that can't be used (rule R3).</summary>
    public const string DestinationInvalid = "destination-invalid";
}
