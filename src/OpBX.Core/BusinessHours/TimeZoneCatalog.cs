using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using NodaTime;
using NodaTime.TimeZones;

namespace OpBX.BusinessHours;

/// <summary>
/// Finds zones by IANA id, alias or Windows id, without regard to letter case, in the database that NodaTime carries ([B5]).
/// Nothing is trimmed and no offsets such as <c>GMT+3</c> are understood: an id is known or it is not, on every machine alike.
/// </summary>
internal static class TimeZoneCatalog
{
    private const string Utc = "UTC";

    private static readonly FrozenDictionary<string, string> s_canonicalIds = BuildIds(TzdbDateTimeZoneSource.Default);
    private static readonly ConcurrentDictionary<string, ZoneClock> s_clocks = new(StringComparer.Ordinal);

    /// <summary>The version of the zone database, such as <c>2025b</c>.</summary>
    public static string Version => TzdbDateTimeZoneSource.Default.TzdbVersion;

    /// <summary>Finds the canonical id for an id as somebody typed it.</summary>
    public static bool TryGetCanonicalId(string? id, [NotNullWhen(true)] out string? canonicalId)
    {
        canonicalId = null;
        return id is not null && s_canonicalIds.TryGetValue(id, out canonicalId);
    }

    /// <summary>Tells whether an id is known only as the name that Windows gives to a zone.</summary>
    public static bool IsWindowsId(string id) =>
        TzdbDateTimeZoneSource.Default.WindowsMapping.PrimaryMapping.Keys.Contains(id, StringComparer.OrdinalIgnoreCase)
        && !TzdbDateTimeZoneSource.Default.CanonicalIdMap.Keys.Contains(id, StringComparer.OrdinalIgnoreCase);

    /// <summary>Tells whether an id stands for a fixed offset although it looks like a place's time.</summary>
    public static bool IsFixedOffsetId(string id) =>
        id.Equals("EST", StringComparison.OrdinalIgnoreCase)
        || id.Equals("MST", StringComparison.OrdinalIgnoreCase)
        || id.Equals("HST", StringComparison.OrdinalIgnoreCase)
        || (id.StartsWith("Etc/GMT", StringComparison.OrdinalIgnoreCase) && id.AsSpan(7).ContainsAnyInRange('1', '9'));

    /// <summary>Takes the schedule's zone, else the organization's, else UTC; an unknown one is passed over and reported ([B4]).</summary>
    public static ZoneClock Resolve(string? scheduleZone, string? organizationZone, out bool degraded)
    {
        degraded = false;
        if (TryGetCanonicalId(scheduleZone, out string? id))
            return ClockFor(id);

        degraded = scheduleZone is not null;
        if (TryGetCanonicalId(organizationZone, out id))
            return ClockFor(id);

        degraded |= organizationZone is not null;
        return ClockFor(s_canonicalIds[Utc]);
    }

    private static ZoneClock ClockFor(string canonicalId) =>
        s_clocks.GetOrAdd(canonicalId, static id => new ZoneClock(id, DateTimeZoneProviders.Tzdb[id]));

    private static FrozenDictionary<string, string> BuildIds(TzdbDateTimeZoneSource source)
    {
        Dictionary<string, string> ids = new(StringComparer.OrdinalIgnoreCase);
        foreach ((string id, string canonical) in source.CanonicalIdMap)
            ids[id] = canonical;

        foreach ((string windowsId, string id) in source.WindowsMapping.PrimaryMapping)
            ids.TryAdd(windowsId, ids.GetValueOrDefault(id, id));

        return ids.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
    }
}
