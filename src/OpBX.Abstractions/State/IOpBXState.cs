using OpBX.Calls;
using OpBX.Outbound;
using OpBX.RingGroups;

namespace OpBX.State;

/// <summary>
/// Ephemeral state that several hosts may share. It holds nothing that must survive, and its absence costs no call
/// (rule F2). The default keeps it in the memory of the process.
/// </summary>
public interface IOpBXState
{
    /// <summary>Whose turn it is.</summary>
    IRingRotation Rotation { get; }

    /// <summary>What may still be dialled.</summary>
    ICallAdmission Admission { get; }

    /// <summary>Who is on a call now.</summary>
    ILiveCalls LiveCalls { get; }
}

/// <summary>The shared state did not answer. Routing goes on without it (rule F2).</summary>
public sealed class OpBXStateException : Exception
{
    /// <summary>An exception without further information.</summary>
    public OpBXStateException() : base("The shared state did not answer.") { }

    /// <summary>An exception with a message.</summary>
    public OpBXStateException(string message) : base(message) { }

    /// <summary>An exception with a message and the driver's error.</summary>
    public OpBXStateException(string message, Exception innerException) : base(message, innerException) { }
}
