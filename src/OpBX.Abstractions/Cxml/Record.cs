using System.Collections.Immutable;

namespace OpBX.Cxml;

/// <summary>Records the caller; the recording is announced to <see cref="Action"/>. An empty recording is not: then the next verb is done.</summary>
public sealed record Record : CxmlVerb
{
    private readonly CxmlItems<IRecordPrompt> _prompts;

    /// <summary>Records the caller.</summary>
    /// <param name="prompts">What is played while recording runs, in order; may be none.</param>
    public Record(params ReadOnlySpan<IRecordPrompt> prompts) => _prompts = new(ImmutableArray.Create(prompts));

    /// <summary>What is played while recording runs; speech or a key cuts it short. Empty by default.</summary>
    public ImmutableArray<IRecordPrompt> Prompts
    {
        get => _prompts.Values;
        init => _prompts = new(value);
    }

    /// <summary>Where the recording is announced and the next document comes from. Not set: the platform requests the current document's URL again.</summary>
    public CxmlUrl Action { get; init; }

    /// <summary>How <see cref="Action"/> is requested.</summary>
    public CxmlMethod? Method { get; init; }

    /// <summary>Seconds of silence that end the recording, 1 or more; the platform's default is 5. Lower values are raised to 1.</summary>
    public int? Timeout { get; init => field = CxmlBounds.AtLeast(value, 1); }

    /// <summary>Keys that end the recording: <c>0</c>–<c>9</c>, <c>*</c>, <c>#</c>; the platform's default is every key. Empty: none. Other characters are dropped.</summary>
    public string? FinishOnKey { get; init => field = CxmlBounds.Keys(value, CxmlBounds.DialKeys); }

    /// <summary>Longest recording in seconds, 2 or more; the platform's default is 3600. Lower values are raised to 2.</summary>
    public int? MaxLength { get; init => field = CxmlBounds.AtLeast(value, 2); }

    /// <summary>Whether a beep is played first; the platform's default is <see langword="true"/>.</summary>
    public bool? PlayBeep { get; init; }

    /// <summary>Requested when the recording is ready.</summary>
    public CxmlUrl RecordingStatusCallback { get; init; }

    /// <summary>How <see cref="RecordingStatusCallback"/> is requested.</summary>
    public CxmlMethod? RecordingStatusCallbackMethod { get; init; }

    /// <summary>When <see cref="RecordingStatusCallback"/> is requested; the platform's default is <see cref="RecordingEvents.Completed"/>.</summary>
    public RecordingEvents? RecordingStatusCallbackEvent { get; init; }

    /// <summary>Whether silence is cut off.</summary>
    public RecordingTrim? Trim { get; init; }

    /// <summary>Whether the call is answered first. Seen in code, not documented.</summary>
    public bool? Answer { get; init; }

    /// <summary>Longest silence in seconds, 0 or more. Seen in code, not documented.</summary>
    public int? MaxSilence { get; init => field = CxmlBounds.AtLeast(value, 0); }

    /// <summary>The recording's format; normally the domain's setting decides. Seen in code, not documented.</summary>
    public RecordFileFormat? FileFormat { get; init; }

    /// <summary>Whether the recording is transcribed; the platform's default is <see langword="false"/>. Seen in code, not documented.</summary>
    public bool? Transcribe { get; init; }

    /// <summary>Requested with the transcription. Seen in code, not documented.</summary>
    public CxmlUrl TranscribeCallback { get; init; }

    /// <summary>Who transcribes. Seen in code, not documented.</summary>
    public string? TranscribeEngine { get; init; }
}

/// <summary>The format of a recording made by <see cref="Record"/>.</summary>
public enum RecordFileFormat : byte
{
    /// <summary>Written <c>mp3</c>.</summary>
    Mp3,

    /// <summary>Written <c>wav</c>.</summary>
    Wav,
}
