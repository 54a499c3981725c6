using System.Globalization;
using System.Text.Json;
using OpBX.BusinessHours;
using OpBX.Conferences;
using OpBX.Cxml;
using OpBX.Extensions;
using OpBX.Ivr;
using OpBX.Numbers;
using OpBX.Outbound;
using OpBX.RingGroups;
using OpBX.Routing;

namespace OpBX.Tenants;

/// <summary>Indexes and compiles a configuration. The result is handed to one <see cref="TenantSnapshot"/>.</summary>
internal sealed class SnapshotBuilder
{
    private const int DefaultRingTimeout = 30;

    private readonly RoutingCatalog _catalog;
    private readonly JsonSettings _settings;
    private readonly Dictionary<DestinationRef, Destination> _bound = [];
    private readonly Dictionary<long, long> _roomByExtension = [];

    public SnapshotBuilder(TenantConfiguration configuration, RoutingCatalog catalog, byte[]? keyHash = null)
    {
        Configuration = configuration;
        _catalog = catalog;
        _settings = configuration.Organization.Settings;
        Country = CountryOf(configuration.Organization);
        KeyHash = keyHash ?? TenantCredentials.From(configuration).KeyHash.ToArray();

        foreach (ConferenceRoom room in configuration.ConferenceRooms.OrderByDescending(static room => room.Status == EntityStatus.Active))
        {
            if (room.ExtensionId > 0) _roomByExtension.TryAdd(room.ExtensionId, room.Id);
        }
        AddDids();
        AddExtensions();
        AddGroups();
        AddMenus();
        AddSchedules();
        foreach (ConferenceRoom room in configuration.ConferenceRooms)
        {
            // The platform keeps room names per domain; two organizations may share one.
            string name = string.Create(CultureInfo.InvariantCulture, $"room-{configuration.Organization.Id.Value}-{room.Id}");
            Rooms.TryAdd(room.Id, new RoomNode(room, name));
        }
        DefaultDestination = ReadDestination(_settings, "default_destination");
        OutboundRules = OutboundRuleSet.Compile(configuration.OutboundWhitelists);
        CallerIds = CallerIdBook.Build(configuration, catalog.Numbers);
    }

    public TenantConfiguration Configuration { get; }

    public string Country { get; }

    public byte[] KeyHash { get; }

    public Destination? DefaultDestination { get; }

    public OutboundRuleSet OutboundRules { get; }

    public CallerIdBook CallerIds { get; }

    public Dictionary<long, ExtensionNode> Extensions { get; } = [];

    public Dictionary<string, ExtensionNode> ExtensionsByNumber { get; } = new(StringComparer.Ordinal);

    public Dictionary<long, DidNode> Dids { get; } = [];

    public Dictionary<string, DidNode> ActiveDids { get; } = new(StringComparer.Ordinal);

    public Dictionary<long, RingGroupNode> Groups { get; } = [];

    public Dictionary<long, IvrMenuNode> Menus { get; } = [];

    public Dictionary<long, ScheduleNode> Schedules { get; } = [];

    public Dictionary<long, RoomNode> Rooms { get; } = [];

    /// <summary>The organization's country as the numbering table spells it; empty = not set.</summary>
    public static string CountryOf(Organization organization) => (organization.Settings.GetString("country") ?? "").Trim().ToUpperInvariant();

    private Destination Bind(DestinationRef reference)
    {
        if (_bound.TryGetValue(reference, out Destination? known)) return known;
        // Both are made of what a subscriber dialled; a configuration that names them would get round the outbound policy.
        bool dialledOnly = reference.Kind == DestinationKind.Emergency || reference.Kind == DestinationKind.Outbound;
        Destination destination = dialledOnly ? new Destination(reference, null, DestinationTarget.Invalid("dialled-only")) : _catalog.Bind(reference);
        _bound.Add(reference, destination);
        return destination;
    }

    private Destination? BindId(DestinationKind kind, long? id) => id is { } value ? Bind(DestinationRef.To(kind, value)) : null;

    /// <summary>A reference that is there but makes no sense leads to a destination that is unavailable, and says so.</summary>
    private Destination MissingReference(DestinationKind kind) => Bind(new DestinationRef(kind, ""));

    private Destination? ReadDestination(JsonSettings json, string name)
        => json.TryGet(name, out JsonElement value) && DestinationRef.TryRead(value, out DestinationRef reference) ? Bind(reference) : null;

