using NodaTime;
using NodaTime.TimeZones;

namespace OpBX.BusinessHours;

/// <summary>A stretch of time in which a zone keeps one offset, in seconds after 0001-01-01T00:00:00Z, end excluded.</summary>
internal readonly record struct ZoneSpan(long End, int Offset);

/// <summary>
/// The offsets of one zone as a sorted table, so that a look-up is a binary search without allocation. The table reaches from the
/// beginning of time to the year 2100 and, where a zone has settled on one offset, beyond; later instants are asked of NodaTime.
/// </summary>
internal sealed class ZoneClock
{
    private const long UnixEpoch = 62_135_596_800;

    private static readonly Instant s_tableEnd = Instant.FromUtc(2100, 1, 1, 0, 0);

    private readonly DateTimeZone _zone;
    private readonly long[] _ends;
    private readonly int[] _offsets;

    public ZoneClock(string id, DateTimeZone zone)
    {
        Id = id;
        _zone = zone;
        List<long> ends = [];
        List<int> offsets = [];
        foreach (ZoneInterval interval in zone.GetZoneIntervals(Instant.MinValue, s_tableEnd))
        {
            // Some transitions change only the zone's name or what counts as daylight saving.
            if (offsets.Count > 0 && offsets[^1] == interval.WallOffset.Seconds)
            {
                ends[^1] = EndOf(interval);
                continue;
            }

            offsets.Add(interval.WallOffset.Seconds);
            ends.Add(EndOf(interval));
        }

        _ends = [.. ends];
        _offsets = [.. offsets];
    }

    /// <summary>The zone's canonical id.</summary>
    public string Id { get; }

    /// <summary>The offset from UTC in seconds at a second after 0001-01-01T00:00:00Z.</summary>
    public int OffsetAt(long second) => SpanAt(second).Offset;

    /// <summary>The offset at a second after 0001-01-01T00:00:00Z and the end of its validity.</summary>
    public ZoneSpan SpanAt(long second)
    {
        int low = 0;
        int high = _ends.Length;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (_ends[middle] > second)
                high = middle;
            else
                low = middle + 1;
        }

        if (low < _ends.Length)
            return new ZoneSpan(_ends[low], _offsets[low]);

        ZoneInterval interval = _zone.GetZoneInterval(Instant.FromUnixTimeSeconds(second - UnixEpoch));
        return new ZoneSpan(EndOf(interval), interval.WallOffset.Seconds);
    }

    private static long EndOf(ZoneInterval interval) =>
        interval.HasEnd ? interval.End.ToUnixTimeSeconds() + UnixEpoch : long.MaxValue;
}
