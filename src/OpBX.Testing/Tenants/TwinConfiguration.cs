using System.Security.Cryptography;
using System.Text;
using OpBX.BusinessHours;
using OpBX.Conferences;
using OpBX.Extensions;
using OpBX.Ivr;
using OpBX.Numbers;
using OpBX.Outbound;
using OpBX.RingGroups;

namespace OpBX.Tenants;

/// <summary>The configuration of one twin.</summary>
internal sealed class TwinConfiguration(TwinTenants twins, Twin twin)
{
    public static DateTimeOffset Instant { get; } = new(2026, 3, 29, 0, 59, 58, TimeSpan.Zero);

    public TenantConfiguration Build() => new()
    {
        Organization = new Organization
        {
            Id = new TenantId(Id(0)),
            Name = HostileTexts.Get(4),
            Slug = twins.Slug(twin),
            TimeZone = "America/Argentina/ComodRivadavia",
            Settings = Json("""{"country":"US","limits":{"concurrent":3},"big":9007199254740993,"greatest":18446744073709551615,"least":-9223372036854775808,"text":"%TEXT%","nested":[1,[2,{"a":null,"b":true}],"\u0000"],"":"no name","%TEXT% name":0.5}"""),
        },
        CloudonixSettings = new CloudonixSettings
        {
            DomainName = twins.Domain(twin),
            DomainUuid = twins.DomainUuid(twin),
            DomainApiKey = "api key of " + HostileTexts.Get(0),
            DomainRequestsApiKey = twins.RequestsKey(twin),
            ApplicationId = "17",
            ApplicationUuid = "11111111-1111-4111-8111-111111111111",
            Settings = JsonSettings.Parse($$"""{"previous_key_hash":"{{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(twins.PreviousKey(twin))))}}","previous_key_until":"2099-01-01T00:00:00Z"}"""),
        },
        Users = Users(),
        Extensions = Extensions(),
        DidNumbers = DidNumbers(),
        RingGroups = RingGroups(),
        BusinessHoursSchedules = Schedules(),
        IvrMenus = Menus(),
        ConferenceRooms = Rooms(),
        OutboundWhitelists = Whitelists(),
    };

    private static JsonSettings Json(string text) => JsonSettings.Parse(text.Replace("%TEXT%", "'\\\" \\\\ % _ \U0001F4DE", StringComparison.Ordinal));

    private static string Full(int length) => new('\u00E9', length);

    private long Id(int n) => twins.Id(twin, n);

    private User[] Users() =>
    [
        new()
        {
            Id = Id(1), Name = Full(255), Email = twins.Email(twin, 1), EmailVerifiedAt = Instant, Password = "$2y$10$" + HostileTexts.Get(1), Role = UserRole.Owner,
            Phone = "+1 (555) 010-0123 x9", StreetAddress = HostileTexts.Get(2), City = HostileTexts.Get(5), StateProvince = HostileTexts.Get(6),
            PostalCode = "SW1A 1AA", Country = "GB", RememberToken = Full(100),
        },
        new() { Id = Id(2), Name = "Second User", Email = twins.Email(twin, 2), Role = UserRole.PbxAdmin, Status = UserStatus.Suspended, Phone = "", City = "" },
        new() { Id = Id(3), Name = HostileTexts.Get(8), Email = twins.Email(twin, 3), Role = UserRole.Reporter, Status = UserStatus.Inactive },
    ];

