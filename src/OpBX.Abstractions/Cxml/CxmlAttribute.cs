using System.Diagnostics.CodeAnalysis;
using System.Xml;

namespace OpBX.Cxml;

/// <summary>An attribute by name, for <see cref="CxmlElement.ExtraAttributes"/>: one that the platform knows and this SDK has no property for.</summary>
[SuppressMessage("Naming", "CA1711:Identifiers should not have incorrect suffix", Justification = "It is an XML attribute.")]
public readonly record struct CxmlAttribute
{
    /// <summary>Makes an attribute.</summary>
    /// <param name="name">The name: an XML name without prefix (<c>xml:</c> alone is allowed).</param>
    /// <param name="value">The value as it is meant; the writer escapes it.</param>
    /// <exception cref="ArgumentNullException"><paramref name="name"/> or <paramref name="value"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException"><paramref name="name"/> is not an XML name.</exception>
    public CxmlAttribute(string name, string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        Name = CxmlName.Checked(name);
        Value = value;
    }

    /// <summary>The attribute's name, for instance <c>answerOnBridge</c>.</summary>
    public string Name { get; }

    /// <summary>The attribute's value, unescaped.</summary>
    public string Value { get; }

    /// <summary>The name alone: a value may be a secret ([H8]).</summary>
    public override string ToString() => Name is null ? "" : $"{Name}=…";
}

/// <summary>Checks the names that a document takes from outside.</summary>
internal static class CxmlName
{
    public static string Checked(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        var local = name.StartsWith("xml:", StringComparison.Ordinal) ? name[4..] : name;
        if (local.Length == 0 || name == "xmlns" || !IsName(local))
            throw new ArgumentException("Not an XML name.", nameof(name));
        return name;
    }

    private static bool IsName(string name)
    {
        if (!XmlConvert.IsStartNCNameChar(name[0]))
            return false;
        foreach (var character in name)
        {
            if (!XmlConvert.IsNCNameChar(character))
                return false;
        }
        return true;
    }
}
