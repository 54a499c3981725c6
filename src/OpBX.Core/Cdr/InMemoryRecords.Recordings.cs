using OpBX.Recordings;
using OpBX.Routing;
using OpBX.Tenants;

namespace OpBX.Cdr;

internal sealed partial class InMemoryRecords
{
    ValueTask<RecordingResult> IRecordingStore.MergeAsync(TenantId tenant, Recording notice, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(notice);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            RecordingRow? row = null;
            foreach (RecordingRow candidate in _recordings.List((tenant, notice.CallId)))
            {
                if (!candidate.Recording.IsSameAs(notice)) continue;
                row ??= candidate;
                if (candidate.Recording.SourceUrl is null || notice.SourceUrl is null) continue;
                row = candidate;
                break;
            }
            if (row is null)
            {
                Recording added = notice with { Id = _recordings.NextId() };
                _recordings.Add(added.Id, new RecordingRow(tenant, added));
                return ValueTask.FromResult(new RecordingResult(RecordOutcome.Stored, null, added));
            }
            Recording before = row.Recording;
            Recording after = before.Merge(notice, _time.GetUtcNow());
            if (ReferenceEquals(before, after)) return ValueTask.FromResult(new RecordingResult(RecordOutcome.Duplicate, before, before));
            _recordings.Replace(before.Id, new RecordingRow(tenant, after));
            return ValueTask.FromResult(new RecordingResult(RecordOutcome.Stored, before, after));
        }
    }

    ValueTask<Recording?> IRecordingStore.FindAsync(TenantId tenant, long id, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate) return ValueTask.FromResult(FindRecording(tenant, id));
    }

    ValueTask<IReadOnlyList<Recording>> IRecordingStore.ListBySessionAsync(TenantId tenant, string callId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(callId);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate) return ValueTask.FromResult<IReadOnlyList<Recording>>([.. _recordings.List((tenant, callId)).Select(static row => row.Recording)]);
    }

    ValueTask<IReadOnlyList<Recording>> IRecordingStore.ListByExtensionAsync(TenantId tenant, long extensionId, RecordingKind kind, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            return ValueTask.FromResult<IReadOnlyList<Recording>>(
            [
                .. _recordings.NewestRows.Where(row => row.Tenant == tenant && row.Recording.ExtensionId == extensionId && row.Recording.Kind == kind)
                    .Take(limit).Select(static row => row.Recording),
            ]);
        }
    }

    ValueTask<bool> IRecordingStore.MarkHeardAsync(TenantId tenant, long id, DateTimeOffset heardAt, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            if (FindRecording(tenant, id) is not { } recording) return ValueTask.FromResult(false);
            if (recording.HeardAt is null) _recordings.Replace(id, new RecordingRow(tenant, recording with { HeardAt = heardAt, UpdatedAt = _time.GetUtcNow() }));
            return ValueTask.FromResult(true);
        }
    }

    private Recording? FindRecording(TenantId tenant, long id) => _recordings.TryGet(id, out RecordingRow? row) && row.Tenant == tenant ? row.Recording : null;
}
