namespace OpBX.Tenants;

/// <summary>A row of <c>organizations</c>: one tenant.</summary>
public sealed record Organization
{
    /// <summary>The tenant's id.</summary>
    public required TenantId Id { get; init; }

    /// <summary>Display name, at most 255 characters.</summary>
    public required string Name { get; init; }

    /// <summary>URL-friendly name, unique over all organizations, at most 255 characters.</summary>
    public string Slug { get; init; } = "";

    /// <summary>Whether calls are routed (rule T2).</summary>
    /// <value>Default: <see cref="OrganizationStatus.Active"/>.</value>
    public OrganizationStatus Status { get; init; }

    /// <summary>Zone id (IANA, an alias, or a Windows id) for schedules without one of their own (rule B1).</summary>
    /// <value>Default: UTC.</value>
    public string TimeZone { get; init; } = "UTC";

    /// <summary>
    /// The <c>settings</c> column. OpBX reads: <c>country</c>, <c>ring_timeout</c>, <c>default_destination</c>, <c>default_caller_id</c>,
    /// <c>emergency_numbers</c>, <c>emergency_caller_id</c>, <c>emergency_trunk</c>, <c>outside_line_prefix</c>, <c>outbound_trunk</c>,
    /// <c>limits</c>, <c>max_call_minutes</c>, <c>call_recording</c>, <c>recording_announcement</c>, <c>retention</c>.
    /// </summary>
    public JsonSettings Settings { get; init; } = JsonSettings.Empty;

    /// <summary>When the organization was soft-deleted; null = it was not. A soft-deleted organization is treated as deleted (rule T2).</summary>
    public DateTimeOffset? DeletedAt { get; init; }

    /// <summary>Whether new calls are routed: active and not soft-deleted.</summary>
    public bool IsActive => Status == OrganizationStatus.Active && DeletedAt is null;
}
