using OpBX.Calls;
using OpBX.Cdr;

namespace OpBX.Sessions;

/// <summary>The platform's words for the state of a session (rule S1).</summary>
internal static class SessionStatusWords
{
    /// <summary>Reads a word without letter case and separators.</summary>
    /// <param name="word">The word.</param>
    /// <param name="hasAnswerTime">Whether the event has an answer time.</param>
    /// <param name="hasEndTime">Whether the event has an end time.</param>
    /// <returns>The state; null when the event changes nothing.</returns>
    public static CallStatus? Read(string? word, bool hasAnswerTime, bool hasEndTime)
    {
        Span<char> letters = stackalloc char[16];
        return Words.Letters(word, letters) switch
        {
            "new" or "processing" => CallStatus.Initiated,
            "ringing" => CallStatus.Ringing,
            "connected" or "inprogress" => CallStatus.Answered,
            "answer" or "answered" => hasEndTime ? CallStatus.Completed : CallStatus.Answered,
            "completed" => CallStatus.Completed,
            "busy" => CallStatus.Busy,
            "noanswer" or "cancel" or "canceled" or "cancelled" or "timeout" => CallStatus.NoAnswer,
            "nocredit" or "denied" or "error" or "failed" => CallStatus.Failed,
            _ when !hasEndTime => null,
            _ => hasAnswerTime ? CallStatus.Completed : CallStatus.Failed,
        };
    }
}
