using OpBX.Calls;
using OpBX.Outbound;
using OpBX.RingGroups;

namespace OpBX.State;

/// <summary>
/// Ephemeral state in the memory of the process: the default, and the reference for other providers. Right for one host;
/// several hosts would each count for themselves. Safe for concurrent use; what it keeps is bounded.
/// </summary>
public sealed class InMemoryOpBXState : IOpBXState
{
    /// <summary>State on the system's clock.</summary>
    public InMemoryOpBXState()
        : this(TimeProvider.System)
    {
    }

    /// <summary>State on a given clock.</summary>
    /// <param name="timeProvider">Its timestamps measure minutes and slots; its UTC time tells the day.</param>
    public InMemoryOpBXState(TimeProvider timeProvider)
        : this(timeProvider, new InMemoryStateLimits())
    {
    }

    internal InMemoryOpBXState(TimeProvider timeProvider, InMemoryStateLimits limits)
    {
        ArgumentNullException.ThrowIfNull(timeProvider);
        Rotation = new InMemoryRingRotation(timeProvider, limits);
        Admission = new InMemoryCallAdmission(timeProvider, limits);
        LiveCalls = new InMemoryLiveCalls(timeProvider, limits);
        SnapshotCopies = new InMemorySnapshotCopies(timeProvider, limits);
        Leases = new InMemoryLeases(timeProvider);
        RecordCopies = new InMemoryRecordCopies(timeProvider);
    }

    /// <inheritdoc />
    /// <value>False.</value>
    public bool IsShared => false;

    /// <inheritdoc />
    public IRingRotation Rotation { get; }

    /// <inheritdoc />
    public ICallAdmission Admission { get; }

    /// <inheritdoc />
    public ILiveCalls LiveCalls { get; }

    /// <inheritdoc />
    public IConfigurationNotices Notices { get; } = new InMemoryNotices();

    /// <inheritdoc />
    public ISnapshotCopies SnapshotCopies { get; }

    /// <inheritdoc />
    public ILeases Leases { get; }

    /// <inheritdoc />
    public IRecordCopies RecordCopies { get; }
}
