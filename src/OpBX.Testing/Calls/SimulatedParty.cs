namespace OpBX.Calls;

/// <summary>
/// Somebody whom a simulated call may reach: says how it behaves. Each behaviour serves one attempt; the last one serves all
/// further attempts. The next behaviour follows after <see cref="SimulatedCall.Then"/>.
/// </summary>
public sealed class SimulatedParty
{
    private const int UsualRing = 5;
    private const int UsualTalk = 60;

    private readonly SimulatedCall _call;
    private readonly List<PartyBehaviour> _behaviours;

    internal SimulatedParty(SimulatedCall call, List<PartyBehaviour> behaviours)
    {
        _call = call;
        _behaviours = behaviours;
    }

    /// <summary>Answers after 5 seconds and talks for 60.</summary>
    public SimulatedCall Answers() => Answers(UsualRing, UsualTalk);

    /// <summary>Answers and talks for 60 seconds.</summary>
    /// <param name="afterSeconds">How long it rings first, 0 or more. It is too late where the Dial gives up by then.</param>
    public SimulatedCall Answers(int afterSeconds) => Answers(afterSeconds, UsualTalk);

    /// <summary>Answers, talks, and hangs up.</summary>
    /// <param name="afterSeconds">How long it rings first, 0 or more. It is too late where the Dial gives up by then.</param>
    /// <param name="talksFor">Seconds of conversation, 0 or more; a time limit of the Dial cuts them short.</param>
    public SimulatedCall Answers(int afterSeconds, int talksFor)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(afterSeconds);
        ArgumentOutOfRangeException.ThrowIfNegative(talksFor);
        return Add(new PartyBehaviour(DialResult.Answered, afterSeconds, talksFor));
    }

    /// <summary>Is busy.</summary>
    public SimulatedCall IsBusy() => Add(new PartyBehaviour(DialResult.Busy, 0, 0));

    /// <summary>Rings until the Dial gives up.</summary>
    public SimulatedCall RingsOut() => Add(PartyBehaviour.RingsOut);

    /// <summary>Can't be reached: not registered, refused by the carrier, no such room.</summary>
    public SimulatedCall Fails() => Add(new PartyBehaviour(DialResult.Failed, 0, 0));

    private SimulatedCall Add(PartyBehaviour behaviour)
    {
        _behaviours.Add(behaviour);
        return _call;
    }
}

/// <summary>How somebody behaves in one attempt.</summary>
internal readonly record struct PartyBehaviour(DialResult Result, int AfterSeconds, int TalksFor)
{
    public static PartyBehaviour RingsOut { get; } = new(DialResult.NoAnswer, 0, 0);

    /// <summary>What services, streams and rooms do unless the script says otherwise.</summary>
    public static PartyBehaviour Serves { get; } = new(DialResult.Answered, 0, 60);
}