    private Extension[] Extensions() =>
    [
        new()
        {
            Id = Id(1), ExtensionNumber = "1001", UserId = Id(1), VoicemailEnabled = true, Password = HostileTexts.Get(0), CloudonixSubscriberId = "4711",
            CloudonixUuid = "22222222-2222-4222-8222-222222222222", CloudonixSynced = true, Configuration = Json("""{"ring_timeout":"20","voicemail_greeting":"%TEXT%"}"""),
        },
        new() { Id = Id(2), ExtensionNumber = "1002", UserId = Id(2), CloudonixUuid = "" },
        new() { Id = Id(3), ExtensionNumber = "01001", Status = EntityStatus.Inactive, Password = "p" },
        new() { Id = Id(4), ExtensionNumber = "2001", Type = ExtensionType.Conference, Password = "p", Configuration = Reference("conference_room_id", 1) },
        new() { Id = Id(5), ExtensionNumber = "2002", Type = ExtensionType.RingGroup, Password = "p", Configuration = Reference("ring_group_id", 1) },
        new() { Id = Id(6), ExtensionNumber = "2003", Type = ExtensionType.Ivr, Password = "p", Configuration = Reference("ivr_menu_id", 1) },
        new()
        {
            Id = Id(7), ExtensionNumber = "2004", Type = ExtensionType.AiAssistant, Password = "p", ServiceUrl = "https://ai.example/?q=" + new string('a', 478),
            ServiceToken = HostileTexts.Get(1), ServiceParams = Json("""{"prompt":"%TEXT%","temperature":0.25}"""),
        },
        new() { Id = Id(8), ExtensionNumber = "2005", Type = ExtensionType.CustomLogic, Password = "p", ServiceUrl = "https://logic.example/", ServiceToken = "" },
        new() { Id = Id(9), ExtensionNumber = "2006", Type = ExtensionType.Forward, Password = "p", Configuration = JsonSettings.Parse("""{"forward_to":"+15550100177"}""") },
        new() { Id = Id(10), ExtensionNumber = "9", Password = "p" },
    ];

    private DidNumber[] DidNumbers() =>
    [
        Did(1, DidRoutingType.Extension, Reference("extension_id", 1)) with { FriendlyName = HostileTexts.Get(4), CloudonixConfig = Json("""{"note":"%TEXT%"}""") },
        Did(2, DidRoutingType.RingGroup, Reference("ring_group_id", 1)),
        Did(3, DidRoutingType.BusinessHours, Reference("business_hours_schedule_id", 1)) with { FriendlyName = "" },
        Did(4, DidRoutingType.Ivr, Reference("ivr_menu_id", 1)) with { FriendlyName = Full(100) },
        Did(5, DidRoutingType.Voicemail, Reference("extension_id", 2)) with { Status = EntityStatus.Inactive },
    ];

    private RingGroup[] RingGroups() =>
    [
        new()
        {
            Id = Id(1), Name = "Sales", Description = HostileTexts.Get(2), Timeout = 25, RingTurns = 2, FallbackAction = RingGroupFallback.Extension, FallbackExtensionId = Id(3),
            Members = [new() { Id = Id(1), ExtensionId = Id(2), Priority = 2 }, new() { Id = Id(2), ExtensionId = Id(1) }, new() { Id = Id(3), ExtensionId = Id(9), Priority = 3 }],
        },
        new() { Id = Id(2), Name = HostileTexts.Get(1) + " too", Description = "", Strategy = RingStrategyName.RoundRobin, Members = [new() { Id = Id(4), ExtensionId = Id(1), Priority = 0 }] },
        new() { Id = Id(3), Name = Full(100), Strategy = RingStrategyName.Sequential, Status = EntityStatus.Inactive },
    ];

