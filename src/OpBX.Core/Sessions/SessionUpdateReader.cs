using System.Text.Json;
using OpBX.Calls;
using OpBX.Cdr;
using OpBX.Numbers;
using OpBX.Tenants;

namespace OpBX.Sessions;

/// <summary>A session update as read: the row, and what it says about its call; null when it names no session token.</summary>
internal readonly record struct SessionUpdateReading(SessionUpdate Update, CallReport? Report);

/// <summary>Reads session updates (rules S1, S3). Never throws, whatever the body.</summary>
internal sealed class SessionUpdateReader(ReportedNumberReader numbers)
{
    private const int StatusLength = 50;
    private const int Milliseconds = 1000;
    private static readonly string[] EventTimes = ["modifiedAt", "updatedAt", "createdAt"];

    /// <summary>Reads an event; null when it names no session at all.</summary>
    /// <param name="body">The body.</param>
    /// <param name="facts">The tenant.</param>
    /// <param name="receivedAt">When it was delivered.</param>
    public SessionUpdateReading? Read(in DeliveredBody body, TenantFacts facts, DateTimeOffset receivedAt)
    {
        JsonElement root = body.Json;
        JsonElement? nested = TolerantJson.Object(root, "session");
        string? token = Text("token") ?? Text("session_token") ?? TolerantJson.Text(root, "session");
        string? number = Text("id") ?? Text("session_id");
        if ((token ?? number) is not { } key) return null;

        string status = Text("status") ?? "";
        DateTimeOffset? answered = Time("callAnswerTime") ?? Time("answerTime");
        DateTimeOffset? ended = Time("callEndTime") ?? Time("endTime");
        ReportedNumber from = numbers.Read(TolerantJson.First(Said("callerId"), Said("from")), facts, NumberSource.Reported);
        ReportedNumber to = numbers.Read(Text("destination") ?? Text("to"), facts, NumberSource.Reported);
        RecordedDirection? direction = ReportedDirection.Read(Text("direction"), from, to);
        DateTimeOffset at = EventTimes.Select(Time).FirstOrDefault(static time => time is not null) ?? receivedAt;
        var update = new SessionUpdate
        {
            SessionId = ColumnText.Key(number ?? key),
            CallId = ColumnText.Key(key),
            EventId = Text("eventId") is { } id ? ColumnText.Key(id) : CanonicalBody.EventId(body.Masked.Json),
            Status = ColumnText.Cut(status, StatusLength),
            FromNumber = from.Text ?? "",
            ToNumber = to.Text ?? "",
            Data = body.Masked,
            EventAt = at,
            ProcessedAt = token is null ? null : receivedAt,
            CreatedAt = receivedAt,
        };
        if (token is null) return new SessionUpdateReading(update, null);

        LegIds legs = LegIds.Read(root);
        if (legs.Own is null) legs = LegIds.Read(nested);
        var report = new CallReport
        {
            CallId = update.CallId,
            Source = CallReportSource.SessionUpdate,
            At = at,
            Status = SessionStatusWords.Read(status, answered is not null, ended is not null),
            Direction = direction,
            From = from.Text,
            To = to.Text,
            DidId = ReportedDirection.DidOf(direction, to),
            ExtensionId = ReportedDirection.ExtensionOf(direction, from, to),
            InitiatedAt = Time("callStartTime") ?? Time("startTime"),
            AnsweredAt = answered,
            EndedAt = ended,
            OwnLegId = legs.Own,
            OtherLegIds = legs.Others,
        };
        return new SessionUpdateReading(update, report);

        string? Text(string name) => TolerantJson.Text(root, name) ?? TolerantJson.Text(nested, name);

        string? Said(string name) => TolerantJson.First(TolerantJson.Said(root, name), TolerantJson.Said(nested, name));

        DateTimeOffset? Time(string name)
            => TolerantJson.Time(root, name, Milliseconds) ?? TolerantJson.Time(nested, name, Milliseconds);
    }
}
