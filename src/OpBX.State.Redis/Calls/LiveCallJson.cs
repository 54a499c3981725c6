using System.Text.Json;
using System.Text.Json.Serialization;

namespace OpBX.Calls;

/// <summary>How a live call is written in Redis.</summary>
internal static class LiveCallJson
{
    public static byte[] Write(LiveCall call) => JsonSerializer.SerializeToUtf8Bytes(
        new LiveCallDocument
        {
            Session = call.Session,
            Direction = call.Direction.Code(),
            From = call.From,
            To = call.To,
            DidId = call.DidId,
            ExtensionId = call.ExtensionId,
            RingGroupId = call.RingGroupId,
            StartedAt = call.StartedAt,
            AnsweredAt = call.AnsweredAt,
        },
        LiveCallContext.Default.LiveCallDocument);

    /// <exception cref="JsonException">The text is no call.</exception>
    public static LiveCall? Read(ReadOnlySpan<byte> json, CallStatus status)
    {
        LiveCallDocument? document = JsonSerializer.Deserialize(json, LiveCallContext.Default.LiveCallDocument);
        if (document?.Session is null) return null;
        _ = RecordedDirections.TryParse(document.Direction, out RecordedDirection direction);
        return new LiveCall
        {
            Session = document.Session,
            Status = status,
            Direction = direction,
            From = document.From ?? "",
            To = document.To ?? "",
            DidId = document.DidId,
            ExtensionId = document.ExtensionId,
            RingGroupId = document.RingGroupId,
            StartedAt = document.StartedAt,
            AnsweredAt = document.AnsweredAt,
        };
    }
}

/// <summary>The JSON of a live call; its state stands before it.</summary>
internal sealed class LiveCallDocument
{
    public string? Session { get; set; }

    public string? Direction { get; set; }

    public string? From { get; set; }

    public string? To { get; set; }

    public long? DidId { get; set; }

    public long? ExtensionId { get; set; }

    public long? RingGroupId { get; set; }

    public DateTimeOffset? StartedAt { get; set; }

    public DateTimeOffset? AnsweredAt { get; set; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(LiveCallDocument))]
internal sealed partial class LiveCallContext : JsonSerializerContext;
