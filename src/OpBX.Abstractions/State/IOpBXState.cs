using OpBX.Calls;
using OpBX.Outbound;
using OpBX.RingGroups;

namespace OpBX.State;

/// <summary>
/// Ephemeral state that several hosts may share. It holds nothing that must survive, and its absence costs no call
/// (rule F2). The default keeps it in the memory of the process.
/// </summary>
/// <remarks>A provider that lacks one of the later parts counts as one that never answers: asking for the part throws.</remarks>
public interface IOpBXState
{
    /// <summary>
    /// Whether another process may see it. What only another node could use, copies of configurations and of waiting records, is
    /// not written where it is false.
    /// </summary>
    /// <value>True, unless the provider says otherwise.</value>
    bool IsShared => true;

    /// <summary>Whose turn it is.</summary>
    IRingRotation Rotation { get; }

    /// <summary>What may still be dialled.</summary>
    ICallAdmission Admission { get; }

    /// <summary>Who is on a call now.</summary>
    ILiveCalls LiveCalls { get; }

    /// <summary>What changed in the configuration.</summary>
    /// <exception cref="OpBXStateException">The provider has no such part.</exception>
    IConfigurationNotices Notices => throw OpBXStateException.Without(nameof(Notices));

    /// <summary>Copies of configurations for nodes that start while the storage is down.</summary>
    /// <exception cref="OpBXStateException">The provider has no such part.</exception>
    ISnapshotCopies SnapshotCopies => throw OpBXStateException.Without(nameof(SnapshotCopies));

    /// <summary>Jobs that one node may run at a time.</summary>
    /// <exception cref="OpBXStateException">The provider has no such part.</exception>
    ILeases Leases => throw OpBXStateException.Without(nameof(Leases));

    /// <summary>Copies of records that wait for the storage.</summary>
    /// <exception cref="OpBXStateException">The provider has no such part.</exception>
    IRecordCopies RecordCopies => throw OpBXStateException.Without(nameof(RecordCopies));
}
