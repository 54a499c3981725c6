using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace OpBX.Cxml;

/// <summary>Connects the call to a two-way media stream, for instance an AI assistant ([E5]); the next verb is done when the stream ends.</summary>
public sealed record Connect : CxmlVerb
{
    private readonly CxmlItems<CustomVerb> _extraChildren;

    /// <summary>Connects the call; <see cref="Stream"/> must be set.</summary>
    public Connect()
    {
    }

    /// <summary>Connects the call to a stream.</summary>
    /// <param name="stream">The stream.</param>
    /// <exception cref="ArgumentNullException"><paramref name="stream"/> is <see langword="null"/>.</exception>
    [SetsRequiredMembers]
    public Connect(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        Stream = stream;
    }

    /// <summary>Connects the call to a stream, without naming that type, which shares its name with <see cref="System.IO.Stream"/>.</summary>
    /// <param name="url">Absolute ws or wss URL.</param>
    /// <param name="parameters">What the other side is told.</param>
    /// <exception cref="ArgumentNullException"><paramref name="url"/> is <see langword="null"/>.</exception>
    [SetsRequiredMembers]
    public Connect(string url, params ReadOnlySpan<Parameter> parameters)
        : this(new Stream(url) { Parameters = ImmutableArray.Create(parameters) })
    {
    }

    /// <summary>The stream.</summary>
    public required Stream Stream { get; init; }

    /// <summary>Where the result goes and the next document comes from. Seen in code, not documented.</summary>
    public CxmlUrl Action { get; init; }

    /// <summary>Elements that this SDK does not know, written after the stream. Empty by default.</summary>
    public ImmutableArray<CustomVerb> ExtraChildren
    {
        get => _extraChildren.Values;
        init => _extraChildren = new(value);
    }
}

/// <summary>Starts a one-way media stream; the next verb is done at once.</summary>
public sealed record Start : CxmlVerb
{
    private readonly CxmlItems<CustomVerb> _extraChildren;

    /// <summary>Starts a stream; <see cref="Stream"/> must be set.</summary>
    public Start()
    {
    }

    /// <summary>Starts a stream.</summary>
    /// <param name="stream">The stream; named if it is to be stopped later.</param>
    /// <exception cref="ArgumentNullException"><paramref name="stream"/> is <see langword="null"/>.</exception>
    [SetsRequiredMembers]
    public Start(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        Stream = stream;
    }

    /// <summary>Starts a named stream, without naming that type, which shares its name with <see cref="System.IO.Stream"/>.</summary>
    /// <param name="name">The stream's name, for <see cref="Stop"/>.</param>
    /// <param name="url">Absolute ws or wss URL.</param>
    /// <param name="parameters">What the other side is told.</param>
    /// <exception cref="ArgumentNullException"><paramref name="url"/> is <see langword="null"/>.</exception>
    [SetsRequiredMembers]
    public Start(string? name, string url, params ReadOnlySpan<Parameter> parameters)
        : this(new Stream(url) { Name = name, Parameters = ImmutableArray.Create(parameters) })
    {
    }

    /// <summary>The stream.</summary>
    public required Stream Stream { get; init; }

    /// <summary>Elements that this SDK does not know, written after the stream. Empty by default.</summary>
    public ImmutableArray<CustomVerb> ExtraChildren
    {
        get => _extraChildren.Values;
        init => _extraChildren = new(value);
    }
}

/// <summary>Stops a media stream by its name; an unknown name is ignored by the platform.</summary>
public sealed record Stop : CxmlVerb
{
    private readonly CxmlItems<CustomVerb> _extraChildren;

    /// <summary>Stops a stream.</summary>
    /// <param name="streamName">The name that <see cref="Start"/> gave it.</param>
    /// <exception cref="ArgumentNullException"><paramref name="streamName"/> is <see langword="null"/>.</exception>
    public Stop(string streamName)
    {
        ArgumentNullException.ThrowIfNull(streamName);
        StreamName = streamName;
    }

    /// <summary>The stream's name.</summary>
    public string StreamName { get; init; }

    /// <summary>Elements that this SDK does not know, written after the stream. Empty by default.</summary>
    public ImmutableArray<CustomVerb> ExtraChildren
    {
        get => _extraChildren.Values;
        init => _extraChildren = new(value);
    }
}

/// <summary>A media stream over a web socket. Shares its name with <see cref="System.IO.Stream"/>: write <c>Cxml.Stream</c>, or use the constructors of <see cref="Connect"/> and <see cref="Start"/> that take the URL.</summary>
[SuppressMessage("Naming", "CA1711:Identifiers should not have incorrect suffix", Justification = "The element is called so.")]
public sealed record Stream : CxmlElement
{
    private readonly CxmlItems<Parameter> _parameters;
    private readonly CxmlItems<CustomVerb> _extraChildren;

    /// <summary>Makes a stream.</summary>
    /// <param name="url">Absolute ws or wss URL; the platform stops the application when it is invalid.</param>
    /// <exception cref="ArgumentNullException"><paramref name="url"/> is <see langword="null"/>.</exception>
    public Stream(string url)
    {
        ArgumentNullException.ThrowIfNull(url);
        Url = url;
    }

    /// <summary>Absolute ws or wss URL.</summary>
    public string Url { get; init; }

    /// <summary>A name, unique in the application; a second stream of the same name is ignored by the platform.</summary>
    public string? Name { get; init; }

    /// <summary>Which side is sent; the platform's default is <see cref="StreamTrack.Inbound"/>.</summary>
    public StreamTrack? Track { get; init; }

    /// <summary>Requested when the stream changes its state.</summary>
    public CxmlUrl StatusCallback { get; init; }

    /// <summary>How <see cref="StatusCallback"/> is requested.</summary>
    public CxmlMethod? StatusCallbackMethod { get; init; }

    /// <summary>What the other side is told, in order. Empty by default.</summary>
    public ImmutableArray<Parameter> Parameters
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

    /// <summary>The noun without its parameters and its URL's query, which may be secret ([H8]).</summary>
    public override string ToString() => $"Stream {{ Url = {CxmlUrl.Redacted(Url)}, Name = {Name}, Track = {Track} }}";
}

/// <summary>Which side of the call a <see cref="Stream"/> sends.</summary>
public enum StreamTrack : byte
{
    /// <summary>What comes from the caller; written <c>inbound_track</c>; the platform's default.</summary>
    Inbound,

    /// <summary>What goes to the caller; written <c>outbound_track</c>.</summary>
    Outbound,

    /// <summary>Both; written <c>both_tracks</c>.</summary>
    Both,
}

/// <summary>A name and value that the other side of a <see cref="Stream"/> is told.</summary>
public sealed record Parameter : CxmlElement
{
    /// <summary>Makes a parameter.</summary>
    /// <param name="name">The name.</param>
    /// <param name="value">The value.</param>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    public Parameter(string name, string value)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(value);
        Name = name;
        Value = value;
    }

    /// <summary>The name.</summary>
    public string Name { get; init; }

    /// <summary>The value; may be a secret ([H8]).</summary>
    public string Value { get; init; }

    /// <summary>The name alone: the value may be a secret ([H8]).</summary>
    public override string ToString() => $"Parameter {{ Name = {Name} }}";
}
