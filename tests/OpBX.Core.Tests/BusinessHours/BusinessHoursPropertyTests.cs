using FsCheck;
using FsCheck.Fluent;
using NodaTime.TimeZones;

namespace OpBX.BusinessHours;

public sealed class BusinessHoursPropertyTests
{
    private static readonly Config s_config = Config.QuickThrowOnFailure.WithMaxTest(2000);

    [Fact]
    public void Evaluate_anySchedule_agreesWithOracle() =>
        Hold(HoursGenerator.WithoutOverride, static sample =>
            sample.Schedule.Compile().Evaluate(sample.At).State == new HoursOracle(sample.Schedule).StateAt(sample.At));

    [Fact]
    public void Evaluate_tailsCut_agreesWithOracle() =>
        Hold(HoursGenerator.WithoutOverride, static sample =>
            new BusinessHoursEvaluator(OvernightTail.Cut).Compile(sample.Schedule, null).Evaluate(sample.At).State
                == new HoursOracle(sample.Schedule, cutTails: true).StateAt(sample.At));

    [Fact]
    public void EvaluateWithNext_anySchedule_stateIsConstantUntilNextChangeAndDiffersFromThen()
    {
        Hold(HoursGenerator.WithoutOverride, Check);
        Hold(HoursGenerator.WithOverride, Check);

        static bool Check(Sample sample)
        {
            ICompiledSchedule schedule = sample.Schedule.Compile();
            BusinessHoursForecast forecast = schedule.EvaluateWithNext(sample.At);
            DateTimeOffset end = forecast.NextChange ?? sample.At.AddDays(400);
            return forecast.Now == schedule.Evaluate(sample.At)
                && forecast.NextChange.HasValue == forecast.NextState.HasValue
                && forecast.NextState != forecast.Now.State
                && end > sample.At
                && end <= sample.At.AddDays(400)
                && Between(sample.At, end).All(at => schedule.Evaluate(at).State == forecast.Now.State)
                && (forecast.NextChange is null || schedule.Evaluate(end).State == forecast.NextState);
        }
    }

    [Fact]
    public void EvaluateWithNext_anySchedule_nextOpenIsTheFirstOpenInstant()
    {
        Hold(HoursGenerator.WithoutOverride, Check);
        Hold(HoursGenerator.WithOverride, Check);

        static bool Check(Sample sample)
        {
            ICompiledSchedule schedule = sample.Schedule.Compile();
            BusinessHoursForecast forecast = schedule.EvaluateWithNext(sample.At);
            if (forecast.Now.State == BusinessHoursState.Open)
                return forecast.NextOpen is null;

            DateTimeOffset end = forecast.NextOpen ?? sample.At.AddDays(400);
            return end > sample.At
                && end <= sample.At.AddDays(400)
                && Between(sample.At, end).All(at => schedule.Evaluate(at).State != BusinessHoursState.Open)
                && (forecast.NextOpen is null || schedule.Evaluate(end).State == BusinessHoursState.Open)
                && (forecast.NextState != BusinessHoursState.Open || forecast.NextOpen == forecast.NextChange);
        }
    }

    [Fact]
    public void EvaluateWithNext_splitDoubledAndShuffledRanges_changesNothing() =>
        Hold(HoursGenerator.WithoutOverride, static sample =>
        {
            BusinessHoursSchedule torn = sample.Schedule with
            {
                Rules = [.. sample.Schedule.Rules.Reverse().SelectMany(static rule => Torn(rule.Start, rule.End)
                    .Select(part => rule with { Start = part.Start, End = part.End }))],
                Exceptions = [.. sample.Schedule.Exceptions.Reverse().Select(static exception => exception with
                {
                    Ranges = [.. exception.Ranges.Reverse().SelectMany(static range => Torn(range.Start, range.End))],
                })],
            };
            BusinessHoursForecast expected = sample.Schedule.Compile().EvaluateWithNext(sample.At);
            BusinessHoursForecast actual = torn.Compile().EvaluateWithNext(sample.At);
            return actual.Now.State == expected.Now.State
                && actual.NextChange == expected.NextChange
                && actual.NextState == expected.NextState
                && actual.NextOpen == expected.NextOpen;
        });

    [Fact]
    public void EvaluateWithNext_anyAliasOfAZone_givesTheSame()
    {
        IReadOnlyDictionary<string, string> canonical = TzdbDateTimeZoneSource.Default.CanonicalIdMap.AsReadOnly();
        Gen<string> aliases = Gen.Elements(canonical.Where(static pair => pair.Key != pair.Value).Select(static pair => pair.Key).ToArray());
        Hold(
            (from sample in HoursGenerator.WithoutOverride.Generator
             from alias in aliases
             select (sample, alias)).ToArbitrary(),
            pair =>
            {
                ICompiledSchedule byAlias = (pair.sample.Schedule with { TimeZone = pair.alias }).Compile();
                ICompiledSchedule byId = (pair.sample.Schedule with { TimeZone = canonical[pair.alias] }).Compile();
                ICompiledSchedule byCapitals = (pair.sample.Schedule with { TimeZone = pair.alias.ToUpperInvariant() }).Compile();
                BusinessHoursForecast expected = byId.EvaluateWithNext(pair.sample.At);
                return byAlias.EvaluateWithNext(pair.sample.At) == expected
                    && byCapitals.EvaluateWithNext(pair.sample.At) == expected
                    && byAlias.TimeZoneId == byId.TimeZoneId
                    && !byAlias.ZoneDegraded;
            });
    }

    [Fact]
    public void Validate_anySchedule_findsNoErrorInWhatMayBeSaved() =>
        Hold(HoursGenerator.WithoutOverride, static sample =>
            BusinessHoursValidator.Validate(sample.Schedule, null).All(static fault => fault.Severity == BusinessHoursFaultSeverity.Warning));

    // The edges of the stretch, and points in it at uneven distances that drift through the hours of the day.
    private static IEnumerable<DateTimeOffset> Between(DateTimeOffset start, DateTimeOffset end)
    {
        yield return start;
        yield return end.AddTicks(-1);
        long step = Math.Max(1, (end - start).Ticks / 197);
        for (long ticks = step; ticks < (end - start).Ticks; ticks += step)
            yield return start.AddTicks(ticks);
    }

    private static IEnumerable<TimeRange> Torn(DayTime start, DayTime end)
    {
        int last = end > start ? end.Seconds : DayTime.SecondsPerDay;
        DayTime middle = new((start.Seconds + last) / 2);
        yield return new TimeRange(start, end);
        yield return new TimeRange(start, end);
        if (middle <= start || middle.Seconds == DayTime.SecondsPerDay)
            yield break;

        yield return new TimeRange(middle, end);
        yield return new TimeRange(start, middle);
    }

    private static void Hold<T>(Arbitrary<T> samples, Func<T, bool> property) =>
        Check.One(s_config, Prop.ForAll(samples, property));
}
