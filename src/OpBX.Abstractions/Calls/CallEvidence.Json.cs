using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using System.Text.Json;

namespace OpBX.Calls;

// The form in which storage keeps evidence: one JSON column. Times are epoch milliseconds in UTC.
public sealed partial record CallEvidence
{
    /// <summary>The evidence as compact JSON, for one column of a storage provider. <see cref="FromJson"/> reads it back.</summary>
    public string ToJson()
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            Write(json, "voice", Voice);
            Write(json, "session", Session);
            if (!Legs.IsEmpty)
            {
                json.WriteStartArray("legs");
                foreach (CallReport leg in Legs) Write(json, null, leg);
                json.WriteEndArray();
            }
            Write(json, "own", OwnLegId);
            if (!OtherLegIds.IsEmpty)
            {
                json.WriteStartArray("others");
                foreach (string id in OtherLegIds) json.WriteStringValue(id);
                json.WriteEndArray();
            }
            Write(json, "recording", RecordingUrl);
            if (HasAnswered) json.WriteBoolean("answered", true);
            if (HasEnded) json.WriteBoolean("ended", true);
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <param name="callId">The session token of the row; it is not repeated in the text.</param>
    /// <param name="json">The text; null or blank gives <see cref="None"/>.</param>
    /// <exception cref="JsonException">The text is not JSON.</exception>
    public static CallEvidence FromJson(string callId, string? json)
    {
        ArgumentNullException.ThrowIfNull(callId);
        if (string.IsNullOrWhiteSpace(json)) return None;
        using JsonDocument document = JsonDocument.Parse(json);
        JsonElement root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object) return None;
        return new CallEvidence
        {
            Voice = Read(callId, CallReportSource.VoiceRequest, Member(root, "voice")),
            Session = Read(callId, CallReportSource.SessionUpdate, Member(root, "session")),
            Legs = Member(root, "legs") is { ValueKind: JsonValueKind.Array } legs
                ? [.. legs.EnumerateArray().Select(leg => Read(callId, CallReportSource.Cdr, leg)).OfType<CallReport>()] : [],
            OwnLegId = Member(root, "own")?.GetString(),
            OtherLegIds = Member(root, "others") is { ValueKind: JsonValueKind.Array } others
                ? [.. others.EnumerateArray().Select(static id => id.GetString() ?? "")] : [],
            RecordingUrl = Member(root, "recording")?.GetString(),
            HasAnswered = Member(root, "answered")?.ValueKind == JsonValueKind.True,
            HasEnded = Member(root, "ended")?.ValueKind == JsonValueKind.True,
        };
    }

    private static void Write(Utf8JsonWriter json, string? name, CallReport? report)
    {
        if (report is null) return;
        if (name is null) json.WriteStartObject(); else json.WriteStartObject(name);
        Write(json, "at", report.At.ToUnixTimeMilliseconds());
        if (report.Status is { } status) json.WriteString("status", status.Code());
        if (report.Direction is { } direction) json.WriteString("direction", direction.Code());
        Write(json, "from", report.From);
        Write(json, "to", report.To);
        Write(json, "did", report.DidId);
        Write(json, "extension", report.ExtensionId);
        Write(json, "group", report.RingGroupId);
        Write(json, "initiated", report.InitiatedAt?.ToUnixTimeMilliseconds());
        Write(json, "answered", report.AnsweredAt?.ToUnixTimeMilliseconds());
        Write(json, "ended", report.EndedAt?.ToUnixTimeMilliseconds());
        Write(json, "duration", report.DurationSeconds);
        Write(json, "billed", report.BilledSeconds);
        Write(json, "recording", report.RecordingUrl);
        Write(json, "leg", report.LegId);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null) json.WriteString(name, value);
    }

    private static void Write(Utf8JsonWriter json, string name, long? value)
    {
        if (value is { } number) json.WriteNumber(name, number);
    }

    private static CallReport? Read(string callId, CallReportSource source, JsonElement? element)
    {
        if (element is not { ValueKind: JsonValueKind.Object } json) return null;
        return new CallReport
        {
            CallId = callId,
            Source = source,
            At = Time(json, "at") ?? DateTimeOffset.UnixEpoch,
            Status = CallStatuses.TryParse(Member(json, "status")?.GetString(), out CallStatus status) ? status : null,
            Direction = RecordedDirections.TryParse(Member(json, "direction")?.GetString(), out RecordedDirection direction) ? direction : null,
            From = Member(json, "from")?.GetString(),
            To = Member(json, "to")?.GetString(),
            DidId = Member(json, "did")?.GetInt64(),
            ExtensionId = Member(json, "extension")?.GetInt64(),
            RingGroupId = Member(json, "group")?.GetInt64(),
            InitiatedAt = Time(json, "initiated"),
            AnsweredAt = Time(json, "answered"),
            EndedAt = Time(json, "ended"),
            DurationSeconds = Member(json, "duration")?.GetInt32(),
            BilledSeconds = Member(json, "billed")?.GetInt32(),
            RecordingUrl = Member(json, "recording")?.GetString(),
            LegId = Member(json, "leg")?.GetString(),
        };
    }

    private static JsonElement? Member(JsonElement json, string name) => json.TryGetProperty(name, out JsonElement value) ? value : null;

    private static DateTimeOffset? Time(JsonElement json, string name)
        => Member(json, name) is { } value ? DateTimeOffset.FromUnixTimeMilliseconds(value.GetInt64()) : null;
}
