using System.Collections.Immutable;

namespace OpBX.Cxml;

/// <summary>Speaks a text. Answers the call, unless <see cref="Answer"/> is <see langword="false"/>: then it is heard as early media and costs the caller nothing ([R3]).</summary>
public sealed record Say : CxmlVerb, IGatherPrompt, IRecordPrompt
{
    private readonly CxmlItems<ISayContent> _content;

    /// <summary>Speaks a text.</summary>
    /// <param name="text">What to say, in the language it is to be spoken in.</param>
    /// <exception cref="ArgumentNullException"><paramref name="text"/> is <see langword="null"/>.</exception>
    public Say(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        Text = text;
    }

    /// <summary>Speaks text mixed with speech mark-up (SSML).</summary>
    /// <param name="first">The first part.</param>
    /// <param name="rest">The other parts, in order.</param>
    /// <exception cref="ArgumentNullException"><paramref name="first"/> is <see langword="null"/>.</exception>
    public Say(ISayContent first, params ReadOnlySpan<ISayContent> rest)
    {
        ArgumentNullException.ThrowIfNull(first);
        Text = "";
        Content = [first, .. rest];
    }

    /// <summary>What to say. Cut where the document would otherwise exceed its size limit ([H2]).</summary>
    public string Text { get; init; }

    /// <summary>Parts that follow <see cref="Text"/>: more text and speech mark-up. Empty by default.</summary>
    public ImmutableArray<ISayContent> Content
    {
        get => _content.Values;
        init => _content = new(value);
    }

    /// <summary>Whether the call is answered first; the platform's default is <see langword="true"/>.</summary>
    public bool? Answer { get; init; }

    /// <summary>How often it is said, 0 or more; 0 is forever. The platform's default is 1. Lower values are raised to 0.</summary>
    public int? Loop { get; init => field = CxmlBounds.AtLeast(value, 0); }

    /// <summary><c>man</c>, <c>woman</c> (the platform's default) or <c>Provider:Voice</c>, for instance <c>Google:en-US-Neural2-F</c>.</summary>
    public string? Voice { get; init; }

    /// <summary>Language tag; the platform's default is <c>en-US</c>.</summary>
    public string? Language { get; init; }

    /// <summary>Requested when the text has been said; the answer is ignored.</summary>
    public CxmlUrl StatusCallback { get; init; }

    /// <summary>How <see cref="StatusCallback"/> is requested.</summary>
    public CxmlMethod? StatusCallbackMethod { get; init; }

    CxmlElement IGatherPrompt.Element => this;

    CxmlElement IRecordPrompt.Element => this;
}
