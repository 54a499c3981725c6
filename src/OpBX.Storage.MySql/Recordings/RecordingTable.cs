using OpBX.Cdr;
using OpBX.Retention;
using OpBX.Routing;
using OpBX.Storage;
using OpBX.Tenants;

namespace OpBX.Recordings;

/// <summary>The table of recordings. A row without a kind, made by another application, is the recording of a call.</summary>
internal sealed class RecordingTable() : RecordTable<Recording>(RecordKind.Recordings,
    [
        "id", "organization_id", "call_id", "filename", "original_filename", "file_path", "file_size", "duration", "mime_type", "status",
        "created_at", "updated_at", "kind", "extension_id", "caller", "source_url", "heard_at",
    ], [])
{
    public static RecordingTable Instance { get; } = new();

    public override int Session => 2;

    public override int From => 14;

    public override int To => -1;

    public override Recording Read(RecordRow row) => new()
    {
        Id = row.Number(0) ?? 0,
        CallId = row.Text(2) ?? "",
        Filename = row.Text(3) ?? "",
        OriginalFilename = row.Text(4) ?? "",
        FilePath = row.Text(5) ?? "",
        FileSize = row.Number(6) ?? 0,
        DurationSeconds = row.Seconds(7),
        MimeType = row.Text(8) ?? "",
        Status = row.Text(9) switch
        {
            "completed" => RecordingStatus.Completed,
            "failed" => RecordingStatus.Failed,
            _ => RecordingStatus.Processing,
        },
        CreatedAt = row.Time(10) ?? DateTimeOffset.UnixEpoch,
        UpdatedAt = row.Time(11) ?? DateTimeOffset.UnixEpoch,
        Kind = row.Text(12) switch
        {
            "voicemail" => RecordingKind.Voicemail,
            "conference" => RecordingKind.Conference,
            _ => RecordingKind.Call,
        },
        ExtensionId = row.Number(13),
        Caller = row.Text(14),
        SourceUrl = row.Text(15),
        HeardAt = row.Time(16),
    };

    public override object?[] Values(TenantId tenant, Recording recording) =>
    [
        recording.Id, tenant.Value, recording.CallId, recording.Filename, recording.OriginalFilename, recording.FilePath, Math.Max(0, recording.FileSize),
        RecordForm.Length(recording.DurationSeconds), recording.MimeType, recording.Status.Code(), SqlColumn.Timestamp(recording.CreatedAt), SqlColumn.Timestamp(recording.UpdatedAt),
        recording.Kind.Code(), recording.ExtensionId, recording.Caller, recording.SourceUrl, SqlColumn.Milliseconds(recording.HeardAt),
    ];

    public override long IdOf(Recording record) => record.Id;

    public override Recording Erase(ErasureRequest request, Recording record) => request.Erase(record);

    public override string? RecordingOf(Recording record) => record.SourceUrl;
}
