using System.Collections.Immutable;
using System.Xml.Linq;

namespace OpBX.Calls;

/// <content>Calls to others: phones, numbers, services, streams and conferences.</content>
internal sealed partial class CallPlay
{
    /// <summary>How long the platform rings without a <c>timeout</c>.</summary>
    private const int UsualTimeout = 60;

    /// <summary>How long it takes to learn that somebody is busy or can't be reached.</summary>
    private static readonly TimeSpan Refusal = TimeSpan.FromSeconds(1);

    private Step? Dial(XElement verb)
    {
        if (verb.Element("Conference") is { } conference) return JoinConference(verb, conference);
        TimeSpan began = _elapsed;
        List<Ringing> ringing = RingingOf(verb);
        int timeout = Whole(verb, "timeout") ?? UsualTimeout;
        Ringing? winner = ringing.Where(one => one.Answers(timeout)).MinBy(static one => one.Behaviour.AfterSeconds);
        if (script.HangsUpAt == CallMoment.WhileRinging && winner is not { Kind: DialTargetKind.Service })
        {
            AddAttempt(verb, ringing, null, DialResult.Canceled, began);
            return new Step.End(CallEndReason.CallerHungUp);
        }
        DialResult result = ResultOf(ringing, winner);
        TimeSpan talked = TimeSpan.Zero;
        _elapsed += winner is not null ? TimeSpan.FromSeconds(winner.Behaviour.AfterSeconds)
            : ringing.Exists(one => one.RingsOn(timeout)) ? TimeSpan.FromSeconds(timeout)
            : Refusal;
        TimeSpan rang = _elapsed - began;
        if (winner is not null)
        {
            Answer();
            talked = TimeSpan.FromSeconds(Math.Min(winner.Behaviour.TalksFor, Whole(verb, "timeLimit") ?? int.MaxValue));
            _elapsed += talked;
        }
        AddAttempt(verb, ringing, winner, result, began, rang, talked);
        if (winner is not null && (string?)verb.Attribute("record") is { } record && record.StartsWith("record-", StringComparison.Ordinal)) AddRecording(verb, talked, isMessage: false);
        if (winner is not null && HangsUp(CallMoment.WhileTalking)) return new Step.End(CallEndReason.CallerHungUp);
        return AfterDial(verb, result);
    }

    /// <summary>The action with the result; without action the next verb.</summary>
    private Step.Go? AfterDial(XElement verb, DialResult result)
    {
        _talkedLast = result == DialResult.Answered;
        if (verb.Attribute("action") is null) return null;
        string word = result switch
        {
            DialResult.Answered => "completed",
            DialResult.Busy => "busy",
            DialResult.Failed => "failed",
            DialResult.Canceled => "canceled",
            _ => "no-answer",
        };
        return Go(verb, Request(word).Set("DialCallStatus", word));
    }

    private List<Ringing> RingingOf(XElement verb)
    {
        // A trunk that fails does so for everything that is dialled by it.
        PartyBehaviour? trunk = (string?)verb.Attribute("trunks") is { } trunks ? BehaviourOf(PartyKind.Trunk, trunks) : null;
        List<XElement> nouns = [.. verb.Elements().Where(static noun => noun.Name.LocalName is "Number" or "Sip" or "Service")];
        if (nouns.Count == 0)
        {
            string text = verb.Value.Trim();
            bool isSip = text.StartsWith("sip:", StringComparison.OrdinalIgnoreCase) || text.StartsWith("sips:", StringComparison.OrdinalIgnoreCase);
            return [RingingOf(isSip ? DialTargetKind.Sip : DialTargetKind.Number, text, null, trunk)];
        }
        return [.. nouns.Select(noun => RingingOf(Enum.Parse<DialTargetKind>(noun.Name.LocalName), noun.Value.Trim(), (string?)noun.Attribute("provider"), trunk))];
    }

    private Ringing RingingOf(DialTargetKind kind, string text, string? provider, PartyBehaviour? trunk)
    {
        PartyKind party = kind switch { DialTargetKind.Sip => PartyKind.Sip, DialTargetKind.Service => PartyKind.Service, _ => PartyKind.Number };
        PartyBehaviour behaviour = trunk ?? BehaviourOf(party, text)
            ?? (kind == DialTargetKind.Service ? PartyBehaviour.Serves : BehaviourOf(PartyKind.Everyone, "") ?? PartyBehaviour.RingsOut);
        return new Ringing(kind, text, provider, behaviour);
    }

    /// <summary>What the story says of a party's next attempt; null = nothing.</summary>
    private PartyBehaviour? BehaviourOf(PartyKind kind, string name)
    {
        string key = CallScript.KeyOf(kind, name);
        if (!script.Parties.TryGetValue(key, out List<PartyBehaviour>? behaviours) || behaviours.Count == 0) return null;
        int attempt = _attempts.GetValueOrDefault(key);
        _attempts[key] = attempt + 1;
        return behaviours[Math.Min(attempt, behaviours.Count - 1)];
    }

