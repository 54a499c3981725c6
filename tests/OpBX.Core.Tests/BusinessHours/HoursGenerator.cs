using FsCheck;
using FsCheck.Fluent;

namespace OpBX.BusinessHours;

/// <summary>A schedule and an instant in the years 2023 to 2028, or in one of the years in which odd things happened to clocks.</summary>
public sealed record Sample(BusinessHoursSchedule Schedule, DateTimeOffset At);

/// <summary>Random schedules: overlapping, overnight and whole-day ranges, exceptions of every kind, overrides.</summary>
internal static class HoursGenerator
{
    private static readonly string[] s_zones =
    [
        "UTC", "America/New_York", "Europe/London", "Asia/Jerusalem", "Australia/Lord_Howe", "America/Sao_Paulo", "Pacific/Apia",
        "Africa/Casablanca", "Africa/Cairo", "Antarctica/Troll", "America/Havana", "Asia/Kathmandu", "America/St_Johns", "Europe/Dublin",
    ];

    private static readonly DateOnly s_firstDate = new(2023, 1, 1);

    public static Arbitrary<Sample> WithoutOverride { get; } =
        (from schedule in Schedules()
         from at in Instants()
         select new Sample(schedule, at)).ToArbitrary();

    public static Arbitrary<Sample> WithOverride { get; } =
        (from schedule in Schedules()
         from at in Instants()
         from state in Gen.Elements(BusinessHoursOverride.Open, BusinessHoursOverride.Closed)
         from since in Gen.Choose(-50 * 3600, 50 * 3600)
         from lasts in Gen.Choose(0, 100 * 3600)
         from form in Gen.Choose(0, 3)
         let begin = at.AddSeconds(since)
         select new Sample(
             schedule with
             {
                 OverrideState = state,
                 OverrideSince = form is 0 or 1 ? begin : null,
                 OverrideUntil = form is 1 or 2 ? begin.AddSeconds(lasts).AddTicks(lasts) : null,
             },
             at)).ToArbitrary();

    private static Gen<BusinessHoursSchedule> Schedules() =>
        from zone in Gen.Elements(s_zones)
        from rules in Lists(Rules(), 9)
        from exceptions in Lists(Exceptions(), 6)
        select Hours.Schedule(zone, rules) with
        {
            Exceptions = [.. exceptions.Select(static (exception, index) => exception with { Id = index + 1 })],
        };

    private static Gen<BusinessHoursRule> Rules() =>
        from day in Gen.Elements(Hours.EveryDay)
        from range in Ranges()
        from inactive in Gen.Choose(0, 9)
        select new BusinessHoursRule { Id = 0, DayOfWeek = day, Start = range.Start, End = range.End, IsActive = inactive > 0 };

    private static Gen<TimeRange> Ranges() =>
        from start in Times(DayTime.SecondsPerDay - 1)
        from end in Times(DayTime.SecondsPerDay)
        select new TimeRange(start, end);

    // Mostly quarters of an hour, so that ranges touch; sometimes any second.
    private static Gen<DayTime> Times(int last) =>
        from quarter in Gen.Choose(0, last / 900)
        from second in Gen.Choose(0, last)
        from form in Gen.Choose(0, 4)
        select new DayTime(form == 0 ? second : quarter * 900);

    private static Gen<BusinessHoursException> Exceptions() =>
        from start in Gen.Choose(0, 365 * 5)
        from isYearly in Gen.Elements(true, false)
        from length in Gen.Elements(0, 0, 0, 1, 2, 2, 6, 40, 364)
        from ranges in Lists(Ranges(), 3)
        let first = s_firstDate.AddDays(start)
        select new BusinessHoursException
        {
            Id = 0,
            Name = "exception",
            StartDate = first,
            EndDate = first.AddDays(length),
            IsYearly = isYearly,
            Ranges = [.. ranges],
        };

    private static Gen<DateTimeOffset> Instants() =>
        from year in Gen.Elements(2011, 2018, 2023, 2024, 2025, 2026, 2027, 2028)
        from second in Gen.Choose(0, 365 * 86_400)
        select new DateTimeOffset(year, 1, 1, 0, 0, 0, TimeSpan.Zero).AddSeconds(second);

    private static Gen<List<T>> Lists<T>(Gen<T> items, int most) =>
        from count in Gen.Choose(0, most)
        from list in Gen.ListOf(items, count)
        select list.ToList();
}
