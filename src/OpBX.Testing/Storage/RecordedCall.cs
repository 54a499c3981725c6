using OpBX.Calls;
using OpBX.Cdr;
using OpBX.Recordings;
using OpBX.Routing;
using OpBX.Sessions;
using OpBX.Tenants;

namespace OpBX.Storage;

/// <summary>What is reported of one call, source by source. Instants are whole seconds unless something is about milliseconds.</summary>
internal sealed class RecordedCall(string token, TwinTenants twins, Twin twin)
{
    public const string OwnLeg = "own-leg@host.example";

    public const string OtherLeg = "other-leg@host.example";

    public static DateTimeOffset At(double seconds) => new DateTimeOffset(2026, 5, 4, 3, 2, 1, TimeSpan.Zero).AddMilliseconds(Math.Round(seconds * 1000));

    public string Token => token;

    public CallReport Voice => new()
    {
        CallId = token, Source = CallReportSource.VoiceRequest, At = At(0.123), Direction = RecordedDirection.Inbound, From = "+15550100177", To = twins.Number(twin, 1),
        DidId = twins.Id(twin, 1), ExtensionId = twins.Id(twin, 1), RingGroupId = twins.Id(twin, 1), InitiatedAt = At(0),
    };

    public CallReport Session(double second, CallStatus status) => new()
    {
        CallId = token, Source = CallReportSource.SessionUpdate, At = At(second), Status = status, From = "anonymous", To = twins.Number(twin, 1), InitiatedAt = At(1),
        AnsweredAt = status >= CallStatus.Answered ? At(6) : null, EndedAt = status == CallStatus.Completed ? At(30) : null,
    };

    public SessionUpdate Update(string eventId, double second, string status) => new()
    {
        SessionId = "4711", CallId = token, EventId = eventId, Status = status, FromNumber = "anonymous", ToNumber = twins.Number(twin, 1), EventAt = At(second), ProcessedAt = At(second < 0 ? 0 : 40), CreatedAt = At(41),
        Data = JsonSettings.Parse($$"""{"event":"{{eventId}}","status":"{{status}}","big":9007199254740993}"""),
    };

    public CallDetailRecord Record(string leg, Disposition disposition = Disposition.Answered, int seconds = 29) => new()
    {
        CallId = leg, SessionId = token, Direction = RecordedDirection.Inbound, FromNumber = "+15550100177", ToNumber = twins.Number(twin, 1), Disposition = disposition, RawDisposition = disposition.Code(),
        DurationSeconds = seconds, BilledSeconds = seconds - 6, InitiatedAt = At(0), AnsweredAt = disposition == Disposition.Answered ? At(6) : null, EndedAt = At(seconds), Cost = 0.012345m,
        RecordingUrl = "https://recordings.example/1", CreatedAt = At(60), CloudonixData = JsonSettings.Parse($$"""{"disposition":"{{disposition.Code()}}","leg":"{{leg}}","text":"\u0000 \ud83d\udcde","big":9007199254740993}"""),
    };

    public CallReport CdrReport(string leg, CallStatus status = CallStatus.Completed, int seconds = 29) => new()
    {
        CallId = token, Source = CallReportSource.Cdr, At = At(60), Status = status, Direction = RecordedDirection.Inbound, From = "+15550100177", To = twins.Number(twin, 1), InitiatedAt = At(0),
        AnsweredAt = status == CallStatus.Completed ? At(6) : null, EndedAt = At(seconds), DurationSeconds = seconds, BilledSeconds = seconds - 6, LegId = leg, OwnLegId = leg.Length == 0 ? null : OwnLeg, OtherLegIds = leg.Length == 0 ? [] : [OtherLeg],
    };

    public CallReport RecordingReport => new() { CallId = token, Source = CallReportSource.Recording, At = At(70), RecordingUrl = "https://recordings.example/beside" };

    public Recording Recording(string? url = "https://recordings.example/v1.mp3", RecordingStatus status = RecordingStatus.Processing) => new()
    {
        CallId = token, Kind = RecordingKind.Voicemail, ExtensionId = twins.Id(twin, 1), Caller = "+15550100177", SourceUrl = url, Status = status, MimeType = url is null ? "" : "audio/mpeg", DurationSeconds = 12, CreatedAt = At(80), UpdatedAt = At(80),
    };
}
