using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Xml.Linq;

namespace OpBX.Calls;

/// <content>Recordings and the reports that they are ready.</content>
internal sealed partial class CallPlay
{
    private readonly List<PendingReport> _reports = [];

    private MadeRecording AddRecording(XElement verb, TimeSpan length, bool isMessage)
    {
        int number = _book.Recordings.Count + 1;
        var made = new MadeRecording
        {
            Url = $"https://recordings.example.net/r/{session}-{number}.mp3",
            Length = length,
            IsMessage = isMessage,
            CallbackUrl = (string?)verb.Attribute("recordingStatusCallback"),
            Stage = _stage,
        };
        _book.Recordings.Add(made);
        _book.Note(_elapsed, $"{(isMessage ? "leaves a message" : "was recorded")} of {length.TotalSeconds:0} s");
        if (made.CallbackUrl is not null && script.RecordingCallback != RecordingCallback.Never)
        {
            bool early = script.RecordingCallback is RecordingCallback.BeforeAction or RecordingCallback.Twice;
            bool late = script.RecordingCallback is RecordingCallback.AfterAction or RecordingCallback.Twice;
            _reports.Add(new PendingReport(number - 1, _current.Local, early, late));
        }
        return made;
    }

    /// <summary>Reports what is due: the early ones before the action, the rest after it.</summary>
    private async Task ReportAsync(bool isLast, CancellationToken cancellationToken)
    {
        for (int i = 0; i < _reports.Count; i++)
        {
            PendingReport report = _reports[i];
            if (isLast ? report.Early || report.Late : report.Early) await ReportAsync(report, cancellationToken).ConfigureAwait(false);
            _reports[i] = report with { Early = false };
        }
        if (isLast) _reports.Clear();
    }

    private async Task ReportAsync(PendingReport report, CancellationToken cancellationToken)
    {
        MadeRecording made = _book.Recordings[report.Recording];
        int? status = await host.ReportRecordingAsync(made.CallbackUrl!, report.Document, Body(made), cancellationToken).ConfigureAwait(false);
        if (status is { } code) _book.Recordings[report.Recording] = made with { CallbackStatuses = [.. made.CallbackStatuses, code] };
    }

    private string Body(MadeRecording made)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteString("CallSid", session);
            json.WriteString("Session", session);
            json.WriteString("RecordingUrl", made.Url);
            json.WriteString("RecordingStatus", "completed");
            json.WriteString("RecordingDuration", made.Length.TotalSeconds.ToString("0", CultureInfo.InvariantCulture));
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    /// <summary>A recording that is to be reported.</summary>
    private readonly record struct PendingReport(int Recording, string Document, bool Early, bool Late);
}
