using System.Collections.Immutable;

namespace OpBX.Cxml;

/// <summary>Plays prompts and collects keys or speech, which are sent to <see cref="Action"/>. Without input the next verb is done, unless <see cref="ActionOnEmptyResult"/> is <see langword="true"/>.</summary>
public sealed record Gather : CxmlVerb
{
    private readonly CxmlItems<IGatherPrompt> _prompts;

    /// <summary>Collects input.</summary>
    /// <param name="prompts">What is played meanwhile, in order; may be none.</param>
    public Gather(params ReadOnlySpan<IGatherPrompt> prompts) => _prompts = new(ImmutableArray.Create(prompts));

    /// <summary>What is played meanwhile, in order. Empty by default.</summary>
    public ImmutableArray<IGatherPrompt> Prompts
    {
        get => _prompts.Values;
        init => _prompts = new(value);
    }

    /// <summary>Where the input goes and the next document comes from. Not set: the platform requests the current document's URL again.</summary>
    public CxmlUrl Action { get; init; }

    /// <summary>How <see cref="Action"/> is requested.</summary>
    public CxmlMethod? Method { get; init; }

    /// <summary>What counts as input; the platform's default is keys.</summary>
    public GatherInput? Input { get; init; }

    /// <summary>Keys that end the input and are not part of it: <c>0</c>–<c>9</c>, <c>*</c>, <c>#</c>; the platform's default is <c>#</c>. Empty: no such key. Other characters are dropped.</summary>
    public string? FinishOnKey { get; init => field = CxmlBounds.Keys(value, CxmlBounds.DialKeys); }

    /// <summary>How many keys end the input, 1 or more; not set: any number. Lower values are raised to 1.</summary>
    public int? NumDigits { get; init => field = CxmlBounds.AtLeast(value, 1); }

    /// <summary>Seconds to wait for the first input, 0.1 to 86,400, to the millisecond; the platform's default is 30. Values outside are brought inside.</summary>
    public double? MaxTimeout { get; init => field = CxmlBounds.Seconds(value, 0.1); }

    /// <summary>Seconds to wait for the next key, counted after the prompts, 0.1 to 86,400, to the millisecond; the platform's default is 5. Values outside are brought inside.</summary>
    public double? Timeout { get; init => field = CxmlBounds.Seconds(value, 0.1); }

    /// <summary>Silence that ends speech; the platform's default is <see cref="OpBX.Cxml.SpeechTimeout.Auto"/>.</summary>
    public SpeechTimeout? SpeechTimeout { get; init; }

    /// <summary>Who recognises speech; the platform's default is <see cref="OpBX.Cxml.SpeechEngine.Aws"/>.</summary>
    public SpeechEngine? SpeechEngine { get; init; }

    /// <summary>Language tag of the speech; the platform's default is <c>en-US</c>.</summary>
    public string? Language { get; init; }

    /// <summary>Whether <see cref="Action"/> is requested without input too; the platform's default is <see langword="false"/>.</summary>
    public bool? ActionOnEmptyResult { get; init; }

    /// <summary>Longest time in seconds, 0 to 86,400, to the millisecond; the platform's default is 300. Values outside are brought inside.</summary>
    public double? MaxDuration { get; init => field = CxmlBounds.Seconds(value, 0); }

    /// <summary>How readily sound counts as speech; the platform's default is <see cref="OpBX.Cxml.SpeechDetection.Auto"/>.</summary>
    public SpeechDetection? SpeechDetection { get; init; }

    /// <summary>Whether input cuts the prompts short; the platform's default is <see langword="true"/>.</summary>
    public bool? Interruptible { get; init; }
}

/// <summary>What <see cref="Gather"/> takes as input.</summary>
public enum GatherInput : byte
{
    /// <summary>Keys; written <c>dtmf</c>; the platform's default.</summary>
    Dtmf,

    /// <summary>Speech; written <c>speech</c>.</summary>
    Speech,

    /// <summary>Both; written <c>dtmf speech</c>.</summary>
    DtmfSpeech,
}

/// <summary>Who recognises speech.</summary>
public enum SpeechEngine : byte
{
    /// <summary>Written <c>aws</c>; the platform's default.</summary>
    Aws,

    /// <summary>Written <c>google</c>.</summary>
    Google,
}

/// <summary>How readily sound counts as speech.</summary>
public enum SpeechDetection : byte
{
    /// <summary>Written <c>auto</c>; the platform's default.</summary>
    Auto,

    /// <summary>Written <c>low</c>.</summary>
    Low,

    /// <summary>Written <c>normal</c>.</summary>
    Normal,

    /// <summary>Written <c>high</c>.</summary>
    High,

    /// <summary>Left to the speech recogniser; written <c>stt</c>.</summary>
    Stt,
}
