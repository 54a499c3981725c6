using System.Text.Json;
using OpBX.Numbers;
using OpBX.Routing;

namespace OpBX.Tenants;

internal sealed partial class ConfigurationReader
{
    private static readonly string[] DidColumn = ["extension", "ring_group", "business_hours", "ivr", "voicemail"];

    /// <summary>An id that stands in a JSON column under a name of its own.</summary>
    private void RefersByMember(ConfigurationObject o, string column, JsonSettings settings, string member, string table)
        => _scope.Refers(o, column, table, settings.GetInt64(member));

    /// <summary>A destination that stands in a JSON column (rule R2).</summary>
    private void RefersByDestination(ConfigurationObject o, string column, JsonSettings settings, string member)
    {
        if (!settings.TryGet(member, out JsonElement json)) return;
        if (!DestinationRef.TryRead(json, out DestinationRef destination))
        {
            o.Warning(column, TenantDocumentFaultCodes.InvalidValue, $"{member} is no destination, such as {{\"type\":\"extension\",\"id\":1}}.");
            return;
        }
        if (long.TryParse(destination.Target, System.Globalization.CultureInfo.InvariantCulture, out long id))
            RefersByKind(o, column, destination.Kind.Value, id);
    }

    /// <summary>An id whose table depends on a kind of destination.</summary>
    private void RefersByKind(ConfigurationObject o, string member, string? kind, long? id)
    {
        if (TableOf(DestinationRef.KindOf(kind)) is { } table) _scope.Refers(o, member, table, id);
    }

    private void RefersByRouting(ConfigurationObject o, DidNumber did)
    {
        if (did.RoutingConfig.TryGet("destination", out _))
        {
            RefersByDestination(o, "routing_config", did.RoutingConfig, "destination");
            return;
        }
        (string member, string table) = did.RoutingType.Value switch
        {
            "ring_group" => ("ring_group_id", ConfigurationScope.RingGroups),
            "business_hours" => ("business_hours_schedule_id", ConfigurationScope.Schedules),
            "ivr" or "ivr_menu" => ("ivr_menu_id", ConfigurationScope.Menus),
            "conference_room" => ("conference_room_id", ConfigurationScope.Rooms),
            _ => ("extension_id", ConfigurationScope.Extensions),
        };
        if (did.RoutingConfig.GetInt64(member) is null)
            o.Warning("routing_config", TenantDocumentFaultCodes.MissingReference, $"routing_config does not say where calls go: {member} or destination is needed.");
        else
            RefersByMember(o, "routing_config", did.RoutingConfig, member, table);
    }

    private static string? TableOf(DestinationKind kind)
    {
        if (kind == DestinationKind.Extension || kind == DestinationKind.Voicemail) return ConfigurationScope.Extensions;
        if (kind == DestinationKind.RingGroup) return ConfigurationScope.RingGroups;
        if (kind == DestinationKind.BusinessHours) return ConfigurationScope.Schedules;
        if (kind == DestinationKind.Ivr) return ConfigurationScope.Menus;
        if (kind == DestinationKind.ConferenceRoom) return ConfigurationScope.Rooms;
        return kind == DestinationKind.Did ? ConfigurationScope.Dids : null;
    }

    /// <summary>A number without its punctuation, so that two spellings of one number meet.</summary>
    internal static string NumberKey(string number)
        => string.Concat(number.Where(static c => char.IsAsciiDigit(c) || c == '+'));
}
