using System.Collections.Immutable;

namespace OpBX.Cxml;

/// <summary>Calls someone and connects the caller. Never answers the call itself: the caller is answered when the callee is. Several nouns ring at once and the first to answer wins.</summary>
/// <remarks>A Dial calls either <see cref="Nouns"/>, or one <see cref="Conference"/>, or one <see cref="Service"/>: setting one of the three clears the others, so that a mixture cannot be written.</remarks>
public sealed record Dial : CxmlVerb
{
    private readonly CxmlItems<IDialNoun> _nouns;
    private readonly CxmlElement? _alone;
    private readonly CxmlItems<DialHeader> _headers;

    /// <summary>Calls one or more phones at once.</summary>
    /// <param name="nouns">Whom to call.</param>
    public Dial(params ReadOnlySpan<IDialNoun> nouns) => _nouns = new(ImmutableArray.Create(nouns));

    /// <summary>Connects the caller to a conference room.</summary>
    /// <param name="conference">The room.</param>
    /// <exception cref="ArgumentNullException"><paramref name="conference"/> is <see langword="null"/>.</exception>
    public Dial(Conference conference)
    {
        ArgumentNullException.ThrowIfNull(conference);
        _alone = conference;
    }

    /// <summary>Connects the caller to a service provider's agent.</summary>
    /// <param name="service">The provider and its agent.</param>
    /// <exception cref="ArgumentNullException"><paramref name="service"/> is <see langword="null"/>.</exception>
    public Dial(Service service)
    {
        ArgumentNullException.ThrowIfNull(service);
        _alone = service;
    }

    /// <summary>The phones that ring, all at once; empty when <see cref="Conference"/> or <see cref="Service"/> is set.</summary>
    public ImmutableArray<IDialNoun> Nouns
    {
        get => _nouns.Values;
        init
        {
            _nouns = new(value);
            _alone = null;
        }
    }

    /// <summary>The conference room, if that is what is called.</summary>
    public Conference? Conference
    {
        get => _alone as Conference;
        init
        {
            _alone = value;
            _nouns = default;
        }
    }

    /// <summary>The service provider's agent, if that is what is called.</summary>
    public Service? Service
    {
        get => _alone as Service;
        init
        {
            _alone = value;
            _nouns = default;
        }
    }

    /// <summary>SIP headers for the called side, written before the nouns. Empty by default.</summary>
    public ImmutableArray<DialHeader> Headers
    {
        get => _headers.Values;
        init => _headers = new(value);
    }

    /// <summary>Where the result goes and the next document comes from. Not set: the next verb is done, after an answered call too.</summary>
    public CxmlUrl Action { get; init; }

    /// <summary>How <see cref="Action"/> is requested.</summary>
    public CxmlMethod? Method { get; init; }

    /// <summary>The caller id shown to the called side; the platform's default is the caller's own.</summary>
    public string? CallerId { get; init; }

    /// <summary>The caller's name shown to the called side; the platform's default is the caller's own.</summary>
    public string? CallerName { get; init; }

    /// <summary>Whether the caller's SIP headers are passed on; the platform's default is <see langword="false"/>.</summary>
    public bool? ForwardHeaders { get; init; }

    /// <summary>The attribute <c>headers</c>: SIP headers as <c>application/x-www-form-urlencoded</c> text. <see cref="Headers"/> is the typed way.</summary>
    public string? EncodedHeaders { get; init; }

    /// <summary>Seconds to ring, 1 or more. Lower values are raised to 1.</summary>
    public int? Timeout { get; init => field = CxmlBounds.AtLeast(value, 1); }

    /// <summary>Longest call in seconds, 1 or more. Lower values are raised to 1.</summary>
    public int? TimeLimit { get; init => field = CxmlBounds.AtLeast(value, 1); }

    /// <summary>Whether the caller ends the dialled leg with <c>*</c>; the platform's default is <see langword="false"/>.</summary>
    public bool? HangupOnStar { get; init; }

    /// <summary>Keys by which the caller ends the dialled leg: <c>0</c>–<c>9</c>, <c>*</c>, <c>#</c>. Other characters are dropped; none left means not set.</summary>
    public string? HangupOn { get; init => field = CxmlBounds.SomeKeys(value, CxmlBounds.DialKeys); }

    /// <summary>Whether the call is recorded; the platform's default is no.</summary>
    public DialRecord? Record { get; init; }

    /// <summary>Requested when the recording is ready.</summary>
    public CxmlUrl RecordingStatusCallback { get; init; }

    /// <summary>How <see cref="RecordingStatusCallback"/> is requested.</summary>
    public CxmlMethod? RecordingStatusCallbackMethod { get; init; }

    /// <summary>When <see cref="RecordingStatusCallback"/> is requested; the platform's default is <see cref="RecordingEvents.Completed"/>.</summary>
    public RecordingEvents? RecordingStatusCallbackEvent { get; init; }

    /// <summary>Whether silence is cut off the recording.</summary>
    public RecordingTrim? Trim { get; init; }

    /// <summary>Names of the trunks to dial through, with commas between; forces all nouns to the trunks, even one that is a subscriber ([G2]).</summary>
    public string? Trunks { get; init; }

    /// <summary>The verb without headers, which may hold secrets ([H8]).</summary>
    public override string ToString() =>
        $"Dial {{ {(_alone is null ? $"Nouns = [{string.Join(", ", Nouns)}]" : _alone)}, Action = {Action}, CallerId = {CallerId}, Timeout = {Timeout}, TimeLimit = {TimeLimit}, Trunks = {Trunks} }}";
}

/// <summary>Whether <see cref="Dial"/> records the call.</summary>
public enum DialRecord : byte
{
    /// <summary>Written <c>do-not-record</c>; the platform's default.</summary>
    DoNotRecord,

    /// <summary>Written <c>record-from-answer</c>.</summary>
    RecordFromAnswer,

    /// <summary>Written <c>record-from-ringing</c>.</summary>
    RecordFromRinging,
}
