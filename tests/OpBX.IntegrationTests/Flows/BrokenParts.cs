using OpBX.Calls;
using OpBX.Cdr;
using OpBX.Numbers;
using OpBX.Outbound;
using OpBX.Recordings;
using OpBX.RingGroups;
using OpBX.Sessions;
using OpBX.State;
using OpBX.Storage;
using OpBX.Tenants;

namespace OpBX.IntegrationTests.Flows;

/// <summary>Shared state that never answers.</summary>
internal sealed class BrokenState : IOpBXState, IRingRotation, ICallAdmission
{
    public IRingRotation Rotation => this;

    public ICallAdmission Admission => this;

    public ILiveCalls LiveCalls => throw new OpBXStateException();

    public ValueTask<long> NextAsync(TurnRequest request, CancellationToken cancellationToken) => throw new OpBXStateException();

    public ValueTask<AdmissionAnswer> AdmitAsync(AdmissionRequest request, CancellationToken cancellationToken) => throw new OpBXStateException();

    public ValueTask ReleaseAsync(TenantId tenant, string session, int? seconds, CancellationToken cancellationToken) => throw new OpBXStateException();
}

/// <summary>Storage that can be switched off: what it holds of tenants, or everything.</summary>
internal sealed class BreakableStorage(IOpBXStorage inner) : IOpBXStorage, ITenantStore, ITenantDirectory
{
    /// <summary>Whether tenants can't be loaded.</summary>
    public bool IsDown { get; set; }

    /// <summary>Whether nothing can be found at all, not even whose a domain is.</summary>
    public bool IsDirectoryDown { get; set; }

    public ITenantDirectory Directory => this;

    public ITenantStore Tenants => this;

    public ICallLogStore CallLogs => Up(inner.CallLogs);

    public ICallRecordStore CallRecords => Up(inner.CallRecords);

    public ISessionUpdateStore SessionUpdates => Up(inner.SessionUpdates);

    public IRecordingStore Recordings => Up(inner.Recordings);

    public IDeadLetterStore DeadLetters => Up(inner.DeadLetters);

    public ValueTask<TenantConfiguration?> LoadAsync(TenantId tenant, CancellationToken cancellationToken) => Up(inner.Tenants).LoadAsync(tenant, cancellationToken);

    public ValueTask<TenantVersion?> GetVersionAsync(TenantId tenant, CancellationToken cancellationToken) => Up(inner.Tenants).GetVersionAsync(tenant, cancellationToken);

    public ValueTask<IReadOnlyDictionary<TenantId, long>> GetVersionsAsync(IReadOnlyCollection<TenantId> tenants, CancellationToken cancellationToken)
        => Up(inner.Tenants).GetVersionsAsync(tenants, cancellationToken);

    public IAsyncEnumerable<TenantId> ListAsync(CancellationToken cancellationToken) => Up(inner.Tenants).ListAsync(cancellationToken);

    public ValueTask<IReadOnlyList<TenantCredential>> FindByDomainAsync(string domain, CancellationToken cancellationToken)
        => Known().FindByDomainAsync(domain, cancellationToken);

    public ValueTask<IReadOnlyList<TenantCredential>> FindByDidAsync(PhoneNumber number, CancellationToken cancellationToken)
        => Known().FindByDidAsync(number, cancellationToken);

    public ValueTask<IReadOnlyList<TenantCredential>> FindByKeyHashAsync(ReadOnlyMemory<byte> keyHash, CancellationToken cancellationToken)
        => Known().FindByKeyHashAsync(keyHash, cancellationToken);

    public ValueTask<TenantCredential?> FindAsync(TenantId tenant, CancellationToken cancellationToken) => Known().FindAsync(tenant, cancellationToken);

    private T Up<T>(T part) => IsDown ? throw new OpBXStorageException() : part;

    private ITenantDirectory Known() => IsDirectoryDown ? throw new OpBXStorageException() : inner.Directory;
}
