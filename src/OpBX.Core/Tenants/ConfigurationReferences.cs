using System.Globalization;
using System.Text.Json;
using OpBX.BusinessHours;
using OpBX.Conferences;
using OpBX.Extensions;
using OpBX.Ivr;
using OpBX.Numbers;
using OpBX.RingGroups;
using OpBX.Routing;
using OpBX.Storage;

namespace OpBX.Tenants;

/// <summary>An id that names another object of the tenant.</summary>
/// <param name="Table">The table that it names.</param>
/// <param name="Id">The id.</param>
/// <param name="Path">Where it stands, relative to the object.</param>
/// <param name="IsForeignKey">Whether the schema has a foreign key for it.</param>
/// <param name="IsUsed">Whether a call looks at it; JSON columns may hold more.</param>
internal readonly record struct ConfigurationReference(string Table, long Id, string Path, bool IsForeignKey, bool IsUsed);

/// <summary>
/// Walks over everything in an object that names another one: foreign keys, pairs of type and id, and ids in JSON columns.
/// The one walk both lists references and rewrites them, so that neither can miss what the other sees.
/// </summary>
internal sealed class ConfigurationReferences
{
    private static readonly (string Member, string Table)[] RoutingMembers =
    [
        ("extension_id", "extensions"), ("ring_group_id", "ring_groups"), ("business_hours_schedule_id", "business_hours_schedules"),
        ("ivr_menu_id", "ivr_menus"), ("conference_room_id", "conference_rooms"),
    ];

    private readonly Func<ConfigurationReference, long> _map;

    private ConfigurationReferences(Func<ConfigurationReference, long> map) => _map = map;

    /// <summary>What an object refers to.</summary>
    public static IReadOnlyList<ConfigurationReference> Of<T>(T item)
        where T : class
    {
        var found = new List<ConfigurationReference>();
        _ = new ConfigurationReferences(reference =>
        {
            found.Add(reference);
            return reference.Id;
        }).Visit(item);
        return found;
    }

    /// <summary>What a configuration refers to; paths begin with the list.</summary>
    public static IEnumerable<ConfigurationReference> Of(TenantConfiguration configuration)
        => In("organization", [configuration.Organization], isList: false)
            .Concat(In("extensions", configuration.Extensions)).Concat(In("did_numbers", configuration.DidNumbers))
            .Concat(In("ring_groups", configuration.RingGroups)).Concat(In("business_hours_schedules", configuration.BusinessHoursSchedules))
            .Concat(In("ivr_menus", configuration.IvrMenus)).Concat(In("conference_rooms", configuration.ConferenceRooms));

    /// <summary>The configuration with other ids in its references.</summary>
    public static TenantConfiguration Rewrite(TenantConfiguration configuration, Func<ConfigurationReference, long> map)
    {
        var walk = new ConfigurationReferences(map);
        return configuration with
        {
            Organization = walk.Visit(configuration.Organization),
            Extensions = [.. configuration.Extensions.Select(walk.Visit)],
            DidNumbers = [.. configuration.DidNumbers.Select(walk.Visit)],
            RingGroups = [.. configuration.RingGroups.Select(walk.Visit)],
            BusinessHoursSchedules = [.. configuration.BusinessHoursSchedules.Select(walk.Visit)],
            IvrMenus = [.. configuration.IvrMenus.Select(walk.Visit)],
            ConferenceRooms = [.. configuration.ConferenceRooms.Select(walk.Visit)],
        };
    }

    /// <summary>Whether a configuration has the row that a reference names.</summary>
    public static bool IsThere(TenantConfiguration configuration, string table, long id) => table switch
    {
        "users" => configuration.Users.Any(row => row.Id == id),
        "extensions" => configuration.Extensions.Any(row => row.Id == id),
        "did_numbers" => configuration.DidNumbers.Any(row => row.Id == id),
        "ring_groups" => configuration.RingGroups.Any(row => row.Id == id),
        "business_hours_schedules" => configuration.BusinessHoursSchedules.Any(row => row.Id == id),
        "ivr_menus" => configuration.IvrMenus.Any(row => row.Id == id),
        "conference_rooms" => configuration.ConferenceRooms.Any(row => row.Id == id),
        _ => false,
    };

    /// <summary>The table that holds the targets of a kind of destination; null = the kind names no row.</summary>
    public static string? TableOf(DestinationKind kind)
    {
        if (kind == DestinationKind.Extension || kind == DestinationKind.Voicemail) return "extensions";
        if (kind == DestinationKind.RingGroup) return "ring_groups";
        if (kind == DestinationKind.BusinessHours) return "business_hours_schedules";
        if (kind == DestinationKind.Ivr) return "ivr_menus";
        if (kind == DestinationKind.ConferenceRoom) return "conference_rooms";
        return kind == DestinationKind.Did ? "did_numbers" : null;
    }

    private static IEnumerable<ConfigurationReference> In<T>(string list, IReadOnlyList<T> items, bool isList = true)
        where T : class
    {
        for (int i = 0; i < items.Count; i++)
        {
            string prefix = (isList ? ColumnRules.At(list, i) : list) + ".";
            foreach (ConfigurationReference reference in Of(items[i])) yield return reference with { Path = prefix + reference.Path };
        }
    }

