namespace OpBX.Cxml;

/// <summary>A number to dial: an extension number or a telephone number. It has no attributes of its own.</summary>
public sealed record Number : CxmlElement, IDialNoun
{
    /// <summary>Makes a number to dial.</summary>
    /// <param name="value">An extension number, or a telephone number.</param>
    /// <exception cref="ArgumentNullException"><paramref name="value"/> is <see langword="null"/>.</exception>
    public Number(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        Value = value;
    }

    /// <summary>The number.</summary>
    public string Value { get; init; }

    CxmlElement IDialNoun.Element => this;
}

/// <summary>A SIP address to dial.</summary>
public sealed record Sip : CxmlElement, IDialNoun
{
    /// <summary>Makes a SIP address to dial.</summary>
    /// <param name="uri"><c>[sip:]user@host[:port][;transport=udp|tcp|tls][;name=value…]</c>.</param>
    /// <exception cref="ArgumentNullException"><paramref name="uri"/> is <see langword="null"/>.</exception>
    public Sip(string uri)
    {
        ArgumentNullException.ThrowIfNull(uri);
        Uri = uri;
    }

    /// <summary>The address.</summary>
    public string Uri { get; init; }

    /// <summary>User name for a digest challenge; used with <see cref="Password"/> only.</summary>
    public string? Username { get; init; }

    /// <summary>Password for a digest challenge; used with <see cref="Username"/> only. A secret ([H8]).</summary>
    public string? Password { get; init; }

    /// <summary>The domain of the From address; the platform's default is <see cref="SipDomain.Origin"/>.</summary>
    public SipDomain? Domain { get; init; }

    CxmlElement IDialNoun.Element => this;

    /// <summary>The noun without its password ([H8]), in the address too.</summary>
    public override string ToString() => $"Sip {{ Uri = {Redacted(Uri)}, Username = {Username}, Domain = {Domain} }}";

    private static string Redacted(string uri)
    {
        var at = uri.LastIndexOf('@');
        var user = uri.StartsWith("sip:", StringComparison.OrdinalIgnoreCase) ? 4 : uri.StartsWith("sips:", StringComparison.OrdinalIgnoreCase) ? 5 : 0;
        var colon = at > user ? uri.IndexOf(':', user, at - user) : -1;
        return colon < 0 ? uri : string.Concat(uri.AsSpan(0, colon + 1), "…", uri.AsSpan(at));
    }
}

/// <summary>Whose domain stands in the From address of a <see cref="Sip"/> call.</summary>
public enum SipDomain : byte
{
    /// <summary>The application's; written <c>origin</c>; the platform's default.</summary>
    Origin,

    /// <summary>The called side's; written <c>destination</c>.</summary>
    Destination,
}

/// <summary>An agent or number at a service provider, for instance an AI assistant ([E5]). Stands alone in a <see cref="Dial"/>.</summary>
public sealed record Service : CxmlElement
{
    /// <summary>Makes an agent at a provider.</summary>
    /// <param name="id">The provider's number or agent id.</param>
    /// <exception cref="ArgumentNullException"><paramref name="id"/> is <see langword="null"/>.</exception>
    public Service(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        Id = id;
    }

    /// <summary>The provider's number or agent id.</summary>
    public string Id { get; init; }

    /// <summary>The provider, an open set: <c>vapi</c>, <c>retell</c>, <c>elevenlabs</c>, <c>synthflow</c>, …</summary>
    public required string Provider { get; init; }

    /// <summary>User name at the provider.</summary>
    public string? Username { get; init; }

    /// <summary>Password at the provider. A secret ([H8]).</summary>
    public string? Password { get; init; }

    /// <summary>The noun without its password ([H8]).</summary>
    public override string ToString() => $"Service {{ Id = {Id}, Provider = {Provider}, Username = {Username} }}";
}

/// <summary>A SIP header for the called side of a <see cref="Dial"/>; reaches registered subscribers, trunks and SIP addresses.</summary>
public sealed record DialHeader : CxmlElement
{
    /// <summary>Makes a header.</summary>
    /// <param name="name">The name. Only names that start with <c>X-</c> are valid on the platform: it is put before a name without it.</param>
    /// <param name="value">The value.</param>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException"><paramref name="name"/> is blank or <c>X-</c> alone.</exception>
    public DialHeader(string name, string value)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(value);
        Name = name.StartsWith("X-", StringComparison.OrdinalIgnoreCase) ? name : "X-" + name;
        if (Name.Length == 2)
            throw new ArgumentException("A name is needed after X-.", nameof(name));
        Value = value;
    }

    /// <summary>The name, which starts with <c>X-</c>.</summary>
    public string Name { get; }

    /// <summary>The value.</summary>
    public string Value { get; init; }

    /// <summary>The name alone: the value may be a secret ([H8]).</summary>
    public override string ToString() => $"DialHeader {{ Name = {Name} }}";
}
