using OpBX.Calls;
using OpBX.Cdr;
using OpBX.Numbers;
using OpBX.Routing;
using OpBX.Tenants;

namespace OpBX.Recordings;

/// <summary>Keeps recordings (rule V1): one row, whichever notice comes first, twice or never.</summary>
internal sealed class RecordingIngestor(RecordIntake intake, ReportedNumberReader numbers, ICallEventSink events) : IRecordingIngestor, IRecordTaker
{
    /// <summary>The source that dead letters name.</summary>
    public const string Source = "recording-status";

    private const int SourceUrlLength = 2000;

    string IRecordTaker.Source => Source;

    public ValueTask<IngestResult> IngestAsync(TenantId tenant, RecordingNotice notice, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(notice);
        return intake.RunAsync(
            Source, tenant, default, () => RecordingNoticeBody.Write(notice), at => TakeAsync(tenant, notice, at, cancellationToken), cancellationToken);
    }

    ValueTask<Taken> IRecordTaker.TakeAsync(TenantId tenant, ReadOnlyMemory<byte> body, DateTimeOffset receivedAt, CancellationToken cancellationToken)
        => RecordingNoticeBody.Read(body, out string code) is { } notice
            ? TakeAsync(tenant, notice, receivedAt, cancellationToken) : ValueTask.FromResult(Taken.Not(code));

    private async ValueTask<Taken> TakeAsync(TenantId tenant, RecordingNotice notice, DateTimeOffset receivedAt, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(notice.Session)) return Taken.Not(RecordIntake.NoSession);
        TenantFacts facts = await intake.GetFactsAsync(tenant, cancellationToken).ConfigureAwait(false);
        Recording row = ToRow(notice, facts, receivedAt);
        // The platform says that nothing was recorded: a silent caller leaves no row.
        if (IsAbsent(notice.Status) && !await IsKnownAsync(tenant, row, cancellationToken).ConfigureAwait(false)) return new Taken(IngestResult.Duplicate, null);

        CallReport report = ToReport(notice, row);
        RecordResult call = await intake.Storage.CallLogs.MergeAsync(tenant, report, cancellationToken).ConfigureAwait(false);
        Taken taken = await intake.FinishAsync(Source, tenant, row.CallId, call).ConfigureAwait(false);
        if (taken.Code is not null) return taken;

        // A callback names no caller; the row of the call does (rule V2).
        if (row.Caller is null && call.After is { FromNumber.Length: > 0 } known) row = row with { Caller = known.FromNumber };
        RecordingResult result = await intake.Storage.Recordings.MergeAsync(tenant, row, cancellationToken).ConfigureAwait(false);
        if (result.After.Status == RecordingStatus.Completed && result.Before?.Status != RecordingStatus.Completed)
        {
            events.Post(Ready(tenant, result.After, call.After));
        }
        return new Taken(result.Outcome == RecordOutcome.Stored ? IngestResult.Stored : IngestResult.Duplicate, null);
    }

    private async ValueTask<bool> IsKnownAsync(TenantId tenant, Recording notice, CancellationToken cancellationToken)
    {
        IReadOnlyList<Recording> rows = await intake.Storage.Recordings.ListBySessionAsync(tenant, notice.CallId, cancellationToken).ConfigureAwait(false);
        return rows.Any(row => row.IsSameAs(notice));
    }

    private Recording ToRow(RecordingNotice notice, TenantFacts facts, DateTimeOffset now)
    {
        string? url = ColumnText.Url(notice.Url?.Trim(), SourceUrlLength);
        return new Recording
        {
            CallId = ColumnText.Key(notice.Session.Trim()),
            Kind = notice.Kind,
            Status = ToStatus(notice.Status),
            ExtensionId = notice.ExtensionId,
            Caller = numbers.Read(notice.Caller, facts, NumberSource.Reported).Text,
            SourceUrl = url,
            MimeType = MimeType(url),
            DurationSeconds = notice.DurationSeconds is >= 0 ? notice.DurationSeconds : null,
            CreatedAt = now,
            UpdatedAt = now,
        };
    }

    private static CallReport ToReport(RecordingNotice notice, Recording row) => new()
    {
        CallId = row.CallId,
        Source = CallReportSource.Recording,
        At = row.CreatedAt,
        // A voicemail has an owner of its own and is not shown with the call.
        RecordingUrl = notice.Kind == RecordingKind.Call ? ColumnText.Url(row.SourceUrl, ColumnText.UrlLength) : null,
    };

    private static RecordingReady Ready(TenantId tenant, Recording recording, CallLog? call) => new()
    {
        Tenant = tenant,
        Session = recording.CallId,
        At = recording.UpdatedAt,
        From = recording.Caller ?? call?.FromNumber ?? "",
        To = call?.ToNumber ?? "",
        RecordingId = recording.Id,
        Kind = recording.Kind,
        ExtensionId = recording.ExtensionId,
        RecordingUrl = recording.SourceUrl,
        DurationSeconds = recording.DurationSeconds,
    };

    private static RecordingStatus ToStatus(string? word)
    {
        Span<char> letters = stackalloc char[16];
        return Words.Letters(word, letters) switch
        {
            "completed" => RecordingStatus.Completed,
            "failed" or "absent" => RecordingStatus.Failed,
            _ => RecordingStatus.Processing,
        };
    }

    private static bool IsAbsent(string? word)
    {
        Span<char> letters = stackalloc char[16];
        return Words.Letters(word, letters) is "absent";
    }

    private static string MimeType(string? url)
    {
        if (url is null) return "";
        string path = new Uri(url).AbsolutePath;
        if (path.EndsWith(".mp3", StringComparison.OrdinalIgnoreCase)) return "audio/mpeg";
        return path.EndsWith(".wav", StringComparison.OrdinalIgnoreCase) ? "audio/wav" : "";
    }
}
