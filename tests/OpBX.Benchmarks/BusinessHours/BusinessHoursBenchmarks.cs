using System.Globalization;
using BenchmarkDotNet.Attributes;
using OpBX.BusinessHours;

namespace OpBX.Benchmarks.BusinessHours;

/// <summary>
/// What a call pays for business hours, beside what the framework takes for a bare conversion of the instant to local time. The
/// targets: 0.5 µs and nothing allocated for the state, 5 µs with the next change and the next opening.
/// </summary>
[MemoryDiagnoser]
public class BusinessHoursBenchmarks
{
    private static readonly DayOfWeek[] s_weekdays = [DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday, DayOfWeek.Friday];

    private readonly DateTimeOffset[] _instants = new DateTimeOffset[64];
    private readonly TimeZoneInfo _zone = TimeZoneInfo.FindSystemTimeZoneById("America/New_York");
    private readonly BusinessHoursSchedule _office = Office(Holidays());
    private ICompiledSchedule _compiled = null!;
    private ICompiledSchedule _empty = null!;
    private ICompiledSchedule _oneHolidayAYear = null!;
    private ICompiledSchedule _manyExceptions = null!;
    private int _next;

    [GlobalSetup]
    public void Setup()
    {
        // Spread over two years, so that clock changes, nights, weekends and holidays all take part.
        DateTimeOffset start = new(2026, 1, 1, 0, 17, 0, TimeSpan.Zero);
        for (int i = 0; i < _instants.Length; i++)
            _instants[i] = start.AddMinutes(i * 16_427L);

        _compiled = Compile(_office);
        _empty = Compile(_office with { Rules = [], Exceptions = [] });
        _oneHolidayAYear = Compile(_office with { Rules = [], Exceptions = [Holidays()[0]] });
        _manyExceptions = Compile(Office([.. Enumerable.Range(1, 5000).Select(static id => Exception(id, new DateOnly(2020, 1, 1).AddDays(id), false))]));
    }

    [Benchmark(Baseline = true)]
    public DateTimeOffset TimeZoneInfoConvertTime() => TimeZoneInfo.ConvertTime(Instant(), _zone);

    [Benchmark]
    public BusinessHoursEvaluation Evaluate() => _compiled.Evaluate(Instant());

    [Benchmark]
    public BusinessHoursEvaluation EvaluateManyExceptions() => _manyExceptions.Evaluate(Instant());

    [Benchmark]
    public BusinessHoursForecast EvaluateWithNext() => _compiled.EvaluateWithNext(Instant());

    [Benchmark]
    public BusinessHoursForecast EvaluateWithNextEmptySchedule() => _empty.EvaluateWithNext(Instant());

    [Benchmark]
    public BusinessHoursForecast EvaluateWithNextOneHolidayAYear() => _oneHolidayAYear.EvaluateWithNext(Instant());

    [Benchmark]
    public BusinessHoursForecast EvaluateWithNextManyExceptions() => _manyExceptions.EvaluateWithNext(Instant());

    [Benchmark]
    public ICompiledSchedule CompileOffice() => Compile(_office);

    private static ICompiledSchedule Compile(BusinessHoursSchedule schedule) => new BusinessHoursEvaluator().Compile(schedule, null);

    private static BusinessHoursSchedule Office(IReadOnlyList<BusinessHoursException> exceptions) => new()
    {
        Id = 1,
        Name = "Office",
        TimeZone = "America/New_York",
        Rules =
        [
            .. from day in s_weekdays
               from range in new[] { ("09:00", "12:00"), ("13:00", "17:30") }
               select new BusinessHoursRule { Id = 1, DayOfWeek = day, Start = DayTime.Parse(range.Item1), End = DayTime.Parse(range.Item2) },
        ],
        Exceptions = exceptions,
    };

    private static BusinessHoursException[] Holidays() =>
        [.. Enumerable.Range(1, 12).Select(static month => Exception(month, new DateOnly(2000, month, 2 * month), true))];

    private static BusinessHoursException Exception(int id, DateOnly date, bool isYearly) => new()
    {
        Id = id,
        Name = "Day " + id.ToString(CultureInfo.InvariantCulture),
        StartDate = date,
        EndDate = date,
        IsYearly = isYearly,
    };

    private DateTimeOffset Instant() => _instants[_next++ & 63];
}
