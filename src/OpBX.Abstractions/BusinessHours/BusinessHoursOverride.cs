namespace OpBX.BusinessHours;

/// <summary>What an administrator has set by hand: the values of <c>business_hours_schedules.override_state</c> ([B2]).</summary>
public enum BusinessHoursOverride
{
    /// <summary>Open, whatever the hours say (<c>open</c>).</summary>
    Open,

    /// <summary>Closed, whatever the hours say (<c>closed</c>), also known as night mode.</summary>
    Closed,
}
