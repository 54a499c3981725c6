using OpBX.Tenants;

namespace OpBX.Numbers;

/// <summary>
/// Reads numbers that stand in a tenant's configuration (rule N2): by the organization's country, else as an international
/// number whose plus is missing, as existing databases hold them. The one way in which snapshots, the directory, caller ids
/// and administration read them, so that all see the same numbers.
/// </summary>
internal readonly struct ConfiguredNumbers(INumberNormalizer numbers, string? country)
{
    /// <summary>The numbers of an organization.</summary>
    public static ConfiguredNumbers Of(Organization organization, INumberNormalizer numbers) => new(numbers, SnapshotBuilder.CountryOf(organization));

    /// <summary>Reads a number; one that is withheld is none.</summary>
    public bool TryRead(string? text, out PhoneNumber number)
    {
        number = default;
        return !string.IsNullOrWhiteSpace(text) && !numbers.IsWithheld(text)
            && (numbers.TryNormalize(text, country, NumberSource.Dialled, out number, out _)
                || numbers.TryNormalize(text, country, NumberSource.Reported, out number, out _));
    }
}