    private T Visit<T>(T item)
        where T : class
        => (T)(object)(item switch
        {
            Organization organization => organization with { Settings = Destination(organization.Settings, "settings", "default_destination", isUsed: true) },
            Extension extension => VisitExtension(extension),
            DidNumber did => VisitDid(did),
            RingGroup group => VisitGroup(group),
            BusinessHoursSchedule schedule => VisitSchedule(schedule),
            IvrMenu menu => VisitMenu(menu),
            ConferenceRoom room => room.ExtensionId == 0 ? room : room with { ExtensionId = Key("extensions", room.ExtensionId, "extension_id") },
            _ => (object)item,
        });

    private Extension VisitExtension(Extension extension)
    {
        JsonSettings own = extension.Configuration;
        bool leads = !own.TryGet("destination", out _);
        own = Destination(own, "configuration", "destination", isUsed: true);
        own = Destination(own, "configuration", "fallback", isUsed: true);
        own = Member(own, "configuration", "ring_group_id", "ring_groups", leads && extension.Type == ExtensionType.RingGroup);
        own = Member(own, "configuration", "ivr_menu_id", "ivr_menus", leads && extension.Type == ExtensionType.Ivr);
        own = Member(own, "configuration", "ivr_id", "ivr_menus", leads && extension.Type == ExtensionType.Ivr && own.GetInt64("ivr_menu_id") is null);
        own = Member(own, "configuration", "conference_room_id", "conference_rooms", leads && extension.Type == ExtensionType.Conference);
        long? user = extension.UserId is { } id ? Key("users", id, "user_id") : null;
        return ReferenceEquals(own, extension.Configuration) && user == extension.UserId ? extension : extension with { Configuration = own, UserId = user };
    }

    private DidNumber VisitDid(DidNumber did)
    {
        JsonSettings config = did.RoutingConfig;
        bool isTyped = !config.TryGet("destination", out _);
        config = Destination(config, "routing_config", "destination", isUsed: true);
        string used = RoutingMemberOf(did.RoutingType);
        foreach ((string member, string table) in RoutingMembers) config = Member(config, "routing_config", member, table, isTyped && member == used);
        return ReferenceEquals(config, did.RoutingConfig) ? did : did with { RoutingConfig = config };
    }

    /// <summary>The member of <c>routing_config</c> that a routing type reads (rule R2); empty = a kind of the host's own.</summary>
    public static string RoutingMemberOf(DidRoutingType type) => (type.Value ?? "").Trim().ToLowerInvariant() switch
    {
        "extension" or "voicemail" => "extension_id",
        "ring_group" => "ring_group_id",
        "business_hours" => "business_hours_schedule_id",
        "ivr" or "ivr_menu" => "ivr_menu_id",
        "conference_room" => "conference_room_id",
        _ => "",
    };

    private RingGroup VisitGroup(RingGroup group) => group with
    {
        FallbackExtensionId = group.FallbackExtensionId is { } fallback ? Key("extensions", fallback, "fallback_extension_id") : null,
        Members =
        [
            .. group.Members.Select((member, i) => member with { ExtensionId = Key("extensions", member.ExtensionId, ColumnRules.At("members", i) + ".extension_id") }),
        ],
    };

    private BusinessHoursSchedule VisitSchedule(BusinessHoursSchedule schedule) => schedule with
    {
        Destinations =
        [
            .. schedule.Destinations.Select((destination, i) => destination with
            {
                DestinationId = Typed(destination.DestinationType, destination.DestinationId, ColumnRules.At("destinations", i) + ".destination_id"),
            }),
        ],
    };

    private IvrMenu VisitMenu(IvrMenu menu) => menu with
    {
        FailoverId = Typed(menu.FailoverType, menu.FailoverId, "failover_id"),
        Options =
        [
            .. menu.Options.Select((option, i) => option with
            {
                DestinationId = Typed(option.DestinationType.Value, option.DestinationId, ColumnRules.At("options", i) + ".destination_id"),
            }),
        ],
    };

    private long Key(string table, long id, string path) => _map(new ConfigurationReference(table, id, path, IsForeignKey: true, IsUsed: true));

    private long? Typed(string? type, long? id, string path)
        => id is { } value && TableOf(DestinationRef.KindOf(type)) is { } table
            ? _map(new ConfigurationReference(table, value, path, IsForeignKey: false, IsUsed: true)) : id;

    private JsonSettings Member(JsonSettings json, string column, string name, string table, bool isUsed)
    {
        if (json.GetInt64(name) is not { } id) return json;
        long mapped = _map(new ConfigurationReference(table, id, column + "." + name, IsForeignKey: false, isUsed));
        return mapped == id ? json : ConfigurationJson.With(json, name, value => ConfigurationJson.IdLike(value, mapped));
    }

    private JsonSettings Destination(JsonSettings json, string column, string name, bool isUsed)
    {
        if (!json.TryGet(name, out JsonElement element) || !DestinationRef.TryRead(element, out DestinationRef destination)) return json;
        if (TableOf(destination.Kind) is not { } table) return json;
        if (!long.TryParse(destination.Target, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long id)) return json;
        long mapped = _map(new ConfigurationReference(table, id, column + "." + name, IsForeignKey: false, isUsed));
        if (mapped == id) return json;
        return ConfigurationJson.With(json, name, value => ConfigurationJson.WithTarget(value, mapped));
    }
}
