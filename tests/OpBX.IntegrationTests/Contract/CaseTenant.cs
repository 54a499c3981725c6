using System.Globalization;
using System.Text.Json;
using OpBX.BusinessHours;
using OpBX.Conferences;
using OpBX.Extensions;
using OpBX.Ivr;
using OpBX.Numbers;
using OpBX.Outbound;
using OpBX.RingGroups;
using OpBX.Tenants;

namespace OpBX.IntegrationTests.Contract;

/// <summary>Reads the configuration of a case in <c>routing.json</c>.</summary>
internal static class CaseTenant
{
    public const string Key = "case-requests-key-0001";

    public static TenantConfiguration Read(JsonElement config)
    {
        JsonElement org = config.TryGetProperty("org", out JsonElement given) ? given : JsonDocument.Parse("""{"id":1}""").RootElement;
        long id = org.GetProperty("id").GetInt64();
        return new TenantConfiguration
        {
            Organization = new Organization
            {
                Id = new TenantId(id),
                Name = "Organization " + id,
                Status = Text(org, "status") == "suspended" ? OrganizationStatus.Suspended : OrganizationStatus.Active,
                Settings = Json(org, "settings"),
            },
            CloudonixSettings = new CloudonixSettings
            {
                DomainName = Text(org, "domain") ?? "t1.example.test",
                DomainRequestsApiKey = Text(org, "requestsApiKey") ?? Key,
            },
            Extensions = [.. List(config, "extensions").Select(ExtensionOf)],
            DidNumbers = [.. List(config, "dids").Select(DidOf)],
            RingGroups = [.. List(config, "ringGroups").Select(group => GroupOf(group, config))],
            IvrMenus = [.. List(config, "ivrMenus").Select(MenuOf)],
            BusinessHoursSchedules = [.. List(config, "schedules").Select(ScheduleOf)],
            ConferenceRooms = [.. List(config, "conferences").Select(RoomOf)],
            OutboundWhitelists = [.. List(config, "whitelist").Select(RuleOf)],
        };
    }

    /// <summary>The other tenants that a case puts into the same database.</summary>
    public static IEnumerable<TenantConfiguration> ReadOthers(JsonElement config) => List(config, "otherOrgs").Select(other =>
    {
        long id = other.GetProperty("id").GetInt64();
        return Read(other) with
        {
            Organization = new Organization { Id = new TenantId(id), Name = "Other " + id },
            CloudonixSettings = new CloudonixSettings { DomainName = $"t{id}.example.test", DomainRequestsApiKey = "other-requests-key-" + id },
        };
    });

    private static Extension ExtensionOf(JsonElement e) => new()
    {
        Id = e.GetProperty("id").GetInt64(),
        ExtensionNumber = Text(e, "number")!,
        Type = Enum.Parse<ExtensionType>(Text(e, "type")!.Replace("_", "", StringComparison.Ordinal), ignoreCase: true),
        Status = Status(e),
        Configuration = Json(e, "configuration"),
    };

    private static DidNumber DidOf(JsonElement d) => new()
    {
        Id = d.GetProperty("id").GetInt64(),
        PhoneNumber = Text(d, "number")!,
        RoutingType = new DidRoutingType(Text(d, "routingType")),
        RoutingConfig = Json(d, "routingConfig"),
        Status = Status(d),
    };

    private static RingGroup GroupOf(JsonElement g, JsonElement config) => new()
    {
        Id = g.GetProperty("id").GetInt64(),
        Name = "Group " + g.GetProperty("id").GetInt64(),
        Strategy = new RingStrategyName(Text(g, "strategy")),
        Timeout = g.GetProperty("timeout").GetInt32(),
        RingTurns = g.GetProperty("ringTurns").GetInt32(),
        FallbackAction = Text(g, "fallbackAction") == "extension" ? RingGroupFallback.Extension : RingGroupFallback.Hangup,
        FallbackExtensionId = Number(g, "fallbackExtensionId"),
        Status = Status(g),
        Members = [.. List(g, "members").Select(m => new RingGroupMember
        {
            ExtensionId = List(config, "extensions").First(e => Text(e, "number") == Text(m, "ext")).GetProperty("id").GetInt64(),
            Priority = m.GetProperty("priority").GetInt32(),
        })],
    };

