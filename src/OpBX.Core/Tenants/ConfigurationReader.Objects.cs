using System.Buffers;
using OpBX.BusinessHours;
using OpBX.Conferences;
using OpBX.Extensions;
using OpBX.Ivr;
using OpBX.Numbers;
using OpBX.Outbound;
using OpBX.RingGroups;

namespace OpBX.Tenants;

internal sealed partial class ConfigurationReader
{
    private static readonly SearchValues<char> DigitsOnly = SearchValues.Create("0123456789");

    private Extension ReadExtension(ConfigurationObject o)
    {
        var extension = new Extension
        {
            Id = _scope.RowId(o, ConfigurationScope.Extensions),
            ExtensionNumber = o.RequiredText("extension_number", 5),
            UserId = o.Id("user_id"),
            Type = o.Word("type", ConfigurationWords.ExtensionType, default),
            Status = o.Word("status", ConfigurationWords.Status, default),
            VoicemailEnabled = o.Flag("voicemail_enabled", false),
            Password = o.Text("password", 255),
            CloudonixSubscriberId = o.Text("cloudonix_subscriber_id", 50),
            CloudonixUuid = o.Text("cloudonix_uuid", 50),
            CloudonixSynced = o.Flag("cloudonix_synced", false),
            Configuration = o.Json("configuration"),
            ServiceUrl = o.Text("service_url", 500),
            ServiceToken = o.Text("service_token", 255),
            ServiceParams = o.Json("service_params"),
        };
        if (extension.ExtensionNumber.Length > 0) _scope.Unique(o, "extension_number", "extension_number", extension.ExtensionNumber);
        _scope.Refers(o, "user_id", ConfigurationScope.Users, extension.UserId);
        RefersByMember(o, "configuration", extension.Configuration, "ring_group_id", ConfigurationScope.RingGroups);
        RefersByMember(o, "configuration", extension.Configuration, "ivr_menu_id", ConfigurationScope.Menus);
        RefersByMember(o, "configuration", extension.Configuration, "conference_room_id", ConfigurationScope.Rooms);
        RefersByDestination(o, "configuration", extension.Configuration, "fallback");
        RefersByDestination(o, "configuration", extension.Configuration, "destination");
        return extension;
    }

    private DidNumber ReadDid(ConfigurationObject o)
    {
        var did = new DidNumber
        {
            Id = _scope.RowId(o, ConfigurationScope.Dids),
            PhoneNumber = o.RequiredText("phone_number", 20),
            FriendlyName = o.Text("friendly_name", 100),
            RoutingType = new DidRoutingType(o.ColumnWord("routing_type", DidColumn, ConfigurationWords.DidRouting) ?? DidRoutingType.Extension.Value),
            RoutingConfig = o.Json("routing_config"),
            Status = o.Word("status", ConfigurationWords.Status, default),
            CloudonixConfig = o.Json("cloudonix_config"),
        };
        if (did.PhoneNumber.Length > 0)
        {
            _scope.Unique(o, "phone_number", "phone_number", NumberKey(did.PhoneNumber));
            _claims.Claim(o, "phone_number", "phone_number", NumberKey(did.PhoneNumber));
        }
        RefersByRouting(o, did);
        return did;
    }

    private RingGroup ReadRingGroup(ConfigurationObject o)
    {
        var group = new RingGroup
        {
            Id = _scope.RowId(o, ConfigurationScope.RingGroups),
            Name = o.RequiredName("name", 100),
            Description = o.Text("description", int.MaxValue),
            Strategy = new RingStrategyName(o.OpenWord("strategy", ConfigurationWords.Strategies, isWarned: true) ?? RingStrategyName.Simultaneous.Value),
            Timeout = o.Number("timeout", 30),
            RingTurns = o.Number("ring_turns", 1),
            FallbackAction = o.Word("fallback_action", ConfigurationWords.Fallback, RingGroupFallback.Hangup),
            FallbackExtensionId = o.Id("fallback_extension_id"),
            Status = o.Word("status", ConfigurationWords.Status, default),
            Members = o.Items("members", member => ReadMember(member, o.Path)),
        };
        if (group.Name.Length > 0) _scope.Unique(o, "name", "ring_groups.name", group.Name.ToUpperInvariant());
        if (group.FallbackAction == RingGroupFallback.Extension && group.FallbackExtensionId is null)
            o.Warning("fallback_extension_id", TenantDocumentFaultCodes.MissingReference, "The fallback names no extension.");
        _scope.Refers(o, "fallback_extension_id", ConfigurationScope.Extensions, group.FallbackExtensionId);
        return group;
    }

