namespace OpBX.BusinessHours;

/// <summary>
/// The evaluator of business hours ([B1] to [B5]): wall-clock membership, zone rules from NodaTime's database. Immutable; needs no
/// services, so a test may simply make one.
/// </summary>
public sealed class BusinessHoursEvaluator : IBusinessHoursEvaluator
{
    private readonly bool _cutTails;

    /// <summary>Makes an evaluator under which overnight tails survive an exception, as [B2] says.</summary>
    public BusinessHoursEvaluator()
        : this(OvernightTail.Survives)
    {
    }

    /// <summary>Makes an evaluator with another policy for overnight tails.</summary>
    /// <param name="overnightTail">What becomes of yesterday's tail under an exception.</param>
    public BusinessHoursEvaluator(OvernightTail overnightTail) => _cutTails = overnightTail == OvernightTail.Cut;

    /// <inheritdoc/>
    public string TimeZoneDataVersion => TimeZoneCatalog.Version;

    /// <inheritdoc/>
    public ICompiledSchedule Compile(BusinessHoursSchedule schedule, string? organizationTimeZone)
    {
        ArgumentNullException.ThrowIfNull(schedule);
        ZoneClock clock = TimeZoneCatalog.Resolve(schedule.TimeZone, organizationTimeZone, out bool degraded);
        return new CompiledSchedule(schedule, clock, degraded, LocalCalendar.Build(schedule, _cutTails));
    }
}
