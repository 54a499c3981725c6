using OpBX.Tenants;

namespace OpBX.Numbers;

/// <summary>
/// How a DID routes: the schema's <c>routing_type</c>. Open, because existing databases have widened the column (rule R2).
/// </summary>
/// <param name="Value">The spelling in the database, lower case.</param>
public readonly record struct DidRoutingType(string? Value)
{
    /// <summary>To an extension: <c>routing_config.extension_id</c>.</summary>
    public static DidRoutingType Extension { get; } = new("extension");

    /// <summary>To a ring group: <c>routing_config.ring_group_id</c>.</summary>
    public static DidRoutingType RingGroup { get; } = new("ring_group");

    /// <summary>By business hours: <c>routing_config.business_hours_schedule_id</c>.</summary>
    public static DidRoutingType BusinessHours { get; } = new("business_hours");

    /// <summary>To an IVR menu: <c>routing_config.ivr_menu_id</c>.</summary>
    public static DidRoutingType Ivr { get; } = new("ivr");

    /// <summary>To the voicemail of an extension: <c>routing_config.extension_id</c>.</summary>
    public static DidRoutingType Voicemail { get; } = new("voicemail");

    /// <inheritdoc />
    public override string ToString() => Value ?? "";
}

/// <summary>A row of <c>did_numbers</c>: a public number of the tenant and where its calls go (rule R2).</summary>
public sealed record DidNumber
{
    /// <summary>The number's id, unique over all tenants.</summary>
    public required long Id { get; init; }

    /// <summary>The number, E.164 with <c>+</c>; other spellings are normalised by the organization's country when a snapshot is built.</summary>
    public required string PhoneNumber { get; init; }

    /// <summary>Display name, at most 100 characters.</summary>
    public string? FriendlyName { get; init; }

    /// <summary>How the number routes.</summary>
    public DidRoutingType RoutingType { get; init; } = DidRoutingType.Extension;

    /// <summary>
    /// The <c>routing_config</c> column: the id under the key of <see cref="RoutingType"/>, as number or numeric text, or
    /// <c>destination</c>, an object <c>{"type":…,"id":…}</c> of any registered kind, which comes first.
    /// </summary>
    public JsonSettings RoutingConfig { get; init; } = JsonSettings.Empty;

    /// <summary>Whether the number takes calls. An inactive number is an unknown number.</summary>
    public EntityStatus Status { get; init; }

    /// <summary>The <c>cloudonix_config</c> column; OpBX only keeps it.</summary>
    public JsonSettings CloudonixConfig { get; init; } = JsonSettings.Empty;
}
