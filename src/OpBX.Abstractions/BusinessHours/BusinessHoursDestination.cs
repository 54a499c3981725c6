namespace OpBX.BusinessHours;

/// <summary>Where calls go in one period: a row of <c>business_hours_destinations</c> ([B3]).</summary>
public sealed record BusinessHoursDestination
{
    /// <summary>The row's id; among equal priorities the lowest one comes first.</summary>
    public required long Id { get; init; }

    /// <summary>The period in which it is used (column <c>type</c>).</summary>
    public required BusinessHoursPeriod Period { get; init; }

    /// <summary>The kind of destination as the column spells it, such as <c>extension</c> or <c>ring_group</c>.</summary>
    public required string DestinationType { get; init; }

    /// <summary>The id of the destination's row, or null when its kind needs none.</summary>
    public long? DestinationId { get; init; }

    /// <summary>The order of use, lowest first; a destination that is unavailable yields to the next.</summary>
    /// <value>The default is 1.</value>
    public int Priority { get; init; } = 1;
}
