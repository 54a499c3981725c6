using System.Data.Common;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using OpBX.Calls;
using OpBX.Cdr;
using OpBX.Numbers;
using OpBX.Recordings;
using OpBX.Sessions;
using OpBX.Tenants;

namespace OpBX.Storage;

/// <summary>
/// Configuration and records in MySQL 8.0 or later, or MariaDB 10.6 or later, in the documented schema (<c>docs/schema.md</c>). All
/// members may be used from any number of threads at once.
/// </summary>
public sealed class MySqlOpBXStorage : IOpBXStorage, IAsyncDisposable
{
    private readonly DbDataSource? _owned;

    /// <summary>A storage over the host's own connections, which stay the host's.</summary>
    /// <param name="dataSource">Connections to the database. Their sessions must be reset between uses, as drivers do unless told otherwise.</param>
    /// <param name="numbers">Reads the numbers of DIDs (rule N2).</param>
    /// <param name="options">Limits; null = the defaults. The connection string is not read.</param>
    /// <param name="time">The clock; null = the system's.</param>
    /// <param name="loggers">Where it logs; null = nowhere.</param>
    public MySqlOpBXStorage(DbDataSource dataSource, INumberNormalizer numbers, MySqlStorageOptions? options = null, TimeProvider? time = null, ILoggerFactory? loggers = null)
        : this(dataSource, numbers, options, time, loggers, isOwned: false) { }

    internal MySqlOpBXStorage(DbDataSource dataSource, INumberNormalizer numbers, MySqlStorageOptions? options, TimeProvider? time, ILoggerFactory? loggers, bool isOwned)
    {
        ArgumentNullException.ThrowIfNull(dataSource);
        ArgumentNullException.ThrowIfNull(numbers);
        _owned = isOwned ? dataSource : null;
        time ??= TimeProvider.System;
        loggers ??= NullLoggerFactory.Instance;
        Source = dataSource;
        Database = new MySqlDatabase(dataSource, options ?? new MySqlStorageOptions(), time, loggers.CreateLogger<MySqlDatabase>());
        Directory = new MySqlTenantDirectory(Database, numbers);
        Tenants = new MySqlTenantStore(Database);
        Configuration = new MySqlConfigurationStores(Database);
    }

    /// <inheritdoc />
    public ITenantDirectory Directory { get; }

    /// <inheritdoc />
    public ITenantStore Tenants { get; }

    /// <inheritdoc />
    public IConfigurationStores Configuration { get; }

    /// <inheritdoc />
    public ICallLogStore CallLogs => throw new NotSupportedException();

    /// <inheritdoc />
    public ICallRecordStore CallRecords => throw new NotSupportedException();

    /// <inheritdoc />
    public ISessionUpdateStore SessionUpdates => throw new NotSupportedException();

    /// <inheritdoc />
    public IRecordingStore Recordings => throw new NotSupportedException();

    /// <inheritdoc />
    public IDeadLetterStore DeadLetters => throw new NotSupportedException();

    internal DbDataSource Source { get; }

    internal MySqlDatabase Database { get; }

    /// <summary>Closes the connections that the storage made itself.</summary>
    public ValueTask DisposeAsync() => _owned?.DisposeAsync() ?? default;
}
