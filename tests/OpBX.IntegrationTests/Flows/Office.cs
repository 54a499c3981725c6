using System.Globalization;
using System.Text.Json.Nodes;
using OpBX.BusinessHours;
using OpBX.Extensions;
using OpBX.Ivr;
using OpBX.Numbers;
using OpBX.Outbound;
using OpBX.RingGroups;
using OpBX.Tenants;

namespace OpBX.IntegrationTests.Flows;

/// <summary>Builds the tenants of the played calls. The id of an extension is its number.</summary>
internal static class Office
{
    public const string Key = "office-requests-key-0001";
    public const string Domain = "office.example.test";

    /// <summary>Somebody outside.</summary>
    public const string Caller = "+15550100001";

    /// <summary>The tenant's own number.</summary>
    public const string Main = "+15550100200";

    /// <summary>A tenant in the United States with one number and nothing behind it.</summary>
    public static TenantConfiguration Tenant() => Tenant("{}");

    public static TenantConfiguration Tenant(string settings) => Tenant(1, Domain, Key, settings);

    public static TenantConfiguration Tenant(long id, string domain, string key, string settings)
    {
        JsonObject json = JsonNode.Parse(settings)!.AsObject();
        json.TryAdd("country", "US");
        return new TenantConfiguration
        {
            Organization = new Organization
            {
                Id = new TenantId(id),
                Name = "Office " + id.ToString(CultureInfo.InvariantCulture),
                Settings = JsonSettings.Parse(json.ToJsonString()),
            },
            CloudonixSettings = new CloudonixSettings { DomainName = domain, DomainRequestsApiKey = key },
        };
    }

    public static Extension User(long number) => User(number, "{}");

    public static Extension User(long number, string configuration) => Line(number, ExtensionType.User, configuration);

    public static Extension Line(long number, ExtensionType type, string configuration) => new()
    {
        Id = number,
        ExtensionNumber = number.ToString(CultureInfo.InvariantCulture),
        Type = type,
        Configuration = JsonSettings.Parse(configuration),
    };

    public static Extension WithVoicemail(this Extension extension) => extension with { VoicemailEnabled = true };

    public static Extension Inactive(this Extension extension) => extension with { Status = EntityStatus.Inactive };

    /// <summary>The main number, which leads to an object.</summary>
    public static DidNumber Did(string type, long id) => Did(1, Main, type, id);

    public static DidNumber Did(long didId, string number, string type, long id) => new()
    {
        Id = didId,
        PhoneNumber = number,
        RoutingType = new DidRoutingType(type),
        RoutingConfig = JsonSettings.Parse(type switch
        {
            "extension" or "voicemail" => $$"""{"extension_id":{{id}}}""",
            "business_hours" => $$"""{"business_hours_schedule_id":{{id}}}""",
            "ivr" => $$"""{"ivr_menu_id":{{id}}}""",
            _ => $$"""{"{{type}}_id":{{id}}}""",
        }),
    };

    public static RingGroup Group(long id, RingStrategyName strategy, params long[] members) => new()
    {
        Id = id,
        Name = "Group " + id.ToString(CultureInfo.InvariantCulture),
        Strategy = strategy,
        Timeout = 20,
        Members = [.. members.Select((member, index) => new RingGroupMember { ExtensionId = member, Priority = index + 1 })],
    };

    public static RingGroup FallingBackTo(this RingGroup group, long extension)
        => group with { FallbackAction = RingGroupFallback.Extension, FallbackExtensionId = extension };

    public static IvrMenu Menu(long id, params IvrMenuOption[] options)
        => new() { Id = id, Name = "Menu " + id.ToString(CultureInfo.InvariantCulture), GreetingMessage = "Please choose.", Options = options };

    public static IvrMenuOption Key1To(IvrDestinationType type, long id) => Option("1", type, id);

    public static IvrMenuOption Option(string digit, IvrDestinationType type, long id) => new() { Digit = digit, DestinationType = type, DestinationId = id };

    public static OutboundWhitelistRule Allow(long id, string prefix)
        => new() { Id = id, Name = "Allow " + prefix, Pattern = prefix, PatternType = OutboundPatternType.Prefix };

    /// <summary>Open on all days from one hour to another.</summary>
    public static BusinessHoursSchedule Schedule(long id, string zone, string start, string end, long open, long closed) => new()
    {
        Id = id,
        Name = "Hours",
        TimeZone = zone,
        Rules = [.. Enum.GetValues<DayOfWeek>().Select(day => new BusinessHoursRule { Id = (long)day + 1, DayOfWeek = day, Start = DayTime.Parse(start), End = DayTime.Parse(end) })],
        Destinations =
        [
            new BusinessHoursDestination { Id = 1, Period = BusinessHoursPeriod.BusinessHours, DestinationType = "extension", DestinationId = open },
            new BusinessHoursDestination { Id = 2, Period = BusinessHoursPeriod.AfterHours, DestinationType = "extension", DestinationId = closed },
        ],
    };
}
