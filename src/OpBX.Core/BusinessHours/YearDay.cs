namespace OpBX.BusinessHours;

/// <summary>
/// A place in the year that is the same every year: 0 for 1 January to 365 for 31 December, 59 for 29 February. Days are counted as
/// in <see cref="DateOnly.DayNumber"/>, and days just outside the years 1 to 9999, which a zone's offset can reach, are allowed.
/// </summary>
internal static class YearDay
{
    public const int Count = 366;

    public const int LeapDay = 59;

    private const int DaysPer400Years = 146_097;

    /// <summary>The place in the year of a month and day.</summary>
    public static int Of(DateOnly date) =>
        date.DayOfYear - 1 + (date.DayOfYear > LeapDay && !IsLeapYear(date.Year) ? 1 : 0);

    /// <summary>The place in the year of a day, and its year.</summary>
    public static int Of(int day, out int year)
    {
        int shift = 0;
        if (day < 0)
            shift = 400;
        else if (day > DateOnly.MaxValue.DayNumber)
            shift = -400;

        DateOnly date = DateOnly.FromDayNumber(day + (shift / 400 * DaysPer400Years));
        year = date.Year - shift;
        return Of(date);
    }

    public static bool IsLeapYear(int year) => year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}
