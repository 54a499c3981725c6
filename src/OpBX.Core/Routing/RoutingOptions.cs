namespace OpBX.Routing;

/// <summary>How calls are routed where the rules leave a choice.</summary>
public sealed class RoutingOptions
{
    /// <summary>The spoken texts.</summary>
    public Announcements Announcements { get; set; } = new();

    /// <summary>
    /// Whether a call made through the platform's REST interface may dial out and place emergency calls (rule R1).
    /// </summary>
    /// <value>Default: false.</value>
    public bool RestCallsMayDialOut { get; set; }

    /// <summary>The longest voicemail in seconds, 2–3600 (rule V1).</summary>
    /// <value>Default: 180.</value>
    public int VoicemailMaxSeconds { get; set; } = 180;

    /// <summary>How long a recording callback is accepted after the call began (rule H6), 1 minute to 30 days.</summary>
    /// <value>Default: 24 hours.</value>
    public TimeSpan RecordingCallbackLifetime { get; set; } = TimeSpan.FromHours(24);

    /// <summary>
    /// Of how many calls, those routed last, this process keeps the traces for <see cref="Calls.CallStory.Decisions"/>; 0 to 100,000. A
    /// trace takes about 1 KiB of memory and holds personal data: numbers and pressed keys.
    /// </summary>
    /// <value>Default: 1,000. 0 = none are kept.</value>
    public int TracedCalls { get; set; } = 1_000;

    /// <summary>External services that extensions of type <c>custom_logic</c> may hand calls to (rule E6).</summary>
    public CustomLogicOptions CustomLogic { get; set; } = new();
}

/// <summary>Which external services may be handed calls, and how they recognise OpBX (rule E6).</summary>
public sealed class CustomLogicOptions
{
    /// <summary>Host names that calls may be redirected to; <c>*</c> = any public host. The platform may send its bearer to every address it calls.</summary>
    /// <value>Default: empty, so that custom logic is unavailable.</value>
    public IList<string> AllowedHosts { get; } = [];

    /// <summary>Whether the service token itself is put into the query, as <c>token</c>, instead of a signature made with it.</summary>
    /// <value>Default: false.</value>
    public bool SendPlainToken { get; set; }

    /// <summary>How long a signature is valid, 10 seconds to 1 day.</summary>
    /// <value>Default: 5 minutes.</value>
    public TimeSpan SignatureLifetime { get; set; } = TimeSpan.FromMinutes(5);
}
