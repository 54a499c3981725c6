namespace OpBX.Cxml;

/// <summary>Plain text between pieces of speech mark-up.</summary>
public sealed record SayText : CxmlElement, ISayContent
{
    /// <summary>Makes plain text.</summary>
    /// <param name="text">What to say.</param>
    /// <exception cref="ArgumentNullException"><paramref name="text"/> is <see langword="null"/>.</exception>
    public SayText(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        Text = text;
    }

    /// <summary>What to say. <see cref="CxmlElement.ExtraAttributes"/> has no meaning here and is ignored.</summary>
    public string Text { get; init; }

    CxmlElement ISayContent.Element => this;
}

/// <summary>Text that is to be read as something: digits, a date, a telephone number (SSML <c>say-as</c>).</summary>
public sealed record SayAs : CxmlElement, ISayContent
{
    /// <summary>Makes text that is to be read as something.</summary>
    /// <param name="text">What to say.</param>
    /// <param name="interpretAs">As what, for instance <c>digits</c>, <c>telephone</c>, <c>date</c>.</param>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    public SayAs(string text, string interpretAs)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(interpretAs);
        Text = text;
        InterpretAs = interpretAs;
    }

    /// <summary>What to say.</summary>
    public string Text { get; init; }

    /// <summary>As what it is read; the voice's provider defines the words.</summary>
    public string InterpretAs { get; init; }

    /// <summary>How it is arranged, for instance <c>mdy</c> for a date.</summary>
    public string? Format { get; init; }

    CxmlElement ISayContent.Element => this;
}

/// <summary>A pause inside spoken text (SSML <c>break</c>).</summary>
public sealed record SayBreak : CxmlElement, ISayContent
{
    /// <summary>Length in seconds, 0 to 86,400, to the millisecond; written in milliseconds.</summary>
    public double? Time { get; init => field = CxmlBounds.Seconds(value, 0); }

    /// <summary>Strength in words of SSML, for instance <c>weak</c> or <c>strong</c>.</summary>
    public string? Strength { get; init; }

    CxmlElement ISayContent.Element => this;
}

/// <summary>A recorded sound inside spoken text (SSML <c>audio</c>).</summary>
public sealed record SayAudio : CxmlElement, ISayContent
{
    /// <summary>Makes a recorded sound.</summary>
    /// <param name="source">Absolute http or https URL of the sound.</param>
    /// <exception cref="ArgumentNullException"><paramref name="source"/> is <see langword="null"/>.</exception>
    public SayAudio(string source)
    {
        ArgumentNullException.ThrowIfNull(source);
        Source = source;
    }

    /// <summary>Absolute http or https URL of the sound.</summary>
    public string Source { get; init; }

    CxmlElement ISayContent.Element => this;

    /// <summary>The source without its query, which may be secret ([H8]).</summary>
    public override string ToString() => $"SayAudio {{ Source = {CxmlUrl.Redacted(Source)} }}";
}
