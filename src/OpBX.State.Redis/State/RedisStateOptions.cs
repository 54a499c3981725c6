namespace OpBX.State;

/// <summary>How OpBX uses Redis. The defaults suit every host; all hosts of one installation need the same <see cref="KeyPrefix"/>.</summary>
public sealed class RedisStateOptions
{
    /// <summary>Every key and channel starts with this and a colon: 1 to 40 letters, digits, dots, dashes or underscores. Default <c>opbx</c>.</summary>
    public string KeyPrefix { get; set; } = "opbx";

    /// <summary>How long one call to Redis may take (rule F2): 10 ms to 1 s. Default 200 ms.</summary>
    public TimeSpan CallTimeout { get; set; } = TimeSpan.FromMilliseconds(200);

    /// <summary>How long a call that carries copies of configurations or records may take; never on the way of a call that is routed: 10 ms to 30 s. Default 1 s.</summary>
    public TimeSpan BulkTimeout { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>After how many failures in a row nobody asks Redis for a while: 1 to 100. Default 5. A call that waited out its limit while Redis answered nobody else counts as that many.</summary>
    public int BreakerFailures { get; set; } = 5;

    /// <summary>How often Redis is tried in the background while nobody asks it: 10 ms to 10 s. Default 200 ms.</summary>
    public TimeSpan ProbeInterval { get; set; } = TimeSpan.FromMilliseconds(200);

    /// <summary>After how long without any answer the connection is made anew: 100 ms to 1 minute. Default 2 s. A connection that the host gave is never made anew.</summary>
    public TimeSpan RebuildAfter { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>The password of the sentinels, where they have one; that of the data nodes stands in the connection string. Default none.</summary>
    public string? SentinelPassword { get; set; }
}
