using System.Globalization;
using System.Text;

namespace OpBX.Calls;

/// <summary>What a Dial reaches.</summary>
public enum DialTargetKind
{
    /// <summary>A phone of the tenant or a public number (<c>Number</c>).</summary>
    Number,

    /// <summary>A SIP address (<c>Sip</c>).</summary>
    Sip,

    /// <summary>A service of the platform (<c>Service</c>).</summary>
    Service,
}

/// <summary>One of the targets that a Dial rang.</summary>
public sealed record RungTarget
{
    /// <summary>The noun.</summary>
    public required DialTargetKind Kind { get; init; }

    /// <summary>The number, the address, or the id at the provider, as the document has it.</summary>
    public required string Text { get; init; }

    /// <summary>The provider of a service.</summary>
    public string? Provider { get; init; }

    /// <summary>How it ended: <see cref="DialResult.Canceled"/> where another target answered first or the caller hung up.</summary>
    public required DialResult Result { get; init; }

    /// <summary>The target and how it ended.</summary>
    public override string ToString() => $"{Text} {Word(Result)}";

    internal static string Word(DialResult result) => result switch
    {
        DialResult.Answered => "answered",
        DialResult.Busy => "busy",
        DialResult.NoAnswer => "rang out",
        DialResult.Failed => "failed",
        DialResult.Canceled => "stopped ringing",
        _ => "unknown",
    };
}

/// <summary>One Dial of a simulated call: who rang, how, and what came of it. A Dial into a conference is a <see cref="JoinedConference"/>.</summary>
public sealed record DialAttempt
{
    /// <summary>What rang, all at once.</summary>
    public required IReadOnlyList<RungTarget> Targets { get; init; }

    /// <summary>How it ended.</summary>
    public required DialResult Result { get; init; }

    /// <summary>Who answered; null = nobody.</summary>
    public RungTarget? AnsweredBy => Targets.FirstOrDefault(static target => target.Result == DialResult.Answered);

    /// <summary>The attribute <c>timeout</c>: seconds to ring; null = not given.</summary>
    public int? Timeout { get; init; }

    /// <summary>The attribute <c>callerId</c>; null = not given.</summary>
    public string? CallerId { get; init; }

    /// <summary>The attribute <c>trunks</c>; null = not given.</summary>
    public string? Trunks { get; init; }

    /// <summary>The attribute <c>timeLimit</c> in seconds; null = not given.</summary>
    public int? TimeLimit { get; init; }

    /// <summary>The attribute <c>record</c>; null = not given.</summary>
    public string? Record { get; init; }

    /// <summary>Whether the Dial has an <c>action</c>.</summary>
    public bool HasAction { get; init; }

    /// <summary>How long it rang.</summary>
    public TimeSpan Rang { get; init; }

    /// <summary>How long they talked.</summary>
    public TimeSpan Talked { get; init; }

    /// <summary>The stage of the call, counted from 1.</summary>
    public required int Stage { get; init; }

    /// <summary>When it began to ring, since the call began.</summary>
    public required TimeSpan At { get; init; }

    /// <summary>Targets, attributes and result in one line.</summary>
    public override string ToString()
    {
        var text = new StringBuilder(string.Join(" + ", Targets.Select(static target => target.Text)));
        if (Timeout is { } timeout) text.Append(CultureInfo.InvariantCulture, $", timeout {timeout} s");
        if (CallerId is not null) text.Append(", as ").Append(CallerId);
        if (Trunks is not null) text.Append(", by trunk ").Append(Trunks);
        if (Record is not null) text.Append(", ").Append(Record);
        text.Append(": ").Append(string.Join(", ", Targets));
        if (Result == DialResult.Answered) text.Append(CultureInfo.InvariantCulture, $", talked {Talked.TotalSeconds:0} s");
        return text.ToString();
    }
}
