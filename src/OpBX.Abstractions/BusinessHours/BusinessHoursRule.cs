namespace OpBX.BusinessHours;

/// <summary>One range of opening time on one day of every week: a row of <c>business_hours_rules</c> ([B1]).</summary>
public sealed record BusinessHoursRule
{
    /// <summary>The row's id.</summary>
    public required long Id { get; init; }

    /// <summary>The day on which the range starts.</summary>
    public required DayOfWeek DayOfWeek { get; init; }

    /// <summary>When it opens; included.</summary>
    public required DayTime Start { get; init; }

    /// <summary>
    /// When it closes; excluded. 24:00:00 and 00:00:00 are the coming midnight; an end at or before the start is on the next day.
    /// </summary>
    public required DayTime End { get; init; }

    /// <summary>Whether the rule counts.</summary>
    /// <value>The default is true.</value>
    public bool IsActive { get; init; } = true;
}
