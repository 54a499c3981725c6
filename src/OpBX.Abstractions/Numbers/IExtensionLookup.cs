namespace OpBX.Numbers;

/// <summary>Answers whether a text is an extension number of the tenant. Must be fast, safe for concurrent use and never throw.</summary>
public interface IExtensionLookup
{
    /// <summary>Whether the tenant has an extension of exactly this number, in any status; leading zeros count.</summary>
    /// <param name="text">The dialled text, without wrappers and punctuation.</param>
    /// <returns>Whether it exists.</returns>
    bool IsExtension(ReadOnlySpan<char> text);
}
