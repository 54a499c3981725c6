using System.Diagnostics.CodeAnalysis;
using OpBX.BusinessHours;
using OpBX.Conferences;
using OpBX.Extensions;
using OpBX.Ivr;
using OpBX.Numbers;
using OpBX.RingGroups;
using OpBX.Routing;

namespace OpBX.Tenants;

/// <summary>
/// The configuration of one tenant, immutable and indexed, as decisions read it. It holds no SIP password and no API key.
/// Look-ups of another tenant's ids find nothing (rule T1).
/// </summary>
public interface ITenantSnapshot
{
    /// <summary>The tenant.</summary>
    TenantId Id { get; }

    /// <summary>The organization.</summary>
    Organization Organization { get; }

    /// <summary>The version of the configuration (rule A2).</summary>
    long Version { get; }

    /// <summary>The organization's country: ISO 3166-1 alpha-2, upper case; empty = not set (rule N2).</summary>
    string Country { get; }

    /// <summary>The extension with that id, whatever its status.</summary>
    bool TryGetExtension(long id, [NotNullWhen(true)] out Extension? extension);

    /// <summary>The extension with exactly that number, whatever its status (rule N1).</summary>
    bool TryGetExtension(string number, [NotNullWhen(true)] out Extension? extension);

    /// <summary>The DID with that id, whatever its status.</summary>
    bool TryGetDid(long id, [NotNullWhen(true)] out DidNumber? did);

    /// <summary>The active DID with that number.</summary>
    bool TryGetDid(PhoneNumber number, [NotNullWhen(true)] out DidNumber? did);

    /// <summary>The ring group with that id, whatever its status.</summary>
    bool TryGetRingGroup(long id, [NotNullWhen(true)] out RingGroup? group);

    /// <summary>The IVR menu with that id, whatever its status.</summary>
    bool TryGetIvrMenu(long id, [NotNullWhen(true)] out IvrMenu? menu);

    /// <summary>The conference room with that id, whatever its status.</summary>
    bool TryGetConferenceRoom(long id, [NotNullWhen(true)] out ConferenceRoom? room);

    /// <summary>The schedule with that id, whatever its status.</summary>
    bool TryGetSchedule(long id, [NotNullWhen(true)] out BusinessHoursSchedule? schedule);

    /// <summary>Whether a number is one of the tenant's own, so that it may serve as caller id (rule O3).</summary>
    bool OwnsNumber(PhoneNumber number);
}
