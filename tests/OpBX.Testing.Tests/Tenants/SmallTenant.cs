using OpBX.Extensions;
using OpBX.Ivr;
using OpBX.Numbers;
using OpBX.RingGroups;

namespace OpBX.Tenants;

/// <summary>A tenant with one of everything that a first call needs: a menu, a ring group, a phone with voicemail.</summary>
internal static class SmallTenant
{
    public const string Key = "a-key-of-more-than-sixteen-characters";
    public const string Domain = "small.example.test";
    public const string Number = "+15550100200";

    public static TenantConfiguration Configuration { get; } = new()
    {
        Organization = new Organization { Id = new TenantId(1), Name = "Small", Settings = JsonSettings.Parse("""{"country":"US"}""") },
        CloudonixSettings = new CloudonixSettings { DomainName = Domain, DomainRequestsApiKey = Key },
        Extensions =
        [
            new Extension { Id = 11, ExtensionNumber = "1001", VoicemailEnabled = true },
            new Extension { Id = 12, ExtensionNumber = "1002" },
        ],
        RingGroups =
        [
            new RingGroup
            {
                Id = 21,
                Name = "Sales",
                Strategy = RingStrategyName.RoundRobin,
                Timeout = 15,
                FallbackAction = RingGroupFallback.Extension,
                FallbackExtensionId = 11,
                Members = [new RingGroupMember { ExtensionId = 11 }, new RingGroupMember { ExtensionId = 12 }],
            },
        ],
        IvrMenus =
        [
            new IvrMenu
            {
                Id = 31,
                Name = "Main",
                GreetingMessage = "Welcome.",
                Options = [new IvrMenuOption { Digit = "1", DestinationType = IvrDestinationType.RingGroup, DestinationId = 21 }],
            },
        ],
        DidNumbers = [new DidNumber { Id = 41, PhoneNumber = Number, RoutingType = DidRoutingType.Ivr, RoutingConfig = JsonSettings.Parse("""{"ivr_menu_id":31}""") }],
    };
}
