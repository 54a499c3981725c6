using System.Buffers;
using System.Text.Json;
using OpBX.Cdr;
using OpBX.Routing;

namespace OpBX.Recordings;

/// <summary>A recording notice as JSON: how dead letters and the spool keep it.</summary>
internal static class RecordingNoticeBody
{
    /// <summary>Writes a notice.</summary>
    public static ReadOnlyMemory<byte> Write(RecordingNotice notice)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("Session", notice.Session);
            json.WriteString("Kind", notice.Kind.Code());
            if (notice.ExtensionId is { } extension) json.WriteNumber("ExtensionId", extension);
            json.WriteString("Caller", notice.Caller);
            json.WriteString("RecordingUrl", notice.Url);
            json.WriteString("RecordingStatus", notice.Status);
            if (notice.DurationSeconds is { } duration) json.WriteNumber("RecordingDuration", duration);
            json.WriteEndObject();
        }
        return buffer.WrittenMemory;
    }

    /// <summary>Reads a notice, or the body of a callback as the platform sent it; null when it is no JSON object.</summary>
    public static RecordingNotice? Read(ReadOnlyMemory<byte> body, out string code)
    {
        if (!DeliveredBody.TryRead(RecordIntake.Parse(body), out DeliveredBody delivered, out code)) return null;
        JsonElement root = delivered.Json;
        JsonElement? session = TolerantJson.Object(root, "SessionData");
        string? kind = TolerantJson.Text(root, "Kind");
        return new RecordingNotice
        {
            Session = TolerantJson.Text(root, "Session") ?? TolerantJson.Text(session, "token") ?? TolerantJson.Text(root, "token") ?? TolerantJson.Text(root, "CallSid") ?? "",
            Kind = RecordingCallbackSigner.TryReadKind(kind ?? "", out RecordingKind known) ? known : RecordingKind.Call,
            ExtensionId = TolerantJson.Text(root, "ExtensionId") is { } extension && long.TryParse(extension, out long id) ? id : null,
            Caller = TolerantJson.Text(root, "Caller") ?? TolerantJson.Text(root, "From"),
            Url = TolerantJson.Text(root, "RecordingUrl"),
            // A notice of a Record action has the member without a value; a callback that names no status reports a finished recording.
            Status = TolerantJson.Text(root, "RecordingStatus") ?? (root.TryGetProperty("RecordingStatus", out _) ? null : "completed"),
            DurationSeconds = TolerantJson.Seconds(root, "RecordingDuration"),
        };
    }
}
