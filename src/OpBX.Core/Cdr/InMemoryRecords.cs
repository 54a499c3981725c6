using Microsoft.Extensions.Logging;
using OpBX.Calls;
using OpBX.Recordings;
using OpBX.Sessions;
using OpBX.Tenants;

namespace OpBX.Cdr;

/// <summary>
/// Records in the memory of the process: what a host without a database runs on, and the reference for other providers. One
/// lock makes each merge one step. Bounded by <see cref="InMemoryRecordOptions"/>; all is lost when the process ends.
/// </summary>
internal sealed partial class InMemoryRecords : ICallLogStore, ICallRecordStore, ISessionUpdateStore, IRecordingStore
{
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();

    // As in the schema, a session token is unique over all tenants.
    private readonly RecordTable<string, string, CallLogRow> _calls;
    private readonly RecordTable<(TenantId Tenant, string Session, string Leg), (TenantId Tenant, string Session), CdrRow> _cdrs;
    private readonly RecordTable<(TenantId Tenant, string Session, string Event), (TenantId Tenant, string Session), SessionUpdateRow> _updates;
    private readonly RecordTable<long, (TenantId Tenant, string Session), RecordingRow> _recordings;
    private readonly Archive _archive;
    private readonly InMemoryDeadLetters _deadLetters;

    public InMemoryRecords(TimeProvider time, InMemoryRecordOptions options, ILogger<InMemoryRecords> logger)
    {
        ArgumentNullException.ThrowIfNull(time);
        ArgumentNullException.ThrowIfNull(options);
        _time = time;
        _calls = new(options.MaxRecords, static row => row.Call.CallId);
        _cdrs = new(options.MaxRecords, static row => (row.Tenant, row.Record.SessionId));
        _updates = new(options.MaxRecords, static row => (row.Tenant, row.Update.CallId));
        _recordings = new(options.MaxRecords, static row => (row.Tenant, row.Recording.CallId));
        _archive = new Archive(options);
        _deadLetters = new InMemoryDeadLetters(options, logger);
    }

    /// <summary>Deliveries that could not be taken in.</summary>
    public IDeadLetterStore DeadLetters => _deadLetters;

    private interface ITenantRow
    {
        TenantId Tenant { get; }

        long Id { get; }

        DateTimeOffset CreatedAt { get; }
    }

    private sealed record CallLogRow(TenantId Tenant, CallLog Call) : ITenantRow
    {
        public long Id => Call.Id;

        public DateTimeOffset CreatedAt => Call.CreatedAt;
    }

    private sealed record CdrRow(TenantId Tenant, CallDetailRecord Record) : ITenantRow
    {
        public long Id => Record.Id;

        public DateTimeOffset CreatedAt => Record.CreatedAt;
    }

    private sealed record SessionUpdateRow(TenantId Tenant, SessionUpdate Update) : ITenantRow
    {
        public long Id => Update.Id;

        public DateTimeOffset CreatedAt => Update.CreatedAt;
    }

    private sealed record RecordingRow(TenantId Tenant, Recording Recording) : ITenantRow
    {
        public long Id => Recording.Id;

        public DateTimeOffset CreatedAt => Recording.CreatedAt;
    }

