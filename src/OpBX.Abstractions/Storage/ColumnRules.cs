using System.Globalization;
using OpBX.BusinessHours;
using OpBX.Conferences;
using OpBX.Extensions;
using OpBX.Ivr;
using OpBX.Numbers;
using OpBX.Outbound;
using OpBX.RingGroups;
using OpBX.Tenants;

namespace OpBX.Storage;

/// <summary>
/// What the columns of the schema refuse in one object by itself: sizes, ranges, words of enumerations, texts that are no
/// Unicode. Every storage answers the same with it, whatever it keeps objects in, and nothing is cut off silently. Unique
/// keys and references are not looked at: they need the other rows.
/// </summary>
/// <remarks>
/// Sizes are counted as <c>VARCHAR(n)</c> counts: in Unicode characters, of which an emoji may be one. NUL characters,
/// quotes and anything else in a text are kept as they are.
/// </remarks>
public static partial class ColumnRules
{
    /// <summary>The most bytes of a JSON column in UTF-8.</summary>
    public const int MaxJsonBytes = 1_048_576;

    /// <summary>The first instant of a TIMESTAMP column.</summary>
    public static DateTimeOffset FirstTimestamp { get; } = new(1970, 1, 1, 0, 0, 1, TimeSpan.Zero);

    /// <summary>The last second of a TIMESTAMP column (rule Q2).</summary>
    public static DateTimeOffset LastTimestamp { get; } = new(2038, 1, 19, 3, 14, 7, TimeSpan.Zero);

    /// <summary>What a row of <c>organizations</c> can't hold; empty = nothing.</summary>
    public static IReadOnlyList<ChangeFault> Check(Organization organization)
    {
        ArgumentNullException.ThrowIfNull(organization);
        var faults = new ColumnFaults();
        faults.Id("id", organization.Id.Value);
        faults.Required("name", organization.Name, 255);
        faults.Required("slug", organization.Slug, 255);
        faults.Word("status", organization.Status);
        faults.Required("timezone", organization.TimeZone, 50);
        faults.Json("settings", organization.Settings);
        faults.Timestamp("deleted_at", organization.DeletedAt);
        return faults.All;
    }

    /// <summary>What a row of <c>cloudonix_settings</c> can't hold; empty = nothing.</summary>
    public static IReadOnlyList<ChangeFault> Check(CloudonixSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var faults = new ColumnFaults();
        faults.Required("domain_name", settings.DomainName, 255);
        faults.Text("domain_uuid", settings.DomainUuid, 50);
        faults.Required("domain_api_key", settings.DomainApiKey, 255);
        faults.Required("domain_requests_api_key", settings.DomainRequestsApiKey, 255);
        faults.Text("application_id", settings.ApplicationId, 50);
        faults.Text("application_uuid", settings.ApplicationUuid, 50);
        faults.Json("settings", settings.Settings);
        return faults.All;
    }

    /// <summary>What a row of <c>users</c> can't hold; empty = nothing.</summary>
    public static IReadOnlyList<ChangeFault> Check(User user)
    {
        ArgumentNullException.ThrowIfNull(user);
        var faults = new ColumnFaults();
        faults.Id("id", user.Id);
        faults.Required("name", user.Name, 255);
        faults.Required("email", user.Email, 255);
        faults.Timestamp("email_verified_at", user.EmailVerifiedAt);
        faults.Required("password", user.Password, 255);
        faults.Word("role", user.Role);
        faults.Word("status", user.Status);
        faults.Text("phone", user.Phone, 20);
        faults.Text("street_address", user.StreetAddress, 255);
        faults.Text("city", user.City, 100);
        faults.Text("state_province", user.StateProvince, 100);
        faults.Text("postal_code", user.PostalCode, 20);
        faults.Text("country", user.Country, 2);
        faults.Text("remember_token", user.RememberToken, 100);
        return faults.All;
    }

    /// <summary>What a row of <c>extensions</c> can't hold; empty = nothing.</summary>
    public static IReadOnlyList<ChangeFault> Check(Extension extension)
    {
        ArgumentNullException.ThrowIfNull(extension);
        var faults = new ColumnFaults();
        faults.Id("id", extension.Id);
        faults.Required("extension_number", extension.ExtensionNumber, 5);
        faults.Id("user_id", extension.UserId);
        faults.Word("type", extension.Type);
        faults.Word("status", extension.Status);
        faults.Text("password", extension.Password, 255);
        faults.Text("cloudonix_subscriber_id", extension.CloudonixSubscriberId, 50);
        faults.Text("cloudonix_uuid", extension.CloudonixUuid, 50);
        faults.Json("configuration", extension.Configuration);
        faults.Text("service_url", extension.ServiceUrl, 500);
        faults.Text("service_token", extension.ServiceToken, 255);
        faults.Json("service_params", extension.ServiceParams);
        return faults.All;
    }

