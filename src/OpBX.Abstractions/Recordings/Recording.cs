using OpBX.Calls;
using OpBX.Routing;

namespace OpBX.Recordings;

/// <summary>State of a recording: the schema's <c>recordings.status</c>, declared in the order in which states are joined.</summary>
public enum RecordingStatus
{
    /// <summary>It was announced; the platform has not reported it ready.</summary>
    Processing,

    /// <summary>The platform has none after all.</summary>
    Failed,

    /// <summary>It can be fetched.</summary>
    Completed,
}

/// <summary>A row of <c>recordings</c>: a voicemail, or the recording of a conversation or conference (rules V1, V2).</summary>
public sealed record Recording
{
    /// <summary>The row's id; 0 before it is stored.</summary>
    public long Id { get; init; }

    /// <summary>The session token of the call, at most 100 characters.</summary>
    public required string CallId { get; init; }

    /// <summary>Name of the file; empty while OpBX holds none.</summary>
    public string Filename { get; init; } = "";

    /// <summary>Name of the file where it came from; empty while it is not known.</summary>
    public string OriginalFilename { get; init; } = "";

    /// <summary>Where the file is kept; empty while OpBX holds none.</summary>
    public string FilePath { get; init; } = "";

    /// <summary>Size in bytes; 0 while it is not known.</summary>
    public long FileSize { get; init; }

    /// <summary>Length in seconds, if known.</summary>
    public int? DurationSeconds { get; init; }

    /// <summary>MIME type, as far as the address tells; empty while it is not known.</summary>
    public string MimeType { get; init; } = "";

    /// <summary>The state.</summary>
    public RecordingStatus Status { get; init; }

    /// <summary>What is recorded. An added column.</summary>
    public required RecordingKind Kind { get; init; }

    /// <summary>The extension that owns it; null = nobody in particular. An added column.</summary>
    public long? ExtensionId { get; init; }

    /// <summary>Who called, at most 20 characters; null = not known. An added column.</summary>
    public string? Caller { get; init; }

    /// <summary>Where the platform keeps it, at most 2,000 characters; null = not known. An added column.</summary>
    public string? SourceUrl { get; init; }

    /// <summary>When its owner first listened to it; null = not yet. An added column.</summary>
    public DateTimeOffset? HeardAt { get; init; }

    /// <summary>When the row was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the row was last changed.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>
    /// Whether a notice is about this recording: same call, kind and owner, and no two different addresses. One call may
    /// have several recordings of a kind, told apart by their addresses.
    /// </summary>
    public bool IsSameAs(Recording notice)
    {
        ArgumentNullException.ThrowIfNull(notice);
        return string.Equals(CallId, notice.CallId, StringComparison.Ordinal) && Kind == notice.Kind
            && (ExtensionId == notice.ExtensionId || ExtensionId is null || notice.ExtensionId is null)
            && (SourceUrl is null || notice.SourceUrl is null || string.Equals(SourceUrl, notice.SourceUrl, StringComparison.Ordinal));
    }

    /// <summary>
    /// The row after a further notice: what was missing is filled in, the state never goes back. A notice that says nothing
    /// new gives the same instance.
    /// </summary>
    public Recording Merge(Recording notice, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(notice);
        Recording merged = this with
        {
            DurationSeconds = CallEvidence.Greatest(DurationSeconds, notice.DurationSeconds),
            MimeType = MimeType.Length > 0 ? MimeType : notice.MimeType,
            Status = Status >= notice.Status ? Status : notice.Status,
            ExtensionId = ExtensionId ?? notice.ExtensionId,
            Caller = CallEvidence.Settle(Caller, notice.Caller),
            SourceUrl = SourceUrl ?? notice.SourceUrl,
        };
        return merged == this ? this : merged with { UpdatedAt = now };
    }
}

/// <summary>The spelling of recording states and kinds in the database.</summary>
public static class RecordingCodes
{
    /// <summary>The spelling in the database.</summary>
    public static string Code(this RecordingStatus status) => status switch
    {
        RecordingStatus.Completed => "completed",
        RecordingStatus.Failed => "failed",
        _ => "processing",
    };

    /// <summary>The spelling in the database.</summary>
    public static string Code(this RecordingKind kind) => kind switch
    {
        RecordingKind.Call => "call",
        RecordingKind.Conference => "conference",
        _ => "voicemail",
    };
}
