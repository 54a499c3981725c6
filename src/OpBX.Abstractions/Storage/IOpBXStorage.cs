using OpBX.Tenants;

namespace OpBX.Storage;

/// <summary>Durable storage of a host: configuration now, records with it. The default keeps everything in memory.</summary>
public interface IOpBXStorage
{
    /// <summary>Finds tenants.</summary>
    ITenantDirectory Directory { get; }

    /// <summary>Reads configurations.</summary>
    ITenantStore Tenants { get; }
}

/// <summary>The storage did not do what was asked. The driver's error, if any, is the inner exception.</summary>
public class OpBXStorageException : Exception
{
    /// <summary>An exception without further information.</summary>
    public OpBXStorageException() : base("The storage did not answer.") { }

    /// <summary>An exception with a message.</summary>
    public OpBXStorageException(string message) : base(message) { }

    /// <summary>An exception with a message and the driver's error.</summary>
    public OpBXStorageException(string message, Exception innerException) : base(message, innerException) { }
}
