using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace OpBX.Cdr;

/// <summary>
/// A body as the spool keeps it: credentials masked as in <c>cloudonix_data</c> (rule C5), except that the address of a recording
/// stays whole, because its column keeps it so and a masked one leads nowhere.
/// </summary>
internal static class SpoolBody
{
    private static readonly string[] RecordingNames = ["recording_url", "RecordingUrl"];

    public static ReadOnlyMemory<byte> Of(in DeliveredBody body)
    {
        JsonElement masked = body.Masked.Json, whole = body.Json;
        if (!Differs(masked, whole) && !Differs(TolerantJson.Object(masked, "session"), TolerantJson.Object(whole, "session"))) return Encoding.UTF8.GetBytes(masked.GetRawText());
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true }))
        {
            Write(json, masked, whole, isRoot: true);
        }
        return buffer.WrittenMemory;
    }

    private static bool Differs(JsonElement? masked, JsonElement? whole)
        => RecordingNames.Any(name => !string.Equals(TolerantJson.Text(masked, name), TolerantJson.Text(whole, name), StringComparison.Ordinal));

    private static void Write(Utf8JsonWriter json, JsonElement masked, JsonElement whole, bool isRoot)
    {
        json.WriteStartObject();
        foreach (JsonProperty member in masked.EnumerateObject())
        {
            json.WritePropertyName(member.Name);
            if (RecordingNames.Contains(member.Name, StringComparer.OrdinalIgnoreCase) && TolerantJson.Text(whole, member.Name) is { } url) json.WriteStringValue(url);
            else if (isRoot && member.NameEquals("session") && member.Value.ValueKind == JsonValueKind.Object && TolerantJson.Object(whole, "session") is { } session) Write(json, member.Value, session, isRoot: false);
            else member.Value.WriteTo(json);
        }
        json.WriteEndObject();
    }
}
