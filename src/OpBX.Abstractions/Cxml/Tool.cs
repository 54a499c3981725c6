using System.Collections.Immutable;

namespace OpBX.Cxml;

/// <summary>Something that the model of <see cref="Converse"/> may ask a URL to do.</summary>
public sealed record Tool : CxmlElement, IConverseContent
{
    private readonly CxmlItems<ToolParameter> _parameters;
    private readonly CxmlItems<CustomVerb> _extraChildren;

    /// <summary>Makes a tool.</summary>
    /// <param name="name">The tool's name.</param>
    /// <param name="url">What is requested when the model uses it.</param>
    /// <exception cref="ArgumentNullException"><paramref name="name"/> is <see langword="null"/>.</exception>
    public Tool(string name, CxmlUrl url)
    {
        ArgumentNullException.ThrowIfNull(name);
        Name = name;
        Url = url;
    }

    /// <summary>The tool's name.</summary>
    public string Name { get; init; }

    /// <summary>What is requested when the model uses it.</summary>
    public CxmlUrl Url { get; init; }

    /// <summary>What the tool does, for the model.</summary>
    public Description? Description { get; init; }

    /// <summary>What the tool must be given, in order. Empty by default.</summary>
    public ImmutableArray<ToolParameter> Parameters
    {
        get => _parameters.Values;
        init => _parameters = new(value);
    }

    /// <summary>Elements that this SDK does not know, written after the parameters. Empty by default.</summary>
    public ImmutableArray<CustomVerb> ExtraChildren
    {
        get => _extraChildren.Values;
        init => _extraChildren = new(value);
    }

    CxmlElement IConverseContent.Element => this;
}

/// <summary>What a <see cref="Tool"/> does, for the model.</summary>
public sealed record Description : CxmlElement
{
    /// <summary>Makes a description.</summary>
    /// <param name="text">What the tool does.</param>
    /// <exception cref="ArgumentNullException"><paramref name="text"/> is <see langword="null"/>.</exception>
    public Description(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        Text = text;
    }

    /// <summary>What the tool does. Cut where the document would otherwise exceed its size limit ([H2]).</summary>
    public string Text { get; init; }

    /// <summary>Makes a description from text.</summary>
    /// <param name="text">What the tool does.</param>
    public static implicit operator Description(string text) => new(text);
}

/// <summary>What a <see cref="Tool"/> must be given; the element <c>Parameter</c> under <c>Tool</c>.</summary>
public sealed record ToolParameter : CxmlElement
{
    /// <summary>Makes a parameter.</summary>
    /// <param name="name">The name.</param>
    /// <exception cref="ArgumentNullException"><paramref name="name"/> is <see langword="null"/>.</exception>
    public ToolParameter(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        Name = name;
    }

    /// <summary>The name.</summary>
    public string Name { get; init; }

    /// <summary>What it means, for the model. Seen in code, not documented.</summary>
    public string? Description { get; init; }

    /// <summary>What kind of value it is. Seen in code, not documented.</summary>
    public ToolParameterType? Type { get; init; }

    /// <summary>Whether the tool needs it. Seen in code, not documented.</summary>
    public bool? Required { get; init; }

    /// <summary>The values of an <see cref="ToolParameterType.Enum"/>, with commas between. Seen in code, not documented.</summary>
    public string? Values { get; init; }
}

/// <summary>What kind of value a <see cref="ToolParameter"/> is.</summary>
public enum ToolParameterType : byte
{
    /// <summary>Written <c>string</c>.</summary>
    String,

    /// <summary>Written <c>integer</c>.</summary>
    Integer,

    /// <summary>Written <c>number</c>.</summary>
    Number,

    /// <summary>Written <c>boolean</c>.</summary>
    Boolean,

    /// <summary>One of <see cref="ToolParameter.Values"/>; written <c>enum</c>.</summary>
    Enum,
}