    /// <summary>What a row of <c>did_numbers</c> can't hold; empty = nothing. Words of a widened column are refused: OpBX widens none (rule R2).</summary>
    public static IReadOnlyList<ChangeFault> Check(DidNumber did)
    {
        ArgumentNullException.ThrowIfNull(did);
        var faults = new ColumnFaults();
        faults.Id("id", did.Id);
        faults.Required("phone_number", did.PhoneNumber, 20);
        faults.Text("friendly_name", did.FriendlyName, 100);
        faults.Word("routing_type", did.RoutingType.Value, RoutingTypes);
        faults.Json("routing_config", did.RoutingConfig);
        faults.Word("status", did.Status);
        faults.Json("cloudonix_config", did.CloudonixConfig);
        return faults.All;
    }

    /// <summary>What a row of <c>ring_groups</c> and those of its members can't hold; empty = nothing.</summary>
    public static IReadOnlyList<ChangeFault> Check(RingGroup group)
    {
        ArgumentNullException.ThrowIfNull(group);
        var faults = new ColumnFaults();
        faults.Id("id", group.Id);
        faults.Required("name", group.Name, 100);
        faults.LongText("description", group.Description);
        faults.Word("strategy", group.Strategy.Value, Strategies);
        faults.Number("timeout", group.Timeout);
        faults.Number("ring_turns", group.RingTurns);
        faults.Word("fallback_action", group.FallbackAction);
        faults.Id("fallback_extension_id", group.FallbackExtensionId);
        faults.Word("status", group.Status);
        faults.DistinctIds("members", group.Members, static member => member.Id);
        var seen = new HashSet<long>();
        for (int i = 0; i < group.Members.Count; i++)
        {
            RingGroupMember member = group.Members[i];
            string path = At("members", i);
            faults.Id(path + ".id", member.Id);
            faults.Id(path + ".extension_id", member.ExtensionId);
            faults.Number(path + ".priority", member.Priority);
            if (!seen.Add(member.ExtensionId)) faults.Add(ChangeFaultCodes.Duplicate, path + ".extension_id", "The extension is a member already.");
        }
        return faults.All;
    }

    /// <summary>What a row of <c>conference_rooms</c> can't hold; empty = nothing. The column of the extension can't be empty.</summary>
    public static IReadOnlyList<ChangeFault> Check(ConferenceRoom room)
    {
        ArgumentNullException.ThrowIfNull(room);
        var faults = new ColumnFaults();
        faults.Id("id", room.Id);
        faults.Required("name", room.Name, 100);
        faults.Id("extension_id", room.ExtensionId);
        if (room.ExtensionId == 0) faults.Add(ChangeFaultCodes.MissingReference, "extension_id", "A room belongs to an extension.");
        faults.LongText("description", room.Description);
        faults.Number("max_participants", room.MaxParticipants);
        faults.Word("status", room.Status);
        faults.Text("pin", room.Pin, 32);
        return faults.All;
    }

    /// <summary>What a row of <c>outbound_whitelists</c> can't hold; empty = nothing.</summary>
    public static IReadOnlyList<ChangeFault> Check(OutboundWhitelistRule rule)
    {
        ArgumentNullException.ThrowIfNull(rule);
        var faults = new ColumnFaults();
        faults.Id("id", rule.Id);
        faults.Required("name", rule.Name, 100);
        faults.Word("pattern_type", rule.PatternType);
        faults.Required("pattern", rule.Pattern, 50);
        faults.LongText("description", rule.Description);
        faults.Number("priority", rule.Priority);
        faults.Text("trunk", rule.Trunk, 255);
        return faults.All;
    }

    internal static string At(string list, int index) => string.Create(CultureInfo.InvariantCulture, $"{list}[{index}]");

    private static readonly string[] RoutingTypes = ["extension", "ring_group", "business_hours", "ivr", "voicemail"];
    private static readonly string[] Strategies = ["simultaneous", "round_robin", "sequential"];
}
