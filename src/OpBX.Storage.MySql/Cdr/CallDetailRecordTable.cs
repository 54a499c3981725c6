using OpBX.Calls;
using OpBX.Retention;
using OpBX.Storage;
using OpBX.Tenants;

namespace OpBX.Cdr;

/// <summary>The table of CDRs. Exact times stand in columns of their own, beside the documented ones of whole seconds.</summary>
internal sealed class CallDetailRecordTable() : RecordTable<CallDetailRecord>(RecordKind.CallRecords,
    [
        "id", "organization_id", "call_id", "session_id", "direction", "from_number", "to_number", "disposition", "duration", "billsec",
        "initiated_at", "answered_at", "ended_at", "recording_url", "cost", "cloudonix_data", "created_at",
        "record_key", "raw_disposition", "initiated_at_exact", "answered_at_exact", "ended_at_exact",
    ], ["session_id", "call_id"])
{
    public static CallDetailRecordTable Instance { get; } = new();

    public override int Session => 3;

    public override int From => 5;

    public override int To => 6;

    public override CallDetailRecord Read(RecordRow row) => new()
    {
        Id = row.Number(0) ?? 0,
        CallId = row.Text(2) ?? "",
        SessionId = row.Text(3) ?? "",
        Direction = RecordedDirections.TryParse(row.Text(4), out RecordedDirection direction) ? direction : default,
        FromNumber = row.Text(5) ?? "",
        ToNumber = row.Text(6) ?? "",
        Disposition = Dispositions.TryParse(row.Text(7), out Disposition disposition) ? disposition : default,
        DurationSeconds = row.Seconds(8),
        BilledSeconds = row.Seconds(9),
        RecordingUrl = row.Text(13),
        Cost = row.Decimal(14),
        CloudonixData = row.Json(15) ?? JsonSettings.Empty,
        CreatedAt = row.Time(16) ?? DateTimeOffset.UnixEpoch,
        RawDisposition = row.Text(18),
        InitiatedAt = row.Time(19) ?? row.Time(10),
        AnsweredAt = row.Time(20) ?? row.Time(11),
        EndedAt = row.Time(21) ?? row.Time(12),
    };

    public override object?[] Values(TenantId tenant, CallDetailRecord record) =>
    [
        record.Id, tenant.Value, record.CallId, record.SessionId, record.Direction.Code(), record.FromNumber, record.ToNumber, record.Disposition.Code(),
        RecordForm.Length(record.DurationSeconds), RecordForm.Length(record.BilledSeconds),
        SqlColumn.Timestamp(record.InitiatedAt), SqlColumn.Timestamp(record.AnsweredAt), SqlColumn.Timestamp(record.EndedAt),
        record.RecordingUrl, record.Cost, record.CloudonixData.ToJson(), SqlColumn.Timestamp(record.CreatedAt),
        RecordKey.Of(tenant, record.SessionId, record.CallId), record.RawDisposition,
        SqlColumn.Milliseconds(record.InitiatedAt), SqlColumn.Milliseconds(record.AnsweredAt), SqlColumn.Milliseconds(record.EndedAt),
    ];

    public override long IdOf(CallDetailRecord record) => record.Id;

    public override CallDetailRecord Erase(ErasureRequest request, CallDetailRecord record) => request.Erase(record);

    public override string? RecordingOf(CallDetailRecord record) => record.RecordingUrl;

    public override CallDetailRecord Join(CallDetailRecord kept, CallDetailRecord moved, bool isArchiving) => RecordForm.Merge(kept, moved);
}
