namespace OpBX.Cxml;

/// <summary>A conference room, alone in a <see cref="Dial"/> ([K1]). Its name is the domain's own: two domains never share a room.</summary>
public sealed record Conference : CxmlElement
{
    /// <summary>Makes a conference room.</summary>
    /// <param name="room">The room's name; empty is the room <c>default</c>.</param>
    /// <exception cref="ArgumentNullException"><paramref name="room"/> is <see langword="null"/>.</exception>
    public Conference(string room)
    {
        ArgumentNullException.ThrowIfNull(room);
        Room = room;
    }

    /// <summary>The room's name; empty is the room <c>default</c>.</summary>
    public string Room { get; init; }

    /// <summary>Who is announced by a beep; the platform's default is <see cref="ConferenceBeep.True"/>.</summary>
    public ConferenceBeep? Beep { get; init; }

    /// <summary>Whether key tones reach the others; the platform's default is <see cref="ConferenceDtmf.Block"/>.</summary>
    public ConferenceDtmf? Dtmf { get; init; }

    /// <summary>Whether the first participant hears music; the platform's default is <see langword="true"/>.</summary>
    public bool? HoldMusic { get; init; }

    /// <summary>Whether this participant enters muted; the platform's default is <see langword="false"/>.</summary>
    public bool? Muted { get; init; }

    /// <summary>Whether joining and leaving is announced in words; the platform's default is <see langword="false"/>.</summary>
    public bool? Prompts { get; init; }

    /// <summary>Whether the conference starts when this participant enters; the platform's default is <see cref="ConferenceStart.True"/>.</summary>
    public ConferenceStart? StartConferenceOnEnter { get; init; }

    /// <summary>Whether the conference ends when this participant leaves; the platform's default is <see langword="false"/>.</summary>
    public bool? EndConferenceOnExit { get; init; }

    /// <summary>Most participants, 1 to 250; the platform's default is 250. Values outside are brought inside.</summary>
    public int? MaxParticipants { get; init => field = CxmlBounds.Between(value, 1, 250); }

    /// <summary>Whether the conference is recorded; the platform's default is no.</summary>
    public ConferenceRecord? Record { get; init; }

    /// <summary>Requested when the recording is ready.</summary>
    public CxmlUrl RecordingStatusCallback { get; init; }

    /// <summary>How <see cref="RecordingStatusCallback"/> is requested.</summary>
    public CxmlMethod? RecordingStatusCallbackMethod { get; init; }

    /// <summary>When <see cref="RecordingStatusCallback"/> is requested; the platform's default is <see cref="RecordingEvents.Completed"/>.</summary>
    public RecordingEvents? RecordingStatusCallbackEvent { get; init; }

    /// <summary>Requested when something of <see cref="StatusCallbackEvent"/> happens.</summary>
    public CxmlUrl StatusCallback { get; init; }

    /// <summary>How <see cref="StatusCallback"/> is requested.</summary>
    public CxmlMethod? StatusCallbackMethod { get; init; }

    /// <summary>What <see cref="StatusCallback"/> is told of.</summary>
    public ConferenceEvents? StatusCallbackEvent { get; init; }

    /// <summary>How readily sound counts as talk; the platform's default is <see cref="OpBX.Cxml.TalkDetection.Normal"/>.</summary>
    public TalkDetection? TalkDetection { get; init; }

    /// <summary>Whether silence is cut off the recording.</summary>
    public RecordingTrim? Trim { get; init; }

    /// <summary>What is played while waiting. Seen in code, not documented: <see cref="HoldMusic"/> is the documented way.</summary>
    public CxmlUrl WaitUrl { get; init; }

    /// <summary>How <see cref="WaitUrl"/> is requested. Seen in code, not documented.</summary>
    public CxmlMethod? WaitMethod { get; init; }
}

/// <summary>Who is announced by a beep in a <see cref="Conference"/>.</summary>
public enum ConferenceBeep : byte
{
    /// <summary>Whoever enters or leaves; written <c>true</c>; the platform's default.</summary>
    True,

    /// <summary>Nobody; written <c>false</c>.</summary>
    False,

    /// <summary>Whoever enters; written <c>onEnter</c>.</summary>
    OnEnter,

    /// <summary>Whoever leaves; written <c>onExit</c>.</summary>
    OnExit,
}

/// <summary>Whether key tones reach the others in a <see cref="Conference"/>.</summary>
public enum ConferenceDtmf : byte
{
    /// <summary>Written <c>block</c>; the platform's default.</summary>
    Block,

    /// <summary>Written <c>pass</c>.</summary>
    Pass,
}

/// <summary>Whether a <see cref="Conference"/> starts when a participant enters.</summary>
public enum ConferenceStart : byte
{
    /// <summary>Written <c>true</c>; the platform's default.</summary>
    True,

    /// <summary>Written <c>false</c>.</summary>
    False,

    /// <summary>Written <c>required</c>.</summary>
    Required,
}

/// <summary>Whether a <see cref="Conference"/> is recorded.</summary>
public enum ConferenceRecord : byte
{
    /// <summary>Written <c>do-not-record</c>; the platform's default.</summary>
    DoNotRecord,

    /// <summary>Written <c>record-from-start</c>.</summary>
    RecordFromStart,
}

/// <summary>What a <see cref="Conference"/> reports. Several are written with spaces between, which the platform has not confirmed.</summary>
[Flags]
public enum ConferenceEvents : byte
{
    /// <summary>None named: the attribute is not written.</summary>
    None = 0,

    /// <summary>The conference starts; written <c>start</c>.</summary>
    Start = 1,

    /// <summary>The conference ends; written <c>end</c>.</summary>
    End = 2,

    /// <summary>A participant joins; written <c>join</c>.</summary>
    Join = 4,

    /// <summary>A participant leaves; written <c>leave</c>.</summary>
    Leave = 8,

    /// <summary>A participant is muted; written <c>mute</c>.</summary>
    Mute = 16,

    /// <summary>A participant is put on hold; written <c>hold</c>.</summary>
    Hold = 32,

    /// <summary>A participant presses a key; written <c>dtmf</c>.</summary>
    Dtmf = 64,

    /// <summary>Another participant talks; written <c>speaker</c>.</summary>
    Speaker = 128,
}

/// <summary>How readily sound counts as talk in a <see cref="Conference"/>.</summary>
public enum TalkDetection : byte
{
    /// <summary>Written <c>normal</c>; the platform's default.</summary>
    Normal,

    /// <summary>Written <c>quick</c>.</summary>
    Quick,

    /// <summary>Written <c>lazy</c>.</summary>
    Lazy,
}
