using System.Collections.Immutable;
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

/// <summary>An extension with everything that follows from its columns, worked out once.</summary>
internal sealed class ExtensionNode
{
    public required Extension Extension { get; init; }

    /// <summary>Seconds to ring (rule E1).</summary>
    public required int RingTimeout { get; init; }

    /// <summary>Where the extension leads instead of ringing: its ring group, menu, room, forward, or explicit destination.</summary>
    public Destination? Leads { get; init; }

    /// <summary>A forward to the public network, placed in this extension's name (rule E7).</summary>
    public PhoneNumber? ForwardNumber { get; init; }

    /// <summary>Where an unanswered call goes (rule E1), if anywhere.</summary>
    public Destination? Fallback { get; init; }

    /// <summary>The voicemail of this extension.</summary>
    public required Destination Voicemail { get; init; }

    /// <summary>What a caller without other choice is sent to: voicemail when enabled, else the fallback.</summary>
    public Destination? WhenUnanswered => Extension.VoicemailEnabled ? Voicemail : Fallback;

    /// <summary>There, or what is to happen where there is no such place.</summary>
    public RoutingAction UnansweredOr(RoutingAction otherwise) => WhenUnanswered is { } next ? new RoutingAction.GoTo(next) : otherwise;
}

/// <summary>A DID with its destination.</summary>
internal sealed record DidNode(DidNumber Did, RoutingAction.GoTo Route);

/// <summary>A ring group with the members that can be rung, in order (rule G1).</summary>
internal sealed class RingGroupNode
{
    public required RingGroup Group { get; init; }

    public required IRingStrategy? Strategy { get; init; }

    /// <summary>Extension ids of active members of type user or forward, by priority, then id.</summary>
    public required long[] Members { get; init; }

    /// <summary>Members of other types, which are skipped and traced.</summary>
    public required long[] Skipped { get; init; }

    public required int Timeout { get; init; }

    public required int Turns { get; init; }

    public Destination? Fallback { get; init; }
}

/// <summary>A menu with its options by key and its prompt.</summary>
internal sealed class IvrMenuNode
{
    public required IvrMenu Menu { get; init; }

    /// <summary>Destinations by key: 0–9, *, #.</summary>
    public required Destination?[] Options { get; init; }

    /// <summary>The greeting as the only prompt; empty = the menu has none.</summary>
    public required ImmutableArray<IGatherPrompt> Greeting { get; init; }

    public Destination? Failover { get; init; }

    public required bool DirectDial { get; init; }

    public required int Timeout { get; init; }

    public required int MaxAttempts { get; init; }

    public bool UsesPound => Options[11] is not null;

    /// <summary>The place of a key in <see cref="Options"/>; -1 = not a key.</summary>
    public static int IndexOf(char digit) => digit switch
    {
        >= '0' and <= '9' => digit - '0',
        '*' => 10,
        '#' => 11,
        _ => -1,
    };
}

/// <summary>A schedule with the way that a call takes in each state; null = no destination (rule B3).</summary>
internal sealed class ScheduleNode
{
    public required BusinessHoursSchedule Schedule { get; init; }

    public required ICompiledSchedule Compiled { get; init; }

    public required RoutingAction.GoTo? Open { get; init; }

    public required RoutingAction.GoTo? Closed { get; init; }

    public required RoutingAction.GoTo? Holiday { get; init; }

    public RoutingAction.GoTo? For(BusinessHoursState state) => state switch
    {
        BusinessHoursState.Open => Open,
        BusinessHoursState.Holiday => Holiday,
        _ => Closed,
    };
}

/// <summary>A conference room with its name on the platform.</summary>
internal sealed record RoomNode(ConferenceRoom Room, string RoomName);
