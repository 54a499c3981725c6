using System.Globalization;
using System.Text;
using System.Xml.Linq;
using OpBX.Cxml;
using OpBX.Diagnostics;

namespace OpBX.Calls;

/// <summary>One call being played.</summary>
internal sealed partial class CallPlay(ICallHost host, CallScript script, string session, DateTimeOffset start, ManualTimeProvider? clock)
{
    private readonly CallLogBook _book = new();
    private readonly Dictionary<string, int> _attempts = new(StringComparer.OrdinalIgnoreCase);
    private TimeSpan _elapsed;
    private TimeSpan? _answered;
    private int _inputs;
    private int _stage;
    private RequestTarget _current;
    private string _document = "";
    private string? _rejectReason;

    /// <summary>Whether the last thing that happened is a conversation that ended.</summary>
    private bool _talkedLast;

    private bool IsAnswered => _answered is not null;

    public async Task<CallResult> PlayAsync(CancellationToken cancellationToken)
    {
        if (script.Direction == CallDirection.OutboundApi) Answer();
        _book.Note(_elapsed, $"{script.From} calls {script.To} ({(script.Direction.Value is null ? "no direction" : script.Direction.ToString())}), session {session}");
        CallEndReason end = await RunAsync(cancellationToken).ConfigureAwait(false);
        await ReportAsync(isLast: true, cancellationToken).ConfigureAwait(false);
        _book.Note(_elapsed, $"the end: {Words(end)}, {(IsAnswered ? "answered" : "never answered")}");
        TimeSpan talked = _answered is { } answered ? _elapsed - answered : TimeSpan.Zero;
        await host.EndAsync(session, talked, cancellationToken).ConfigureAwait(false);
        return new CallResult
        {
            Session = session,
            StartedAt = start,
            Duration = _elapsed,
            AnsweredAfter = _answered,
            EndedBy = end,
            RejectReason = _rejectReason,
            Heard = _book.Heard,
            Rang = _book.Rang,
            Asked = _book.Asked,
            Recordings = _book.Recordings,
            Conferences = _book.Conferences,
            Streams = _book.Streams,
            Redirects = _book.Redirects,
            Stages = _book.Stages,
            Script = _book.ToString(),
        };
    }

