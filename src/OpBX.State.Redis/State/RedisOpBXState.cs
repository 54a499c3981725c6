using Microsoft.Extensions.Logging;
using OpBX.Calls;
using OpBX.Diagnostics;
using OpBX.Outbound;
using OpBX.RingGroups;

namespace OpBX.State;

/// <summary>State that all nodes of one installation share, in Redis.</summary>
internal sealed class RedisOpBXState : IOpBXState
{
    public RedisOpBXState(RedisLink link, RedisKeys keys, RedisClock clock, TimeProvider time, RedisMetrics metrics, ILogger logger)
    {
        Link = link;
        Rotation = new RedisRingRotation(link, keys);
        Admission = new RedisCallAdmission(link, keys, clock);
        LiveCalls = new RedisLiveCalls(link, keys, clock, logger);
        Notices = new RedisNotices(link, keys, time, logger);
        SnapshotCopies = new RedisSnapshotCopies(link, keys);
        Leases = new RedisLeases(link, keys, clock, time, logger);
        RecordCopies = new RedisRecordCopies(link, keys, clock, metrics, logger);
    }

    public RedisLink Link { get; }

    public IRingRotation Rotation { get; }

    public ICallAdmission Admission { get; }

    public ILiveCalls LiveCalls { get; }

    public IConfigurationNotices Notices { get; }

    public ISnapshotCopies SnapshotCopies { get; }

    public ILeases Leases { get; }

    public IRecordCopies RecordCopies { get; }
}
