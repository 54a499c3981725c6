namespace OpBX.Calls;

/// <summary>What a simulated caller and the others do, as the test wrote it.</summary>
internal sealed class CallScript
{
    public const int DefaultStageLimit = 200;

    public required CallDirection Direction { get; init; }

    public required string From { get; init; }

    public required string To { get; init; }

    public string? Session { get; set; }

    public DateTimeOffset? At { get; set; }

    /// <summary>Behaviours by party, see <see cref="KeyOf"/>.</summary>
    public Dictionary<string, List<PartyBehaviour>> Parties { get; } = new(StringComparer.OrdinalIgnoreCase);

    public List<CallerInput> Inputs { get; } = [];

    public int MessageSeconds { get; set; }

    public CallMoment? HangsUpAt { get; set; }

    public int? HangsUpAfterStages { get; set; }

    public bool RepeatsWebhooks { get; set; }

    public int StageLimit { get; set; } = DefaultStageLimit;

    public RecordingCallback RecordingCallback { get; set; }

    /// <summary>Fields and headers that the test sets; null removes one.</summary>
    public Dictionary<string, string?> Fields { get; } = new(StringComparer.OrdinalIgnoreCase);

    public List<(int Stage, Func<CancellationToken, Task> Action)> BeforeStages { get; } = [];

    public static string KeyOf(PartyKind kind, string name)
    {
        string text = name.Trim();
        if (kind is PartyKind.Number && text.StartsWith('+')) text = text[1..];
        return $"{kind}/{text}";
    }
}

/// <summary>What a party is; the same text may be a number and a room.</summary>
internal enum PartyKind
{
    Number,
    Sip,
    Service,
    Stream,
    Room,
    Trunk,
    Everyone,
}

/// <summary>What the caller does when asked.</summary>
internal readonly record struct CallerInput(string Keys, string? Speech);
