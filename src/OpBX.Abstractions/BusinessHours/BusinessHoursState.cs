namespace OpBX.BusinessHours;

/// <summary>What a schedule says at an instant ([B3]).</summary>
public enum BusinessHoursState
{
    /// <summary>Inside opening time.</summary>
    Open,

    /// <summary>Outside opening time, on a usual day or on one with special hours.</summary>
    Closed,

    /// <summary>A day whose exception has no hours, outside a tail of the day before.</summary>
    Holiday,
}