    private static DialResult ResultOf(List<Ringing> ringing, Ringing? winner)
    {
        if (winner is not null) return DialResult.Answered;
        if (ringing.TrueForAll(static one => one.Behaviour.Result == DialResult.Busy)) return DialResult.Busy;
        return ringing.TrueForAll(static one => one.Behaviour.Result == DialResult.Failed) ? DialResult.Failed : DialResult.NoAnswer;
    }

    private void AddAttempt(XElement verb, List<Ringing> ringing, Ringing? winner, DialResult result, TimeSpan began)
        => AddAttempt(verb, ringing, winner, result, began, TimeSpan.Zero, TimeSpan.Zero);

    private void AddAttempt(XElement verb, List<Ringing> ringing, Ringing? winner, DialResult result, TimeSpan began, TimeSpan rang, TimeSpan talked)
    {
        bool stopped = winner is not null || result == DialResult.Canceled;
        var attempt = new DialAttempt
        {
            Targets = [.. ringing.Select(one => new RungTarget
            {
                Kind = one.Kind,
                Text = one.Text,
                Provider = one.Provider,
                Result = ReferenceEquals(one, winner) ? DialResult.Answered
                    : one.Behaviour.Result is DialResult.Busy or DialResult.Failed ? one.Behaviour.Result
                    : stopped ? DialResult.Canceled : DialResult.NoAnswer,
            })],
            Result = result,
            Timeout = Whole(verb, "timeout"),
            CallerId = (string?)verb.Attribute("callerId"),
            Trunks = (string?)verb.Attribute("trunks"),
            TimeLimit = Whole(verb, "timeLimit"),
            Record = (string?)verb.Attribute("record"),
            HasAction = verb.Attribute("action") is not null,
            Rang = rang,
            Talked = talked,
            Stage = _stage,
            At = began,
        };
        _book.Rang.Add(attempt);
        _book.Note(began, $"rings {attempt}");
    }

    private Step? JoinConference(XElement verb, XElement noun)
    {
        Answer();
        string room = noun.Value.Trim();
        if (room.Length == 0) room = "default";
        PartyBehaviour behaviour = BehaviourOf(PartyKind.Room, room) ?? PartyBehaviour.Serves;
        bool joined = behaviour.Result == DialResult.Answered;
        TimeSpan stayed = joined ? TimeSpan.FromSeconds(behaviour.TalksFor) : TimeSpan.Zero;
        _book.Conferences.Add(new JoinedConference
        {
            Room = room,
            Joined = joined,
            Stayed = stayed,
            Attributes = noun.Attributes().ToImmutableDictionary(static attribute => attribute.Name.LocalName, static attribute => attribute.Value),
            Stage = _stage,
        });
        _book.Note(_elapsed, joined ? $"enters conference {room}" : $"does not get into conference {room}");
        _elapsed += stayed;
        if (joined && (string?)noun.Attribute("record") == "record-from-start") AddRecording(noun, stayed, isMessage: false);
        if (joined && HangsUp(CallMoment.InConference)) return new Step.End(CallEndReason.CallerHungUp);
        return AfterDial(verb, behaviour.Result);
    }

    private Step? Connect(XElement verb)
    {
        Answer();
        PartyBehaviour behaviour = OpenStream(verb.Element("Stream")!, isBlocking: true);
        _elapsed += TimeSpan.FromSeconds(behaviour.TalksFor);
        if (behaviour.Result == DialResult.Answered && HangsUp(CallMoment.WhileTalking)) return new Step.End(CallEndReason.CallerHungUp);
        return AfterDial(verb, behaviour.Result);
    }

    private PartyBehaviour OpenStream(XElement stream, bool isBlocking)
    {
        string url = (string?)stream.Attribute("url") ?? "";
        PartyBehaviour behaviour = BehaviourOf(PartyKind.Stream, url) ?? PartyBehaviour.Serves;
        bool connected = behaviour.Result == DialResult.Answered;
        _book.Streams.Add(new StreamConnection
        {
            Url = url,
            Connected = connected,
            IsBlocking = isBlocking,
            Talked = isBlocking ? TimeSpan.FromSeconds(behaviour.TalksFor) : TimeSpan.Zero,
            Parameters = stream.Elements("Parameter").ToImmutableDictionary(static parameter => (string)parameter.Attribute("name")!, static parameter => (string?)parameter.Attribute("value") ?? ""),
            Stage = _stage,
        });
        _book.Note(_elapsed, $"{(connected ? "talks" : "can't talk")} with {CallSimulationException.Mask(url)}");
        return behaviour;
    }

    /// <summary>One target of a Dial with what it does.</summary>
    private sealed record Ringing(DialTargetKind Kind, string Text, string? Provider, PartyBehaviour Behaviour)
    {
        public bool Answers(int timeout) => Behaviour.Result == DialResult.Answered && Behaviour.AfterSeconds < timeout;

        /// <summary>Whether it rings until the Dial gives up.</summary>
        public bool RingsOn(int timeout) => !Answers(timeout) && Behaviour.Result is DialResult.NoAnswer or DialResult.Answered;
    }
}
