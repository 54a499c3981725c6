namespace OpBX.BusinessHours;

/// <summary>The state of a schedule at an instant, and why.</summary>
public readonly record struct BusinessHoursEvaluation
{
    /// <summary>Open, closed or holiday.</summary>
    public BusinessHoursState State { get; init; }

    /// <summary>What decided the state.</summary>
    public BusinessHoursReason Reason { get; init; }

    /// <summary>Whether a zone id was unknown, so that the organization's zone or UTC was used in its place ([B4]).</summary>
    public bool ZoneDegraded { get; init; }
}

/// <summary>The state of a schedule at an instant and what comes next ([B4]). Instants are given in UTC.</summary>
public readonly record struct BusinessHoursForecast
{
    /// <summary>The state at the instant asked for.</summary>
    public BusinessHoursEvaluation Now { get; init; }

    /// <summary>The first later instant at which the state differs, or null when it does not within 400 days.</summary>
    public DateTimeOffset? NextChange { get; init; }

    /// <summary>The state from <see cref="NextChange"/> on, or null without one.</summary>
    public BusinessHoursState? NextState { get; init; }

    /// <summary>The first later instant that is open; null when it is open already or does not open within 400 days.</summary>
    public DateTimeOffset? NextOpen { get; init; }
}