    private BusinessHoursSchedule[] Schedules() =>
    [
        new()
        {
            Id = Id(1), Name = "Office hours", Description = HostileTexts.Get(7), TimeZone = "Europe/Berlin", IsDefault = true, OverrideState = BusinessHoursOverride.Closed,
            OverrideSince = Instant.AddMilliseconds(7), OverrideUntil = Instant.AddDays(200).AddMilliseconds(999),
            Rules =
            [
                new() { Id = Id(1), DayOfWeek = DayOfWeek.Monday, Start = new(9, 0), End = DayTime.EndOfDay },
                new() { Id = Id(2), DayOfWeek = DayOfWeek.Sunday, Start = DayTime.StartOfDay, End = new(1), IsActive = false },
                new() { Id = Id(3), DayOfWeek = DayOfWeek.Friday, Start = new(22, 30), End = new(6, 15) },
                new() { Id = Id(4), DayOfWeek = DayOfWeek.Saturday, Start = new(86_399), End = DayTime.StartOfDay },
            ],
            Exceptions =
            [
                new() { Id = Id(1), Name = HostileTexts.Get(5), StartDate = new(2026, 12, 25), EndDate = new(2026, 12, 26) },
                new() { Id = Id(2), Name = "Turn of the year", StartDate = new(2000, 12, 30), EndDate = new(2000, 1, 2), IsYearly = true },
                new()
                {
                    Id = Id(3), Name = "Leap day", StartDate = new(2024, 2, 29), EndDate = new(2024, 2, 29), IsYearly = true,
                    Ranges = [new(new(10, 0), new(12, 0)), new(new(13, 30), DayTime.EndOfDay)],
                },
            ],
            Destinations =
            [
                new() { Id = Id(1), Period = BusinessHoursPeriod.BusinessHours, DestinationType = "ring_group", DestinationId = Id(1) },
                new() { Id = Id(2), Period = BusinessHoursPeriod.BusinessHours, DestinationType = "extension", DestinationId = Id(1), Priority = 2 },
                new() { Id = Id(3), Period = BusinessHoursPeriod.AfterHours, DestinationType = "voicemail", DestinationId = Id(1) },
                new() { Id = Id(4), Period = BusinessHoursPeriod.Holiday, DestinationType = "ivr", DestinationId = Id(2), Priority = 7 },
            ],
        },
        new() { Id = Id(2), Name = "Night", TimeZone = "UTC", IsActive = false, OverrideState = BusinessHoursOverride.Open },
    ];

    private IvrMenu[] Menus() =>
    [
        new()
        {
            Id = Id(1), Name = "Main menu", Description = HostileTexts.Get(9), GreetingMessage = string.Concat(Enumerable.Repeat(HostileTexts.Get(4), 40)), TtsVoice = "Polly.Zoe",
            Timeout = 8, MaxAttempts = 4, Settings = JsonSettings.Parse("""{"direct_dial":true}"""), FailoverType = "extension", FailoverId = Id(1),
            Options =
            [
                new() { Id = Id(1), Digit = "1", Description = HostileTexts.Get(0), DestinationType = IvrDestinationType.Extension, DestinationId = Id(1) },
                new() { Id = Id(2), Digit = "*", Description = Full(255), DestinationType = IvrDestinationType.RingGroup, DestinationId = Id(1) },
                new() { Id = Id(3), Digit = "#", DestinationType = IvrDestinationType.Submenu, DestinationId = Id(2) },
                new() { Id = Id(4), Digit = "0", Description = "Outside", DestinationType = IvrDestinationType.ExternalNumber, ExternalNumber = "+15550100188" },
            ],
        },
        new() { Id = Id(2), Name = HostileTexts.Get(3), Status = EntityStatus.Inactive, GreetingMessage = "", Description = "" },
    ];

    private ConferenceRoom[] Rooms() =>
    [
        new()
        {
            Id = Id(1), Name = "All hands", ExtensionId = Id(4), Description = HostileTexts.Get(10), MaxParticipants = 250, StartConferenceOnEnter = false,
            EndConferenceOnExit = true, MuteOnEntry = true, AnnounceJoinLeave = true, Pin = "0042",
        },
        new() { Id = Id(2), Name = HostileTexts.Get(5), ExtensionId = Id(10), Status = EntityStatus.Inactive },
    ];

    private OutboundWhitelistRule[] Whitelists() =>
    [
        new() { Id = Id(1), Name = "Country", Pattern = "+1", Description = HostileTexts.Get(6), Trunk = "trunk-1" },
        new() { Id = Id(2), Name = HostileTexts.Get(2), PatternType = OutboundPatternType.Regex, Pattern = "^\\+1555(01|02)[0-9]{4,5}$", IsAllowed = false, Priority = 2 },
        new() { Id = Id(3), Name = Full(100), PatternType = OutboundPatternType.Exact, Pattern = "+15550100188", Priority = 0, Description = "" },
    ];

    private JsonSettings Reference(string name, int n) => JsonSettings.Parse($$"""{"{{name}}":{{Id(n)}}}""");

    private DidNumber Did(int n, DidRoutingType type, JsonSettings config) => new() { Id = Id(n), PhoneNumber = twins.Number(twin, n), RoutingType = type, RoutingConfig = config };
}
