using System.Buffers;
using System.Text;
using System.Text.Json;
using OpBX.Tenants;

namespace OpBX.Storage;

/// <summary>
/// Configurations as text that is equal exactly when their content is: lists by id, members of JSON columns by name, because
/// neither order means anything; version and fingerprint left out.
/// </summary>
internal static class StateText
{
    public static string Of(TenantConfiguration configuration)
    {
        var written = new ArrayBufferWriter<byte>();
        TenantDocument.Write(Sorted(configuration), written);
        using JsonDocument document = JsonDocument.Parse(written.WrittenMemory);
        var text = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(text, new JsonWriterOptions { Indented = true, SkipValidation = true })) Write(writer, document.RootElement);
        return Encoding.UTF8.GetString(text.WrittenSpan);
    }

    public static TenantConfiguration Sorted(TenantConfiguration configuration) => configuration with
    {
        Version = 0,
        Fingerprint = 0,
        Users = [.. configuration.Users.OrderBy(static user => user.Id)],
        Extensions = [.. configuration.Extensions.OrderBy(static extension => extension.Id)],
        DidNumbers = [.. configuration.DidNumbers.OrderBy(static did => did.Id)],
        RingGroups = [.. configuration.RingGroups.OrderBy(static group => group.Id).Select(static group => group with { Members = [.. group.Members.OrderBy(static member => member.Id)] })],
        BusinessHoursSchedules =
        [
            .. configuration.BusinessHoursSchedules.OrderBy(static schedule => schedule.Id).Select(static schedule => schedule with
            {
                Rules = [.. schedule.Rules.OrderBy(static rule => rule.Id)],
                Exceptions =
                [
                    .. schedule.Exceptions.OrderBy(static exception => exception.Id)
                        .Select(static exception => exception with { Ranges = [.. exception.Ranges.OrderBy(static range => range.Start).ThenBy(static range => range.End)] }),
                ],
                Destinations = [.. schedule.Destinations.OrderBy(static destination => destination.Id)],
            }),
        ],
        IvrMenus = [.. configuration.IvrMenus.OrderBy(static menu => menu.Id).Select(static menu => menu with { Options = [.. menu.Options.OrderBy(static option => option.Id)] })],
        ConferenceRooms = [.. configuration.ConferenceRooms.OrderBy(static room => room.Id)],
        OutboundWhitelists = [.. configuration.OutboundWhitelists.OrderBy(static rule => rule.Id)],
    };

    private static void Write(Utf8JsonWriter writer, JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (JsonProperty property in element.EnumerateObject().OrderBy(static property => property.Name, StringComparer.Ordinal))
                {
                    writer.WritePropertyName(property.Name);
                    Write(writer, property.Value);
                }
                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (JsonElement item in element.EnumerateArray()) Write(writer, item);
                writer.WriteEndArray();
                break;
            default:
                element.WriteTo(writer);
                break;
        }
    }
}
