using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace OpBX.Diagnostics;

/// <summary>Names under which OpBX reports to tracing and metrics. No metric carries a tenant.</summary>
public static class OpBXDiagnostics
{
    /// <summary>Name of the <see cref="ActivitySource"/>.</summary>
    public const string ActivitySourceName = "OpBX";

    /// <summary>Name of the <see cref="Meter"/>.</summary>
    public const string MeterName = "OpBX";

    /// <summary>Activity of one routing decision; tags <c>opbx.outcome</c>, <c>opbx.kind</c>, <c>opbx.stage</c>.</summary>
    public const string RouteActivity = "opbx.route";

    /// <summary>Counter of decisions, unit <c>{decision}</c>; tags <c>outcome</c>, <c>kind</c>.</summary>
    public const string Decisions = "opbx.routing.decisions";

    /// <summary>Histogram of the time from request to document in seconds; tags <c>outcome</c>, <c>kind</c>.</summary>
    public const string Duration = "opbx.routing.duration";

    /// <summary>Counter of events that were dropped because observers were too slow, unit <c>{event}</c>.</summary>
    public const string EventsDropped = "opbx.events.dropped";

    internal static readonly ActivitySource Source = new(ActivitySourceName);
}

/// <summary>The instruments of one container.</summary>
internal sealed class OpBXMetrics : IDisposable
{
    private readonly Meter _meter;
    private readonly Counter<long> _decisions;
    private readonly Histogram<double> _duration;
    private readonly Counter<long> _eventsDropped;

    public OpBXMetrics(IMeterFactory? factory)
    {
        _meter = factory?.Create(OpBXDiagnostics.MeterName) ?? new Meter(OpBXDiagnostics.MeterName);
        _decisions = _meter.CreateCounter<long>(OpBXDiagnostics.Decisions, "{decision}", "Routing decisions.");
        _duration = _meter.CreateHistogram<double>(OpBXDiagnostics.Duration, "s", "Time from request to document.");
        _eventsDropped = _meter.CreateCounter<long>(OpBXDiagnostics.EventsDropped, "{event}", "Events dropped because observers were too slow.");
    }

    public void Decided(string outcome, string kind, TimeSpan elapsed)
    {
        var tags = new TagList { { "outcome", outcome }, { "kind", kind } };
        _decisions.Add(1, tags);
        _duration.Record(elapsed.TotalSeconds, tags);
    }

    public void EventDropped() => _eventsDropped.Add(1);

    public void Dispose() => _meter.Dispose();
}
