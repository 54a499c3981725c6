using System.Runtime.CompilerServices;
using OpBX.Calls;
using OpBX.Cdr;
using OpBX.Numbers;
using OpBX.Recordings;
using OpBX.Sessions;
using OpBX.Storage;

namespace OpBX.Tenants;

/// <summary>A storage that is not the in-memory one: it counts what it is asked, fails, or does not answer.</summary>
internal sealed class GatedStorage(params IReadOnlyList<TenantConfiguration> tenants) : IOpBXStorage, ITenantStore, ITenantDirectory
{
    private readonly InMemoryOpBXStorage _inner = new(NumberNormalizer.Default, tenants);
    private volatile TaskCompletionSource? _gate;
    private int _loads;
    private int _versions;
    private int _batches;
    private int _lookups;

    public bool IsDown { get; set; }

    public long Fingerprint { get; set; }

    public int Loads => Volatile.Read(ref _loads);

    public int Versions => Volatile.Read(ref _versions);

    public int Batches => Volatile.Read(ref _batches);

    public int Lookups => Volatile.Read(ref _lookups);

    public List<TenantId[]> Asked { get; } = [];

    public InMemoryOpBXStorage Inner => _inner;

    public ITenantDirectory Directory => this;

    public ITenantStore Tenants => this;

    public IConfigurationStores Configuration => _inner.Configuration;

    public ICallLogStore CallLogs => _inner.CallLogs;

    public ICallRecordStore CallRecords => _inner.CallRecords;

    public ISessionUpdateStore SessionUpdates => _inner.SessionUpdates;

    public IRecordingStore Recordings => _inner.Recordings;

    public IDeadLetterStore DeadLetters => _inner.DeadLetters;

    /// <summary>From now on nothing is answered until the gate opens.</summary>
    public void Close() => _gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Open()
    {
        TaskCompletionSource? gate = _gate;
        _gate = null;
        gate?.SetResult();
    }

    public async ValueTask<TenantConfiguration?> LoadAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _loads);
        await PassAsync();
        return await _inner.Tenants.LoadAsync(tenant, cancellationToken) is { } found ? found with { Fingerprint = Fingerprint } : null;
    }

    public async ValueTask<TenantVersion?> GetVersionAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _versions);
        await PassAsync();
        return await _inner.Tenants.GetVersionAsync(tenant, cancellationToken) is { } version ? version with { Fingerprint = Fingerprint } : null;
    }

    public async ValueTask<IReadOnlyDictionary<TenantId, long>> GetVersionsAsync(IReadOnlyCollection<TenantId> asked, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _batches);
        Asked.Add([.. asked]);
        await PassAsync();
        return await _inner.Tenants.GetVersionsAsync(asked, cancellationToken);
    }

    public async IAsyncEnumerable<TenantId> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await PassAsync();
        await foreach (TenantId tenant in _inner.Tenants.ListAsync(cancellationToken)) yield return tenant;
    }

    public async ValueTask<IReadOnlyList<TenantCredential>> FindByDomainAsync(string domain, CancellationToken cancellationToken)
    {
        await LookUpAsync();
        return await _inner.Directory.FindByDomainAsync(domain, cancellationToken);
    }

    public async ValueTask<IReadOnlyList<TenantCredential>> FindByDidAsync(PhoneNumber number, CancellationToken cancellationToken)
    {
        await LookUpAsync();
        return await _inner.Directory.FindByDidAsync(number, cancellationToken);
    }

    public async ValueTask<IReadOnlyList<TenantCredential>> FindByKeyHashAsync(ReadOnlyMemory<byte> keyHash, CancellationToken cancellationToken)
    {
        await LookUpAsync();
        return await _inner.Directory.FindByKeyHashAsync(keyHash, cancellationToken);
    }

    public async ValueTask<TenantCredential?> FindAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        await LookUpAsync();
        return await _inner.Directory.FindAsync(tenant, cancellationToken);
    }

    private Task LookUpAsync()
    {
        Interlocked.Increment(ref _lookups);
        return PassAsync();
    }

    private async Task PassAsync()
    {
        if (_gate is { } gate) await gate.Task;
        if (IsDown) throw new OpBXStorageException();
    }
}