    private void AddExtensions()
    {
        int ringTimeout = _settings.GetInt32("ring_timeout", 1, 600) ?? DefaultRingTimeout;
        var numbers = new HashSet<string>(StringComparer.Ordinal);
        foreach (Extension extension in Configuration.Extensions) numbers.Add(extension.ExtensionNumber);
        foreach (Extension extension in Configuration.Extensions)
        {
            JsonSettings own = extension.Configuration;
            (Destination? leads, PhoneNumber? number) = LeadsTo(extension, numbers);
            var node = new ExtensionNode
            {
                Extension = extension.Password is null ? extension : extension with { Password = null },
                RingTimeout = own.GetInt32("ring_timeout", 1, 600) ?? ringTimeout,
                Leads = leads,
                ForwardNumber = number,
                Fallback = ReadDestination(own, "fallback"),
                Voicemail = Bind(DestinationRef.To(DestinationKind.Voicemail, extension.Id)),
            };
            if (Extensions.TryAdd(extension.Id, node)) ExtensionsByNumber.TryAdd(extension.ExtensionNumber, node);
        }
    }

    private (Destination? Leads, PhoneNumber? ForwardNumber) LeadsTo(Extension extension, HashSet<string> extensionNumbers)
    {
        JsonSettings own = extension.Configuration;
        if (ReadDestination(own, "destination") is { } anything) return (anything, null);
        switch (extension.Type)
        {
            case ExtensionType.User when own.GetString("forward_to") is not null:
            case ExtensionType.Forward:
                return ForwardOf(own.GetString("forward_to"), extensionNumbers);
            case ExtensionType.RingGroup:
                return (BindId(DestinationKind.RingGroup, own.GetInt64("ring_group_id")) ?? MissingReference(DestinationKind.RingGroup), null);
            case ExtensionType.Ivr:
                return (BindId(DestinationKind.Ivr, own.GetInt64("ivr_menu_id") ?? own.GetInt64("ivr_id")) ?? MissingReference(DestinationKind.Ivr), null);
            case ExtensionType.Conference:
                long? room = _roomByExtension.TryGetValue(extension.Id, out long id) ? id : own.GetInt64("conference_room_id");
                return (BindId(DestinationKind.ConferenceRoom, room) ?? MissingReference(DestinationKind.ConferenceRoom), null);
            default:
                return (null, null);
        }
    }

    /// <summary>Reads <c>forward_to</c> (rule E7): a SIP address, an extension number, or a public number.</summary>
    private (Destination? Leads, PhoneNumber? ForwardNumber) ForwardOf(string? target, HashSet<string> extensionNumbers)
    {
        string text = target?.Trim() ?? "";
        if (text.Length == 0) return (MissingReference(DestinationKind.Extension), null);
        if (text.StartsWith("sip:", StringComparison.OrdinalIgnoreCase) || text.StartsWith("sips:", StringComparison.OrdinalIgnoreCase))
        {
            return (Bind(new DestinationRef(DestinationKind.Sip, text)), null);
        }
        if (extensionNumbers.Contains(text))
        {
            foreach (Extension extension in Configuration.Extensions)
            {
                if (extension.ExtensionNumber == text) return (BindId(DestinationKind.Extension, extension.Id), null);
            }
        }
        if (!_catalog.Numbers.TryNormalize(text, Country, NumberSource.Dialled, out PhoneNumber number, out _)) return (MissingReference(DestinationKind.Extension), null);
        // One of the tenant's own numbers is reached inside: nobody pays for it, and a circle is seen (rule R4).
        return ActiveDids.TryGetValue(number.Value, out DidNode? own) ? (BindId(DestinationKind.Did, own.Did.Id), null) : (null, number);
    }

    private void AddDids()
    {
        var numbers = new ConfiguredNumbers(_catalog.Numbers, Country);
        foreach (DidNumber did in Configuration.DidNumbers.OrderBy(static d => d.Id))
        {
            var node = new DidNode(did, new RoutingAction.GoTo(DestinationOf(did)));
            Dids.TryAdd(did.Id, node);
            if (did.Status == EntityStatus.Active && numbers.TryRead(did.PhoneNumber, out PhoneNumber number)) ActiveDids.TryAdd(number.Value, node);
        }
    }

    /// <summary>Where a DID leads (rule R2), the widened spellings of existing databases included.</summary>
    private Destination DestinationOf(DidNumber did)
    {
        JsonSettings config = did.RoutingConfig;
        if (ReadDestination(config, "destination") is { } anything) return anything;
        string type = (did.RoutingType.Value ?? "").Trim().ToLowerInvariant();
        (DestinationKind kind, string key) = type switch
        {
            "extension" => (DestinationKind.Extension, "extension_id"),
            "ring_group" => (DestinationKind.RingGroup, "ring_group_id"),
            "business_hours" => (DestinationKind.BusinessHours, "business_hours_schedule_id"),
            "ivr" or "ivr_menu" => (DestinationKind.Ivr, "ivr_menu_id"),
            "voicemail" => (DestinationKind.Voicemail, "extension_id"),
            "conference_room" => (DestinationKind.ConferenceRoom, "conference_room_id"),
            _ => (new DestinationKind(type), "id"),
        };
        long? id = config.GetInt64(key);
        if (id is null && kind == DestinationKind.BusinessHours) id = DefaultScheduleId();
        return BindId(kind, id) ?? MissingReference(kind);
    }

