namespace OpBX.BusinessHours;

/// <summary>Makes schedules ready for evaluation ([B1] to [B5]). Safe for use by any number of threads.</summary>
public interface IBusinessHoursEvaluator
{
    /// <summary>
    /// The version of the zone rules in use, such as <c>2025b</c>, for health output. They come with the evaluator, not from the
    /// machine ([B5]).
    /// </summary>
    string TimeZoneDataVersion { get; }

    /// <summary>
    /// Makes a schedule ready for evaluation. Data that can't be meant is left out instead of throwing; a validator reports it when
    /// the schedule is saved.
    /// </summary>
    /// <param name="schedule">The schedule.</param>
    /// <param name="organizationTimeZone">The zone of the organization, used when the schedule has none or an unknown one; null for none, which means UTC.</param>
    /// <returns>The schedule made ready.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="schedule"/> is null.</exception>
    ICompiledSchedule Compile(BusinessHoursSchedule schedule, string? organizationTimeZone);
}
