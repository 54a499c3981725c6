using System.Globalization;
using System.Text;
using System.Text.Json;

namespace OpBX.Calls;

/// <summary>One voice application request as the platform sends it: fields, session data and headers.</summary>
internal sealed class PlatformRequest
{
    private const string SessionField = "SessionData";
    private const string HeaderPrefix = "X-Cx-";

    private readonly Dictionary<string, string> _fields = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, string> _headers = new(StringComparer.OrdinalIgnoreCase);

    public required DateTimeOffset StartedAt { get; init; }

    public required DateTimeOffset? AnsweredAt { get; init; }

    /// <summary>The instant at which it is sent.</summary>
    public required DateTimeOffset Now { get; init; }

    public required bool IsSubscriber { get; init; }

    /// <summary>The fields by name, without the session data.</summary>
    public IReadOnlyDictionary<string, string> Fields => _fields;

    /// <summary>The headers that begin with <c>X-Cx-</c>.</summary>
    public IReadOnlyDictionary<string, string> Headers => _headers;

    private bool HasSessionData { get; set; } = true;

    public PlatformRequest Set(string name, string? value)
    {
        if (name.Equals(SessionField, StringComparison.OrdinalIgnoreCase)) HasSessionData = value is not null;
        Dictionary<string, string> target = name.StartsWith(HeaderPrefix, StringComparison.OrdinalIgnoreCase) ? _headers : _fields;
        if (value is null) target.Remove(name);
        else target[name] = value;
        return this;
    }

    public string? Get(string name) => _fields.GetValueOrDefault(name);

    /// <summary>The fields as the JSON object of a POST.</summary>
    public string ToJson()
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            foreach ((string name, string value) in _fields) json.WriteString(name, value);
            if (HasSessionData)
            {
                json.WritePropertyName(SessionField);
                WriteSessionData(json);
            }
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    /// <summary>The fields as the query of a GET.</summary>
    public string ToQuery()
    {
        IEnumerable<string> pairs = _fields.Select(static field => $"{Uri.EscapeDataString(field.Key)}={Uri.EscapeDataString(field.Value)}");
        if (HasSessionData) pairs = pairs.Append($"{SessionField}={Uri.EscapeDataString(SessionDataText())}");
        return string.Join('&', pairs);
    }

    /// <summary>The request as the engine takes it, without HTTP.</summary>
    public VoiceRequest ToVoiceRequest()
    {
        var fields = new Dictionary<string, string>(_fields, StringComparer.OrdinalIgnoreCase);
        if (HasSessionData) fields[SessionField] = SessionDataText();
        return new VoiceRequest
        {
            Session = Get("Session"),
            CallSid = Get("CallSid"),
            From = Get("From"),
            To = Get("To"),
            Direction = CallDirection.Parse(Get("Direction")),
            CallStatus = Get("CallStatus"),
            DialCallStatus = Get("DialCallStatus"),
            Digits = Get("Digits"),
            SpeechResult = Get("SpeechResult"),
            RecordingUrl = Get("RecordingUrl"),
            RecordingDuration = int.TryParse(Get("RecordingDuration"), NumberStyles.None, CultureInfo.InvariantCulture, out int seconds) ? seconds : null,
            Domain = Get("Domain"),
            Source = _headers.GetValueOrDefault("X-Cx-Source"),
            CallerName = Get("CallerName"),
            AnsweredAt = HasSessionData ? AnsweredAt : null,
            Fields = fields,
        };
    }

    private string SessionDataText()
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream)) WriteSessionData(json);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private void WriteSessionData(Utf8JsonWriter json)
    {
        string session = Get("Session") ?? "";
        json.WriteStartObject();
        json.WriteNumber("id", 10231473);
        json.WriteNumber("domainId", 3);
        if (IsSubscriber) json.WriteNumber("outgoingSubscriberId", 248001);
        json.WriteString("destination", Get("To"));
        json.WriteString("callerId", Get("From"));
        json.WriteString("token", session);
        json.WriteStartObject("profile");
        json.WriteStartArray("callId");
        json.WriteStringValue($"sip-{session}@203.0.113.5:5060");
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteNumber("callStartTime", StartedAt.ToUnixTimeMilliseconds());
        if (AnsweredAt is { } answered) json.WriteNumber("callAnswerTime", answered.ToUnixTimeMilliseconds());
        json.WriteString("status", AnsweredAt is null ? "processing" : "connected");
        json.WriteString("vappServer", "192.0.2.10");
        json.WriteBoolean("ringing", false);
        json.WriteString("domainNameOrId", Get("Domain"));
        json.WriteEndObject();
    }
}
