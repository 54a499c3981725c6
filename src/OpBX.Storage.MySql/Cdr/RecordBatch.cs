using OpBX.Calls;
using OpBX.Sessions;
using OpBX.Storage;
using OpBX.Tenants;

namespace OpBX.Cdr;

/// <summary>
/// One transaction for many deliveries: the rows they meet are read and locked in one command, merged in memory in the order of
/// arrival by the same pure functions as everywhere, and written in one command. A row that another node makes in between is a
/// duplicate key: the whole batch is done again and then finds it.
/// </summary>
internal sealed partial class RecordBatch(IReadOnlyList<RecordItem> items, DateTimeOffset now)
{
    private readonly Dictionary<string, CallState> _calls = new(StringComparer.Ordinal);
    private readonly Dictionary<RecordKey, CdrState> _cdrs = [];
    private readonly HashSet<RecordKey> _events = [];
    private readonly List<(TenantId Tenant, SessionUpdate Update)> _newUpdates = [];
    private readonly List<(TenantId Tenant, CallDetailRecord Record)> _texts = [];
    private readonly DateTimeOffset _now = RecordForm.Seconds(now);

    private sealed class CallState(TenantId tenant)
    {
        public TenantId Tenant { get; } = tenant;

        public CallLog? Row { get; set; }

        public bool IsNew { get; init; }

        public bool IsChanged { get; set; }
    }

    private sealed class CdrState(TenantId tenant, CallDetailRecord row)
    {
        public TenantId Tenant { get; } = tenant;

        public CallDetailRecord Row { get; set; } = row;

        public bool IsNew { get; init; }

        public bool IsChanged { get; set; }
    }

    /// <summary>The CDRs that are new or changed, with their ids: their texts have to be written.</summary>
    public IReadOnlyList<(TenantId Tenant, CallDetailRecord Record)> Texts => _texts;

    /// <summary>Does all of it. Results are in the order of the items.</summary>
    public async ValueTask<RecordResult[]> RunAsync(MySqlSession session, CancellationToken cancellationToken)
    {
        await LoadAsync(session, cancellationToken).ConfigureAwait(false);
        var results = new RecordResult[items.Count];
        for (int i = 0; i < results.Length; i++) results[i] = Apply(items[i]);
        await SaveAsync(session, cancellationToken).ConfigureAwait(false);
        for (int i = 0; i < results.Length; i++)
            results[i] = results[i] with { Before = WithId(results[i].Before), After = WithId(results[i].After) };
        return results;
    }

    private RecordResult Apply(RecordItem item)
    {
        if (item.Record is { } record) return Apply(item.Tenant, record, item.Report!);
        if (item.Update is { } update) return Apply(item.Tenant, update, item.Report);
        return Merge(item.Tenant, item.Report!);
    }

    private RecordResult Apply(TenantId tenant, CallDetailRecord record, CallReport report)
    {
        if (IsForeign(tenant, record.SessionId)) return new RecordResult(RecordOutcome.ForeignToken, null, null);
        RecordKey key = RecordKey.Of(tenant, record.SessionId, record.CallId);
        if (!_cdrs.TryGetValue(key, out CdrState? state))
        {
            _cdrs.Add(key, new CdrState(tenant, record with { Id = 0 }) { IsNew = true });
            return Merge(tenant, report) with { Outcome = RecordOutcome.Stored };
        }
        CallDetailRecord merged = RecordForm.Merge(state.Row, record);
        if (merged == state.Row)
        {
            // A call whose row is gone, because it is old, does not come back by a repetition.
            return Find(tenant, record.SessionId) is null ? new RecordResult(RecordOutcome.Duplicate, null, null) : Merge(tenant, report);
        }
        (state.Row, state.IsChanged) = (merged, true);
        return Merge(tenant, report) with { Outcome = RecordOutcome.Stored };
    }

    private RecordResult Apply(TenantId tenant, SessionUpdate update, CallReport? report)
    {
        if (IsForeign(tenant, update.CallId)) return new RecordResult(RecordOutcome.ForeignToken, null, null);
        if (!_events.Add(RecordKey.Of(tenant, update.CallId, update.EventId)))
        {
            CallLog? call = Find(tenant, update.CallId);
            return new RecordResult(RecordOutcome.Duplicate, call, call);
        }
        _newUpdates.Add((tenant, update));
        return report is null ? new RecordResult(RecordOutcome.Stored, null, null) : Merge(tenant, report) with { Outcome = RecordOutcome.Stored };
    }

    private RecordResult Merge(TenantId tenant, CallReport report)
    {
        if (IsForeign(tenant, report.CallId)) return new RecordResult(RecordOutcome.ForeignToken, null, null);
        CallLog? before = Find(tenant, report.CallId);
        CallLog after = before?.Merge(report, _now) ?? CallLog.Create(report, _now);
        if (!ReferenceEquals(before, after)) after = WithKnownIds(tenant, after);
        JsonSettings? cdr = CdrOf(tenant, before, after);
        if (!Equals(cdr, after.CloudonixCdr)) after = after with { CloudonixCdr = cdr, UpdatedAt = _now };
        if (ReferenceEquals(before, after)) return new RecordResult(RecordOutcome.Duplicate, before, before);
        if (before is null) _calls[RecordForm.Token(report.CallId)] = new CallState(tenant) { IsNew = true, Row = after };
        else (_calls[RecordForm.Token(report.CallId)].Row, _calls[RecordForm.Token(report.CallId)].IsChanged) = (after, true);
        return new RecordResult(RecordOutcome.Stored, before, after);
    }

    private JsonSettings? CdrOf(TenantId tenant, CallLog? before, CallLog after)
    {
        // A call that another application closed keeps its CDR until one is reported.
        if (after.Evidence.ClosingLeg is not { } leg) return after.CloudonixCdr;
        if (_cdrs.TryGetValue(RecordKey.Of(tenant, after.CallId, leg.LegId ?? ""), out CdrState? state)) return state.Row.CloudonixData;
        // The record itself may be archived by now.
        return before?.Evidence.ClosingLeg?.LegId == leg.LegId ? after.CloudonixCdr : null;
    }

    private bool IsForeign(TenantId tenant, string callId) => _calls.TryGetValue(RecordForm.Token(callId), out CallState? state) && state.Tenant != tenant;

    private CallLog? Find(TenantId tenant, string callId) => _calls.TryGetValue(RecordForm.Token(callId), out CallState? state) && state.Tenant == tenant ? state.Row : null;
}
