using System.Globalization;
using OpBX.BusinessHours;
using OpBX.Conferences;
using OpBX.Extensions;
using OpBX.Ivr;
using OpBX.Numbers;
using OpBX.Outbound;
using OpBX.RingGroups;
using OpBX.Storage;

namespace OpBX.Tenants;

/// <summary>The tables of a tenant's configuration.</summary>
internal static class ConfigurationTables
{
    public const string Members = "ring_group_members";
    public const string Rules = "business_hours_rules";
    public const string Exceptions = "business_hours_exceptions";
    public const string Destinations = "business_hours_destinations";
    public const string Options = "ivr_menu_options";

    public static ConfigurationTable<User> Users { get; } = new()
    {
        Name = "users",
        Read = static c => c.Users,
        Write = static (c, items) => c with { Users = items },
        IdOf = static user => user.Id,
        WithId = static (user, id) => user with { Id = id },
        Check = ColumnRules.Check,
        Fit = ColumnRules.Fit,
        KeysOf = static user => [new("users.email", Fold(user.Email), "email", IsGlobal: true)],
        TextsOf = static user => [user.Name, user.Email, user.Phone],
        Detach = static (c, id) => c with { Extensions = [.. c.Extensions.Select(e => e.UserId == id ? e with { UserId = null } : e)] },
    };

    public static ConfigurationTable<Extension> Extensions { get; } = new()
    {
        Name = "extensions",
        Read = static c => c.Extensions,
        Write = static (c, items) => c with { Extensions = items },
        IdOf = static extension => extension.Id,
        WithId = static (extension, id) => extension with { Id = id },
        Check = ColumnRules.Check,
        Fit = ColumnRules.Fit,
        KeysOf = static extension => [new("extensions.extension_number", Fold(extension.ExtensionNumber), "extension_number", IsGlobal: false)],
        TextsOf = static extension => [extension.ExtensionNumber],
        Detach = static (c, id) => c with
        {
            RingGroups =
            [
                .. c.RingGroups.Select(group => group with
                {
                    FallbackExtensionId = group.FallbackExtensionId == id ? null : group.FallbackExtensionId,
                    Members = [.. group.Members.Where(member => member.ExtensionId != id)],
                }),
            ],
            ConferenceRooms = [.. c.ConferenceRooms.Where(room => room.ExtensionId != id)],
        },
    };

    public static ConfigurationTable<DidNumber> DidNumbers { get; } = new()
    {
        Name = "did_numbers",
        Read = static c => c.DidNumbers,
        Write = static (c, items) => c with { DidNumbers = items },
        IdOf = static did => did.Id,
        WithId = static (did, id) => did with { Id = id },
        Check = ColumnRules.Check,
        KeysOf = static did => [new("did_numbers.phone_number", Fold(did.PhoneNumber), "phone_number", IsGlobal: true)],
        TextsOf = static did => [did.PhoneNumber, did.FriendlyName],
    };

    public static ConfigurationTable<RingGroup> RingGroups { get; } = new()
    {
        Name = "ring_groups",
        Read = static c => c.RingGroups,
        Write = static (c, items) => c with { RingGroups = items },
        IdOf = static group => group.Id,
        WithId = static (group, id) => group with { Id = id },
        Check = ColumnRules.Check,
        KeysOf = static group => [new("ring_groups.name", Fold(group.Name), "name", IsGlobal: false)],
        ChildKeysOf = static group => ChildKeys(Members, "members", group.Members, static member => member.Id),
        WithChildIds = static (group, next) => group with { Members = WithIds(group.Members, Members, next, static m => m.Id, static (m, id) => m with { Id = id }) },
        TextsOf = static group => [group.Name, group.Description],
    };

    public static ConfigurationTable<BusinessHoursSchedule> Schedules { get; } = new()
    {
        Name = "business_hours_schedules",
        Read = static c => c.BusinessHoursSchedules,
        Write = static (c, items) => c with { BusinessHoursSchedules = items },
        IdOf = static schedule => schedule.Id,
        WithId = static (schedule, id) => schedule with { Id = id },
        Check = ColumnRules.Check,
        Fit = ColumnRules.Fit,
        ChildKeysOf = static schedule => ChildKeys(Rules, "rules", schedule.Rules, static r => r.Id)
            .Concat(ChildKeys(Exceptions, "exceptions", schedule.Exceptions, static e => e.Id))
            .Concat(ChildKeys(Destinations, "destinations", schedule.Destinations, static d => d.Id)),
        WithChildIds = static (schedule, next) => schedule with
        {
            Rules = WithIds(schedule.Rules, Rules, next, static r => r.Id, static (r, id) => r with { Id = id }),
            Exceptions = WithIds(schedule.Exceptions, Exceptions, next, static e => e.Id, static (e, id) => e with { Id = id }),
            Destinations = WithIds(schedule.Destinations, Destinations, next, static d => d.Id, static (d, id) => d with { Id = id }),
        },
        TextsOf = static schedule => [schedule.Name, schedule.Description],
    };

