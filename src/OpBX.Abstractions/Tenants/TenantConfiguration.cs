using OpBX.BusinessHours;
using OpBX.Conferences;
using OpBX.Extensions;
using OpBX.Ivr;
using OpBX.Numbers;
using OpBX.Outbound;
using OpBX.RingGroups;

namespace OpBX.Tenants;

/// <summary>
/// The whole configuration of one tenant as plain data: what a storage provider loads, what the JSON document of rule A3
/// holds, and what a routing snapshot is built from.
/// </summary>
public sealed record TenantConfiguration
{
    /// <summary>The organization itself.</summary>
    public required Organization Organization { get; init; }

    /// <summary>
    /// Configuration version: grows with every change (rule A2). 0 where the storage keeps none.
    /// </summary>
    public long Version { get; init; }

    /// <summary>
    /// The <see cref="TenantVersion.Fingerprint"/> of what was loaded; 0 where the storage gives none.
    /// </summary>
    public long Fingerprint { get; init; }

    /// <summary>The tenant's domain on the platform; null = not set up, so nothing authenticates.</summary>
    public CloudonixSettings? CloudonixSettings { get; init; }

    /// <summary>Users (data for hosts; routing does not read them).</summary>
    public IReadOnlyList<User> Users { get; init; } = [];

    /// <summary>Extensions of every type.</summary>
    public IReadOnlyList<Extension> Extensions { get; init; } = [];

    /// <summary>DID numbers.</summary>
    public IReadOnlyList<DidNumber> DidNumbers { get; init; } = [];

    /// <summary>Ring groups with their members.</summary>
    public IReadOnlyList<RingGroup> RingGroups { get; init; } = [];

    /// <summary>Business hours schedules with rules, exceptions and destinations.</summary>
    public IReadOnlyList<BusinessHoursSchedule> BusinessHoursSchedules { get; init; } = [];

    /// <summary>IVR menus with their options.</summary>
    public IReadOnlyList<IvrMenu> IvrMenus { get; init; } = [];

    /// <summary>Conference rooms.</summary>
    public IReadOnlyList<ConferenceRoom> ConferenceRooms { get; init; } = [];

    /// <summary>Outbound rules.</summary>
    public IReadOnlyList<OutboundWhitelistRule> OutboundWhitelists { get; init; } = [];
}
