using System.Collections.Immutable;

namespace OpBX.Cxml;

/// <summary>Lets a language model talk with the caller; a verb of its own, or a prompt of <see cref="Gather"/>, where the writer ends it with <c>Speech</c> as the platform asks.</summary>
public sealed record Converse : CxmlVerb, IGatherPrompt
{
    private readonly CxmlItems<IConverseContent> _content;

    /// <summary>Lets a language model talk with the caller.</summary>
    /// <param name="content">Prompts and tools, in order; may be none.</param>
    public Converse(params ReadOnlySpan<IConverseContent> content) => _content = new(ImmutableArray.Create(content));

    /// <summary>Prompts and tools, in order. Empty by default.</summary>
    public ImmutableArray<IConverseContent> Content
    {
        get => _content.Values;
        init => _content = new(value);
    }

    /// <summary>The trailing <c>Speech</c> element, which is written inside <see cref="Gather"/> only and there always: set it only to give it extra attributes.</summary>
    public Speech? Speech { get; init; }

    /// <summary><c>man</c>, <c>woman</c> (the platform's default) or <c>Provider:Voice</c>.</summary>
    public string? Voice { get; init; }

    /// <summary>Language tag; the platform's default is <c>en-US</c>.</summary>
    public string? Language { get; init; }

    /// <summary>Requested when something of <see cref="StatusCallbackEvent"/> happens.</summary>
    public CxmlUrl StatusCallback { get; init; }

    /// <summary>How <see cref="StatusCallback"/> is requested.</summary>
    public CxmlMethod? StatusCallbackMethod { get; init; }

    /// <summary>What <see cref="StatusCallback"/> is told of; the platform's default is <see cref="ConverseEvents.InProgress"/> and <see cref="ConverseEvents.Completed"/>.</summary>
    public ConverseEvents? StatusCallbackEvent { get; init; }

    /// <summary>What the model may do to the call.</summary>
    public SessionTools? SessionTools { get; init; }

    /// <summary>The model, an open set: <c>openai:gpt-4o-mini</c>, …</summary>
    public string? Model { get; init; }

    /// <summary>Whether the model remembers earlier turns; the platform's default is <see cref="ConverseContext.Auto"/>.</summary>
    public ConverseContext? Context { get; init; }

    /// <summary>How freely the model answers, 0 to 1, to three decimals; the platform's default is 1. Values outside are brought inside.</summary>
    public double? Temperature { get; init => field = CxmlBounds.Rounded(value, 0, 1); }

    CxmlElement IGatherPrompt.Element => this;
}

/// <summary>What <see cref="Converse"/> reports. Several are written with commas between.</summary>
[Flags]
public enum ConverseEvents : byte
{
    /// <summary>None named: the attribute is not written.</summary>
    None = 0,

    /// <summary>Written <c>in-progress</c>.</summary>
    InProgress = 1,

    /// <summary>Written <c>tool-response</c>.</summary>
    ToolResponse = 2,

    /// <summary>Written <c>llm-response</c>.</summary>
    LlmResponse = 4,

    /// <summary>Written <c>completed</c>.</summary>
    Completed = 8,
}

/// <summary>What a model may do to the call in <see cref="Converse"/>. Several are written with spaces between.</summary>
[Flags]
public enum SessionTools : byte
{
    /// <summary>None named: the attribute is not written.</summary>
    None = 0,

    /// <summary>Written <c>hangup</c>.</summary>
    Hangup = 1,

    /// <summary>Written <c>redirect</c>.</summary>
    Redirect = 2,

    /// <summary>Written <c>dial</c>.</summary>
    Dial = 4,
}

/// <summary>Whether a model remembers earlier turns in <see cref="Converse"/>.</summary>
public enum ConverseContext : byte
{
    /// <summary>Written <c>auto</c>; the platform's default.</summary>
    Auto,

    /// <summary>Written <c>none</c>.</summary>
    None,

    /// <summary>Written <c>no</c>.</summary>
    No,
}

/// <summary>What the model is told first; the element <c>System</c>.</summary>
public sealed record SystemPrompt : CxmlElement, IConverseContent
{
    /// <summary>Makes a system prompt.</summary>
    /// <param name="text">What the model is told.</param>
    /// <exception cref="ArgumentNullException"><paramref name="text"/> is <see langword="null"/>.</exception>
    public SystemPrompt(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        Text = text;
    }

    /// <summary>What the model is told. Cut where the document would otherwise exceed its size limit ([H2]).</summary>
    public string Text { get; init; }

    CxmlElement IConverseContent.Element => this;
}

/// <summary>What the model is told in the user's name; the element <c>User</c>. Seen in code, not documented.</summary>
public sealed record UserPrompt : CxmlElement, IConverseContent
{
    /// <summary>Makes a user prompt.</summary>
    /// <param name="text">What the model is told.</param>
    /// <exception cref="ArgumentNullException"><paramref name="text"/> is <see langword="null"/>.</exception>
    public UserPrompt(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        Text = text;
    }

    /// <summary>What the model is told. Cut where the document would otherwise exceed its size limit ([H2]).</summary>
    public string Text { get; init; }

    CxmlElement IConverseContent.Element => this;
}

/// <summary>The last child of a <see cref="Converse"/> inside <see cref="Gather"/>; see <see cref="Converse.Speech"/>.</summary>
public sealed record Speech : CxmlElement;