    private RingGroupMember ReadMember(ConfigurationObject o, string group)
    {
        var member = new RingGroupMember
        {
            Id = _scope.ChildId(o, "ring_group_members"),
            ExtensionId = o.RequiredId("extension_id"),
            Priority = o.Number("priority", 1),
        };
        if (member.ExtensionId > 0) _scope.Unique(o, "extension_id", group, FormattableString.Invariant($"{member.ExtensionId}"));
        _scope.Refers(o, "extension_id", ConfigurationScope.Extensions, member.ExtensionId);
        return member;
    }

    private BusinessHoursSchedule ReadSchedule(ConfigurationObject o)
    {
        var schedule = new BusinessHoursSchedule
        {
            Id = _scope.RowId(o, ConfigurationScope.Schedules),
            Name = o.RequiredName("name", 100),
            Description = o.Text("description", int.MaxValue),
            TimeZone = o.Text("timezone", 50),
            IsDefault = o.Flag("is_default", false),
            IsActive = o.Word("status", ConfigurationWords.Status, default) == EntityStatus.Active,
            OverrideState = o.Word("override_state", ConfigurationWords.Override),
            OverrideUntil = o.Instant("override_until"),
            OverrideSince = o.Instant("override_since"),
            Rules = o.Items("rules", ReadHours),
            Exceptions = o.Items("exceptions", ReadException),
            Destinations = o.Items("destinations", ReadDestination),
        };
        if (schedule.IsDefault) _scope.Once(o, "is_default", "is_default", "");
        return schedule;
    }

    private BusinessHoursRule ReadHours(ConfigurationObject o) => new()
    {
        Id = _scope.ChildId(o, "business_hours_rules"),
        DayOfWeek = o.RequiredWord("day_of_week", ConfigurationWords.Day),
        Start = o.RequiredTime("start_time"),
        End = o.RequiredTime("end_time"),
        IsActive = o.Flag("is_active", true),
    };

    private BusinessHoursException ReadException(ConfigurationObject o)
    {
        long id = _scope.ChildId(o, "business_hours_exceptions");
        DateOnly start = o.Require("start_date") ? o.Date("start_date") ?? default : default;
        DateOnly end = o.Date("end_date") ?? start;
        bool isYearly = o.Flag("is_yearly", false);
        if (end < start && !isYearly) o.Error("end_date", TenantDocumentFaultCodes.InvalidTime, "The last date is before the first.");
        return new BusinessHoursException
        {
            Id = id,
            Name = o.RequiredName("name", 100),
            StartDate = start,
            EndDate = end,
            IsYearly = isYearly,
            Ranges = o.Items("ranges", range =>
            {
                _scope.ChildId(range, "business_hours_exception_ranges");
                return new TimeRange(range.RequiredTime("start_time"), range.RequiredTime("end_time"));
            }),
        };
    }

    private BusinessHoursDestination ReadDestination(ConfigurationObject o)
    {
        var destination = new BusinessHoursDestination
        {
            Id = _scope.ChildId(o, "business_hours_destinations"),
            Period = o.RequiredWord("type", ConfigurationWords.Period),
            DestinationType = o.Require("destination_type")
                ? o.ColumnWord("destination_type", ConfigurationWords.ScheduleTypes, ConfigurationWords.Destinations) ?? "" : "",
            DestinationId = o.Id("destination_id"),
            Priority = o.Number("priority", 1),
        };
        RefersByKind(o, "destination_id", destination.DestinationType, destination.DestinationId);
        return destination;
    }

