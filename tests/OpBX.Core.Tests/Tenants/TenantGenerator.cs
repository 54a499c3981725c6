using System.Text;
using OpBX.BusinessHours;
using OpBX.Conferences;
using OpBX.Extensions;
using OpBX.Ivr;
using OpBX.Numbers;
using OpBX.Outbound;
using OpBX.RingGroups;

namespace OpBX.Tenants;

/// <summary>Random configurations that a document can hold; the same seed always gives the same one.</summary>
internal sealed class TenantGenerator(int seed)
{
    private readonly Random _random = new(seed);
    private long _id;

    public TenantConfiguration Next() => new()
    {
        Organization = new Organization
        {
            Id = new TenantId(_random.NextInt64(1, long.MaxValue)), Name = Text(), Slug = Text(), Status = Any<OrganizationStatus>(), TimeZone = Text(),
            Settings = Column(), DeletedAt = Maybe(Instant),
        },
        Version = _random.NextInt64(0, long.MaxValue),
        CloudonixSettings = _random.Next(4) == 0 ? null : new CloudonixSettings
        {
            DomainName = Key(), DomainUuid = MaybeText(), DomainApiKey = Text(), DomainRequestsApiKey = Text(), ApplicationId = MaybeText(),
            ApplicationUuid = MaybeText(), Settings = Column(),
        },
        Users = List(() => new User
        {
            Id = Id(), Name = Text(), Email = Key(), EmailVerifiedAt = Maybe(Instant), Password = Text(), Role = Any<UserRole>(), Status = Any<UserStatus>(),
            Phone = MaybeText(), StreetAddress = MaybeText(), City = MaybeText(), StateProvince = MaybeText(), PostalCode = MaybeText(), Country = MaybeText(), RememberToken = MaybeText(),
        }),
        Extensions = List(() => new Extension
        {
            Id = Id(), ExtensionNumber = Key(), UserId = Maybe(Id), Type = Any<ExtensionType>(), Status = Any<EntityStatus>(), VoicemailEnabled = Flag(), Password = MaybeText(),
            CloudonixSubscriberId = MaybeText(), CloudonixUuid = MaybeText(), CloudonixSynced = Flag(), Configuration = Column(), ServiceUrl = MaybeText(),
            ServiceToken = MaybeText(), ServiceParams = Column(),
        }),
        DidNumbers = List(() => new DidNumber
        {
            Id = Id(), PhoneNumber = "+1555" + (++_id), FriendlyName = MaybeText(), RoutingType = new DidRoutingType(Pick("extension", "ring_group", "ivr_menu", "voicemail")),
            RoutingConfig = Column(), Status = Any<EntityStatus>(), CloudonixConfig = Column(),
        }),
        RingGroups = List(() => new RingGroup
        {
            Id = Id(), Name = Key(), Description = MaybeText(), Strategy = new RingStrategyName(Pick("simultaneous", "sequential", "round_robin", "longest_idle")),
            Timeout = Number(), RingTurns = Number(), FallbackAction = Any<RingGroupFallback>(), FallbackExtensionId = Maybe(Id), Status = Any<EntityStatus>(),
            Members = List(() => new RingGroupMember { Id = Id(), ExtensionId = Id(), Priority = Number() }),
        }),
        BusinessHoursSchedules = List(Schedule),
        IvrMenus = List(() => new IvrMenu
        {
            Id = Id(), Name = Text(), Description = MaybeText(), GreetingMessage = MaybeText(), TtsVoice = MaybeText(), Timeout = Number(), MaxAttempts = Number(),
            Status = Any<EntityStatus>(), Settings = Column(), FailoverType = Flag() ? null : Pick("extension", "hangup", "my_kind"), FailoverId = Maybe(Id),
            Options = List(() => new IvrMenuOption
            {
                Id = Id(), Digit = Pick("0", "5", "9", "*", "#"), Description = Text(), DestinationType = new IvrDestinationType(Pick("extension", "submenu", "external_number", "voicemail")),
                DestinationId = Maybe(Id), ExternalNumber = MaybeText(),
            }),
        }),
        ConferenceRooms = List(() => new ConferenceRoom
        {
            Id = Id(), Name = Text(), ExtensionId = Flag() ? 0 : Id(), Description = MaybeText(), MaxParticipants = Number(), StartConferenceOnEnter = Flag(), EndConferenceOnExit = Flag(),
            MuteOnEntry = Flag(), AnnounceJoinLeave = Flag(), Status = Any<EntityStatus>(), Pin = MaybeText(),
        }),
        OutboundWhitelists = List(() => new OutboundWhitelistRule
        {
            Id = Id(), Name = Text(), PatternType = Any<OutboundPatternType>(), Pattern = Key(), Description = MaybeText(), IsAllowed = Flag(), Priority = Number(), Trunk = MaybeText(),
        }),
    };