    private async Task<CallEndReason> RunAsync(CancellationToken cancellationToken)
    {
        var next = new Step.Go(host.Start, Request("in-progress"));
        while (true)
        {
            if (_stage == script.StageLimit) return CallEndReason.StageLimit;
            if (_stage == script.HangsUpAfterStages) return CallEndReason.CallerHungUp;
            _stage++;
            foreach ((int stage, Func<CancellationToken, Task> action) in script.BeforeStages)
            {
                if (stage == _stage) await action(cancellationToken).ConfigureAwait(false);
            }
            _current = next.Target;
            HostAnswer answer = await AskAsync(next, cancellationToken).ConfigureAwait(false);
            await ReportAsync(isLast: true, cancellationToken).ConfigureAwait(false);
            if (answer.StatusCode != 200) return CallEndReason.HttpError;
            Step step = Do(Read(answer));
            if (step is Step.End end) return end.Reason;
            next = (Step.Go)step;
            await ReportAsync(isLast: false, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<HostAnswer> AskAsync(Step.Go next, CancellationToken cancellationToken)
    {
        clock?.SetUtcNow(start + _elapsed);
        // What the test sets comes last, so that it holds in every request.
        foreach ((string name, string? value) in script.Fields) next.Request.Set(name, value);
        HostAnswer answer = await host.AskAsync(next.Target, next.Request, cancellationToken).ConfigureAwait(false);
        _document = Encoding.UTF8.GetString(answer.Document);
        var stage = new CallStage
        {
            Number = _stage,
            Url = next.Target.Url,
            RequestedUrl = next.Target.Local,
            Method = next.Target.Method,
            RequestBody = next.Request.ToJson(),
            StatusCode = answer.StatusCode,
            Headers = answer.Headers,
            Document = _document,
            Outcome = answer.Decision?.Outcome,
            Trace = answer.Decision?.Trace,
            DidId = answer.Decision?.DidId,
            ExtensionId = answer.Decision?.ExtensionId,
            RingGroupId = answer.Decision?.RingGroupId,
            Events = answer.Decision?.Events ?? [],
        };
        _book.Stages.Add(stage);
        _book.Note(_elapsed, stage.ToString());
        if (script.RepeatsWebhooks)
        {
            HostAnswer again = await host.AskAsync(next.Target, next.Request, cancellationToken).ConfigureAwait(false);
            if (answer.StatusCode != again.StatusCode || !IsSame(answer.Document, again.Document))
            {
                throw Fault($"Stage {_stage} was answered differently when its webhook was repeated (rule R5): first the document below, then\n"
                    + CallSimulationException.Mask(Encoding.UTF8.GetString(again.Document)));
            }
        }
        return answer;
    }

    // Signed addresses hold the time, which may have gone on.
    private static bool IsSame(byte[] first, byte[] again)
        => first.AsSpan().SequenceEqual(again)
            || string.Equals(CallSimulationException.WithoutSignatures(Encoding.UTF8.GetString(first)), CallSimulationException.WithoutSignatures(Encoding.UTF8.GetString(again)), StringComparison.Ordinal);

    /// <summary>The verbs of a document, which must be one that the platform understands.</summary>
    private XElement Read(HostAnswer answer)
    {
        IReadOnlyList<string> faults = CxmlSchema.Default.Validate(answer.Document);
        if (faults.Count > 0) throw Fault($"Stage {_stage} was answered with a document that breaks the CXML contract:\n- {string.Join("\n- ", faults)}");
        using var stream = new MemoryStream(answer.Document, writable: false);
        return XElement.Load(stream);
    }

    private Step Do(XElement response)
    {
        foreach (XElement verb in response.Elements())
        {
            bool talked = _talkedLast;
            _talkedLast = false;
            if (Do(verb, talked) is { } next) return next;
        }
        return new Step.End(_talkedLast ? CallEndReason.AnsweredCallEnded : CallEndReason.EndOfDocument);
    }

    /// <summary>Does one verb; null = the next verb follows.</summary>
    private Step? Do(XElement verb, bool talked)
    {
        switch (verb.Name.LocalName)
        {
            case "Say" or "Play":
                return Hear(verb, inMenu: false);
            case "Pause":
                if (Flag(verb, "answer", false)) Answer();
                _elapsed += Seconds(verb, "length", 1);
                return null;
            case "Gather":
                return Gather(verb);
            case "Record":
                return Record(verb);
            case "Dial":
                return Dial(verb);
            case "Connect":
                return Connect(verb);
            case "Start":
                OpenStream(verb.Element("Stream")!, isBlocking: false);
                return null;
            case "Converse" or "Coach":
                Answer();
                _book.Note(_elapsed, $"{verb.Name.LocalName}, which is not played");
                return null;
            case "Redirect":
                return Redirect(verb);
            case "Reject":
                _rejectReason = (string?)verb.Attribute("reason");
                return new Step.End(CallEndReason.Reject);
            case "Hangup":
                return new Step.End(talked ? CallEndReason.AnsweredCallEnded : CallEndReason.Hangup);
            default:
                return null;
        }
    }

    private Step Redirect(XElement verb)
    {
        string url = verb.Value.Trim();
        string? local = host.Resolve(url, _current.Local, isRedirect: true);
        _book.Redirects.Add(new TakenRedirect(url, local is not null, _stage));
        _book.Note(_elapsed, $"redirected to {CallSimulationException.Mask(url)}");
        return local is null ? new Step.End(CallEndReason.RedirectedAway) : new Step.Go(new RequestTarget(url, local, MethodOf(verb)), Request("in-progress"));
    }

    /// <summary>The request for the action of a verb; without action the current document is requested again.</summary>
    private Step.Go Go(XElement verb, PlatformRequest request)
    {
        if ((string?)verb.Attribute("action") is not { Length: > 0 } action) return new Step.Go(_current, request);
        string local = host.Resolve(action, _current.Local, isRedirect: false)
            ?? throw Fault($"Stage {_stage} has an action on another host, which can't be played.");
        return new Step.Go(new RequestTarget(action, local, MethodOf(verb)), request);
    }

    private static HttpMethod MethodOf(XElement verb) => (string?)verb.Attribute("method") == "GET" ? HttpMethod.Get : HttpMethod.Post;

    private PlatformRequest Request(string callStatus)
    {
        bool subscriber = script.Direction == CallDirection.Subscriber || script.Direction == CallDirection.Internal;
        var request = new PlatformRequest { StartedAt = start, AnsweredAt = start + _answered, Now = start + _elapsed, IsSubscriber = subscriber };
        request.Set("ApiVersion", "1").Set("CallStatus", callStatus).Set("From", script.From).Set("To", script.To).Set("CallSid", session)
            .Set("Domain", host.Domain).Set("AccountSid", host.Domain).Set("Direction", script.Direction.Value).Set("Session", session)
            .Set("X-Cx-Domain", host.Domain).Set("X-Cx-From", script.From).Set("X-Cx-To", script.To).Set("X-Cx-Session", session)
            .Set("X-Cx-Source", subscriber ? "SUBSCRIBER" : null);
        return request;
    }

    private void Answer() => _answered ??= _elapsed;

    private bool HangsUp(CallMoment moment) => script.HangsUpAt == moment;

    private CallSimulationException Fault(string message) => new(message, _document, _book.ToString());

    private static bool Flag(XElement element, string name, bool otherwise) => (string?)element.Attribute(name) is { } text ? text == "true" : otherwise;

    private static TimeSpan Seconds(XElement element, string name, double otherwise) => TimeSpan.FromSeconds(Number(element, name) ?? otherwise);

    private static double? Number(XElement element, string name)
        => double.TryParse((string?)element.Attribute(name), NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? value : null;

    private static int? Whole(XElement element, string name) => (int?)Number(element, name);

    private static string Words(CallEndReason reason) => reason switch
    {
        CallEndReason.CallerHungUp => "the caller hung up",
        CallEndReason.Hangup => "hung up on",
        CallEndReason.Reject => "rejected",
        CallEndReason.EndOfDocument => "end of the document",
        CallEndReason.AnsweredCallEnded => "the conversation ended",
        CallEndReason.RedirectedAway => "handed to another host",
        CallEndReason.HttpError => "the application failed",
        _ => "too many stages",
    };

    /// <summary>What follows a verb.</summary>
    private abstract record Step
    {
        private Step() { }

        public sealed record Go(RequestTarget Target, PlatformRequest Request) : Step;

        public sealed record End(CallEndReason Reason) : Step;
    }
}
