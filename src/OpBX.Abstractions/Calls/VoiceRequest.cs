using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace OpBX.Calls;

/// <summary>
/// One voice application request of the platform: typed where OpBX reads it, raw where it does not (rule H1). Every part
/// may be missing. <see cref="object.ToString"/> shows nothing that could be a secret (rule H8).
/// </summary>
public sealed record VoiceRequest
{
    /// <summary>The session token, the key of the whole call; falls back to <see cref="CallSid"/>.</summary>
    public string? Session { get; init; }

    /// <summary>The platform's call id: the session token or a SIP Call-ID.</summary>
    public string? CallSid { get; init; }

    /// <summary>Who calls: a number, an extension, or a word such as <c>anonymous</c>.</summary>
    public string? From { get; init; }

    /// <summary>What was dialled.</summary>
    public string? To { get; init; }

    /// <summary>Where the call comes from.</summary>
    public CallDirection Direction { get; init; }

    /// <summary>The platform's call status; on a Dial action the result of the Dial.</summary>
    public string? CallStatus { get; init; }

    /// <summary>The result of the Dial that ended, where the platform sends it.</summary>
    public string? DialCallStatus { get; init; }

    /// <summary>The keys pressed; null or empty = none (rule I2).</summary>
    public string? Digits { get; init; }

    /// <summary>Recognised speech.</summary>
    public string? SpeechResult { get; init; }

    /// <summary>Address of the recording that a Record produced.</summary>
    public string? RecordingUrl { get; init; }

    /// <summary>Length of that recording in seconds, if given.</summary>
    public int? RecordingDuration { get; init; }

    /// <summary>Domain of the tenant: a name or a UUID (rule H5).</summary>
    public string? Domain { get; init; }

    /// <summary>The header <c>X-Cx-Source</c>, for example <c>SUBSCRIBER</c> (rule R1).</summary>
    public string? Source { get; init; }

    /// <summary>Display name of the caller.</summary>
    public string? CallerName { get; init; }

    /// <summary>When the call was answered (<c>SessionData.callAnswerTime</c>); null = it was not.</summary>
    public DateTimeOffset? AnsweredAt { get; init; }

    /// <summary>All fields of the request by name, without letter case, as text; nested JSON as its raw text.</summary>
    public IReadOnlyDictionary<string, string> Fields { get; init; } = FrozenDictionary<string, string>.Empty;

    /// <summary>The token that all stages of one call share: <see cref="Session"/>, else <see cref="CallSid"/>, else null.</summary>
    public string? CallToken => !string.IsNullOrEmpty(Session) ? Session : !string.IsNullOrEmpty(CallSid) ? CallSid : null;

    /// <summary>
    /// How the Dial before this request ended: <see cref="DialCallStatus"/>, else <see cref="CallStatus"/>, read without
    /// letter case and separators (rule G5).
    /// </summary>
    public DialResult DialResult
    {
        get
        {
            string? word = string.IsNullOrWhiteSpace(DialCallStatus) ? CallStatus : DialCallStatus;
            if (word is null) return DialResult.Unknown;
            Span<char> letters = stackalloc char[16];
            int count = 0;
            foreach (char c in word)
            {
                if (!char.IsAsciiLetter(c)) continue;
                if (count == letters.Length) return DialResult.Unknown;
                letters[count++] = char.ToLowerInvariant(c);
            }
            return letters[..count] switch
            {
                "completed" or "answered" or "answer" => DialResult.Answered,
                "busy" => DialResult.Busy,
                "noanswer" => DialResult.NoAnswer,
                "failed" => DialResult.Failed,
                "canceled" or "cancelled" or "cancel" => DialResult.Canceled,
                _ => DialResult.Unknown,
            };
        }
    }

    private bool PrintMembers(StringBuilder builder)
    {
        builder.Append(CultureInfo.InvariantCulture, $"Session = {Session}, From = {From}, To = {To}, Direction = {Direction}");
        return true;
    }
}
