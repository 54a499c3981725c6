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
/// The default storage: everything in the memory of the process. It is what a host without a database runs on, what unit
/// tests use, and the reference for other providers. All members may be used from any number of threads at once.
/// </summary>
public sealed class InMemoryOpBXStorage : IOpBXStorage
{
    private readonly INumberNormalizer _numbers;
    private readonly Lock _replacing = new();
    private readonly InMemoryConfiguration _configuration;
    private TenantSet _tenants = TenantSet.Empty;

    /// <summary>A storage without tenants.</summary>
    /// <param name="numbers">Reads the numbers of DIDs (rule N2).</param>
    public InMemoryOpBXStorage(INumberNormalizer numbers) : this(numbers, []) { }

    /// <summary>A storage with tenants.</summary>
    /// <param name="numbers">Reads the numbers of DIDs (rule N2).</param>
    /// <param name="configurations">The tenants.</param>
    /// <exception cref="ArgumentException">Two configurations are of one organization, or one is of none.</exception>
    public InMemoryOpBXStorage(INumberNormalizer numbers, IReadOnlyList<TenantConfiguration> configurations)
        : this(numbers, configurations, new InMemoryRecords(TimeProvider.System, new InMemoryRecordOptions(), NullLogger<InMemoryRecords>.Instance)) { }

    internal InMemoryOpBXStorage(INumberNormalizer numbers, IReadOnlyList<TenantConfiguration> configurations, InMemoryRecords records)
    {
        ArgumentNullException.ThrowIfNull(numbers);
        CallLogs = records;
        CallRecords = records;
        SessionUpdates = records;
        Recordings = records;
        DeadLetters = records.DeadLetters;
        Archive = records;
        _numbers = numbers;
        var view = new TenantView(this);
        Directory = view;
        Tenants = view;
        _configuration = new InMemoryConfiguration(this);
        Replace(configurations);
    }

    /// <summary>
    /// Raised for each tenant that was added, changed or removed, after the change is served. It says only that there is
    /// something new to read: handlers run on the thread that made the change, which gets what they throw.
    /// </summary>
    public event Action<TenantId>? Changed;

    /// <inheritdoc />
    public ITenantDirectory Directory { get; }

    /// <inheritdoc />
    public ITenantStore Tenants { get; }

    /// <inheritdoc />
    /// <remarks>
    /// Texts of unique keys are compared without letter case (ordinal), spaces at the end not counted. What is changed here is lost
    /// with the process, and when <see cref="Replace"/> gives the tenant another configuration.
    /// </remarks>
    public IConfigurationStores Configuration => _configuration;

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

    /// <inheritdoc />
    public IRecordArchive? Archive { get; }

    internal TenantSet Current => Volatile.Read(ref _tenants);

    /// <summary>
    /// Serves these tenants and no others from now on, all at once: no reader sees part of the change. The version of a tenant
    /// (rule A2) becomes that of its configuration where this is higher; else it stays where the content is the same, and grows
    /// by one where it is not. It never goes back, not even when a tenant is removed and returns.
    /// </summary>
    /// <param name="configurations">The tenants.</param>
    /// <exception cref="ArgumentException">Two configurations are of one organization, or one is of none; nothing is changed.</exception>
    public void Replace(IReadOnlyList<TenantConfiguration> configurations)
    {
        ArgumentNullException.ThrowIfNull(configurations);
        IReadOnlyList<TenantId> changed;
        lock (_replacing)
        {
            TenantSet next = Current.With(configurations, _numbers, out changed);
            Volatile.Write(ref _tenants, next);
        }
        if (Changed is not { } handlers) return;
        foreach (TenantId tenant in changed) handlers(tenant);
    }

    /// <summary>Makes one change of configuration: decided and made before anybody else makes one.</summary>
    internal ChangeResult<T> Change<T>(Func<TenantSet, StorageChange<T>> decide)
        where T : class
    {
        ChangeResult<T> result;
        TenantId tenant;
        lock (_replacing)
        {
            TenantSet current = Current;
            StorageChange<T> change = decide(current);
            if (change.Result is { } refused) return refused;
            tenant = (change.Next ?? change.Gone!).Organization.Id;
            TenantSet next = change.Next is { } configuration ? current.WithOne(configuration, _numbers) : current.Without(tenant);
            TenantConfiguration kept = next.Find(tenant) ?? change.Gone!;
            result = ChangeResult.Done(change.Item!(kept), kept.Version);
            Volatile.Write(ref _tenants, next);
        }
        Changed?.Invoke(tenant);
        return result;
    }

    internal void NoteIds(IEnumerable<ConfigurationKey> keys) => _configuration.NoteIds(keys);

    internal long NextId(TenantSet set, string table) => _configuration.NextId(set, table);
}
