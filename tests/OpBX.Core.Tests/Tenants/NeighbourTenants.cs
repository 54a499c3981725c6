using OpBX.BusinessHours;
using OpBX.Conferences;
using OpBX.Extensions;
using OpBX.Ivr;
using OpBX.Numbers;
using OpBX.Outbound;
using OpBX.RingGroups;

namespace OpBX.Tenants;

/// <summary>
/// Two tenants of the same names and extension numbers, with ids that alternate, and DIDs, e-mail addresses and slugs that
/// differ in one character: whatever looks at the wrong tenant's rows finds something plausible.
/// </summary>
internal static class NeighbourTenants
{
    public static TenantId First { get; } = new(1);

    public static TenantId Second { get; } = new(2);

    public static IReadOnlyList<TenantConfiguration> Both() => [Make(First), Make(Second)];

    /// <summary>Row n of the first tenant has id 2n-1, that of the second 2n.</summary>
    public static long Id(TenantId tenant, int n) => (2L * n) - (tenant == First ? 1 : 0);

    public static TenantConfiguration Make(TenantId tenant)
    {
        long At(int n) => Id(tenant, n);
        return new TenantConfiguration
        {
            Organization = new Organization
            {
                Id = tenant,
                Name = "Twin",
                Slug = "twin-" + tenant,
                Settings = JsonSettings.Parse($$"""{"country":"US","default_destination":{"type":"ivr","id":{{At(1)}} } }"""),
            },
            CloudonixSettings = new CloudonixSettings
            {
                DomainName = $"twin{tenant}.cloudonix.net",
                DomainUuid = $"0000000{tenant}-0000-4000-8000-000000000000",
                DomainRequestsApiKey = $"requests-key-of-twin-{tenant}",
            },
            Users = [new User { Id = At(1), Name = "Ann", Email = $"ann{tenant}@example.com", Role = UserRole.Owner }, new User { Id = At(2), Name = "Bob", Email = $"bob{tenant}@example.com", Role = UserRole.PbxUser }],
            Extensions =
            [
                new Extension { Id = At(1), ExtensionNumber = "100", UserId = At(1) },
                new Extension { Id = At(2), ExtensionNumber = "101", UserId = At(2), Configuration = JsonSettings.Parse($$"""{"fallback":{"type":"ring_group","id":"{{At(1)}}"} }""") },
                new Extension { Id = At(3), ExtensionNumber = "200", Type = ExtensionType.Conference },
                new Extension { Id = At(4), ExtensionNumber = "102" },
            ],
            DidNumbers =
            [
                new DidNumber { Id = At(1), PhoneNumber = $"+1202555012{tenant}", RoutingType = DidRoutingType.RingGroup, RoutingConfig = JsonSettings.Parse($$"""{"ring_group_id":{{At(1)}} }""") },
                new DidNumber { Id = At(2), PhoneNumber = $"+1202555013{tenant}", RoutingType = DidRoutingType.BusinessHours, RoutingConfig = JsonSettings.Parse($$"""{"business_hours_schedule_id":"{{At(1)}}"}""") },
            ],
            RingGroups =
            [
                new RingGroup
                {
                    Id = At(1), Name = "Sales", FallbackAction = RingGroupFallback.Extension, FallbackExtensionId = At(4),
                    Members = [new RingGroupMember { Id = At(1), ExtensionId = At(1) }, new RingGroupMember { Id = At(2), ExtensionId = At(2), Priority = 2 }],
                },
            ],
            BusinessHoursSchedules =
            [
                new BusinessHoursSchedule
                {
                    Id = At(1), Name = "Office",
                    Rules = [new BusinessHoursRule { Id = At(1), DayOfWeek = DayOfWeek.Monday, Start = new DayTime(9, 0), End = new DayTime(17, 0) }],
                    Destinations =
                    [
                        new BusinessHoursDestination { Id = At(1), Period = BusinessHoursPeriod.BusinessHours, DestinationType = "ring_group", DestinationId = At(1) },
                        new BusinessHoursDestination { Id = At(2), Period = BusinessHoursPeriod.AfterHours, DestinationType = "voicemail", DestinationId = At(1) },
                    ],
                },
            ],
            IvrMenus =
            [
                new IvrMenu
                {
                    Id = At(1), Name = "Main", FailoverType = "extension", FailoverId = At(1),
                    Options =
                    [
                        new IvrMenuOption { Id = At(1), Digit = "1", DestinationType = IvrDestinationType.Extension, DestinationId = At(2) },
                        new IvrMenuOption { Id = At(2), Digit = "#", DestinationType = IvrDestinationType.ExternalNumber, ExternalNumber = "+12025550199" },
                    ],
                },
            ],
            ConferenceRooms = [new ConferenceRoom { Id = At(1), Name = "Team", ExtensionId = At(3) }],
            OutboundWhitelists = [new OutboundWhitelistRule { Id = At(1), Name = "National", Pattern = "+1202" }],
        };
    }
}
