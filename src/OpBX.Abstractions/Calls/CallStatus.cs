namespace OpBX.Calls;

/// <summary>
/// State of a call: the schema's <c>call_logs.status</c>, declared in the order in which states are joined (rule S1). A
/// call is in the greatest state that was ever reported of it, so the order of arrival does not matter.
/// </summary>
public enum CallStatus
{
    /// <summary>The call exists.</summary>
    Initiated,

    /// <summary>A phone rings.</summary>
    Ringing,

    /// <summary>Somebody answered.</summary>
    Answered,

    /// <summary>It ended: it could not be set up.</summary>
    Failed,

    /// <summary>It ended: nobody answered.</summary>
    NoAnswer,

    /// <summary>It ended: busy.</summary>
    Busy,

    /// <summary>It ended after a conversation.</summary>
    Completed,
}

/// <summary>What can be said of states without knowing the call (rule S1).</summary>
public static class CallStatuses
{
    /// <summary>The state of a call of which both were reported: commutative, associative and idempotent.</summary>
    public static CallStatus Join(CallStatus left, CallStatus right) => left >= right ? left : right;

    /// <summary>As <see cref="Join(CallStatus, CallStatus)"/>; null says nothing.</summary>
    public static CallStatus? Join(CallStatus? left, CallStatus? right)
        => left is { } a && right is { } b ? Join(a, b) : left ?? right;

    /// <summary>Whether a call in the first state moves when the second is reported. States may be skipped and never go back.</summary>
    public static bool Moves(CallStatus from, CallStatus to) => to > from;

    /// <summary>Whether the call is over in this state.</summary>
    public static bool IsFinal(this CallStatus status) => status >= CallStatus.Failed;

    /// <summary>The spelling in the database, for example <c>no_answer</c>.</summary>
    public static string Code(this CallStatus status) => status switch
    {
        CallStatus.Ringing => "ringing",
        CallStatus.Answered => "answered",
        CallStatus.Failed => "failed",
        CallStatus.NoAnswer => "no_answer",
        CallStatus.Busy => "busy",
        CallStatus.Completed => "completed",
        _ => "initiated",
    };

    /// <summary>Reads the spelling in the database, without letter case.</summary>
    /// <param name="code">The text.</param>
    /// <param name="status">The state; <see cref="CallStatus.Initiated"/> when the text is none.</param>
    /// <returns>Whether the text is a state.</returns>
    public static bool TryParse(string? code, out CallStatus status)
    {
        for (status = CallStatus.Completed; status > CallStatus.Initiated; status--)
        {
            if (string.Equals(code, status.Code(), StringComparison.OrdinalIgnoreCase)) return true;
        }
        return string.Equals(code, "initiated", StringComparison.OrdinalIgnoreCase);
    }
}
