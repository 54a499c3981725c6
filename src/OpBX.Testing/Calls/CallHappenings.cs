namespace OpBX.Calls;

/// <summary>Keys or speech that the application asked for (<c>Gather</c>).</summary>
public sealed record AskedInput
{
    /// <summary>The keys that were sent to the application; empty = the caller stayed silent.</summary>
    public required string Digits { get; init; }

    /// <summary>The recognised speech that was sent to the application; null = none.</summary>
    public string? Speech { get; init; }

    /// <summary>The attribute <c>numDigits</c>; null = any number.</summary>
    public int? NumDigits { get; init; }

    /// <summary>The attribute <c>finishOnKey</c>; null = not given, which means <c>#</c>.</summary>
    public string? FinishOnKey { get; init; }

    /// <summary>How long the application waits for the first key.</summary>
    public required TimeSpan MaxTimeout { get; init; }

    /// <summary>How long it waits for each further key.</summary>
    public required TimeSpan Timeout { get; init; }

    /// <summary>The stage of the call, counted from 1.</summary>
    public required int Stage { get; init; }

    /// <summary>The time since the call began.</summary>
    public required TimeSpan At { get; init; }
}

/// <summary>A recording that was made.</summary>
public sealed record MadeRecording
{
    /// <summary>Where the platform keeps it.</summary>
    public required string Url { get; init; }

    /// <summary>How long it is.</summary>
    public required TimeSpan Length { get; init; }

    /// <summary>Whether it is a message (<c>Record</c>) and not a conversation or conference.</summary>
    public required bool IsMessage { get; init; }

    /// <summary>The <c>recordingStatusCallback</c>, as the document has it; null = none.</summary>
    public string? CallbackUrl { get; init; }

    /// <summary>HTTP status of each callback that was delivered; empty without HTTP.</summary>
    public IReadOnlyList<int> CallbackStatuses { get; init; } = [];

    /// <summary>The stage of the call, counted from 1.</summary>
    public required int Stage { get; init; }
}

/// <summary>A conference that the caller entered or tried to enter (<c>Dial</c> with <c>Conference</c>).</summary>
public sealed record JoinedConference
{
    /// <summary>The room's name on the platform.</summary>
    public required string Room { get; init; }

    /// <summary>Whether the caller got in.</summary>
    public required bool Joined { get; init; }

    /// <summary>How long the caller stayed.</summary>
    public TimeSpan Stayed { get; init; }

    /// <summary>The attributes of the noun, by name.</summary>
    public required IReadOnlyDictionary<string, string> Attributes { get; init; }

    /// <summary>The stage of the call, counted from 1.</summary>
    public required int Stage { get; init; }
}

/// <summary>A media stream to another service (<c>Connect</c> or <c>Start</c> with <c>Stream</c>).</summary>
public sealed record StreamConnection
{
    /// <summary>The address.</summary>
    public required string Url { get; init; }

    /// <summary>Whether the service took the stream.</summary>
    public required bool Connected { get; init; }

    /// <summary>Whether the call waited for the stream to end (<c>Connect</c>).</summary>
    public required bool IsBlocking { get; init; }

    /// <summary>How long the caller talked with the service.</summary>
    public TimeSpan Talked { get; init; }

    /// <summary>The parameters, by name.</summary>
    public required IReadOnlyDictionary<string, string> Parameters { get; init; }

    /// <summary>The stage of the call, counted from 1.</summary>
    public required int Stage { get; init; }
}

/// <summary>A redirection (<c>Redirect</c>).</summary>
/// <param name="Url">The address, as the document has it.</param>
/// <param name="Followed">Whether the simulator followed it: it does on the application's own host.</param>
/// <param name="Stage">The stage of the call, counted from 1.</param>
public sealed record TakenRedirect(string Url, bool Followed, int Stage)
{
    /// <summary>The address with signatures masked (rule H8).</summary>
    public override string ToString() => CallSimulationException.Mask(Url);
}
