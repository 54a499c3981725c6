using OpBX.Cdr;
using OpBX.Retention;
using OpBX.Storage;
using OpBX.Tenants;

namespace OpBX.Sessions;

/// <summary>The table of session updates; <c>event_at</c> tells their order in milliseconds.</summary>
internal sealed class SessionUpdateTable() : RecordTable<SessionUpdate>(RecordKind.SessionUpdates,
    [
        "id", "organization_id", "session_id", "call_id", "event_id", "status", "from_number", "to_number", "data", "processed_at", "created_at", "event_at", "event_key",
    ], ["call_id", "event_id"])
{
    public static SessionUpdateTable Instance { get; } = new();

    public override int Session => 3;

    public override int From => 6;

    public override int To => 7;

    public override SessionUpdate Read(RecordRow row) => new()
    {
        Id = row.Number(0) ?? 0,
        SessionId = row.Text(2) ?? "",
        CallId = row.Text(3) ?? "",
        EventId = row.Text(4) ?? "",
        Status = row.Text(5) ?? "",
        FromNumber = row.Text(6) ?? "",
        ToNumber = row.Text(7) ?? "",
        Data = row.Json(8) ?? JsonSettings.Empty,
        ProcessedAt = row.Time(9),
        CreatedAt = row.Time(10) ?? DateTimeOffset.UnixEpoch,
        EventAt = row.Time(11) ?? row.Time(10) ?? DateTimeOffset.UnixEpoch,
    };

    public override object?[] Values(TenantId tenant, SessionUpdate update) =>
    [
        update.Id, tenant.Value, update.SessionId, update.CallId, update.EventId, update.Status, update.FromNumber, update.ToNumber, update.Data.ToJson(),
        SqlColumn.Timestamp(update.ProcessedAt), SqlColumn.Timestamp(update.CreatedAt), SqlColumn.Milliseconds(update.EventAt),
        RecordKey.Of(tenant, update.CallId, update.EventId),
    ];

    public override long IdOf(SessionUpdate record) => record.Id;

    public override SessionUpdate Erase(ErasureRequest request, SessionUpdate record) => request.Erase(record);

    public override string? RecordingOf(SessionUpdate record) => null;
}