    /// <summary>«The» schedule (rule B6): the one marked as default.</summary>
    private long? DefaultScheduleId()
    {
        foreach (BusinessHoursSchedule schedule in Configuration.BusinessHoursSchedules)
        {
            if (schedule.IsDefault) return schedule.Id;
        }
        return null;
    }

    private void AddGroups()
    {
        foreach (RingGroup group in Configuration.RingGroups)
        {
            var members = new List<long>(group.Members.Count);
            var skipped = new List<long>();
            foreach (RingGroupMember member in group.Members.OrderBy(static m => m.Priority).ThenBy(static m => m.ExtensionId))
            {
                if (!Extensions.TryGetValue(member.ExtensionId, out ExtensionNode? node) || !node.Extension.IsActive) continue;
                // A continuation names every member tried, so their number is bounded.
                bool rings = node.Extension.Type is ExtensionType.User or ExtensionType.Forward && members.Count < RoutingStep.MaxListLength;
                List<long> list = rings ? members : skipped;
                if (!list.Contains(member.ExtensionId)) list.Add(member.ExtensionId);
            }
            Groups.TryAdd(group.Id, new RingGroupNode
            {
                Group = group,
                Strategy = _catalog.FindStrategy(group.Strategy.Value),
                Members = [.. members],
                Skipped = [.. skipped],
                Timeout = Math.Clamp(group.Timeout, 1, 600),
                Turns = Math.Clamp(group.RingTurns, 1, 100),
                Fallback = group.FallbackAction == RingGroupFallback.Extension
                    ? BindId(DestinationKind.Extension, group.FallbackExtensionId)
                    : null,
            });
        }
    }

    private void AddMenus()
    {
        foreach (IvrMenu menu in Configuration.IvrMenus)
        {
            var options = new Destination?[12];
            foreach (IvrMenuOption option in menu.Options)
            {
                string digit = option.Digit.Trim();
                int index = digit.Length == 1 ? IvrMenuNode.IndexOf(digit[0]) : -1;
                if (index >= 0) options[index] ??= DestinationOf(option);
            }
            Menus.TryAdd(menu.Id, new IvrMenuNode
            {
                Menu = menu,
                Options = options,
                Greeting = Prompts.Read(menu.GreetingMessage, menu.TtsVoice) is { } greeting ? [greeting] : [],
                Failover = string.IsNullOrWhiteSpace(menu.FailoverType) ? null : FailoverOf(menu),
                DirectDial = menu.Settings.GetBoolean("direct_dial") ?? false,
                Timeout = Math.Clamp(menu.Timeout, 1, 600),
                MaxAttempts = Math.Clamp(menu.MaxAttempts, 1, 100),
            });
        }
    }

    private Destination FailoverOf(IvrMenu menu)
    {
        DestinationKind kind = DestinationRef.KindOf(menu.FailoverType);
        return BindId(kind, menu.FailoverId) ?? MissingReference(kind);
    }

    private Destination DestinationOf(IvrMenuOption option)
    {
        DestinationKind kind = DestinationRef.KindOf(option.DestinationType.Value);
        if (kind == DestinationKind.ExternalNumber) return Bind(new DestinationRef(kind, option.ExternalNumber?.Trim() ?? ""));
        return BindId(kind, option.DestinationId) ?? MissingReference(kind);
    }

    private void AddSchedules()
    {
        foreach (BusinessHoursSchedule schedule in Configuration.BusinessHoursSchedules)
        {
            ICompiledSchedule compiled = _catalog.BusinessHours.Compile(schedule, Configuration.Organization.TimeZone);
            Schedules.TryAdd(schedule.Id, new ScheduleNode
            {
                Schedule = schedule,
                Compiled = compiled,
                Open = RouteFor(compiled, BusinessHoursState.Open),
                Closed = RouteFor(compiled, BusinessHoursState.Closed),
                Holiday = RouteFor(compiled, BusinessHoursState.Holiday),
            });
        }
    }

    /// <summary>The first destination of a state, with those of lower priority as alternatives.</summary>
    private RoutingAction.GoTo? RouteFor(ICompiledSchedule compiled, BusinessHoursState state)
    {
        IReadOnlyList<BusinessHoursDestination> rows = compiled.DestinationsFor(state);
        var destinations = new Destination[rows.Count];
        for (int i = 0; i < rows.Count; i++)
        {
            DestinationKind kind = DestinationRef.KindOf(rows[i].DestinationType);
            destinations[i] = BindId(kind, rows[i].DestinationId) ?? MissingReference(kind);
        }
        return destinations.Length == 0 ? null : new RoutingAction.GoTo(destinations[0]) { Alternatives = destinations[1..] };
    }
}
