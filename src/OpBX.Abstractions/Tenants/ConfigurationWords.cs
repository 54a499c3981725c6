using OpBX.BusinessHours;
using OpBX.Extensions;
using OpBX.Outbound;
using OpBX.RingGroups;

namespace OpBX.Tenants;

/// <summary>The words of one ENUM column and what they mean.</summary>
/// <typeparam name="T">The meaning.</typeparam>
public sealed class ConfigurationWords<T>
    where T : struct, Enum
{
    private readonly (string Word, T Value)[] _words;

    internal ConfigurationWords(params (string Word, T Value)[] words) => _words = words;

    /// <summary>All words, in the order of the schema.</summary>
    public IEnumerable<string> All => _words.Select(static pair => pair.Word);

    /// <summary>Reads a word as the database spells it.</summary>
    /// <returns>False when the column has no such word.</returns>
    public bool TryRead(string word, out T value)
    {
        foreach ((string known, T meaning) in _words)
        {
            if (known != word) continue;
            value = meaning;
            return true;
        }
        value = default;
        return false;
    }

    /// <summary>The spelling in the database.</summary>
    /// <exception cref="ArgumentException">The value has no word.</exception>
    public string Of(T value)
    {
        foreach ((string word, T meaning) in _words)
        {
            if (EqualityComparer<T>.Default.Equals(meaning, value)) return word;
        }
        throw new ArgumentException($"{typeof(T).Name} has no value {value}.", nameof(value));
    }
}

/// <summary>The words of the schema's ENUM columns, and of the columns that hold an open set.</summary>
public static class ConfigurationWords
{
    /// <summary><c>organizations.status</c>.</summary>
    public static ConfigurationWords<OrganizationStatus> OrganizationStatus { get; } = new(
        ("active", Tenants.OrganizationStatus.Active), ("suspended", Tenants.OrganizationStatus.Suspended), ("deleted", Tenants.OrganizationStatus.Deleted));

    /// <summary><c>status</c>.</summary>
    public static ConfigurationWords<EntityStatus> Status { get; } = new(
        ("active", EntityStatus.Active), ("inactive", EntityStatus.Inactive));

    /// <summary><c>users.role</c>.</summary>
    public static ConfigurationWords<UserRole> Role { get; } = new(
        ("owner", UserRole.Owner), ("pbx_admin", UserRole.PbxAdmin), ("pbx_user", UserRole.PbxUser), ("reporter", UserRole.Reporter));

    /// <summary><c>users.status</c>.</summary>
    public static ConfigurationWords<UserStatus> UserStatus { get; } = new(
        ("active", Tenants.UserStatus.Active), ("inactive", Tenants.UserStatus.Inactive), ("suspended", Tenants.UserStatus.Suspended));

    /// <summary><c>extensions.type</c>.</summary>
    public static ConfigurationWords<ExtensionType> ExtensionType { get; } = new(
        ("user", Extensions.ExtensionType.User), ("conference", Extensions.ExtensionType.Conference), ("ring_group", Extensions.ExtensionType.RingGroup),
        ("ivr", Extensions.ExtensionType.Ivr), ("ai_assistant", Extensions.ExtensionType.AiAssistant),
        ("custom_logic", Extensions.ExtensionType.CustomLogic), ("forward", Extensions.ExtensionType.Forward));

    /// <summary><c>ring_groups.fallback_action</c>.</summary>
    public static ConfigurationWords<RingGroupFallback> Fallback { get; } = new(
        ("extension", RingGroupFallback.Extension), ("hangup", RingGroupFallback.Hangup));

    /// <summary><c>business_hours_rules.day_of_week</c>.</summary>
    public static ConfigurationWords<DayOfWeek> Day { get; } = new(
        ("monday", DayOfWeek.Monday), ("tuesday", DayOfWeek.Tuesday), ("wednesday", DayOfWeek.Wednesday), ("thursday", DayOfWeek.Thursday),
        ("friday", DayOfWeek.Friday), ("saturday", DayOfWeek.Saturday), ("sunday", DayOfWeek.Sunday));

    /// <summary><c>business_hours_destinations.type</c>.</summary>
    public static ConfigurationWords<BusinessHoursPeriod> Period { get; } = new(
        ("business_hours", BusinessHoursPeriod.BusinessHours), ("after_hours", BusinessHoursPeriod.AfterHours), ("holiday", BusinessHoursPeriod.Holiday));

    /// <summary><c>business_hours_schedules.override_state</c>.</summary>
    public static ConfigurationWords<BusinessHoursOverride> Override { get; } = new(
        ("open", BusinessHoursOverride.Open), ("closed", BusinessHoursOverride.Closed));

    /// <summary><c>outbound_whitelists.pattern_type</c>.</summary>
    public static ConfigurationWords<OutboundPatternType> Pattern { get; } = new(
        ("prefix", OutboundPatternType.Prefix), ("exact", OutboundPatternType.Exact), ("regex", OutboundPatternType.Regex));

    /// <summary><c>ring_groups.strategy</c>; a host may register more (rule G1).</summary>
    public static IReadOnlyList<string> Strategies { get; } = ["simultaneous", "round_robin", "sequential"];

    /// <summary><c>did_numbers.routing_type</c>, and the two words that existing databases have added (rule R2).</summary>
    public static IReadOnlyList<string> DidRouting { get; } = ["extension", "ring_group", "business_hours", "ivr", "voicemail", "conference_room", "ivr_menu"];

    /// <summary><c>ivr_menu_options.destination_type</c>.</summary>
    public static IReadOnlyList<string> OptionTypes { get; } = ["extension", "ring_group", "submenu", "external_number"];

    /// <summary><c>business_hours_destinations.destination_type</c>.</summary>
    public static IReadOnlyList<string> ScheduleTypes { get; } = ["extension", "ring_group", "ivr", "voicemail"];

    /// <summary>Destination kinds of the SDK that may stand where a column has been widened, or in <c>ivr_menus.failover_type</c>.</summary>
    public static IReadOnlyList<string> Destinations { get; } =
        ["extension", "ring_group", "business_hours", "ivr", "conference_room", "voicemail", "external_number", "sip", "hangup", "did", "submenu", "ivr_menu"];
}
