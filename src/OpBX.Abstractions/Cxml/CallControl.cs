namespace OpBX.Cxml;

/// <summary>Ends the call.</summary>
public sealed record Hangup : CxmlVerb;

/// <summary>Refuses the call without answering it. Of use before the answer only.</summary>
public sealed record Reject : CxmlVerb
{
    /// <summary>Refuses the call for the platform's default reason, <see cref="RejectReason.Rejected"/>.</summary>
    public Reject()
    {
    }

    /// <summary>Refuses the call.</summary>
    /// <param name="reason">Why; <see langword="null"/> leaves it to the platform.</param>
    public Reject(RejectReason? reason) => Reason = reason;

    /// <summary>Why; <see langword="null"/> leaves it to the platform.</summary>
    public RejectReason? Reason { get; init; }
}

/// <summary>Why a call is refused. The platform's documents disagree on the SIP status that follows.</summary>
public enum RejectReason : byte
{
    /// <summary>Written <c>rejected</c>; the platform's default.</summary>
    Rejected,

    /// <summary>Written <c>busy</c>; SIP 486.</summary>
    Busy,

    /// <summary>Written <c>congestion</c>; SIP 500 or 503.</summary>
    Congestion,

    /// <summary>Written <c>failed</c>; SIP 603.</summary>
    Failed,
}

/// <summary>Goes on with another document; verbs after it are never done.</summary>
public sealed record Redirect : CxmlVerb
{
    /// <summary>Goes on with another document.</summary>
    /// <param name="url">Where the document is; relative to the writer's base address, or absolute.</param>
    public Redirect(CxmlUrl url) => Url = url;

    /// <summary>Where the document is.</summary>
    public CxmlUrl Url { get; init; }

    /// <summary>How <see cref="Url"/> is requested. Seen in code, not documented.</summary>
    public CxmlMethod? Method { get; init; }
}

/// <summary>Lets a supervisor listen to, whisper into or join another call.</summary>
public sealed record Coach : CxmlVerb
{
    /// <summary>Attaches this call to another.</summary>
    /// <param name="sessionToken">Token of the other session, which must be ringing or connected.</param>
    /// <exception cref="ArgumentNullException"><paramref name="sessionToken"/> is <see langword="null"/>.</exception>
    public Coach(string sessionToken)
    {
        ArgumentNullException.ThrowIfNull(sessionToken);
        SessionToken = sessionToken;
    }

    /// <summary>Token of the other session.</summary>
    public string SessionToken { get; init; }

    /// <summary>What the supervisor may do; the platform's default is <see cref="CoachPolicy.Whisper"/>.</summary>
    public CoachPolicy? Policy { get; init; }

    /// <summary>Whom the supervisor hears; the platform's default is <see cref="CoachDirection.Both"/>.</summary>
    public CoachDirection? SpyDirection { get; init; }

    /// <summary>Who hears the supervisor; by default as <see cref="Policy"/> says.</summary>
    public CoachDirection? WhisperDirection { get; init; }

    /// <summary>Keys that end coaching: <c>0</c>–<c>9</c>, <c>*</c>, <c>#</c>; the platform's default is every key. Empty: none. Other characters are dropped.</summary>
    public string? FinishOnKey { get; init => field = CxmlBounds.Keys(value, CxmlBounds.DialKeys); }
}

/// <summary>What a supervisor may do in <see cref="Coach"/>.</summary>
public enum CoachPolicy : byte
{
    /// <summary>Hear only; written <c>listen</c>.</summary>
    Listen,

    /// <summary>Speak to one side; written <c>whisper</c>; the platform's default.</summary>
    Whisper,

    /// <summary>Speak to both; written <c>barge</c>.</summary>
    Barge,
}

/// <summary>A side of the coached call.</summary>
public enum CoachDirection : byte
{
    /// <summary>Neither; written <c>none</c>.</summary>
    None,

    /// <summary>The caller; written <c>caller</c>.</summary>
    Caller,

    /// <summary>The called side; written <c>calee</c>, as the platform's documentation spells it.</summary>
    Callee,

    /// <summary>Both; written <c>both</c>.</summary>
    Both,
}
