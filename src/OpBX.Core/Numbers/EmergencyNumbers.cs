using System.Collections.ObjectModel;

namespace OpBX.Numbers;

/// <summary>Recognises emergency numbers: [N3].</summary>
internal static class EmergencyNumbers
{
    private static readonly ReadOnlyCollection<string> Elsewhere = Array.AsReadOnly(["112", "911"]);

    /// <summary>The numbers of all countries, for when it is not known which country's list holds.</summary>
    public static ReadOnlyCollection<string> Anywhere { get; } = Array.AsReadOnly(
        NumberingPlan.Default.Countries.SelectMany(static country => country.EmergencyNumbers).Concat(["112", "911"]).Distinct(StringComparer.Ordinal).ToArray());

    /// <summary>The country's list, or 112 and 911.</summary>
    public static ReadOnlyCollection<string> Of(Country? country) => country?.EmergencyNumbers ?? Elsewhere;

    /// <summary>The emergency number that a dialled text is, alone or after the outside-line prefix; null when it is none.</summary>
    /// <param name="dial">The dialled text without punctuation.</param>
    /// <param name="country">Null for an unknown one.</param>
    /// <param name="outsideLinePrefix">Null or empty for none.</param>
    /// <param name="additional">The organization's own list.</param>
    public static string? Find(ReadOnlySpan<char> dial, Country? country, string? outsideLinePrefix, IReadOnlyList<string>? additional)
    {
        if (dial.IsEmpty) return null;
        if (Find(dial, country, additional) is { } number) return number;
        ReadOnlySpan<char> prefix = outsideLinePrefix.AsSpan().Trim();
        return !prefix.IsEmpty && dial.StartsWith(prefix) ? Find(dial[prefix.Length..], country, additional) : null;
    }

    private static string? Find(ReadOnlySpan<char> dial, Country? country, IReadOnlyList<string>? additional)
    {
        foreach (string number in Of(country))
            if (dial.SequenceEqual(number)) return number;
        for (int i = 0; i < additional?.Count; i++)
            if (additional[i] is { } number && IsSame(dial, number)) return dial.ToString();
        return null;
    }

    // The list is the administrator's text: its punctuation does not count.
    private static bool IsSame(ReadOnlySpan<char> dial, string number)
    {
        int at = 0;
        foreach (char c in number)
        {
            if (DialCharacters.IsPunctuation(c)) continue;
            if (at == dial.Length || dial[at] != c) return false;
            at++;
        }

        return at > 0 && at == dial.Length;
    }
}
