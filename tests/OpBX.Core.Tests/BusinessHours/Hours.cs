using System.Globalization;

namespace OpBX.BusinessHours;

/// <summary>Short ways to write schedules in tests.</summary>
internal static class Hours
{
    public static readonly DayOfWeek[] EveryDay = Enum.GetValues<DayOfWeek>();

    public static readonly DayOfWeek[] Weekdays = [DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday, DayOfWeek.Friday];

    public static BusinessHoursSchedule Schedule(string? zone, params IReadOnlyList<BusinessHoursRule>[] rules) => new()
    {
        Id = 1,
        Name = "hours",
        TimeZone = zone,
        Rules = [.. rules.SelectMany(static r => r).Select(static (rule, index) => rule with { Id = index + 1 })],
    };

    public static IReadOnlyList<BusinessHoursRule> On(IEnumerable<DayOfWeek> days, params string[] ranges) =>
        [.. from day in days
            from range in ranges.Select(Range)
            select new BusinessHoursRule { Id = 0, DayOfWeek = day, Start = range.Start, End = range.End }];

    public static IReadOnlyList<BusinessHoursRule> On(DayOfWeek day, params string[] ranges) => On([day], ranges);

    public static BusinessHoursException Dated(long id, string from, string to, params string[] ranges) => new()
    {
        Id = id,
        Name = "exception " + id.ToString(CultureInfo.InvariantCulture),
        StartDate = Date(from),
        EndDate = Date(to),
        Ranges = [.. ranges.Select(Range)],
    };

    public static BusinessHoursException Yearly(long id, string from, string to, params string[] ranges) =>
        Dated(id, "2000-" + from, "2000-" + to, ranges) with { IsYearly = true };

    public static ICompiledSchedule Compile(this BusinessHoursSchedule schedule) => new BusinessHoursEvaluator().Compile(schedule, null);

    public static DateTimeOffset At(string text) =>
        DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    public static BusinessHoursState StateAt(this ICompiledSchedule schedule, string instant) => schedule.Evaluate(At(instant)).State;

    public static TimeRange Range(string text)
    {
        string[] parts = text.Split('-');
        return new TimeRange(DayTime.Parse(parts[0]), DayTime.Parse(parts[1]));
    }

    public static DateOnly Date(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);
}
