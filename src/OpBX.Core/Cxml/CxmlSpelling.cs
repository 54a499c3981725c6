namespace OpBX.Cxml;

/// <summary>How the closed sets are spelt in CXML. A value outside its set has no spelling and its attribute is left out.</summary>
internal static class CxmlSpelling
{
    public static ReadOnlySpan<byte> Of(CxmlMethod value) => value switch
    {
        CxmlMethod.Get => "GET"u8,
        CxmlMethod.Post => "POST"u8,
        _ => default,
    };

    public static ReadOnlySpan<byte> Of(GatherInput value) => value switch
    {
        GatherInput.Dtmf => "dtmf"u8,
        GatherInput.Speech => "speech"u8,
        GatherInput.DtmfSpeech => "dtmf speech"u8,
        _ => default,
    };

    public static ReadOnlySpan<byte> Of(SpeechEngine value) => value switch
    {
        SpeechEngine.Aws => "aws"u8,
        SpeechEngine.Google => "google"u8,
        _ => default,
    };

    public static ReadOnlySpan<byte> Of(SpeechDetection value) => value switch
    {
        SpeechDetection.Auto => "auto"u8,
        SpeechDetection.Low => "low"u8,
        SpeechDetection.Normal => "normal"u8,
        SpeechDetection.High => "high"u8,
        SpeechDetection.Stt => "stt"u8,
        _ => default,
    };

    public static ReadOnlySpan<byte> Of(RecordingTrim value) => value switch
    {
        RecordingTrim.TrimSilence => "trim-silence"u8,
        RecordingTrim.DoNotTrim => "do-not-trim"u8,
        _ => default,
    };

    public static ReadOnlySpan<byte> Of(RecordFileFormat value) => value switch
    {
        RecordFileFormat.Mp3 => "mp3"u8,
        RecordFileFormat.Wav => "wav"u8,
        _ => default,
    };

    public static ReadOnlySpan<byte> Of(DialRecord value) => value switch
    {
        DialRecord.DoNotRecord => "do-not-record"u8,
        DialRecord.RecordFromAnswer => "record-from-answer"u8,
        DialRecord.RecordFromRinging => "record-from-ringing"u8,
        _ => default,
    };

    public static ReadOnlySpan<byte> Of(SipDomain value) => value switch
    {
        SipDomain.Origin => "origin"u8,
        SipDomain.Destination => "destination"u8,
        _ => default,
    };

    public static ReadOnlySpan<byte> Of(ConferenceBeep value) => value switch
    {
        ConferenceBeep.True => "true"u8,
        ConferenceBeep.False => "false"u8,
        ConferenceBeep.OnEnter => "onEnter"u8,
        ConferenceBeep.OnExit => "onExit"u8,
        _ => default,
    };

    public static ReadOnlySpan<byte> Of(ConferenceDtmf value) => value switch
    {
        ConferenceDtmf.Block => "block"u8,
        ConferenceDtmf.Pass => "pass"u8,
        _ => default,
    };

    public static ReadOnlySpan<byte> Of(ConferenceStart value) => value switch
    {
        ConferenceStart.True => "true"u8,
        ConferenceStart.False => "false"u8,
        ConferenceStart.Required => "required"u8,
        _ => default,
    };

    public static ReadOnlySpan<byte> Of(ConferenceRecord value) => value switch
    {
        ConferenceRecord.DoNotRecord => "do-not-record"u8,
        ConferenceRecord.RecordFromStart => "record-from-start"u8,
        _ => default,
    };

    public static ReadOnlySpan<byte> Of(TalkDetection value) => value switch
    {
        TalkDetection.Normal => "normal"u8,
        TalkDetection.Quick => "quick"u8,
        TalkDetection.Lazy => "lazy"u8,
        _ => default,
    };

    public static ReadOnlySpan<byte> Of(RejectReason value) => value switch
    {
        RejectReason.Rejected => "rejected"u8,
        RejectReason.Busy => "busy"u8,
        RejectReason.Congestion => "congestion"u8,
        RejectReason.Failed => "failed"u8,
        _ => default,
    };

    public static ReadOnlySpan<byte> Of(CoachPolicy value) => value switch
    {
        CoachPolicy.Listen => "listen"u8,
        CoachPolicy.Whisper => "whisper"u8,
        CoachPolicy.Barge => "barge"u8,
        _ => default,
    };

    public static ReadOnlySpan<byte> Of(CoachDirection value) => value switch
    {
        CoachDirection.None => "none"u8,
        CoachDirection.Caller => "caller"u8,
        CoachDirection.Callee => "calee"u8,
        CoachDirection.Both => "both"u8,
        _ => default,
    };

    public static ReadOnlySpan<byte> Of(StreamTrack value) => value switch
    {
        StreamTrack.Inbound => "inbound_track"u8,
        StreamTrack.Outbound => "outbound_track"u8,
        StreamTrack.Both => "both_tracks"u8,
        _ => default,
    };

    public static ReadOnlySpan<byte> Of(ConverseContext value) => value switch
    {
        ConverseContext.Auto => "auto"u8,
        ConverseContext.None => "none"u8,
        ConverseContext.No => "no"u8,
        _ => default,
    };

    public static ReadOnlySpan<byte> Of(ToolParameterType value) => value switch
    {
        ToolParameterType.String => "string"u8,
        ToolParameterType.Integer => "integer"u8,
        ToolParameterType.Number => "number"u8,
        ToolParameterType.Boolean => "boolean"u8,
        ToolParameterType.Enum => "enum"u8,
        _ => default,
    };

    // Sets: the word of one bit.

    public static ReadOnlySpan<byte> OfOne(RecordingEvents value) => value switch
    {
        RecordingEvents.InProgress => "in-progress"u8,
        RecordingEvents.Completed => "completed"u8,
        RecordingEvents.Absent => "absent"u8,
        _ => default,
    };

    public static ReadOnlySpan<byte> OfOne(ConferenceEvents value) => value switch
    {
        ConferenceEvents.Start => "start"u8,
        ConferenceEvents.End => "end"u8,
        ConferenceEvents.Join => "join"u8,
        ConferenceEvents.Leave => "leave"u8,
        ConferenceEvents.Mute => "mute"u8,
        ConferenceEvents.Hold => "hold"u8,
        ConferenceEvents.Dtmf => "dtmf"u8,
        ConferenceEvents.Speaker => "speaker"u8,
        _ => default,
    };

    public static ReadOnlySpan<byte> OfOne(ConverseEvents value) => value switch
    {
        ConverseEvents.InProgress => "in-progress"u8,
        ConverseEvents.ToolResponse => "tool-response"u8,
        ConverseEvents.LlmResponse => "llm-response"u8,
        ConverseEvents.Completed => "completed"u8,
        _ => default,
    };

    public static ReadOnlySpan<byte> OfOne(SessionTools value) => value switch
    {
        SessionTools.Hangup => "hangup"u8,
        SessionTools.Redirect => "redirect"u8,
        SessionTools.Dial => "dial"u8,
        _ => default,
    };
}