    private static IvrMenu MenuOf(JsonElement m) => new()
    {
        Id = m.GetProperty("id").GetInt64(),
        Name = "Menu " + m.GetProperty("id").GetInt64(),
        GreetingMessage = Text(m, "greeting"),
        Timeout = m.GetProperty("timeout").GetInt32(),
        MaxAttempts = m.GetProperty("maxAttempts").GetInt32(),
        Status = Status(m),
        FailoverType = m.TryGetProperty("failover", out JsonElement failover) ? Text(failover, "type") : null,
        FailoverId = m.TryGetProperty("failover", out failover) ? Number(failover, "id") : null,
        Options = [.. List(m, "options").Select(o => new IvrMenuOption
        {
            Digit = Text(o, "digit")!,
            DestinationType = new IvrDestinationType(Text(o, "type")),
            DestinationId = Number(o, "id"),
        })],
    };

    private static BusinessHoursSchedule ScheduleOf(JsonElement s)
    {
        long rule = 0;
        return new BusinessHoursSchedule
        {
            Id = s.GetProperty("id").GetInt64(),
            Name = "Schedule " + s.GetProperty("id").GetInt64(),
            TimeZone = Text(s, "timezone"),
            IsActive = Status(s) == EntityStatus.Active,
            Rules = [.. List(s, "days").SelectMany(day => List(day, "ranges").Select(range => new BusinessHoursRule
            {
                Id = ++rule,
                DayOfWeek = Enum.Parse<DayOfWeek>(Text(day, "day")!, ignoreCase: true),
                Start = DayTime.Parse(range[0].GetString()!),
                End = DayTime.Parse(range[1].GetString()!),
                IsActive = day.GetProperty("enabled").GetBoolean(),
            }))],
            Exceptions = [.. List(s, "exceptions").Select(e => new BusinessHoursException
            {
                Id = ++rule,
                Name = "Exception",
                StartDate = DateOnly.Parse(Text(e, "date")!, CultureInfo.InvariantCulture),
                EndDate = DateOnly.Parse(Text(e, "date")!, CultureInfo.InvariantCulture),
                Ranges = [.. List(e, "ranges").Select(r => new TimeRange(DayTime.Parse(r[0].GetString()!), DayTime.Parse(r[1].GetString()!)))],
            })],
            Destinations =
            [
                Destination(1, BusinessHoursPeriod.BusinessHours, s.GetProperty("open")),
                Destination(2, BusinessHoursPeriod.AfterHours, s.GetProperty("closed")),
            ],
        };

        static BusinessHoursDestination Destination(long id, BusinessHoursPeriod period, JsonElement target) => new()
        {
            Id = id,
            Period = period,
            DestinationType = Text(target, "type")!,
            DestinationId = Number(target, "id"),
        };
    }

    private static ConferenceRoom RoomOf(JsonElement c) => new()
    {
        Id = c.GetProperty("id").GetInt64(),
        Name = "Room",
        MaxParticipants = c.GetProperty("maxParticipants").GetInt32(),
        Status = Status(c),
    };

    private static OutboundWhitelistRule RuleOf(JsonElement r, int index) => new()
    {
        Id = index + 1,
        Name = "Rule " + (index + 1),
        PatternType = Enum.Parse<OutboundPatternType>(Text(r, "patternType")!, ignoreCase: true),
        Pattern = Text(r, "pattern")!,
        IsAllowed = r.GetProperty("allowed").GetBoolean(),
        Priority = r.GetProperty("priority").GetInt32(),
        Trunk = Text(r, "trunk"),
    };

    private static EntityStatus Status(JsonElement e) => Text(e, "status") == "inactive" ? EntityStatus.Inactive : EntityStatus.Active;

    private static JsonSettings Json(JsonElement e, string name) => e.TryGetProperty(name, out JsonElement value) ? JsonSettings.From(value) : JsonSettings.Empty;

    public static string? Text(JsonElement e, string name) => e.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    public static long? Number(JsonElement e, string name) => e.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Number ? value.GetInt64() : null;

    public static IEnumerable<JsonElement> List(JsonElement e, string name) => e.TryGetProperty(name, out JsonElement value) ? value.EnumerateArray() : [];
}
