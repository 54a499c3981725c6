using OpBX.Cdr;
using OpBX.Routing;
using OpBX.Tenants;

namespace OpBX.Recordings;

/// <summary>What the platform reports of a recording: by the Record action or by the recording callback (rule V1).</summary>
public sealed record RecordingNotice
{
    /// <summary>The session token of the call.</summary>
    public required string Session { get; init; }

    /// <summary>What is recorded.</summary>
    public required RecordingKind Kind { get; init; }

    /// <summary>The extension that owns it; null = nobody in particular.</summary>
    public long? ExtensionId { get; init; }

    /// <summary>Who called.</summary>
    public string? Caller { get; init; }

    /// <summary>Where the platform keeps it; null = not known yet.</summary>
    public string? Url { get; init; }

    /// <summary>The platform's word for its state (<c>completed</c>, <c>in-progress</c>, <c>absent</c>, <c>failed</c>); null from a Record action.</summary>
    public string? Status { get; init; }

    /// <summary>Length in seconds, if known.</summary>
    public int? DurationSeconds { get; init; }
}

/// <summary>Keeps recordings: one row, whichever notice comes first, twice or never (rule V1).</summary>
public interface IRecordingIngestor
{
    /// <summary>Takes in one notice of an authenticated tenant.</summary>
    ValueTask<IngestResult> IngestAsync(TenantId tenant, RecordingNotice notice, CancellationToken cancellationToken);
}
