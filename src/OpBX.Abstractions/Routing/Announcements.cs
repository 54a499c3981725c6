namespace OpBX.Routing;

/// <summary>The sentences that callers hear. Texts are spoken by the platform; none of them is compared anywhere.</summary>
public sealed class Announcements
{
    /// <summary>Voice of all sentences; null = the platform's default.</summary>
    public string? Voice { get; set; }

    /// <summary>Language of all sentences as BCP 47; null = the platform's default.</summary>
    public string? Language { get; set; }

    /// <summary>An unknown or inactive DID was called (rule R2).</summary>
    public string NotInService { get; set; } = "The number you have called is not in service. Goodbye.";

    /// <summary>A destination is missing or switched off (rule R3).</summary>
    public string Unavailable { get; set; } = "The destination you are trying to reach is not available. Goodbye.";

    /// <summary>An extension does not exist.</summary>
    public string ExtensionNotFound { get; set; } = "There is no such extension. Goodbye.";

    /// <summary>Nobody answered.</summary>
    public string NoAnswer { get; set; } = "Nobody is available to take your call. Goodbye.";

    /// <summary>Nobody in a ring group answered (rule G6).</summary>
    public string RingGroupNoAnswer { get; set; } = "All our agents are busy at the moment. Please call again later. Goodbye.";

    /// <summary>An outbound call is not allowed (rule O1).</summary>
    public string OutboundDenied { get; set; } = "Calls to this number are not allowed. Goodbye.";

    /// <summary>A limit on outbound calls is reached (rule O4).</summary>
    public string OutboundLimited { get; set; } = "No more calls can be placed at the moment. Goodbye.";

    /// <summary>An outbound call could not be set up.</summary>
    public string OutboundFailed { get; set; } = "The call could not be completed. Goodbye.";

    /// <summary>What was dialled is no number (rule N1).</summary>
    public string InvalidNumber { get; set; } = "The number you have dialled is not valid. Goodbye.";

    /// <summary>The call ran in a circle (rule R4).</summary>
    public string Loop { get; set; } = "We are sorry, your call cannot be completed. Goodbye.";

    /// <summary>The safe document (rule F1).</summary>
    public string Safe { get; set; } = "We are sorry, your call cannot be taken at the moment. Please call again later. Goodbye.";

    /// <summary>A continuation names nothing that exists.</summary>
    public string CallLost { get; set; } = "We are sorry, your call could not be continued. Goodbye.";

    /// <summary>The prompt of a menu without a greeting (rule I1).</summary>
    public string MenuPrompt { get; set; } = "Please enter your choice.";

    /// <summary>An unknown key was pressed (rule I2).</summary>
    public string MenuInvalid { get; set; } = "That is not a valid choice. Please try again.";

    /// <summary>A caller made no valid choice (rule I4).</summary>
    public string MenuGoodbye { get; set; } = "We did not receive a valid choice. Goodbye.";

    /// <summary>Before the beep of a voicemail (rule V1).</summary>
    public string VoicemailGreeting { get; set; } = "Please leave a message after the tone. Press the pound key when you are done.";

    /// <summary>After a voicemail was left.</summary>
    public string VoicemailThanks { get; set; } = "Your message has been recorded. Goodbye.";

    /// <summary>Asks for the PIN of a conference (rule K2).</summary>
    public string ConferencePin { get; set; } = "Please enter the conference PIN, followed by the pound key.";

    /// <summary>The PIN was wrong (rule K2).</summary>
    public string ConferencePinInvalid { get; set; } = "That PIN is not correct. Please try again.";

    /// <summary>The attempts at a PIN are used up (rule K2).</summary>
    public string ConferenceRefused { get; set; } = "That PIN is not correct. Goodbye.";

    /// <summary>The destination <c>hangup</c>.</summary>
    public string Goodbye { get; set; } = "Goodbye.";
}
