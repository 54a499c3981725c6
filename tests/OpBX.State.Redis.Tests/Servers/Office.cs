using OpBX.Extensions;
using OpBX.Numbers;
using OpBX.Outbound;
using OpBX.RingGroups;
using OpBX.Tenants;

namespace OpBX.State.Redis.Tests.Servers;

/// <summary>A tenant with phones, groups, limits, and secrets that must stay where they are.</summary>
internal static class Office
{
    public const string Domain = "office.example.test";
    public const string RequestsKey = "a-requests-key-of-more-than-sixteen-characters";

    /// <summary>Texts that no copy may hold.</summary>
    public static readonly string[] Secrets = [RequestsKey, "the-domain-key", "the-sip-word", "the-service-word", "the-parameter-word", "the-user-word", "the-settings-word"];

    public static TenantId Tenant { get; } = new(1);

    public static TenantConfiguration Create() => new()
    {
        Organization = new Organization
        {
            Id = Tenant,
            Name = "Office",
            Slug = "office",
            Settings = JsonSettings.Parse("""{"country":"US","limits":{"concurrent":50,"per_minute":500},"crm":{"api_key":"the-settings-word"}}"""),
        },
        CloudonixSettings = new CloudonixSettings { DomainName = Domain, DomainRequestsApiKey = RequestsKey, DomainApiKey = "the-domain-key" },
        Users = [new User { Id = 5, Name = "Ann", Email = "ann@example.test", Password = "the-user-word" }],
        Extensions =
        [
            new Extension { Id = 11, UserId = 5, ExtensionNumber = "1001", Password = "the-sip-word", Configuration = JsonSettings.Parse("""{"limits":{"concurrent":2}}""") },
            new Extension { Id = 12, ExtensionNumber = "1002" },
            new Extension { Id = 13, ExtensionNumber = "1003", Type = ExtensionType.CustomLogic, ServiceUrl = "https://logic.example.test/", ServiceToken = "the-service-word" },
            new Extension
            {
                Id = 14, ExtensionNumber = "1004", Type = ExtensionType.AiAssistant,
                ServiceParams = JsonSettings.Parse("""{"provider":"x","agent_id":"7","username":"u","password":"the-parameter-word"}"""),
            },
        ],
        RingGroups = [Group(21, "Turns", RingStrategyName.RoundRobin), Group(22, "All", RingStrategyName.Simultaneous)],
        DidNumbers =
        [
            Did(41, "+15550100200", DidRoutingType.Extension, """{"extension_id":11}"""),
            Did(42, "+15550100201", DidRoutingType.RingGroup, """{"ring_group_id":21}"""),
            Did(43, "+15550100202", DidRoutingType.RingGroup, """{"ring_group_id":22}"""),
            Did(44, "+15550100203", DidRoutingType.Extension, """{"extension_id":14}"""),
        ],
        OutboundWhitelists = [new OutboundWhitelistRule { Id = 51, Name = "US", Pattern = "+1", PatternType = OutboundPatternType.Prefix }],
    };

    private static DidNumber Did(long id, string number, DidRoutingType type, string configuration)
        => new() { Id = id, PhoneNumber = number, RoutingType = type, RoutingConfig = JsonSettings.Parse(configuration) };

    private static RingGroup Group(long id, string name, RingStrategyName strategy) => new()
    {
        Id = id,
        Name = name,
        Strategy = strategy,
        Timeout = 15,
        Members = [new RingGroupMember { ExtensionId = 11 }, new RingGroupMember { ExtensionId = 12 }],
    };
}
