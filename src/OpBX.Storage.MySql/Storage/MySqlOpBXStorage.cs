using System.Data.Common;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using OpBX.Calls;
using OpBX.Cdr;
using OpBX.Numbers;
using OpBX.Recordings;
using OpBX.Retention;
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
    private bool _isDisposed;
    private readonly DbDataSource? _ownedArchive;
    private readonly RecordTexts _texts;
    private readonly RecordWriter _records;

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
        _ownedArchive = options?.ArchiveDataSource is null && options?.ArchiveConnectionString is { Length: > 0 } text ? MySqlDriver.CreateDataSource(text) : null;
        ArchiveSource = options?.ArchiveDataSource ?? _ownedArchive;
        var reader = new ArchiveReader(Database, ArchiveSource is null ? Database : new MySqlDatabase(ArchiveSource, options!, time, loggers.CreateLogger<MySqlDatabase>()));
        _texts = new RecordTexts(Database, time, loggers.CreateLogger<RecordTexts>());
        _records = new RecordWriter(Database, time, _texts, loggers.CreateLogger<RecordWriter>());
        var letters = new MySqlDeadLetterStore(Database, loggers.CreateLogger<MySqlDeadLetterStore>());
        CallLogs = new MySqlCallLogStore(Database, _records, reader);
        CallRecords = new MySqlCallRecordStore(Database, _records, reader);
        SessionUpdates = new MySqlSessionUpdateStore(Database, _records);
        Recordings = new MySqlRecordingStore(Database, time);
        DeadLetters = letters;
        Archive = new MySqlRecordArchive(Database, reader, letters, time);
    }

    /// <inheritdoc />
    public ITenantDirectory Directory { get; }

    /// <inheritdoc />
    public ITenantStore Tenants { get; }

    /// <inheritdoc />
    public IConfigurationStores Configuration { get; }

    /// <inheritdoc />
    public ICallLogStore CallLogs { get; }

    /// <inheritdoc />
    public ICallRecordStore CallRecords { get; }

    /// <inheritdoc />
    public ISessionUpdateStore SessionUpdates { get; }

    /// <inheritdoc />
    public IRecordingStore Recordings { get; }

    /// <inheritdoc />
    public IDeadLetterStore DeadLetters { get; }

    /// <summary>Connections to the database of the archive; null = it lies in the main database.</summary>
    internal DbDataSource? ArchiveSource { get; }

    internal DbDataSource Source { get; }

    /// <inheritdoc />
    public IRecordArchive? Archive { get; }

    internal MySqlDatabase Database { get; }

    /// <summary>Takes no further record, stores those that wait, and closes the connections that the storage made itself.</summary>
    public async ValueTask DisposeAsync()
    {
        // A container disposes a service once for every name that it has.
        if (Interlocked.Exchange(ref _isDisposed, true)) return;
        await _records.DisposeAsync().ConfigureAwait(false);
        await _texts.DisposeAsync().ConfigureAwait(false);
        if (_ownedArchive is not null) await _ownedArchive.DisposeAsync().ConfigureAwait(false);
        if (_owned is not null) await _owned.DisposeAsync().ConfigureAwait(false);
    }
}
