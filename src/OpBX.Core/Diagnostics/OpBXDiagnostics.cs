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

    /// <summary>Counter of deliveries of records, unit <c>{delivery}</c>; tags <c>source</c>, <c>result</c>.</summary>
    public const string Deliveries = "opbx.records.deliveries";

    /// <summary>Gauge of the deliveries that wait in the spool, unit <c>{entry}</c>.</summary>
    public const string SpoolEntries = "opbx.spool.entries";

    /// <summary>Gauge of the size of the spool in bytes.</summary>
    public const string SpoolBytes = "opbx.spool.bytes";

    /// <summary>Counter of the deliveries that were kept in the spool, unit <c>{entry}</c>.</summary>
    public const string SpoolAppended = "opbx.spool.appended";

    /// <summary>Counter of the deliveries that were stored, or set aside, from the spool, unit <c>{entry}</c>.</summary>
    public const string SpoolDrained = "opbx.spool.drained";

    /// <summary>Counter of the deliveries that the full spool refused, unit <c>{entry}</c>.</summary>
    public const string SpoolRefused = "opbx.spool.refused";

    /// <summary>Counter of the rows that were moved into the archive, unit <c>{row}</c>; tag <c>kind</c>.</summary>
    public const string RetentionMoved = "opbx.retention.moved";

    /// <summary>Counter of the archived rows that were removed for good, unit <c>{row}</c>; tag <c>kind</c>.</summary>
    public const string RetentionPurged = "opbx.retention.purged";

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
