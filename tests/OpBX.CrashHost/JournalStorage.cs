using OpBX.Calls;
using OpBX.Cdr;
using OpBX.Recordings;
using OpBX.Sessions;
using OpBX.Storage;
using OpBX.Tenants;

namespace OpBX.CrashHost;

/// <summary>
/// A storage whose CDRs, session updates and dead letters survive the process: one line of a journal for each, flushed to disk
/// before it is acknowledged. While the file <c>down</c> is in its folder it does not answer.
/// </summary>
internal sealed class JournalStorage(IOpBXStorage inner, string folder) : IOpBXStorage, ICallRecordStore, ISessionUpdateStore, IDeadLetterStore, IDisposable
{
    private readonly Lock _gate = new();
    private readonly FileStream _journal = new(Path.Combine(folder, "journal"), FileMode.Append, FileAccess.Write, FileShare.ReadWrite);

    public ITenantDirectory Directory => inner.Directory;

    public ITenantStore Tenants => inner.Tenants;

    public ICallLogStore CallLogs => inner.CallLogs;

    public ICallRecordStore CallRecords => this;

    public ISessionUpdateStore SessionUpdates => this;

    public IRecordingStore Recordings => inner.Recordings;

    public IDeadLetterStore DeadLetters => this;

    public async ValueTask<RecordResult> UpsertCdrAsync(TenantId tenant, CallDetailRecord record, CallReport report, CancellationToken cancellationToken)
    {
        ThrowIfDown();
        RecordResult result = await inner.CallRecords.UpsertCdrAsync(tenant, record, report, cancellationToken);
        Note("cdr " + record.SessionId);
        return result;
    }

    public async ValueTask<RecordResult> AddAsync(TenantId tenant, SessionUpdate update, CallReport? report, CancellationToken cancellationToken)
    {
        ThrowIfDown();
        RecordResult result = await inner.SessionUpdates.AddAsync(tenant, update, report, cancellationToken);
        Note("update " + update.CallId);
        return result;
    }

    public async ValueTask<bool> AddAsync(DeadLetter letter, CancellationToken cancellationToken)
    {
        ThrowIfDown();
        bool isKept = await inner.DeadLetters.AddAsync(letter, cancellationToken);
        Note("dead " + letter.Source + " " + letter.Code);
        return isKept;
    }

    public IAsyncEnumerable<DeadLetter> ListAsync(TenantId? tenant, CancellationToken cancellationToken) => inner.DeadLetters.ListAsync(tenant, cancellationToken);

    public ValueTask<CallDetailRecord?> FindAsync(TenantId tenant, long id, CancellationToken cancellationToken) => inner.CallRecords.FindAsync(tenant, id, cancellationToken);

    public ValueTask<IReadOnlyList<CallDetailRecord>> ListBySessionAsync(TenantId tenant, string sessionId, CancellationToken cancellationToken)
        => inner.CallRecords.ListBySessionAsync(tenant, sessionId, cancellationToken);

    ValueTask<IReadOnlyList<SessionUpdate>> ISessionUpdateStore.ListBySessionAsync(TenantId tenant, string callId, CancellationToken cancellationToken)
        => inner.SessionUpdates.ListBySessionAsync(tenant, callId, cancellationToken);

    public void Dispose() => _journal.Dispose();

    private void ThrowIfDown()
    {
        if (File.Exists(Path.Combine(folder, "down"))) throw new OpBXStorageException("The storage is down.") { IsTransient = true };
    }

    private void Note(string line)
    {
        lock (_gate)
        {
            _journal.Write(System.Text.Encoding.ASCII.GetBytes(line + "\n"));
            _journal.Flush(flushToDisk: true);
        }
    }
}
