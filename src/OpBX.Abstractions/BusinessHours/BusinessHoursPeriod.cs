namespace OpBX.BusinessHours;

/// <summary>The periods that have destinations: the values of <c>business_hours_destinations.type</c> ([B3]).</summary>
public enum BusinessHoursPeriod
{
    /// <summary>While open (<c>business_hours</c>).</summary>
    BusinessHours,

    /// <summary>While closed (<c>after_hours</c>), and on a holiday that has no destination of its own.</summary>
    AfterHours,

    /// <summary>On a holiday (<c>holiday</c>).</summary>
    Holiday,
}
