using System.Diagnostics.Metrics;

namespace OpBX.Diagnostics;

/// <summary>What the MySQL storage measures, under the same name as the rest of OpBX; of all storages of the process together.</summary>
internal static class MySqlMetrics
{
    private static readonly Meter s_meter = new("OpBX");

    /// <summary>Records that share a commit.</summary>
    public static Histogram<int> BatchSize { get; } = s_meter.CreateHistogram<int>("opbx.storage.batch.records", "{record}", "Records that were committed together.");

    /// <summary>Records that wait for their batch.</summary>
    public static UpDownCounter<int> QueueLength { get; } = s_meter.CreateUpDownCounter<int>("opbx.storage.queue.records", "{record}", "Records that wait for their batch.");
}
