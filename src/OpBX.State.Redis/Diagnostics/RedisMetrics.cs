using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace OpBX.Diagnostics;

/// <summary>What the shared state measures, in the meter and activity source <c>OpBX</c>. No tenant is a tag.</summary>
internal sealed class RedisMetrics : IDisposable
{
    /// <summary>Histogram of calls to Redis in seconds; tags <c>operation</c>, <c>result</c> (ok, error, down).</summary>
    public const string CallDuration = "opbx.state.duration";

    /// <summary>Counter of calls that were not made because Redis does not answer; tag <c>operation</c>.</summary>
    public const string CallsRefused = "opbx.state.refused";

    /// <summary>Counter of the times at which Redis stopped answering.</summary>
    public const string Outages = "opbx.state.outages";

    /// <summary>Gauge of copies of records that wait for the database, as last seen by this node.</summary>
    public const string QueueLength = "opbx.state.queue";

    /// <summary>Counter of copies of records; tag <c>result</c> (enqueued, full, taken, acknowledged).</summary>
    public const string QueueCopies = "opbx.state.queue.copies";

    private const string Name = "OpBX";
    private static readonly ActivitySource Source = new(Name);

    private readonly Meter _meter;
    private readonly Histogram<double> _duration;
    private readonly Counter<long> _refused;
    private readonly Counter<long> _outages;
    private readonly Counter<long> _copies;
    private long _queue;

    public RedisMetrics(IMeterFactory? factory)
    {
        _meter = factory?.Create(Name) ?? new Meter(Name);
        _duration = _meter.CreateHistogram<double>(CallDuration, "s", "Calls to Redis.");
        _refused = _meter.CreateCounter<long>(CallsRefused, "{call}", "Calls that were not made because Redis does not answer.");
        _outages = _meter.CreateCounter<long>(Outages, "{outage}", "Times at which Redis stopped answering.");
        _copies = _meter.CreateCounter<long>(QueueCopies, "{record}", "Copies of records that wait for the database.");
        _meter.CreateObservableGauge(QueueLength, () => Volatile.Read(ref _queue), "{record}", "Copies of records that wait for the database, as last seen.");
    }

    public static Activity? Start(string operation)
        => Source.HasListeners() ? Source.StartActivity("opbx.state " + operation, ActivityKind.Client) : null;

    public void Called(string operation, string result, TimeSpan elapsed)
    {
        if (_duration.Enabled) _duration.Record(elapsed.TotalSeconds, new TagList { { "operation", operation }, { "result", result } });
    }

    public void Refused(string operation) => _refused.Add(1, new TagList { { "operation", operation } });

    public void Opened() => _outages.Add(1);

    public void Queued(string result, int copies) => _copies.Add(copies, new TagList { { "result", result } });

    public void QueueSeen(long length) => Volatile.Write(ref _queue, length);

    public void Dispose() => _meter.Dispose();
}
