using System.Collections.Immutable;

namespace OpBX.Cxml;

/// <summary>An element by name, at any level of a document: a verb or noun that the platform knows and this SDK does not. Its attributes are <see cref="CxmlElement.ExtraAttributes"/>.</summary>
public sealed record CustomVerb : CxmlVerb, IGatherPrompt, IRecordPrompt, IDialNoun, IConverseContent, ISayContent
{
    private readonly CxmlItems<CxmlElement> _children;

    /// <summary>Makes an element.</summary>
    /// <param name="name">The element's name: an XML name without prefix.</param>
    /// <exception cref="ArgumentNullException"><paramref name="name"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException"><paramref name="name"/> is not an XML name.</exception>
    public CustomVerb(string name) => Name = CxmlName.Checked(name);

    /// <summary>Makes an element with all it may hold.</summary>
    /// <param name="name">The element's name: an XML name without prefix.</param>
    /// <param name="attributes">The attributes; a default array counts as empty.</param>
    /// <param name="children">The elements inside; a default array counts as empty.</param>
    /// <param name="text">The text inside, written before the children; <see langword="null"/> for none.</param>
    /// <exception cref="ArgumentNullException"><paramref name="name"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException"><paramref name="name"/> is not an XML name.</exception>
    public CustomVerb(string name, ImmutableArray<CxmlAttribute> attributes, ImmutableArray<CxmlElement> children, string? text)
        : this(name)
    {
        ExtraAttributes = attributes;
        Children = children;
        Text = text;
    }

    /// <summary>The element's name.</summary>
    public string Name { get; }

    /// <summary>The text inside, unescaped, written before <see cref="Children"/>; <see langword="null"/> for none.</summary>
    public string? Text { get; init; }

    /// <summary>The elements inside, in order: any of this SDK's, or custom ones. At most 32 levels deep.</summary>
    public ImmutableArray<CxmlElement> Children
    {
        get => _children.Values;
        init => _children = new(value);
    }

    CxmlElement IGatherPrompt.Element => this;

    CxmlElement IRecordPrompt.Element => this;

    CxmlElement IDialNoun.Element => this;

    CxmlElement IConverseContent.Element => this;

    CxmlElement ISayContent.Element => this;

    /// <summary>The name alone: what is inside may be a secret ([H8]).</summary>
    public override string ToString() => $"CustomVerb {{ Name = {Name} }}";
}
