namespace OpBX.Calls;

/// <summary>How a Dial ended (rule G5).</summary>
public enum DialResult
{
    /// <summary>Missing or not a word the platform is known to send: the attempt failed.</summary>
    Unknown,

    /// <summary>The call was answered, and has ended: <c>completed</c> or <c>answered</c>.</summary>
    Answered,

    /// <summary>Busy.</summary>
    Busy,

    /// <summary>Nobody answered in time.</summary>
    NoAnswer,

    /// <summary>The call could not be set up.</summary>
    Failed,

    /// <summary>The attempt was cancelled.</summary>
    Canceled,
}
