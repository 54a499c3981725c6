using System.Text.Json;
using OpBX.Calls;
using OpBX.Numbers;
using OpBX.Tenants;

namespace OpBX.Cdr;

/// <summary>A CDR as read: the row, and what it says about its call.</summary>
internal readonly record struct CdrReading(CallDetailRecord Record, CallReport Report);

/// <summary>Reads CDRs (rules C1–C5). Never throws, whatever the body.</summary>
internal sealed class CdrReader(ReportedNumberReader numbers)
{
    private const int Milliseconds = 1000;
    private const decimal MaxCost = 9999.999999m;
    private static readonly string[] Costs = ["sell_cost", "rated_cost", "approx_cost"];

    /// <summary>Reads a CDR; null when it names no session (rule C1).</summary>
    /// <param name="body">The body.</param>
    /// <param name="facts">The tenant.</param>
    /// <param name="receivedAt">When it was delivered.</param>
    public CdrReading? Read(in DeliveredBody body, TenantFacts facts, DateTimeOffset receivedAt)
    {
        JsonElement root = body.Json;
        JsonElement? session = TolerantJson.Object(root, "session");
        string? token = TolerantJson.Text(session, "token") ?? TolerantJson.Text(root, "token")
            ?? TolerantJson.Text(root, "session_token") ?? TolerantJson.Text(root, "session");
        if (token is null) return null;

        ReportedNumber from = numbers.Read(TolerantJson.First(TolerantJson.Said(root, "from"), TolerantJson.Said(session, "callerId")), facts, NumberSource.Reported);
        ReportedNumber to = numbers.Read(TolerantJson.Text(root, "to") ?? TolerantJson.Text(session, "destination"), facts, NumberSource.Reported);
        RecordedDirection? direction = ReportedDirection.Read(TolerantJson.Text(session, "direction") ?? TolerantJson.Text(root, "direction"), from, to);
        string? rawDisposition = TolerantJson.Text(root, "disposition");
        Disposition disposition = DispositionWords.Read(rawDisposition ?? TolerantJson.Text(session, "status"));
        DateTimeOffset? started = Time(session, root, "callStartTime", "startTime");
        DateTimeOffset? answered = Time(session, root, "callAnswerTime", "answerTime");
        DateTimeOffset? ended = Time(session, root, "callEndTime", "endTime");
        string? url = ColumnText.Url(TolerantJson.Text(root, "recording_url") ?? TolerantJson.Text(session, "recording_url"), ColumnText.UrlLength);
        LegIds legs = LegIds.Read(session);

        var record = new CallDetailRecord
        {
            CallId = ColumnText.Key(TolerantJson.Text(root, "call_id") ?? ""),
            SessionId = ColumnText.Key(token),
            Direction = direction ?? RecordedDirection.Inbound,
            FromNumber = from.Text ?? ReportedNumber.Anonymous,
            ToNumber = to.Text ?? "",
            Disposition = disposition,
            RawDisposition = rawDisposition,
            DurationSeconds = TolerantJson.Seconds(root, "duration"),
            BilledSeconds = TolerantJson.Seconds(root, "billsec") ?? Billed(disposition, answered, ended),
            InitiatedAt = started ?? TolerantJson.Time(root, "timestamp", 1),
            AnsweredAt = answered,
            EndedAt = ended,
            RecordingUrl = url,
            Cost = Cost(root),
            CloudonixData = body.Masked,
            CreatedAt = receivedAt,
        };
        var report = new CallReport
        {
            CallId = record.SessionId,
            Source = CallReportSource.Cdr,
            At = ended ?? record.InitiatedAt ?? receivedAt,
            Status = DispositionWords.ToStatus(disposition),
            Direction = direction,
            From = from.Text,
            To = to.Text,
            DidId = ReportedDirection.DidOf(direction, to),
            ExtensionId = ReportedDirection.ExtensionOf(direction, from, to),
            InitiatedAt = started,
            AnsweredAt = answered,
            EndedAt = ended,
            DurationSeconds = record.DurationSeconds,
            BilledSeconds = record.BilledSeconds,
            RecordingUrl = url,
            LegId = record.CallId,
            OwnLegId = legs.Own,
            OtherLegIds = legs.Others,
        };
        return new CdrReading(record, report);
    }

    private static DateTimeOffset? Time(JsonElement? session, JsonElement root, string epochName, string isoName)
        => TolerantJson.Time(session, epochName, Milliseconds) ?? TolerantJson.Time(session, isoName, Milliseconds)
            ?? TolerantJson.Time(root, epochName, Milliseconds) ?? TolerantJson.Time(root, isoName, Milliseconds);

    // Where a call was not answered, nothing is charged; where it was and the times are missing, nothing is known.
    private static int? Billed(Disposition disposition, DateTimeOffset? answered, DateTimeOffset? ended)
    {
        if (answered is null) return disposition == Disposition.Answered ? null : 0;
        return ended - answered is { } span && span >= TimeSpan.Zero && span.TotalSeconds <= int.MaxValue ? (int)span.TotalSeconds : null;
    }

    private static decimal? Cost(JsonElement root)
    {
        foreach (string name in Costs)
        {
            if (TolerantJson.Amount(root, name) is not { } amount) continue;
            decimal cost = Math.Round(amount, 6, MidpointRounding.AwayFromZero);
            if (Math.Abs(cost) <= MaxCost) return cost;
        }
        return null;
    }
}
