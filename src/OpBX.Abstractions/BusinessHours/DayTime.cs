using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace OpBX.BusinessHours;

/// <summary>
/// A wall-clock time in a day, in whole seconds from midnight: 00:00:00 to 24:00:00, the coming midnight ([B1]).
/// It maps one to one to the values of a MySQL <c>TIME</c> column between <c>00:00:00</c> and <c>24:00:00</c>.
/// The default value is midnight at the start of the day.
/// </summary>
public readonly record struct DayTime : IComparable<DayTime>, ISpanParsable<DayTime>
{
    /// <summary>The number of seconds from 00:00:00 to 24:00:00.</summary>
    public const int SecondsPerDay = 86_400;

    /// <summary>Makes a time from seconds after midnight.</summary>
    /// <param name="seconds">Seconds after midnight, 0 to 86400; 86400 is 24:00:00.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="seconds"/> is outside 0 to 86400.</exception>
    public DayTime(int seconds)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(seconds);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(seconds, SecondsPerDay);
        Seconds = seconds;
    }

    /// <summary>Makes a time from an hour and a minute.</summary>
    /// <param name="hour">0 to 24; 24 only with <paramref name="minute"/> 0.</param>
    /// <param name="minute">0 to 59.</param>
    /// <exception cref="ArgumentOutOfRangeException">The hour or the minute is out of range, or the time is after 24:00.</exception>
    public DayTime(int hour, int minute)
        : this(ToSeconds(hour, minute))
    {
    }

    /// <summary>Midnight at the start of the day, 00:00:00.</summary>
    public static DayTime StartOfDay => default;

    /// <summary>Midnight at the end of the day, 24:00:00.</summary>
    public static DayTime EndOfDay => new(SecondsPerDay);

    /// <summary>Seconds after midnight, 0 to 86400.</summary>
    public int Seconds { get; }

    /// <summary>Tells whether <paramref name="left"/> is earlier than <paramref name="right"/>.</summary>
    public static bool operator <(DayTime left, DayTime right) => left.Seconds < right.Seconds;

    /// <summary>Tells whether <paramref name="left"/> is earlier than or equal to <paramref name="right"/>.</summary>
    public static bool operator <=(DayTime left, DayTime right) => left.Seconds <= right.Seconds;

    /// <summary>Tells whether <paramref name="left"/> is later than <paramref name="right"/>.</summary>
    public static bool operator >(DayTime left, DayTime right) => left.Seconds > right.Seconds;

    /// <summary>Tells whether <paramref name="left"/> is later than or equal to <paramref name="right"/>.</summary>
    public static bool operator >=(DayTime left, DayTime right) => left.Seconds >= right.Seconds;

    /// <summary>Makes a time from the value of a MySQL <c>TIME</c> column; a fraction of a second is cut off.</summary>
    /// <param name="value">The time since midnight.</param>
    /// <param name="time">The time, or midnight when the value is outside 00:00:00 to 24:00:00.</param>
    /// <returns>Whether the value lies in a day.</returns>
    public static bool TryFromTimeSpan(TimeSpan value, out DayTime time)
    {
        bool valid = value >= TimeSpan.Zero && value <= TimeSpan.FromSeconds(SecondsPerDay);
        time = valid ? new DayTime((int)(value.Ticks / TimeSpan.TicksPerSecond)) : default;
        return valid;
    }

    /// <summary>Gives the time since midnight, as a MySQL <c>TIME</c> parameter takes it.</summary>
    public TimeSpan ToTimeSpan() => TimeSpan.FromSeconds(Seconds);

    /// <summary>Reads <c>HH:mm</c> or <c>HH:mm:ss</c>; the hour may have one digit and may be 24 with nothing after it.</summary>
    /// <param name="s">The text.</param>
    /// <exception cref="FormatException">The text is no such time.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="s"/> is null.</exception>
    public static DayTime Parse(string s) => Parse(s, null);

    /// <inheritdoc cref="Parse(string)"/>
    /// <param name="s">The text.</param>
    /// <param name="provider">Not used: the form is the same everywhere.</param>
    public static DayTime Parse(string s, IFormatProvider? provider)
    {
        ArgumentNullException.ThrowIfNull(s);
        return Parse(s.AsSpan(), provider);
    }

    /// <inheritdoc cref="Parse(string)"/>
    /// <param name="s">The text.</param>
    /// <param name="provider">Not used: the form is the same everywhere.</param>
    public static DayTime Parse(ReadOnlySpan<char> s, IFormatProvider? provider) =>
        TryParse(s, provider, out DayTime result)
            ? result
            : throw new FormatException("A time of day is written HH:mm or HH:mm:ss, from 00:00 to 24:00.");

    /// <summary>Reads <c>HH:mm</c> or <c>HH:mm:ss</c> without throwing.</summary>
    /// <param name="s">The text.</param>
    /// <param name="result">The time, or midnight when the text is no time.</param>
    /// <returns>Whether the text is a time of day.</returns>
    public static bool TryParse([NotNullWhen(true)] string? s, out DayTime result) =>
        TryParse(s.AsSpan(), null, out result);

    /// <inheritdoc cref="TryParse(string?, out DayTime)"/>
    /// <param name="s">The text.</param>
    /// <param name="provider">Not used: the form is the same everywhere.</param>
    /// <param name="result">The time, or midnight when the text is no time.</param>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out DayTime result) =>
        TryParse(s.AsSpan(), provider, out result);

    /// <inheritdoc cref="TryParse(string?, out DayTime)"/>
    /// <param name="s">The text.</param>
    /// <param name="provider">Not used: the form is the same everywhere.</param>
    /// <param name="result">The time, or midnight when the text is no time.</param>
    public static bool TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, out DayTime result)
    {
        result = default;
        int colon = s.IndexOf(':');
        if (colon is not (1 or 2) || !TryDigits(s[..colon], out int hour))
            return false;

        ReadOnlySpan<char> rest = s[(colon + 1)..];
        int second = 0;
        if (rest.Length == 5 && rest[2] == ':')
        {
            if (!TryDigits(rest[3..], out second))
                return false;

            rest = rest[..2];
        }

        if (rest.Length != 2 || !TryDigits(rest, out int minute) || minute > 59 || second > 59)
            return false;

        int seconds = (hour * 3600) + (minute * 60) + second;
        if (seconds > SecondsPerDay)
            return false;

        result = new DayTime(seconds);
        return true;
    }

    /// <inheritdoc/>
    public int CompareTo(DayTime other) => Seconds.CompareTo(other.Seconds);

    /// <summary>Writes <c>HH:mm:ss</c>, the same in every culture; the end of the day is <c>24:00:00</c>.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Seconds / 3600:00}:{Seconds / 60 % 60:00}:{Seconds % 60:00}");

    private static bool TryDigits(ReadOnlySpan<char> text, out int value)
    {
        value = 0;
        foreach (char c in text)
        {
            if (!char.IsAsciiDigit(c))
                return false;

            value = (value * 10) + (c - '0');
        }

        return true;
    }

    private static int ToSeconds(int hour, int minute)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(hour);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(hour, 24);
        ArgumentOutOfRangeException.ThrowIfNegative(minute);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(minute, 59);
        return (hour * 3600) + (minute * 60);
    }
}
