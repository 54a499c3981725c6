namespace OpBX.State;

/// <summary>The shared state did not answer. Routing goes on without it (rule F2).</summary>
public sealed class OpBXStateException : Exception
{
    /// <summary>An exception without further information.</summary>
    public OpBXStateException() : base("The shared state did not answer.") { }

    /// <summary>An exception with a message.</summary>
    public OpBXStateException(string message) : base(message) { }

    /// <summary>An exception with a message and the driver's error.</summary>
    public OpBXStateException(string message, Exception innerException) : base(message, innerException) { }

    internal static OpBXStateException Without(string part) => new("This provider of shared state has no " + part + ".");
}
