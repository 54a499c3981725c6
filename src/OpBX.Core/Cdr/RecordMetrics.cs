using System.Diagnostics.Metrics;
using OpBX.Diagnostics;

namespace OpBX.Cdr;

/// <summary>The instruments of records.</summary>
internal sealed class RecordMetrics : IDisposable
{
    private readonly Meter _meter;
    private readonly Counter<long> _appended;
    private readonly Counter<long> _drained;
    private readonly Counter<long> _refused;
    private readonly Counter<long> _deliveries;
    private readonly Counter<long> _moved;
    private readonly Counter<long> _purged;
    private RecordSpool? _spool;

    public RecordMetrics(IMeterFactory? factory)
    {
        _meter = factory?.Create(OpBXDiagnostics.MeterName) ?? new Meter(OpBXDiagnostics.MeterName);
        _appended = _meter.CreateCounter<long>(OpBXDiagnostics.SpoolAppended, "{entry}", "Deliveries kept in the spool.");
        _drained = _meter.CreateCounter<long>(OpBXDiagnostics.SpoolDrained, "{entry}", "Deliveries stored from the spool.");
        _refused = _meter.CreateCounter<long>(OpBXDiagnostics.SpoolRefused, "{entry}", "Deliveries that the full spool refused.");
        _deliveries = _meter.CreateCounter<long>(OpBXDiagnostics.Deliveries, "{delivery}", "Deliveries of records by source and result.");
        _moved = _meter.CreateCounter<long>(OpBXDiagnostics.RetentionMoved, "{row}", "Rows moved into the archive.");
        _purged = _meter.CreateCounter<long>(OpBXDiagnostics.RetentionPurged, "{row}", "Archived rows removed for good.");
        _meter.CreateObservableGauge(OpBXDiagnostics.SpoolEntries, () => Volatile.Read(ref _spool)?.Waiting ?? 0, "{entry}", "Deliveries that wait in the spool.");
        _meter.CreateObservableGauge(OpBXDiagnostics.SpoolBytes, () => Volatile.Read(ref _spool)?.Bytes ?? 0, "By", "Size of the spool.");
    }

    /// <summary>The meter, for tests to listen to.</summary>
    public Meter Meter => _meter;

    public void Watch(RecordSpool spool) => Volatile.Write(ref _spool, spool);

    public void SpoolAppended(int entries) => _appended.Add(entries);

    public void SpoolDrained(int entries) => _drained.Add(entries);

    public void SpoolRefused() => _refused.Add(1);

    public void Delivered(string source, string result)
        => _deliveries.Add(1, new KeyValuePair<string, object?>("source", source), new KeyValuePair<string, object?>("result", result));

    public void Moved(string kind, int rows) => _moved.Add(rows, new KeyValuePair<string, object?>("kind", kind));

    public void Purged(string kind, int rows) => _purged.Add(rows, new KeyValuePair<string, object?>("kind", kind));

    public void Dispose() => _meter.Dispose();
}