    ValueTask<RecordResult> ICallLogStore.MergeAsync(TenantId tenant, CallReport report, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(report);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate) return ValueTask.FromResult(Merge(tenant, report));
    }

    ValueTask<CallLog?> ICallLogStore.FindAsync(TenantId tenant, string callId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(callId);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate) return ValueTask.FromResult(FindCall(tenant, callId));
    }

    ValueTask<RecordResult> ICallRecordStore.UpsertCdrAsync(TenantId tenant, CallDetailRecord record, CallReport report, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(record);
        ArgumentNullException.ThrowIfNull(report);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            if (IsForeign(tenant, record.SessionId)) return ValueTask.FromResult(new RecordResult(RecordOutcome.ForeignToken, null, null));
            (TenantId, string, string) key = (tenant, record.SessionId, record.CallId);
            if (_cdrs.TryGet(key, out CdrRow? row))
            {
                CallDetailRecord merged = row.Record.Merge(record);
                if (merged == row.Record)
                {
                    // A call whose row is gone, because it is old, does not come back by a repetition.
                    return ValueTask.FromResult(FindCall(tenant, record.SessionId) is null ? Unchanged(null) : Merge(tenant, report));
                }
                _cdrs.Replace(key, new CdrRow(tenant, merged));
            }
            else
            {
                _cdrs.Add(key, new CdrRow(tenant, record with { Id = _cdrs.NextId() }));
            }
            return ValueTask.FromResult(Merge(tenant, report) with { Outcome = RecordOutcome.Stored });
        }
    }

    ValueTask<CallDetailRecord?> ICallRecordStore.FindAsync(TenantId tenant, long id, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate) return ValueTask.FromResult(_cdrs.Rows.FirstOrDefault(row => row.Tenant == tenant && row.Record.Id == id)?.Record);
    }

    ValueTask<IReadOnlyList<CallDetailRecord>> ICallRecordStore.ListBySessionAsync(TenantId tenant, string sessionId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(sessionId);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate) return ValueTask.FromResult<IReadOnlyList<CallDetailRecord>>([.. _cdrs.List((tenant, sessionId)).Select(static row => row.Record)]);
    }

    ValueTask<RecordResult> ISessionUpdateStore.AddAsync(TenantId tenant, SessionUpdate update, CallReport? report, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(update);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            if (IsForeign(tenant, update.CallId)) return ValueTask.FromResult(new RecordResult(RecordOutcome.ForeignToken, null, null));
            (TenantId, string, string) key = (tenant, update.CallId, update.EventId);
            if (_updates.TryGet(key, out _)) return ValueTask.FromResult(Unchanged(FindCall(tenant, update.CallId)));
            _updates.Add(key, new SessionUpdateRow(tenant, update with { Id = _updates.NextId() }));
            return ValueTask.FromResult(report is null ? new RecordResult(RecordOutcome.Stored, null, null) : Merge(tenant, report) with { Outcome = RecordOutcome.Stored });
        }
    }

    ValueTask<IReadOnlyList<SessionUpdate>> ISessionUpdateStore.ListBySessionAsync(TenantId tenant, string callId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(callId);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            return ValueTask.FromResult<IReadOnlyList<SessionUpdate>>(
                [.. _updates.List((tenant, callId)).Select(static row => row.Update).OrderBy(static update => update.EventAt).ThenBy(static update => update.Id)]);
        }
    }

    private bool IsForeign(TenantId tenant, string callId) => _calls.TryGet(callId, out CallLogRow? row) && row.Tenant != tenant;

    private CallLog? FindCall(TenantId tenant, string callId) => _calls.TryGet(callId, out CallLogRow? row) && row.Tenant == tenant ? row.Call : null;

    private static RecordResult Unchanged(CallLog? call) => new(RecordOutcome.Duplicate, call, call);

    private RecordResult Merge(TenantId tenant, CallReport report)
    {
        if (IsForeign(tenant, report.CallId)) return new RecordResult(RecordOutcome.ForeignToken, null, null);
        CallLog? before = FindCall(tenant, report.CallId);
        DateTimeOffset now = _time.GetUtcNow();
        CallLog after = before?.Merge(report, now) ?? CallLog.Create(report, now) with { Id = _calls.NextId() };
        JsonSettings? cdr = after.Evidence.ClosingLeg is { } leg && _cdrs.TryGet((tenant, report.CallId, leg.LegId ?? ""), out CdrRow? row) ? row.Record.CloudonixData : null;
        if (!Equals(cdr, after.CloudonixCdr)) after = after with { CloudonixCdr = cdr, UpdatedAt = now };
        if (before is null) _calls.Add(after.CallId, new CallLogRow(tenant, after));
        else if (!ReferenceEquals(before, after)) _calls.Replace(after.CallId, new CallLogRow(tenant, after));
        return new RecordResult(ReferenceEquals(before, after) ? RecordOutcome.Duplicate : RecordOutcome.Stored, before, after);
    }
}
