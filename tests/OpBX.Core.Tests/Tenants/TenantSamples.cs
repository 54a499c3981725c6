using System.Buffers;
using System.Text;
using OpBX.BusinessHours;
using OpBX.Conferences;
using OpBX.Extensions;
using OpBX.Ivr;
using OpBX.Numbers;
using OpBX.Outbound;
using OpBX.RingGroups;

namespace OpBX.Tenants;

/// <summary>Configurations that tests write, read and serve.</summary>
internal static class TenantSamples
{
    public const string Key = "sample-requests-key-0001";

    /// <summary>A tenant in which every member of every row is set.</summary>
    public static TenantConfiguration Full { get; } = new()
    {
        Organization = new Organization
        {
            Id = new TenantId(7),
            Name = "Søren & Söhne \"Ltd\"",
            Slug = "soren",
            Status = OrganizationStatus.Suspended,
            TimeZone = "Europe/Copenhagen",
            Settings = JsonSettings.Parse("""
                {"country":"DK","ring_timeout":25,"default_destination":{"type":"extension","id":"11"},"default_caller_id":"+15550100100",
                 "emergency_numbers":["114"],"emergency_caller_id":"+15550100101","emergency_trunk":"e","outside_line_prefix":"0","outbound_trunk":"o",
                 "limits":{"concurrent":1,"per_minute":2,"minutes_per_day":3},"max_call_minutes":10,"call_recording":"all",
                 "recording_announcement":"Recorded.","retention":{"cdrs":{"archive_days":10}},"of_the_host":[1,2.50,null,{"a":"\u00e9"}]}
                """),
            DeletedAt = new DateTimeOffset(2026, 2, 3, 4, 5, 6, TimeSpan.FromHours(2)),
        },
        Version = 42,
        CloudonixSettings = new CloudonixSettings
        {
            DomainName = "full.opbx.example",
            DomainUuid = "00000000-0000-4000-8000-000000000007",
            DomainApiKey = "sample-api-key",
            DomainRequestsApiKey = Key,
            ApplicationId = "12",
            ApplicationUuid = "00000000-0000-4000-8000-000000000012",
            Settings = JsonSettings.Parse("""
                {"previous_key_hash":"00000000000000000000000000000000000000000000000000000000000000ff","previous_key_until":"2026-12-31T00:00:00Z","cdr_key":"sample-cdr-key-00001"}
                """),
        },
        Users =
        [
            new User
            {
                Id = 3, Name = "Ada", Email = "ada@example.com", EmailVerifiedAt = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero),
                Password = "hash", Role = UserRole.Reporter, Status = UserStatus.Suspended, Phone = "+15550100170", StreetAddress = "1 Main Street",
                City = "Springfield", StateProvince = "NY", PostalCode = "00000", Country = "US", RememberToken = "token",
            },
        ],
        Extensions =
        [
            new Extension
            {
                Id = 11, ExtensionNumber = "0101", UserId = 3, Type = ExtensionType.AiAssistant, Status = EntityStatus.Inactive, VoicemailEnabled = true,
                Password = "sip-secret", CloudonixSubscriberId = "s", CloudonixUuid = "u", CloudonixSynced = true,
                Configuration = JsonSettings.Parse("""
                    {"ring_timeout":20,"forward_to":"+15550100150","fallback":{"type":"hangup"},"destination":{"type":"sip","uri":"sip:a@sip.example.com"},
                     "ring_group_id":21,"ivr_menu_id":41,"conference_room_id":51,"caller_id":"+15550100100","emergency_caller_id":"+15550100100",
                     "limits":{"concurrent":1},"voicemail_greeting":"Hello.","provider":"p","phone_number":"+15550100151","agent_id":"a"}
                    """),
                ServiceUrl = "wss://ai.example.com", ServiceToken = "service-secret", ServiceParams = JsonSettings.Parse("""{"language":"da"}"""),
            },
        ],
        DidNumbers =
        [
            new DidNumber
            {
                Id = 61, PhoneNumber = "+15550100100", FriendlyName = "Main", RoutingType = DidRoutingType.BusinessHours,
                RoutingConfig = JsonSettings.Parse("""
                    {"extension_id":11,"ring_group_id":21,"business_hours_schedule_id":31,"ivr_menu_id":41,"conference_room_id":51,
                     "destination":{"type":"external_number","number":"+15550100150"}}
                    """),
                Status = EntityStatus.Inactive, CloudonixConfig = JsonSettings.Parse("""{"kept":true}"""),
            },
            new DidNumber { Id = 62, PhoneNumber = "+15550100101", RoutingType = DidRoutingType.Voicemail, RoutingConfig = JsonSettings.Parse("""{"extension_id":"11"}""") },
        ],
        RingGroups =
        [
            new RingGroup
            {
                Id = 21, Name = "Sales", Description = "d", Strategy = RingStrategyName.RoundRobin, Timeout = 12, RingTurns = 2,
                FallbackAction = RingGroupFallback.Extension, FallbackExtensionId = 11, Status = EntityStatus.Inactive,
                Members = [new RingGroupMember { Id = 5, ExtensionId = 11, Priority = 9 }],
            },
        ],
        BusinessHoursSchedules =
        [
            new BusinessHoursSchedule
            {
                Id = 31, Name = "Hours", Description = "d", TimeZone = "America/New_York", IsDefault = true, IsActive = false,
                OverrideState = BusinessHoursOverride.Closed,
                OverrideUntil = new DateTimeOffset(2026, 3, 1, 0, 0, 0, 123, TimeSpan.Zero),
                OverrideSince = new DateTimeOffset(2026, 2, 1, 0, 0, 0, TimeSpan.Zero),
                Rules = [new BusinessHoursRule { Id = 1, DayOfWeek = DayOfWeek.Sunday, Start = new DayTime(22, 0), End = DayTime.EndOfDay, IsActive = false }],
                Exceptions =
                [
                    new BusinessHoursException
                    {
                        Id = 2, Name = "Turn of the year", StartDate = new DateOnly(2026, 12, 31), EndDate = new DateOnly(2026, 1, 1), IsYearly = true,
                        Ranges = [new TimeRange(new DayTime(9, 0), new DayTime(12, 30))],
                    },
                ],
                Destinations = [new BusinessHoursDestination { Id = 3, Period = BusinessHoursPeriod.Holiday, DestinationType = "ivr", DestinationId = 41, Priority = 4 }],
            },
        ],
        IvrMenus =
        [
            new IvrMenu
            {
                Id = 41, Name = "Menu", Description = "d", GreetingMessage = "Hello <b>&</b>", TtsVoice = "woman", Timeout = 7, MaxAttempts = 2,
                Status = EntityStatus.Inactive, Settings = JsonSettings.Parse("""{"direct_dial":true}"""), FailoverType = "extension", FailoverId = 11,
                Options =
                [
                    new IvrMenuOption { Id = 1, Digit = "#", Description = "d", DestinationType = IvrDestinationType.Submenu, DestinationId = 41 },
                    new IvrMenuOption { Id = 2, Digit = "9", DestinationType = IvrDestinationType.ExternalNumber, ExternalNumber = "+15550100150" },
                ],
            },
        ],
        ConferenceRooms =
        [
            new ConferenceRoom
            {
                Id = 51, Name = "Room", ExtensionId = 11, Description = "d", MaxParticipants = 5, StartConferenceOnEnter = false,
                EndConferenceOnExit = true, MuteOnEntry = true, AnnounceJoinLeave = true, Status = EntityStatus.Inactive, Pin = "0123",
            },
        ],
        OutboundWhitelists =
        [
            new OutboundWhitelistRule
            {
                Id = 71, Name = "Rule", PatternType = OutboundPatternType.Regex, Pattern = "^\\+1555\\d{7}$", Description = "d", IsAllowed = false, Priority = 3, Trunk = "t",
            },
        ],
    };

    /// <summary>A tenant with a domain, a key and one DID.</summary>
    public static TenantConfiguration Tenant(long id, string domain, string key, params string[] dids) => new()
    {
        Organization = new Organization { Id = new TenantId(id), Name = "Tenant", Settings = JsonSettings.Parse("""{"country":"US"}""") },
        CloudonixSettings = new CloudonixSettings { DomainName = domain, DomainRequestsApiKey = key },
        DidNumbers = [.. dids.Select((did, index) => new DidNumber { Id = index + 1, PhoneNumber = did })],
    };

    public static string Write(TenantConfiguration configuration)
    {
        var buffer = new ArrayBufferWriter<byte>();
        TenantDocument.Write(configuration, buffer);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>Reads a document that must have no error, and gives its only tenant.</summary>
    public static TenantConfiguration Read(string text)
    {
        TenantDocumentResult result = TenantDocument.Parse(text);
        result.Faults.Where(static fault => fault.Severity == TenantDocumentSeverity.Error).Should().BeEmpty();
        return result.Tenants.Should().ContainSingle().Subject;
    }
}
