namespace OpBX.Numbers;

/// <summary>Shorter forms of <see cref="INumberNormalizer"/>.</summary>
public static class NumberNormalizerExtensions
{
    /// <summary>Reads a text as a public number. [N2]</summary>
    /// <param name="normalizer">The normaliser.</param>
    /// <param name="text">The text.</param>
    /// <param name="country">The organization's country; null for none.</param>
    /// <param name="source">Where the text comes from.</param>
    /// <returns>The number, or null when the text is none.</returns>
    public static PhoneNumber? Normalize(this INumberNormalizer normalizer, string? text, string? country, NumberSource source)
    {
        ArgumentNullException.ThrowIfNull(normalizer);
        return normalizer.TryNormalize(text, country, source, out PhoneNumber number, out _) ? number : null;
    }
}
