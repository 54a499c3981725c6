namespace OpBX.Calls;

/// <summary>What ended a simulated call.</summary>
public enum CallEndReason
{
    /// <summary>The caller hung up.</summary>
    CallerHungUp,

    /// <summary>A <c>Hangup</c>, other than directly after an answered call.</summary>
    Hangup,

    /// <summary>A <c>Reject</c>.</summary>
    Reject,

    /// <summary>A document was done and nothing followed.</summary>
    EndOfDocument,

    /// <summary>Somebody answered, the conversation took place, and nothing came after it.</summary>
    AnsweredCallEnded,

    /// <summary>The call was handed to a service on another host, which the simulator does not play.</summary>
    RedirectedAway,

    /// <summary>The application did not answer with 200; the platform would drop the call.</summary>
    HttpError,

    /// <summary>The call took more stages than it may: most likely it runs in a circle.</summary>
    StageLimit,
}