    private IvrMenu ReadMenu(ConfigurationObject o)
    {
        var menu = new IvrMenu
        {
            Id = _scope.RowId(o, ConfigurationScope.Menus),
            Name = o.RequiredName("name", 100),
            Description = o.Text("description", int.MaxValue),
            GreetingMessage = o.Text("greeting_message", int.MaxValue),
            TtsVoice = o.Text("tts_voice", 50),
            Timeout = o.Number("timeout", 5),
            MaxAttempts = o.Number("max_attempts", 3),
            Status = o.Word("status", ConfigurationWords.Status, default),
            Settings = o.Json("settings"),
            FailoverType = o.OpenWord("failover_type", ConfigurationWords.Destinations, isWarned: true),
            FailoverId = o.Id("failover_id"),
            Options = o.Items("options", option => ReadOption(option, o.Path)),
        };
        RefersByKind(o, "failover_id", menu.FailoverType, menu.FailoverId);
        return menu;
    }

    private IvrMenuOption ReadOption(ConfigurationObject o, string menu)
    {
        var option = new IvrMenuOption
        {
            Id = _scope.ChildId(o, "ivr_menu_options"),
            Digit = o.RequiredText("digit", 1),
            Description = o.Text("description", 255, ""),
            DestinationType = new IvrDestinationType(o.Require("destination_type")
                ? o.ColumnWord("destination_type", ConfigurationWords.OptionTypes, ConfigurationWords.Destinations) : null),
            DestinationId = o.Id("destination_id"),
            ExternalNumber = o.Text("external_number", 20),
        };
        if (option.Digit.Length > 0)
        {
            if (option.Digit is not [(>= '0' and <= '9') or '*' or '#'])
                o.Error("digit", TenantDocumentFaultCodes.UnknownWord, "One of the keys 0 to 9, * and # is needed.");
            _scope.Once(o, "digit", menu, option.Digit);
        }
        if (option.DestinationType == IvrDestinationType.ExternalNumber && string.IsNullOrWhiteSpace(option.ExternalNumber))
            o.Warning("external_number", TenantDocumentFaultCodes.MissingReference, "The option names no number.");
        RefersByKind(o, "destination_id", option.DestinationType.Value, option.DestinationId);
        return option;
    }

    private ConferenceRoom ReadRoom(ConfigurationObject o)
    {
        var room = new ConferenceRoom
        {
            Id = _scope.RowId(o, ConfigurationScope.Rooms),
            Name = o.RequiredName("name", 100),
            ExtensionId = o.Id("extension_id") ?? 0,
            Description = o.Text("description", int.MaxValue),
            MaxParticipants = o.Number("max_participants", 10),
            StartConferenceOnEnter = o.Flag("start_conference_on_enter", true),
            EndConferenceOnExit = o.Flag("end_conference_on_exit", false),
            MuteOnEntry = o.Flag("mute_on_entry", false),
            AnnounceJoinLeave = o.Flag("announce_join_leave", false),
            Status = o.Word("status", ConfigurationWords.Status, default),
            Pin = o.Text("pin", 32),
        };
        if (room.Pin is { } pin && (pin.Length == 0 || pin.AsSpan().ContainsAnyExcept(DigitsOnly)))
            o.Warning("pin", TenantDocumentFaultCodes.InvalidValue, "A PIN that is not made of digits can't be keyed in.");
        _scope.Refers(o, "extension_id", ConfigurationScope.Extensions, room.ExtensionId);
        return room;
    }

    private OutboundWhitelistRule ReadRule(ConfigurationObject o) => new()
    {
        Id = _scope.RowId(o, "outbound_whitelists"),
        Name = o.RequiredName("name", 100),
        PatternType = o.Word("pattern_type", ConfigurationWords.Pattern, default),
        Pattern = o.RequiredText("pattern", 50),
        Description = o.Text("description", int.MaxValue),
        IsAllowed = o.Flag("is_allowed", true),
        Priority = o.Number("priority", 1),
        Trunk = o.Text("trunk", 255),
    };
}
