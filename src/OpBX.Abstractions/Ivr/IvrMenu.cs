using OpBX.Tenants;

namespace OpBX.Ivr;

/// <summary>Where an option leads: the schema's <c>destination_type</c>. Open, so that failover may name more kinds.</summary>
/// <param name="Value">The spelling in the database, lower case.</param>
public readonly record struct IvrDestinationType(string? Value)
{
    /// <summary>An extension by id.</summary>
    public static IvrDestinationType Extension { get; } = new("extension");

    /// <summary>A ring group by id.</summary>
    public static IvrDestinationType RingGroup { get; } = new("ring_group");

    /// <summary>Another menu by id.</summary>
    public static IvrDestinationType Submenu { get; } = new("submenu");

    /// <summary>A public number, subject to the outbound policy with the tenant as caller (rule I3).</summary>
    public static IvrDestinationType ExternalNumber { get; } = new("external_number");

    /// <inheritdoc />
    public override string ToString() => Value ?? "";
}

/// <summary>A row of <c>ivr_menus</c> with its options (rules I1–I4).</summary>
public sealed record IvrMenu
{
    /// <summary>The menu's id, unique over all tenants.</summary>
    public required long Id { get; init; }

    /// <summary>Name, at most 100 characters.</summary>
    public required string Name { get; init; }

    /// <summary>Free text.</summary>
    public string? Description { get; init; }

    /// <summary>What the caller hears: a text to speak, or the http(s) address of audio to play. Null = the standard prompt.</summary>
    public string? GreetingMessage { get; init; }

    /// <summary>Voice of the spoken greeting; null = the platform's default.</summary>
    public string? TtsVoice { get; init; }

    /// <summary>Seconds to wait for the first key and between keys. Values outside 1–600 are brought into that range during a call.</summary>
    /// <value>Default: 5.</value>
    public int Timeout { get; init; } = 5;

    /// <summary>How often the menu is heard at most. Values outside 1–100 are brought into that range during a call.</summary>
    /// <value>Default: 3.</value>
    public int MaxAttempts { get; init; } = 3;

    /// <summary>Whether the menu may be used.</summary>
    public EntityStatus Status { get; init; }

    /// <summary>The added <c>settings</c> column. OpBX reads <c>direct_dial</c> (rule I1).</summary>
    public JsonSettings Settings { get; init; } = JsonSettings.Empty;

    /// <summary>The added <c>failover_type</c> column: a destination kind for a caller whose attempts are used up (rule I4); null = none.</summary>
    public string? FailoverType { get; init; }

    /// <summary>The added <c>failover_id</c> column.</summary>
    public long? FailoverId { get; init; }

    /// <summary>The options.</summary>
    public IReadOnlyList<IvrMenuOption> Options { get; init; } = [];
}

/// <summary>A row of <c>ivr_menu_options</c>.</summary>
public sealed record IvrMenuOption
{
    /// <summary>The row's id; 0 = not stored yet.</summary>
    public long Id { get; init; }

    /// <summary>The key: <c>0</c>–<c>9</c>, <c>*</c> or <c>#</c>.</summary>
    public required string Digit { get; init; }

    /// <summary>Free text, at most 255 characters.</summary>
    public string Description { get; init; } = "";

    /// <summary>Where the key leads.</summary>
    public required IvrDestinationType DestinationType { get; init; }

    /// <summary>The id of the target, for every type but <see cref="IvrDestinationType.ExternalNumber"/>.</summary>
    public long? DestinationId { get; init; }

    /// <summary>The number of <see cref="IvrDestinationType.ExternalNumber"/>, at most 20 characters.</summary>
    public string? ExternalNumber { get; init; }
}