    public static ConfigurationTable<IvrMenu> Menus { get; } = new()
    {
        Name = "ivr_menus",
        Read = static c => c.IvrMenus,
        Write = static (c, items) => c with { IvrMenus = items },
        IdOf = static menu => menu.Id,
        WithId = static (menu, id) => menu with { Id = id },
        Check = ColumnRules.Check,
        ChildKeysOf = static menu => ChildKeys(Options, "options", menu.Options, static option => option.Id),
        WithChildIds = static (menu, next) => menu with { Options = WithIds(menu.Options, Options, next, static o => o.Id, static (o, id) => o with { Id = id }) },
        TextsOf = static menu => [menu.Name, menu.Description],
    };

    public static ConfigurationTable<ConferenceRoom> Rooms { get; } = new()
    {
        Name = "conference_rooms",
        Read = static c => c.ConferenceRooms,
        Write = static (c, items) => c with { ConferenceRooms = items },
        IdOf = static room => room.Id,
        WithId = static (room, id) => room with { Id = id },
        Check = ColumnRules.Check,
        TextsOf = static room => [room.Name, room.Description],
    };

    public static ConfigurationTable<OutboundWhitelistRule> OutboundRules { get; } = new()
    {
        Name = "outbound_whitelists",
        Read = static c => c.OutboundWhitelists,
        Write = static (c, items) => c with { OutboundWhitelists = items },
        IdOf = static rule => rule.Id,
        WithId = static (rule, id) => rule with { Id = id },
        Check = ColumnRules.Check,
        TextsOf = static rule => [rule.Name, rule.Description, rule.Pattern],
    };

    /// <summary>All that a configuration keeps others from having; paths begin with the list.</summary>
    public static IEnumerable<ConfigurationKey> KeysOf(TenantConfiguration configuration)
        => KeysOf(configuration.Organization)
            .Concat(KeysOf(Users, configuration)).Concat(KeysOf(Extensions, configuration)).Concat(KeysOf(DidNumbers, configuration))
            .Concat(KeysOf(RingGroups, configuration)).Concat(KeysOf(Schedules, configuration)).Concat(KeysOf(Menus, configuration))
            .Concat(KeysOf(Rooms, configuration)).Concat(KeysOf(OutboundRules, configuration));

    public static IEnumerable<ConfigurationKey> KeysOf(Organization organization)
        => [new("organizations.slug", Fold(organization.Slug), "organization.slug", IsGlobal: true)];

    /// <summary>Gives children of every table without an id one.</summary>
    public static TenantConfiguration WithChildIds(TenantConfiguration configuration, Func<string, long> next) => configuration with
    {
        RingGroups = [.. configuration.RingGroups.Select(group => RingGroups.WithChildIds(group, next))],
        BusinessHoursSchedules = [.. configuration.BusinessHoursSchedules.Select(schedule => Schedules.WithChildIds(schedule, next))],
        IvrMenus = [.. configuration.IvrMenus.Select(menu => Menus.WithChildIds(menu, next))],
    };

    public static string Text(long id) => id.ToString(CultureInfo.InvariantCulture);

    // As the usual collations compare: without letter case, white space at the end not counted.
    public static string Fold(string? text) => (text ?? "").TrimEnd(' ').ToUpperInvariant();

    private static IEnumerable<ConfigurationKey> KeysOf<T>(ConfigurationTable<T> table, TenantConfiguration configuration)
        where T : class
    {
        IReadOnlyList<T> items = table.Read(configuration);
        for (int i = 0; i < items.Count; i++)
        {
            foreach (ConfigurationKey key in table.AllKeysOf(items[i])) yield return key with { Path = ColumnRules.At(table.Name, i) + "." + key.Path };
        }
    }

    private static IEnumerable<ConfigurationKey> ChildKeys<T>(string table, string list, IReadOnlyList<T> children, Func<T, long> idOf)
    {
        for (int i = 0; i < children.Count; i++)
        {
            if (idOf(children[i]) > 0) yield return new ConfigurationKey(table, Text(idOf(children[i])), ColumnRules.At(list, i) + ".id", IsGlobal: true);
        }
    }

    private static IReadOnlyList<T> WithIds<T>(IReadOnlyList<T> children, string table, Func<string, long> next, Func<T, long> idOf, Func<T, long, T> withId)
        => [.. children.Select(child => idOf(child) > 0 ? child : withId(child, next(table)))];
}
