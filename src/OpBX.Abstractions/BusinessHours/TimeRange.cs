namespace OpBX.BusinessHours;

/// <summary>
/// A half-open range of wall-clock time, start included and end excluded ([B1]). An end of 24:00:00 or 00:00:00 is the coming
/// midnight; an end at or before the start lies on the next day, and the range belongs to the day on which it starts.
/// </summary>
/// <param name="Start">The first second of the range.</param>
/// <param name="End">The first second after the range.</param>
public readonly record struct TimeRange(DayTime Start, DayTime End);
