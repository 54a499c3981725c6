namespace OpBX.Routing;

/// <summary>
/// Names a kind of destination. The set is open: every kind has one <see cref="IDestinationHandler"/>, and a host may add
/// its own.
/// </summary>
/// <param name="Value">The spelling in JSON and in continuations: lower case letters, digits, <c>_</c> and <c>-</c>.</param>
public readonly record struct DestinationKind(string? Value)
{
    /// <summary>An extension by id (rules E1–E8).</summary>
    public static DestinationKind Extension { get; } = new("extension");

    /// <summary>A ring group by id (rules G1–G6).</summary>
    public static DestinationKind RingGroup { get; } = new("ring_group");

    /// <summary>A business hours schedule by id (rules B1–B6).</summary>
    public static DestinationKind BusinessHours { get; } = new("business_hours");

    /// <summary>An IVR menu by id (rules I1–I4).</summary>
    public static DestinationKind Ivr { get; } = new("ivr");

    /// <summary>A conference room by id (rules K1, K2).</summary>
    public static DestinationKind ConferenceRoom { get; } = new("conference_room");

    /// <summary>The voicemail of an extension by id (rules V1, V2).</summary>
    public static DestinationKind Voicemail { get; } = new("voicemail");

    /// <summary>A public number that the tenant itself dials (rules I3, O1).</summary>
    public static DestinationKind ExternalNumber { get; } = new("external_number");

    /// <summary>A SIP address.</summary>
    public static DestinationKind Sip { get; } = new("sip");

    /// <summary>A sentence, then the end of the call.</summary>
    public static DestinationKind Hangup { get; } = new("hangup");

    /// <summary>One of the tenant's own DIDs by id (rule R2).</summary>
    public static DestinationKind Did { get; } = new("did");

    /// <summary>A public number dialled by a subscriber (rules O1–O4).</summary>
    public static DestinationKind Outbound { get; } = new("outbound");

    /// <summary>An emergency number dialled by a subscriber (rule N3).</summary>
    public static DestinationKind Emergency { get; } = new("emergency");

    /// <inheritdoc />
    public override string ToString() => Value ?? "";
}
