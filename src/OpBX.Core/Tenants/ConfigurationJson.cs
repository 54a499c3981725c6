using System.Buffers;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace OpBX.Tenants;

/// <summary>Changes single values of JSON columns; all others keep their text.</summary>
internal static class ConfigurationJson
{
    private static readonly string[] TargetNames = ["id", "number", "uri", "target"];

    /// <summary>The object with one member changed.</summary>
    public static JsonSettings With(JsonSettings settings, string name, Func<JsonElement, JsonNode?> change)
        => JsonSettings.From(Change(settings.Json, name, change));

    /// <summary>The object with one text in place of another.</summary>
    public static JsonSettings WithText(JsonSettings settings, string name, string text) => With(settings, name, _ => JsonValue.Create(text));

    /// <summary>An id written as the old one was: as number or as text.</summary>
    public static JsonNode IdLike(JsonElement old, long id)
        => old.ValueKind == JsonValueKind.String ? JsonValue.Create(id.ToString(CultureInfo.InvariantCulture)) : JsonValue.Create(id);

    /// <summary>A destination with another id, under the name that it has.</summary>
    public static JsonNode? WithTarget(JsonElement destination, long id)
    {
        foreach (string name in TargetNames)
        {
            if (!destination.TryGetProperty(name, out JsonElement value) || value.ValueKind is not (JsonValueKind.String or JsonValueKind.Number)) continue;
            return JsonNode.Parse(Change(destination, name, old => IdLike(old, id)).GetRawText());
        }
        return JsonNode.Parse(destination.GetRawText());
    }

    private static JsonElement Change(JsonElement json, string name, Func<JsonElement, JsonNode?> change)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = ConfigurationWriter.Options.Encoder }))
        {
            writer.WriteStartObject();
            foreach (JsonProperty member in json.EnumerateObject())
            {
                writer.WritePropertyName(member.Name);
                if (member.NameEquals(name)) WriteNode(writer, change(member.Value));
                else member.Value.WriteTo(writer);
            }
            writer.WriteEndObject();
        }
        using JsonDocument document = JsonDocument.Parse(buffer.WrittenMemory);
        return document.RootElement.Clone();
    }

    private static void WriteNode(Utf8JsonWriter writer, JsonNode? node)
    {
        if (node is null) writer.WriteNullValue();
        else node.WriteTo(writer);
    }
}
