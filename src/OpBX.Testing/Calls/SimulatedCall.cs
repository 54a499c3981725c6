using System.Buffers;

namespace OpBX.Calls;

/// <summary>
/// A call that is about to be played: who does what, told like a story. Made by <see cref="CallSimulator"/>. Playing it again is a
/// new call with the same story.
/// </summary>
/// <example>
/// <code>
/// CallResult result = await simulator.Inbound("+15550100001", "+15550100200")
///     .Presses("1")
///     .Phone("1001").IsBusy()
///     .Phone("1002").RingsOut().Then.Answers(afterSeconds: 5, talksFor: 60)
///     .PlayAsync();
/// </code>
/// </example>
public sealed class SimulatedCall
{
    private static readonly SearchValues<char> AllKeys = SearchValues.Create("0123456789*#");

    private readonly CallSimulator _simulator;
    private readonly CallScript _script;
    private SimulatedParty? _last;

    internal SimulatedCall(CallSimulator simulator, CallScript script)
    {
        _simulator = simulator;
        _script = script;
    }

    /// <summary>What the party that was named last does in its next attempt.</summary>
    /// <exception cref="InvalidOperationException">No party was named before.</exception>
    public SimulatedParty Then => _last ?? throw new InvalidOperationException("Then follows a party: .Phone(\"1001\").RingsOut().Then.Answers()");

    /// <summary>
    /// Every phone, number and SIP address that the story does not name. They ring out unless this says otherwise. Services,
    /// streams and conference rooms that it does not name take the call for 60 seconds.
    /// </summary>
    public SimulatedParty EveryoneElse => Party(PartyKind.Everyone, "");

    /// <summary>A phone of the tenant.</summary>
    /// <param name="extension">The extension number.</param>
    public SimulatedParty Phone(string extension) => Party(PartyKind.Number, extension);

    /// <summary>A number of the public network.</summary>
    /// <param name="number">The number; a leading <c>+</c> does not matter.</param>
    public SimulatedParty Number(string number) => Party(PartyKind.Number, number);

    /// <summary>A SIP address.</summary>
    /// <param name="address">The address as the document has it.</param>
    public SimulatedParty Sip(string address) => Party(PartyKind.Sip, address);

    /// <summary>An assistant at a provider of the platform.</summary>
    /// <param name="id">The number or id at the provider.</param>
    public SimulatedParty Service(string id) => Party(PartyKind.Service, id);

    /// <summary>A service that takes a media stream.</summary>
    /// <param name="url">The address as the document has it.</param>
    public SimulatedParty Stream(string url) => Party(PartyKind.Stream, url);

    /// <summary>A conference room.</summary>
    /// <param name="room">The room's name on the platform.</param>
    public SimulatedParty Room(string room) => Party(PartyKind.Room, room);

    /// <summary>A trunk: its behaviour comes before that of whatever is dialled by it.</summary>
    /// <param name="trunk">The text of the attribute <c>trunks</c>.</param>
    public SimulatedParty Trunk(string trunk) => Party(PartyKind.Trunk, trunk);

    /// <summary>
    /// What the caller presses, one text for each time keys are asked for; <see cref="Keys.Silence"/> = nothing. When it is used
    /// up the caller presses nothing more. Repeated calls go on where the last one ended.
    /// </summary>
    /// <param name="keys">Keys <c>0</c>–<c>9</c>, <c>*</c>, <c>#</c>. A finishing key ends an input and is not sent; further keys are not taken.</param>
    public SimulatedCall Presses(params ReadOnlySpan<string> keys)
    {
        foreach (string pressed in keys)
        {
            if (pressed is null || pressed.AsSpan().ContainsAnyExcept(AllKeys)) throw new ArgumentException($"«{pressed}» are no keys.", nameof(keys));
            _script.Inputs.Add(new CallerInput(pressed, null));
        }
        return this;
    }

