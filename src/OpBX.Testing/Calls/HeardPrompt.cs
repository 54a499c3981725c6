namespace OpBX.Calls;

/// <summary>What a prompt is.</summary>
public enum PromptKind
{
    /// <summary>A text is spoken (<c>Say</c>).</summary>
    Spoken,

    /// <summary>Audio is played (<c>Play</c>).</summary>
    Played,

    /// <summary>Keys are sent as tones (<c>Play</c> with <c>digits</c>).</summary>
    Tones,
}

/// <summary>Something that a simulated caller heard.</summary>
public sealed record HeardPrompt
{
    /// <summary>Spoken or played.</summary>
    public required PromptKind Kind { get; init; }

    /// <summary>The text, the address of the audio, or the keys.</summary>
    public required string Text { get; init; }

    /// <summary>Whether the call was answered, by this prompt or before it. False = early media, which nobody pays for (rule R3).</summary>
    public required bool Answered { get; init; }

    /// <summary>Whether the prompt asked for keys.</summary>
    public bool InMenu { get; init; }

    /// <summary>The voice, if the document names one.</summary>
    public string? Voice { get; init; }

    /// <summary>The language, if the document names one.</summary>
    public string? Language { get; init; }

    /// <summary>The stage of the call, counted from 1.</summary>
    public required int Stage { get; init; }

    /// <summary>The time since the call began.</summary>
    public required TimeSpan At { get; init; }

    /// <summary>The text, in quotes when it is spoken, and whether it was heard for free.</summary>
    public override string ToString() => (Kind == PromptKind.Spoken ? $"«{Text}»" : Text) + (Answered ? "" : " (unanswered)");
}
