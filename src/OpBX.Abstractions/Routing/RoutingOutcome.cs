namespace OpBX.Routing;

/// <summary>How a decision ended, as a stable code for traces, metrics and tests. Open, so that custom destinations can add their own.</summary>
/// <param name="Value">The code: lower case words joined by hyphens.</param>
public readonly record struct RoutingOutcome(string? Value)
{
    /// <summary>Phones are rung.</summary>
    public static RoutingOutcome Dial { get; } = new("dial");

    /// <summary>A public number is dialled.</summary>
    public static RoutingOutcome DialOut { get; } = new("dial-out");

    /// <summary>An emergency number is dialled (rule N3).</summary>
    public static RoutingOutcome Emergency { get; } = new("emergency");

    /// <summary>Digits are asked for.</summary>
    public static RoutingOutcome Gather { get; } = new("gather");

    /// <summary>The caller enters a conference.</summary>
    public static RoutingOutcome Conference { get; } = new("conference");

    /// <summary>The caller may leave a voicemail.</summary>
    public static RoutingOutcome Voicemail { get; } = new("voicemail");

    /// <summary>The caller is connected with an external service.</summary>
    public static RoutingOutcome Connect { get; } = new("connect");

    /// <summary>Another service answers with its own document.</summary>
    public static RoutingOutcome Redirect { get; } = new("redirect");

    /// <summary>The call is over.</summary>
    public static RoutingOutcome Hangup { get; } = new("hangup");

    /// <summary>Nobody answered and nothing else was to be tried.</summary>
    public static RoutingOutcome NoAnswer { get; } = new("no-answer");

    /// <summary>The caller made no valid choice in time.</summary>
    public static RoutingOutcome NoInput { get; } = new("no-input");

    /// <summary>A destination is missing, inactive or another tenant's (rule R3).</summary>
    public static RoutingOutcome Unavailable { get; } = new("unavailable");

    /// <summary>The called number is none of the tenant's (rule R2).</summary>
    public static RoutingOutcome NotInService { get; } = new("not-in-service");

    /// <summary>What was dialled is no number (rule N1).</summary>
    public static RoutingOutcome Invalid { get; } = new("invalid");

    /// <summary>The outbound policy or a limit refused the call (rules O1–O4).</summary>
    public static RoutingOutcome Denied { get; } = new("denied");

    /// <summary>The call ran in a circle or used up its hops (rule R4).</summary>
    public static RoutingOutcome Loop { get; } = new("loop");

    /// <summary>The organization takes no new calls (rule T2).</summary>
    public static RoutingOutcome Rejected { get; } = new("rejected");

    /// <summary>The continuation names nothing that exists.</summary>
    public static RoutingOutcome BadContinuation { get; } = new("bad-continuation");

    /// <summary>The safe document (rule F1).</summary>
    public static RoutingOutcome Safe { get; } = new("safe");

    /// <inheritdoc />
    public override string ToString() => Value ?? "";
}