    /// <summary>The next time that input is asked for the caller speaks; where only keys count that is silence.</summary>
    /// <param name="words">What the platform recognises.</param>
    public SimulatedCall Says(string words)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(words);
        _script.Inputs.Add(new CallerInput(Keys.Silence, words));
        return this;
    }

    /// <summary>Speaks for 10 seconds whenever a message is recorded. Without it the caller says nothing.</summary>
    public SimulatedCall LeavesVoicemail() => LeavesVoicemail(10);

    /// <summary>Speaks whenever a message is recorded.</summary>
    /// <param name="seconds">For how long, 1 or more; the longest message cuts it short.</param>
    public SimulatedCall LeavesVoicemail(int seconds)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(seconds, 1);
        _script.MessageSeconds = seconds;
        return this;
    }

    /// <summary>Says nothing when a message is recorded: nothing is kept, and the action is not requested.</summary>
    public SimulatedCall SaysNothing()
    {
        _script.MessageSeconds = 0;
        return this;
    }

    /// <summary>The caller hangs up instead of the next request.</summary>
    /// <param name="afterStages">How many documents are played first, 1 or more.</param>
    public SimulatedCall HangsUp(int afterStages)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(afterStages, 1);
        _script.HangsUpAfterStages = afterStages;
        return this;
    }

    /// <summary>The caller hangs up at the first such moment. No action is requested any more.</summary>
    /// <param name="moment">The moment.</param>
    public SimulatedCall HangsUp(CallMoment moment)
    {
        _script.HangsUpAt = moment;
        return this;
    }

    /// <summary>
    /// When the call begins; otherwise now, by the simulator's clock. A <see cref="Diagnostics.ManualTimeProvider"/> is set to the
    /// instant of each request, so that a host that shares it lives at the same time.
    /// </summary>
    /// <param name="instant">The instant.</param>
    public SimulatedCall At(DateTimeOffset instant)
    {
        _script.At = instant;
        return this;
    }

    /// <summary>Delivers every voice request twice and checks that both answers are equal, byte by byte (rule R5).</summary>
    public SimulatedCall RepeatsWebhooks()
    {
        _script.RepeatsWebhooks = true;
        return this;
    }

    /// <summary>How many documents are played at most.</summary>
    /// <param name="stages">1 or more. Default: 200.</param>
    public SimulatedCall StageLimit(int stages)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(stages, 1);
        _script.StageLimit = stages;
        return this;
    }

    /// <summary>Gives the call a session token of one's own instead of a new one.</summary>
    /// <param name="token">The token.</param>
    public SimulatedCall WithSession(string token)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(token);
        _script.Session = token;
        return this;
    }

    /// <summary>Sets a field of every request, or a header when the name begins with <c>X-Cx-</c>.</summary>
    /// <param name="name">The name.</param>
    /// <param name="value">The value.</param>
    public SimulatedCall WithField(string name, string value)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(value);
        if (name.Equals("SessionData", StringComparison.OrdinalIgnoreCase)) throw new ArgumentException("The session data follow the call and can only be left out.", nameof(name));
        _script.Fields[name] = value;
        return this;
    }

    /// <summary>Leaves a field, or a header that begins with <c>X-Cx-</c>, out of every request.</summary>
    /// <param name="name">The name.</param>
    public SimulatedCall WithoutField(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        _script.Fields[name] = null;
        return this;
    }

    /// <summary>How the platform reports recordings. Default: after the action.</summary>
    /// <param name="delivery">When and how often.</param>
    public SimulatedCall ReportsRecordings(RecordingCallback delivery)
    {
        _script.RecordingCallback = delivery;
        return this;
    }

    /// <summary>Does something in mid-call, such as changing the configuration.</summary>
    /// <param name="stage">Before which request, counted from 1.</param>
    /// <param name="action">What.</param>
    public SimulatedCall BeforeStage(int stage, Action action)
    {
        ArgumentNullException.ThrowIfNull(action);
        return BeforeStage(stage, _ =>
        {
            action();
            return Task.CompletedTask;
        });
    }

    /// <summary>Does something in mid-call, such as playing another call.</summary>
    /// <param name="stage">Before which request, counted from 1.</param>
    /// <param name="action">What.</param>
    public SimulatedCall BeforeStage(int stage, Func<CancellationToken, Task> action)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(stage, 1);
        ArgumentNullException.ThrowIfNull(action);
        _script.BeforeStages.Add((stage, action));
        return this;
    }

    /// <summary>Plays the call to its end.</summary>
    /// <returns>What happened.</returns>
    /// <exception cref="CallSimulationException">The application answered with something that the platform could not play.</exception>
    public Task<CallResult> PlayAsync() => PlayAsync(CancellationToken.None);

    /// <inheritdoc cref="PlayAsync()"/>
    /// <param name="cancellationToken">Ends the play.</param>
    public Task<CallResult> PlayAsync(CancellationToken cancellationToken) => _simulator.PlayAsync(_script, cancellationToken);

    private SimulatedParty Party(PartyKind kind, string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        string key = CallScript.KeyOf(kind, name);
        if (!_script.Parties.TryGetValue(key, out List<PartyBehaviour>? behaviours)) _script.Parties[key] = behaviours = [];
        return _last = new SimulatedParty(this, behaviours);
    }
}
