using System.Text.Json;
using OpBX.Cdr;
using OpBX.Retention;
using OpBX.Storage;
using OpBX.Tenants;

namespace OpBX.Calls;

/// <summary>
/// The table of calls. Its times are whole seconds; <c>evidence</c> holds what was reported, in milliseconds, and decides: the
/// columns only follow. A row that another application made has no evidence; then its columns count as a first request and a session update.
/// </summary>
internal sealed class CallLogTable() : RecordTable<CallLog>(RecordKind.CallLogs,
    [
        "id", "organization_id", "call_id", "direction", "from_number", "to_number", "did_id", "extension_id", "ring_group_id", "status",
        "initiated_at", "answered_at", "ended_at", "duration", "recording_url", "cloudonix_cdr", "created_at", "updated_at", "evidence",
    ], ["call_id"])
{
    private const int Evidence = 18;

    public static CallLogTable Instance { get; } = new();

    public override int Session => 2;

    public override int From => 4;

    public override int To => 5;

    public override CallLog Read(RecordRow row)
    {
        string callId = RecordForm.FromToken(row.Text(2) ?? "");
        CallLog plain = new()
        {
            Id = row.Number(0) ?? 0,
            CallId = callId,
            Direction = RecordedDirections.TryParse(row.Text(3), out RecordedDirection direction) ? direction : default,
            FromNumber = row.Text(4) ?? "",
            ToNumber = row.Text(5) ?? "",
            DidId = row.Number(6),
            ExtensionId = row.Number(7),
            RingGroupId = row.Number(8),
            Status = CallStatuses.TryParse(row.Text(9), out CallStatus status) ? status : default,
            InitiatedAt = row.Time(10),
            AnsweredAt = row.Time(11),
            EndedAt = row.Time(12),
            DurationSeconds = row.Seconds(13),
            RecordingUrl = row.Text(14),
            CloudonixCdr = row.Json(15),
            CreatedAt = row.Time(16) ?? DateTimeOffset.UnixEpoch,
            UpdatedAt = row.Time(17) ?? DateTimeOffset.UnixEpoch,
            Evidence = CallEvidence.None,
        };
        if (EvidenceOf(callId, row.Text(Evidence)) is not { } evidence) return plain with { Evidence = FromColumns(plain) };
        CallReport? cdr = evidence.ClosingLeg;
        return plain with
        {
            Evidence = evidence,
            InitiatedAt = Exact(plain.InitiatedAt, cdr?.InitiatedAt, evidence.Session?.InitiatedAt, evidence.Voice?.InitiatedAt),
            AnsweredAt = Exact(plain.AnsweredAt, cdr?.AnsweredAt, cdr is null || cdr.Status == CallStatus.Completed ? evidence.Session?.AnsweredAt : null, null),
            EndedAt = Exact(plain.EndedAt, cdr?.EndedAt, evidence.Session?.EndedAt, null),
        };
    }

    public override object?[] Values(TenantId tenant, CallLog call) =>
    [
        call.Id, tenant.Value, RecordForm.Token(call.CallId), call.Direction.Code(), call.FromNumber, call.ToNumber, call.DidId, call.ExtensionId, call.RingGroupId, call.Status.Code(),
        SqlColumn.Timestamp(call.InitiatedAt), SqlColumn.Timestamp(call.AnsweredAt), SqlColumn.Timestamp(call.EndedAt), RecordForm.Length(call.DurationSeconds),
        call.RecordingUrl, call.CloudonixCdr?.ToJson(), SqlColumn.Timestamp(call.CreatedAt), SqlColumn.Timestamp(call.UpdatedAt), call.Evidence.ToJson(),
    ];

    public override long IdOf(CallLog record) => record.Id;

    public override CallLog Erase(ErasureRequest request, CallLog record) => request.Erase(record);

    public override string? RecordingOf(CallLog record) => record.RecordingUrl;

    public override CallLog Join(CallLog kept, CallLog moved, bool isArchiving) => isArchiving ? moved : kept;

    private static CallEvidence? EvidenceOf(string callId, string? json)
    {
        if (json is null) return null;
        try
        {
            return CallEvidence.FromJson(callId, json);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    private static CallEvidence FromColumns(CallLog call) => new()
    {
        Voice = new CallReport
        {
            CallId = call.CallId,
            Source = CallReportSource.VoiceRequest,
            At = call.CreatedAt,
            Direction = call.Direction,
            From = call.FromNumber.Length > 0 ? call.FromNumber : null,
            To = call.ToNumber.Length > 0 ? call.ToNumber : null,
            DidId = call.DidId,
            ExtensionId = call.ExtensionId,
            RingGroupId = call.RingGroupId,
            InitiatedAt = call.InitiatedAt,
        },
        Session = new CallReport
        {
            CallId = call.CallId,
            Source = CallReportSource.SessionUpdate,
            At = call.CreatedAt,
            Status = call.Status,
            InitiatedAt = call.InitiatedAt,
            AnsweredAt = call.AnsweredAt,
            EndedAt = call.EndedAt,
            DurationSeconds = call.DurationSeconds,
        },
        RecordingUrl = call.RecordingUrl,
        HasAnswered = call.Status is CallStatus.Answered or CallStatus.Completed,
        HasEnded = call.CloudonixCdr is not null,
    };

    // The reported time that the column was made of; what another application wrote since counts as it is.
    private static DateTimeOffset? Exact(DateTimeOffset? column, DateTimeOffset? first, DateTimeOffset? second, DateTimeOffset? third)
    {
        DateTime? kept = column?.UtcDateTime;
        foreach (DateTimeOffset? reported in (ReadOnlySpan<DateTimeOffset?>)[first, second, third])
        {
            if (reported is not null && Nullable.Equals((DateTime?)SqlColumn.Timestamp(reported), kept)) return reported;
        }
        return column;
    }
}
