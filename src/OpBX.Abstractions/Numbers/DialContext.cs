namespace OpBX.Numbers;

/// <summary>What a tenant brings to the reading of a dialled text. [N1]–[N3]</summary>
public readonly record struct DialContext
{
    /// <summary>
    /// <c>organizations.settings.country</c>, an ISO 3166-1 alpha-2 code in any letter case. Missing or unknown: no
    /// national reading, no short codes, and the emergency numbers are 112 and 911.
    /// </summary>
    public string? Country { get; init; }

    /// <summary><c>organizations.settings.outside_line_prefix</c>: one or more digits; null or empty for none.</summary>
    public string? OutsideLinePrefix { get; init; }

    /// <summary><c>organizations.settings.emergency_numbers</c>, which are added to the country's list; null for none.</summary>
    public IReadOnlyList<string>? EmergencyNumbers { get; init; }

    /// <summary>The tenant's extensions; null for none.</summary>
    public IExtensionLookup? Extensions { get; init; }

    /// <summary>Where the text comes from. Default: <see cref="NumberSource.Dialled"/>.</summary>
    public NumberSource Source { get; init; }

    /// <summary>
    /// Whether an emergency number is one: true only for a number dialled by a subscriber ([N3]). Where it is false, an
    /// emergency number that is no extension is <see cref="NumberFault.EmergencyNotAllowed"/>. Default: false.
    /// </summary>
    public bool AllowEmergency { get; init; }
}
