namespace OpBX.BusinessHours;

/// <summary>
/// When an organization is open: weekly rules, exceptions (holidays and special hours), a manual override, and where calls go in
/// each state. A row of <c>business_hours_schedules</c> with its children ([B1] to [B6]).
/// </summary>
public sealed record BusinessHoursSchedule
{
    /// <summary>The row's id.</summary>
    public required long Id { get; init; }

    /// <summary>The schedule's name, up to 100 characters.</summary>
    public required string Name { get; init; }

    /// <summary>A free description.</summary>
    public string? Description { get; init; }

    /// <summary>
    /// The zone of the schedule's wall time: an IANA id, an alias of one or a Windows id. Null takes the organization's zone ([B1]);
    /// an unknown one does too and marks the evaluation as degraded ([B4]).
    /// </summary>
    public string? TimeZone { get; init; }

    /// <summary>Whether this is the schedule meant by whatever asks for «the» schedule of the organization ([B6]).</summary>
    public bool IsDefault { get; init; }

    /// <summary>Whether the schedule may be routed to; an inactive one is <c>unavailable</c> ([B6]).</summary>
    /// <value>The default is true.</value>
    public bool IsActive { get; init; } = true;

    /// <summary>The state that was set by hand and beats everything else while it holds, or null for none ([B2]).</summary>
    public BusinessHoursOverride? OverrideState { get; init; }

    /// <summary>
    /// The instant at which the override ends, itself excluded. Null means until the next change ([B2]): the first change of the
    /// schedule without the override after <see cref="OverrideSince"/>. Where that is not known either, the override has no end.
    /// </summary>
    public DateTimeOffset? OverrideUntil { get; init; }

    /// <summary>
    /// The instant at which the override was set; it does not hold before. Null means that it always has, and makes an override
    /// without <see cref="OverrideUntil"/> last until it is taken away.
    /// </summary>
    public DateTimeOffset? OverrideSince { get; init; }

    /// <summary>The weekly rules, in any order; they may touch and overlap.</summary>
    public IReadOnlyList<BusinessHoursRule> Rules { get; init; } = [];

    /// <summary>The holidays and days with special hours, in any order.</summary>
    public IReadOnlyList<BusinessHoursException> Exceptions { get; init; } = [];

    /// <summary>Where calls go, by period and priority ([B3]).</summary>
    public IReadOnlyList<BusinessHoursDestination> Destinations { get; init; } = [];
}
