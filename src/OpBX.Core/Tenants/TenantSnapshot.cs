using System.Diagnostics.CodeAnalysis;
using OpBX.BusinessHours;
using OpBX.Conferences;
using OpBX.Extensions;
using OpBX.Ivr;
using OpBX.Numbers;
using OpBX.Outbound;
using OpBX.RingGroups;
using OpBX.Routing;

namespace OpBX.Tenants;

/// <summary>
/// The configuration of one tenant, immutable, indexed and compiled once: what every decision reads and nothing else. Faulty
/// objects (an unknown kind, a reference to nothing) are unavailable when a call meets them; they never spoil the snapshot.
/// </summary>
public sealed class TenantSnapshot : ITenantSnapshot, IOutboundTables, IExtensionLookup
{
    private readonly Dictionary<long, ExtensionNode> _extensions;
    private readonly Dictionary<string, ExtensionNode> _extensionsByNumber;
    private readonly Dictionary<string, ExtensionNode>.AlternateLookup<ReadOnlySpan<char>> _extensionsByText;
    private readonly Dictionary<long, DidNode> _dids;
    private readonly Dictionary<string, DidNode> _activeDids;
    private readonly Dictionary<string, DidNode>.AlternateLookup<ReadOnlySpan<char>> _activeDidsByText;
    private readonly Dictionary<long, RingGroupNode> _groups;
    private readonly Dictionary<long, IvrMenuNode> _menus;
    private readonly Dictionary<long, ScheduleNode> _schedules;
    private readonly Dictionary<long, RoomNode> _rooms;

    internal TenantSnapshot(SnapshotBuilder built)
    {
        TenantConfiguration configuration = built.Configuration;
        Organization = configuration.Organization;
        Version = configuration.Version;
        Country = built.Country;
        DomainName = configuration.CloudonixSettings?.DomainName ?? "";
        KeyHash = built.KeyHash;
        EmergencyNumbers = Organization.Settings.GetStrings("emergency_numbers");
        OutsideLinePrefix = Organization.Settings.GetString("outside_line_prefix");
        DefaultDestination = built.DefaultDestination;
        OutboundRules = built.OutboundRules;
        CallerIds = built.CallerIds;
        Recording = RecordingModes.Parse(Organization.Settings.GetString("call_recording"));
        RecordingAnnouncement = Prompts.TextOf(Organization.Settings.GetString("recording_announcement"));
        _extensions = built.Extensions;
        _extensionsByNumber = built.ExtensionsByNumber;
        _extensionsByText = _extensionsByNumber.GetAlternateLookup<ReadOnlySpan<char>>();
        _dids = built.Dids;
        _activeDids = built.ActiveDids;
        _activeDidsByText = _activeDids.GetAlternateLookup<ReadOnlySpan<char>>();
        _groups = built.Groups;
        _menus = built.Menus;
        _schedules = built.Schedules;
        _rooms = built.Rooms;
    }

    /// <inheritdoc />
    public TenantId Id => Organization.Id;

    /// <inheritdoc />
    public Organization Organization { get; }

    /// <inheritdoc />
    public long Version { get; }

    /// <inheritdoc />
    public string Country { get; }

    /// <summary>Emergency numbers that the organization adds to those of its country (rule N3).</summary>
    internal IReadOnlyList<string> EmergencyNumbers { get; }

    /// <summary>The prefix for an outside line (rule N3); null = none.</summary>
    internal string? OutsideLinePrefix { get; }

    /// <summary>Where calls to unknown DIDs go (rule R2); null = nowhere.</summary>
    internal Destination? DefaultDestination { get; }

    /// <summary>Which calls are recorded (rule V3).</summary>
    internal RecordingMode Recording { get; }

    /// <summary>What is spoken before a recorded call (rule V3).</summary>
    internal string? RecordingAnnouncement { get; }

    /// <summary>Domain on the platform, for callback addresses.</summary>
    internal string DomainName { get; }

    /// <summary>SHA-256 of the requests key: signs recording callbacks (rule H6). Empty = no usable key.</summary>
    internal byte[] KeyHash { get; }

    internal OutboundRuleSet OutboundRules { get; }

    internal CallerIdBook CallerIds { get; }

    OutboundRuleSet IOutboundTables.OutboundRules => OutboundRules;

    CallerIdBook IOutboundTables.CallerIds => CallerIds;

    /// <summary>Builds a snapshot with the built-in destinations and strategies.</summary>
    /// <param name="configuration">The configuration; faults in it make single objects unavailable.</param>
    public static TenantSnapshot Build(TenantConfiguration configuration) => Build(configuration, RoutingCatalog.Default);

