using System.Collections.Immutable;

namespace OpBX.Cxml;

/// <summary>Any element of a CXML document below <c>Response</c>: a verb or a noun. Immutable; only the types of this SDK derive from it, and <see cref="CustomVerb"/> stands for what the SDK does not know.</summary>
/// <remarks>
/// <para>A property that is <see langword="null"/> (or a default <see cref="CxmlUrl"/>) is an attribute that is not written: the platform's own default applies.</para>
/// <para>Nothing here throws for a value that is merely out of range, since a call may be waiting: numbers are clamped to the documented range and characters that a key set cannot hold are dropped when the property is set; what is documented at the property is what will be written.</para>
/// <para>Two elements are equal when all their properties are, collections compared item by item.</para>
/// </remarks>
public abstract record CxmlElement
{
    private readonly CxmlItems<CxmlAttribute> _extraAttributes;

    private protected CxmlElement()
    {
    }

    /// <summary>Attributes that have no property of their own, written after those that have, in this order. One whose name is already written on the element is left out, so that the document stays well-formed. Empty by default.</summary>
    public ImmutableArray<CxmlAttribute> ExtraAttributes
    {
        get => _extraAttributes.Values;
        init => _extraAttributes = new(value);
    }
}

/// <summary>An element that may stand directly under <c>Response</c>: one step of what the platform does with the call.</summary>
public abstract record CxmlVerb : CxmlElement
{
    private protected CxmlVerb()
    {
    }
}
