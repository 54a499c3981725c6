using OpBX.Calls;
using OpBX.Cdr;
using OpBX.Recordings;
using OpBX.Sessions;
using OpBX.Storage;
using OpBX.Tenants;

namespace OpBX.Core.Tests.Cdr;

/// <summary>A storage that can be down, and that can refuse the records of one session for ever.</summary>
internal sealed class DownStorage : IOpBXStorage, ICallLogStore, ICallRecordStore, ISessionUpdateStore, IRecordingStore, IDeadLetterStore, IDisposable
{
    private long _refusals;

    public bool IsDown { get; set; }

    /// <summary>Whether the table of CDRs alone takes nothing.</summary>
    public bool AreCdrsDown { get; set; }

    /// <summary>Whether the dead letters take none, as those of a tenant that is gone.</summary>
    public bool RefusesLetters { get; set; }

    /// <summary>What CDRs wait for; null = nothing.</summary>
    public Task? Hang { get; set; }

    /// <summary>How often it refused.</summary>
    public long Refusals => Interlocked.Read(ref _refusals);

    public string? Poison { get; set; }

    /// <summary>Whether no dead letter can be stored, as when the organization is gone.</summary>
    public bool RefusesDeadLetters { get; set; }

    /// <summary>Whether it says that its refusals are its own fault.</summary>
    public bool IsTransient { get; set; }

    public IOpBXStorage Inner { get; set; } = null!;

    public ITenantDirectory Directory => Inner.Directory;

    public ITenantStore Tenants => Inner.Tenants;

    public ICallLogStore CallLogs => this;

    public ICallRecordStore CallRecords => this;

    public ISessionUpdateStore SessionUpdates => this;

    public IRecordingStore Recordings => this;

    public IDeadLetterStore DeadLetters => this;

    public void Dispose()
    {
    }

    public ValueTask<RecordResult> MergeAsync(TenantId tenant, CallReport report, CancellationToken cancellationToken) => Up(report.CallId).CallLogs.MergeAsync(tenant, report, cancellationToken);

    public ValueTask<CallLog?> FindAsync(TenantId tenant, string callId, CancellationToken cancellationToken) => Up(null).CallLogs.FindAsync(tenant, callId, cancellationToken);

    public async ValueTask<RecordResult> UpsertCdrAsync(TenantId tenant, CallDetailRecord record, CallReport report, CancellationToken cancellationToken)
    {
        if (Hang is { } hang) await hang.WaitAsync(cancellationToken);
        return await Up(record.SessionId, AreCdrsDown).CallRecords.UpsertCdrAsync(tenant, record, report, cancellationToken);
    }

    public ValueTask<IReadOnlyList<CallDetailRecord>> ListBySessionAsync(TenantId tenant, string sessionId, CancellationToken cancellationToken)
        => Up(null).CallRecords.ListBySessionAsync(tenant, sessionId, cancellationToken);

    public ValueTask<RecordResult> AddAsync(TenantId tenant, SessionUpdate update, CallReport? report, CancellationToken cancellationToken)
        => Up(update.CallId).SessionUpdates.AddAsync(tenant, update, report, cancellationToken);

    public ValueTask<RecordingResult> MergeAsync(TenantId tenant, Recording notice, CancellationToken cancellationToken) => Up(notice.CallId).Recordings.MergeAsync(tenant, notice, cancellationToken);

    public ValueTask<IReadOnlyList<Recording>> ListByExtensionAsync(TenantId tenant, long extensionId, OpBX.Routing.RecordingKind kind, int limit, CancellationToken cancellationToken)
        => Up(null).Recordings.ListByExtensionAsync(tenant, extensionId, kind, limit, cancellationToken);

    public ValueTask<bool> MarkHeardAsync(TenantId tenant, long id, DateTimeOffset heardAt, CancellationToken cancellationToken) => Up(null).Recordings.MarkHeardAsync(tenant, id, heardAt, cancellationToken);

    public ValueTask<bool> AddAsync(DeadLetter letter, CancellationToken cancellationToken)
        => RefusesLetters ? ValueTask.FromResult(false) : Up(null, RefusesDeadLetters).DeadLetters.AddAsync(letter, cancellationToken);

    public IAsyncEnumerable<DeadLetter> ListAsync(TenantId? tenant, CancellationToken cancellationToken) => Up(null).DeadLetters.ListAsync(tenant, cancellationToken);

    ValueTask<CallDetailRecord?> ICallRecordStore.FindAsync(TenantId tenant, long id, CancellationToken cancellationToken) => Up(null).CallRecords.FindAsync(tenant, id, cancellationToken);

    ValueTask<IReadOnlyList<SessionUpdate>> ISessionUpdateStore.ListBySessionAsync(TenantId tenant, string callId, CancellationToken cancellationToken)
        => Up(null).SessionUpdates.ListBySessionAsync(tenant, callId, cancellationToken);

    ValueTask<Recording?> IRecordingStore.FindAsync(TenantId tenant, long id, CancellationToken cancellationToken) => Up(null).Recordings.FindAsync(tenant, id, cancellationToken);

    ValueTask<IReadOnlyList<Recording>> IRecordingStore.ListBySessionAsync(TenantId tenant, string callId, CancellationToken cancellationToken)
        => Up(null).Recordings.ListBySessionAsync(tenant, callId, cancellationToken);

    private IOpBXStorage Up(string? session, bool isTableDown = false)
    {
        if (!IsDown && !isTableDown && (session is null || session != Poison)) return Inner;
        Interlocked.Increment(ref _refusals);
        throw new OpBXStorageException("The storage is down.") { IsTransient = IsTransient };
    }
}