    /// <summary>Builds a snapshot with the destinations and strategies of a catalog.</summary>
    /// <param name="configuration">The configuration; faults in it make single objects unavailable.</param>
    /// <param name="catalog">The destinations and strategies. The engine that routes must use the same.</param>
    public static TenantSnapshot Build(TenantConfiguration configuration, RoutingCatalog catalog)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        ArgumentNullException.ThrowIfNull(catalog);
        return new TenantSnapshot(new SnapshotBuilder(configuration, catalog));
    }

    /// <summary>Builds a snapshot of a configuration whose requests key was left out, with the hash of that key.</summary>
    internal static TenantSnapshot Build(TenantConfiguration configuration, RoutingCatalog catalog, byte[] keyHash)
        => new(new SnapshotBuilder(configuration, catalog, keyHash));

    /// <inheritdoc />
    public bool TryGetExtension(long id, [NotNullWhen(true)] out Extension? extension)
    {
        extension = FindExtension(id)?.Extension;
        return extension is not null;
    }

    /// <inheritdoc />
    public bool TryGetExtension(string number, [NotNullWhen(true)] out Extension? extension)
    {
        extension = FindExtension(number)?.Extension;
        return extension is not null;
    }

    /// <inheritdoc />
    public bool TryGetDid(long id, [NotNullWhen(true)] out DidNumber? did)
    {
        did = FindDid(id)?.Did;
        return did is not null;
    }

    /// <inheritdoc />
    public bool TryGetDid(PhoneNumber number, [NotNullWhen(true)] out DidNumber? did)
    {
        did = FindDid(number)?.Did;
        return did is not null;
    }

    /// <inheritdoc />
    public bool TryGetRingGroup(long id, [NotNullWhen(true)] out RingGroup? group)
    {
        group = FindGroup(id)?.Group;
        return group is not null;
    }

    /// <inheritdoc />
    public bool TryGetIvrMenu(long id, [NotNullWhen(true)] out IvrMenu? menu)
    {
        menu = FindMenu(id)?.Menu;
        return menu is not null;
    }

    /// <inheritdoc />
    public bool TryGetConferenceRoom(long id, [NotNullWhen(true)] out ConferenceRoom? room)
    {
        room = FindRoom(id)?.Room;
        return room is not null;
    }

    /// <inheritdoc />
    public bool TryGetSchedule(long id, [NotNullWhen(true)] out BusinessHoursSchedule? schedule)
    {
        schedule = FindSchedule(id)?.Schedule;
        return schedule is not null;
    }

    /// <inheritdoc />
    public bool OwnsNumber(PhoneNumber number) => _activeDids.ContainsKey(number.Value);

    bool IExtensionLookup.IsExtension(ReadOnlySpan<char> text) => _extensionsByText.ContainsKey(text);

    internal ExtensionNode? FindExtension(long id) => _extensions.GetValueOrDefault(id);

    internal ExtensionNode? FindExtension(string number) => _extensionsByNumber.GetValueOrDefault(number);

    internal DidNode? FindDid(long id) => _dids.GetValueOrDefault(id);

    /// <summary>The numbers that calls may come in on, in no order.</summary>
    internal IEnumerable<PhoneNumber> ActiveNumbers => _activeDids.Keys.Select(PhoneNumber.Parse);

    internal DidNode? FindDid(PhoneNumber number) => _activeDids.GetValueOrDefault(number.Value);

    /// <summary>The active DID that a text of plain digits names as an international number, with or without its plus.</summary>
    internal DidNode? FindDid(ReadOnlySpan<char> international)
    {
        if (international.StartsWith('+')) international = international[1..];
        if (international.Length > PhoneNumber.MaxDigits) return null;
        Span<char> number = stackalloc char[PhoneNumber.MaxDigits + 1];
        number[0] = '+';
        international.CopyTo(number[1..]);
        return _activeDidsByText.TryGetValue(number[..(international.Length + 1)], out DidNode? node) ? node : null;
    }

    internal RingGroupNode? FindGroup(long id) => _groups.GetValueOrDefault(id);

    internal IvrMenuNode? FindMenu(long id) => _menus.GetValueOrDefault(id);

    internal ScheduleNode? FindSchedule(long id) => _schedules.GetValueOrDefault(id);

    internal RoomNode? FindRoom(long id) => _rooms.GetValueOrDefault(id);

    /// <summary>Names the tenant and the version.</summary>
    public override string ToString() => $"TenantSnapshot {{ Id = {Id}, Version = {Version} }}";
}