    private BusinessHoursSchedule Schedule() => new()
    {
        Id = Id(), Name = Text(), Description = MaybeText(), TimeZone = MaybeText(), IsDefault = Flag(), IsActive = Flag(),
        OverrideState = Flag() ? null : Any<BusinessHoursOverride>(), OverrideUntil = Maybe(Instant), OverrideSince = Maybe(Instant),
        Rules = List(() => new BusinessHoursRule { Id = Id(), DayOfWeek = Any<DayOfWeek>(), Start = Time(), End = Time(), IsActive = Flag() }),
        Exceptions = List(() =>
        {
            var start = DateOnly.FromDayNumber(_random.Next(0, DateOnly.MaxValue.DayNumber - 400));
            return new BusinessHoursException
            {
                Id = Id(), Name = Text(), StartDate = start, EndDate = start.AddDays(_random.Next(400)), IsYearly = Flag(),
                Ranges = List(() => new TimeRange(Time(), Time())),
            };
        }),
        Destinations = List(() => new BusinessHoursDestination
        {
            Id = Id(), Period = Any<BusinessHoursPeriod>(), DestinationType = Pick("extension", "ring_group", "ivr", "conference_room"), DestinationId = Maybe(Id), Priority = Number(),
        }),
    };

    private long Id() => ++_id;

    private bool Flag() => _random.Next(2) == 0;

    private int Number() => _random.Next(3) == 0 ? _random.Next() : _random.Next(100);

    private DayTime Time() => new(_random.Next(DayTime.SecondsPerDay + 1));

    private DateTimeOffset Instant()
        => new DateTimeOffset(_random.NextInt64(TimeSpan.TicksPerDay, DateTime.MaxValue.Ticks - TimeSpan.TicksPerDay), TimeSpan.Zero).ToOffset(TimeSpan.FromMinutes(_random.Next(-600, 600)));

    private T Any<T>()
        where T : struct, Enum => _random.GetItems(Enum.GetValues<T>(), 1)[0];

    private string Pick(params string[] words) => words[_random.Next(words.Length)];

    private string? MaybeText() => Flag() ? null : Text();

    private T? Maybe<T>(Func<T> make)
        where T : struct => Flag() ? null : make();

    private IReadOnlyList<T> List<T>(Func<T> make) => [.. Enumerable.Range(0, _random.Next(4)).Select(_ => make())];

    // A text that is unique and not blank.
    private string Key() => "k" + (++_id) + Text().Trim();

    private string Text()
    {
        var text = new StringBuilder();
        for (int i = _random.Next(8); i > 0; i--)
        {
            text.Append(_random.Next(8) switch
            {
                0 => "\"",
                1 => "\\",
                2 => ((char)_random.Next(0, 32)).ToString(),
                3 => "\u2028",
                4 => "😀",
                5 => ((char)_random.Next(0xA0, 0xD7FF)).ToString(),
                _ => ((char)_random.Next('a', 'z')).ToString(),
            });
        }
        return text.ToString();
    }

    private JsonSettings Column()
    {
        if (Flag()) return JsonSettings.Empty;
        using var stream = new MemoryStream();
        using (var writer = new System.Text.Json.Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            for (int i = _random.Next(4); i > 0; i--)
            {
                writer.WritePropertyName("m" + i + Text());
                Value(writer, 3);
            }
            writer.WriteEndObject();
        }
        return JsonSettings.Parse(Encoding.UTF8.GetString(stream.ToArray()));
    }

    private void Value(System.Text.Json.Utf8JsonWriter writer, int depth)
    {
        switch (_random.Next(depth == 0 ? 5 : 7))
        {
            case 0: writer.WriteStringValue(Text()); break;
            case 1: writer.WriteNumberValue(_random.NextInt64()); break;
            case 2: writer.WriteRawValue("-1.50e+2"); break;
            case 3: writer.WriteBooleanValue(Flag()); break;
            case 4: writer.WriteNullValue(); break;
            case 5:
                writer.WriteStartArray();
                for (int i = _random.Next(3); i > 0; i--) Value(writer, depth - 1);
                writer.WriteEndArray();
                break;
            default:
                writer.WriteStartObject();
                for (int i = _random.Next(3); i > 0; i--)
                {
                    writer.WritePropertyName("n" + i);
                    Value(writer, depth - 1);
                }
                writer.WriteEndObject();
                break;
        }
    }
}
