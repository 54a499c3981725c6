using OpBX.Routing;

namespace OpBX.Calls;

/// <summary>
/// What happened in a simulated call. <see cref="ToString"/> prints it as a readable script, which makes a good assertion
/// message.
/// </summary>
public sealed class CallResult
{
    /// <summary>The session token of the call.</summary>
    public required string Session { get; init; }

    /// <summary>When the call began.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>How long it took, ringing included. Speaking prompts takes no time here.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>
    /// When the call was answered, since it began; null = it never was. <c>Say</c> and <c>Play</c> answer unless they say
    /// otherwise, so do <c>Gather</c>, <c>Record</c>, <c>Connect</c> and conferences; a <c>Dial</c> answers when somebody does.
    /// </summary>
    public required TimeSpan? AnsweredAfter { get; init; }

    /// <summary>Whether the call was answered, so that somebody pays for it.</summary>
    public bool IsAnswered => AnsweredAfter is not null;

    /// <summary>What ended the call.</summary>
    public required CallEndReason EndedBy { get; init; }

    /// <summary>The reason of the <c>Reject</c> that ended the call; null = none did, or it gave no reason.</summary>
    public string? RejectReason { get; init; }

    /// <summary>What the caller heard, in order.</summary>
    public required IReadOnlyList<HeardPrompt> Heard { get; init; }

    /// <summary>Each Dial, in order.</summary>
    public required IReadOnlyList<DialAttempt> Rang { get; init; }

    /// <summary>Each time keys were asked for, in order.</summary>
    public required IReadOnlyList<AskedInput> Asked { get; init; }

    /// <summary>The recordings that were made.</summary>
    public required IReadOnlyList<MadeRecording> Recordings { get; init; }

    /// <summary>The conferences that the caller entered or tried to enter.</summary>
    public required IReadOnlyList<JoinedConference> Conferences { get; init; }

    /// <summary>The media streams.</summary>
    public required IReadOnlyList<StreamConnection> Streams { get; init; }

    /// <summary>The redirections.</summary>
    public required IReadOnlyList<TakenRedirect> Redirects { get; init; }

    /// <summary>Every request and document.</summary>
    public required IReadOnlyList<CallStage> Stages { get; init; }

    /// <summary>The whole call as text.</summary>
    public required string Script { get; init; }

    /// <summary>The targets of all Dials in order, those that rang together one after the other.</summary>
    public IReadOnlyList<string> RangTargets => [.. Rang.SelectMany(static dial => dial.Targets).Select(static target => target.Text)];

    /// <summary>Who answered the caller in the end: the target of the last Dial that was answered; null = nobody.</summary>
    public string? AnsweredBy => Rang.LastOrDefault(static dial => dial.Result == DialResult.Answered)?.AnsweredBy?.Text;

    /// <summary>The texts and addresses of all prompts, in order.</summary>
    public IReadOnlyList<string> HeardTexts => [.. Heard.Select(static prompt => prompt.Text)];

    /// <summary>The documents, in order.</summary>
    public IReadOnlyList<string> Documents => [.. Stages.Select(static stage => stage.Document)];

    /// <summary>How each decision ended, in order; empty when that is not known.</summary>
    public IReadOnlyList<RoutingOutcome> Outcomes => [.. Stages.Where(static stage => stage.Outcome is not null).Select(static stage => stage.Outcome!.Value)];

    /// <summary>How the last decision ended; null when that is not known.</summary>
    public RoutingOutcome? Outcome => Stages.LastOrDefault(static stage => stage.Outcome is not null)?.Outcome;

    /// <summary>The way of each decision, in order; empty when that is not known.</summary>
    public IReadOnlyList<RoutingTrace> Traces => [.. Stages.Where(static stage => stage.Trace is not null).Select(static stage => stage.Trace!)];

    /// <summary>What the decisions told observers, in order, besides <see cref="CallRouted"/>; empty when that is not known.</summary>
    public IReadOnlyList<CallEvent> Events => [.. Stages.SelectMany(static stage => stage.Events)];

    /// <summary>Whether the caller heard a prompt that contains a text.</summary>
    /// <param name="text">The text, compared with case.</param>
    public bool HeardText(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Heard.Any(prompt => prompt.Text.Contains(text, StringComparison.Ordinal));
    }

    /// <summary>Whether a decision has a step with this code (<see cref="RoutingTrace.Has"/>).</summary>
    /// <param name="code">The code.</param>
    public bool Traced(string code) => Traces.Any(trace => trace.Has(code));

    /// <summary>The call as a readable script.</summary>
    public override string ToString() => Script;
}
