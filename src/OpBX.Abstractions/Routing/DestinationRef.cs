using System.Globalization;
using System.Text.Json;
using OpBX.Tenants;

namespace OpBX.Routing;

/// <summary>
/// Where a call may go: a kind and one target text, which the kind's handler parses. The only way in which configuration
/// names a destination.
/// </summary>
/// <param name="Kind">The kind.</param>
/// <param name="Target">The target: an id, a number, an address; empty where the kind needs none.</param>
public readonly record struct DestinationRef(DestinationKind Kind, string Target)
{
    /// <summary>Names an object by its id.</summary>
    public static DestinationRef To(DestinationKind kind, long id) => new(kind, id.ToString(CultureInfo.InvariantCulture));

    /// <summary>
    /// Reads a destination from JSON (rule R2): <c>{"type":"extension","id":12}</c>, <c>{"type":"external_number","number":"+1…"}</c>,
    /// <c>{"type":"hangup"}</c>, or any kind with <c>id</c>, <c>number</c>, <c>uri</c> or <c>target</c>. The words
    /// <c>submenu</c> and <c>ivr_menu</c> mean <c>ivr</c>, <c>conference</c> means <c>conference_room</c>.
    /// </summary>
    /// <returns>False when there is no object with a <c>type</c>.</returns>
    public static bool TryRead(JsonElement json, out DestinationRef destination)
    {
        destination = default;
        if (json.ValueKind != JsonValueKind.Object) return false;
        if (!json.TryGetProperty("type", out JsonElement type) || type.ValueKind != JsonValueKind.String) return false;
        DestinationKind kind = KindOf(type.GetString());
        // An external number may come beside an id that other destinations have.
        string target = kind == DestinationKind.ExternalNumber ? TargetOf(json, "number") : "";
        for (int i = 0; i < TargetNames.Length && target.Length == 0; i++) target = TargetOf(json, TargetNames[i]);
        destination = new DestinationRef(kind, target);
        return true;
    }

    /// <summary>A member as a target; empty = there is none. A whole number is one whatever its spelling: 12 and 12.0.</summary>
    private static string TargetOf(JsonElement json, string name)
    {
        if (!json.TryGetProperty(name, out JsonElement value)) return "";
        if (value.ValueKind == JsonValueKind.String) return value.GetString()!.Trim();
        if (value.ValueKind != JsonValueKind.Number) return "";
        return JsonSettings.WholeNumber(value)?.ToString(CultureInfo.InvariantCulture) ?? value.GetRawText();
    }

    /// <summary>The kind that a word of the schema names; unknown words name kinds of their own.</summary>
    public static DestinationKind KindOf(string? word)
    {
        string text = (word ?? "").Trim().ToLowerInvariant();
        return text switch
        {
            "extension" => DestinationKind.Extension,
            "ring_group" => DestinationKind.RingGroup,
            "ivr" or "ivr_menu" or "submenu" => DestinationKind.Ivr,
            "conference_room" or "conference" => DestinationKind.ConferenceRoom,
            _ => new DestinationKind(text),
        };
    }

    private static readonly string[] TargetNames = ["id", "number", "uri", "target"];

    /// <inheritdoc />
    public override string ToString() => string.IsNullOrEmpty(Target) ? Kind.ToString() : $"{Kind}:{Target}";
}
