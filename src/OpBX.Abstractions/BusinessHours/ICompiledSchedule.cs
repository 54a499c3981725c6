namespace OpBX.BusinessHours;

/// <summary>
/// A schedule made ready for evaluation, once per configuration snapshot. Immutable and safe for use by any number of threads;
/// no member throws for any instant.
/// </summary>
public interface ICompiledSchedule
{
    /// <summary>The schedule it was made from; whether it may be routed to is <see cref="BusinessHoursSchedule.IsActive"/> ([B6]).</summary>
    BusinessHoursSchedule Schedule { get; }

    /// <summary>The canonical IANA id of the zone in use: the same for all aliases of a zone.</summary>
    string TimeZoneId { get; }

    /// <summary>Whether a zone id was unknown, so that the organization's zone or UTC is used in its place ([B4]).</summary>
    bool ZoneDegraded { get; }

    /// <summary>Gives the zone's offset from UTC at an instant, for showing local times; east of Greenwich is positive.</summary>
    /// <param name="instant">The instant.</param>
    TimeSpan UtcOffsetAt(DateTimeOffset instant);

    /// <summary>Gives the state at an instant and what decided it. Allocates nothing.</summary>
    /// <param name="instant">The instant; its offset does not matter.</param>
    BusinessHoursEvaluation Evaluate(DateTimeOffset instant);

    /// <summary>Gives the state at an instant, the next change and the next opening, searched 400 days ahead ([B4]).</summary>
    /// <param name="instant">The instant; its offset does not matter.</param>
    BusinessHoursForecast EvaluateWithNext(DateTimeOffset instant);

    /// <summary>
    /// Gives the destinations for a state in the order in which they are tried ([B3]): lowest priority first, then lowest id. Those
    /// for a holiday are followed by those for after hours, which serve a holiday that has none of its own or none available.
    /// </summary>
    /// <param name="state">The state.</param>
    IReadOnlyList<BusinessHoursDestination> DestinationsFor(BusinessHoursState state);
}
