using OpBX.Calls;
using OpBX.Cdr;
using OpBX.Recordings;
using OpBX.Retention;
using OpBX.Sessions;
using OpBX.Tenants;

namespace OpBX.Storage;

/// <summary>Durable storage of a host: configuration and records. The default keeps everything in memory.</summary>
public interface IOpBXStorage
{
    /// <summary>Finds tenants.</summary>
    ITenantDirectory Directory { get; }

    /// <summary>Reads configurations.</summary>
    ITenantStore Tenants { get; }

    /// <summary>Reads and writes configuration object by object.</summary>
    /// <exception cref="NotSupportedException">This storage is read only.</exception>
    IConfigurationStores Configuration => throw new NotSupportedException("This storage can't be administered.");

    /// <summary>Keeps calls (<c>call_logs</c>).</summary>
    ICallLogStore CallLogs { get; }

    /// <summary>Keeps CDRs (<c>call_detail_records</c>).</summary>
    ICallRecordStore CallRecords { get; }

    /// <summary>Keeps session updates (<c>session_updates</c>).</summary>
    ISessionUpdateStore SessionUpdates { get; }

    /// <summary>Keeps recordings (<c>recordings</c>).</summary>
    IRecordingStore Recordings { get; }

    /// <summary>Keeps deliveries that could not be taken in.</summary>
    IDeadLetterStore DeadLetters { get; }

    /// <summary>Archives, purges, restores and erases records (rules D1–D3); null = this storage has no archive.</summary>
    IRecordArchive? Archive => null;
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

    /// <summary>
    /// Whether it is known to be the storage and not what it was given: it did not answer, was busy, or let others go first, so that
    /// the same may succeed later.
    /// </summary>
    /// <value>Default: false, not known.</value>
    public bool IsTransient { get; init; }
}
