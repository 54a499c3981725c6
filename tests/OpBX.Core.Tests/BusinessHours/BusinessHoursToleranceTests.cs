namespace OpBX.BusinessHours;

/// <summary>Nothing that can be in a database or on a clock makes an evaluation throw.</summary>
public sealed class BusinessHoursToleranceTests
{
    private static readonly DateTimeOffset[] s_extremes =
    [
        DateTimeOffset.MinValue,
        DateTimeOffset.MinValue.AddTicks(1),
        DateTimeOffset.MinValue.AddHours(13),
        DateTimeOffset.MinValue.AddDays(1),
        Hours.At("0001-12-31T23:00"),
        Hours.At("1883-11-18T17:00"),
        Hours.At("1900-01-01"),
        Hours.At("2099-12-31T23:59:59"),
        Hours.At("2100-01-01"),
        Hours.At("2100-06-01T03:00"),
        Hours.At("9998-12-01"),
        DateTimeOffset.MaxValue.AddDays(-1),
        DateTimeOffset.MaxValue.AddHours(-13),
        DateTimeOffset.MaxValue.AddTicks(-1),
        DateTimeOffset.MaxValue,
        new(1, 1, 2, 0, 0, 0, TimeSpan.FromHours(14)),
        new(9999, 12, 31, 1, 0, 0, TimeSpan.FromHours(-14)),
    ];

    public static TheoryData<string> Zones => ["UTC", "America/New_York", "Pacific/Kiritimati", "Etc/GMT+12", "Africa/Casablanca", "Asia/Manila"];

    [Theory]
    [MemberData(nameof(Zones))]
    public void EvaluateWithNext_extremeInstants_neverThrows(string zone)
    {
        foreach (BusinessHoursSchedule schedule in OddSchedules())
        {
            foreach (OvernightTail tail in Enum.GetValues<OvernightTail>())
            {
                ICompiledSchedule compiled = new BusinessHoursEvaluator(tail).Compile(schedule with { TimeZone = zone }, null);
                foreach (DateTimeOffset at in s_extremes)
                {
                    BusinessHoursForecast forecast = compiled.EvaluateWithNext(at);
                    forecast.Now.Should().Be(compiled.Evaluate(at));
                    compiled.UtcOffsetAt(at).Should().BeLessThan(TimeSpan.FromHours(16));
                    if (forecast.NextChange is { } change)
                        compiled.Evaluate(change).State.Should().Be(forecast.NextState!.Value).And.NotBe(forecast.Now.State);
                }
            }
        }
    }

    [Fact]
    public void Validate_oddSchedules_neverThrows()
    {
        foreach (BusinessHoursSchedule schedule in OddSchedules())
            BusinessHoursValidator.Validate(schedule, "x").Should().OnlyContain(static fault => fault.Code.Length > 0 && fault.Path.Length > 0);
    }

    [Fact]
    public void Compile_null_throws() =>
        ((Action)(() => new BusinessHoursEvaluator().Compile(null!, null))).Should().Throw<ArgumentNullException>();

    [Theory]
    [InlineData("2101-03-13T07:30", BusinessHoursState.Closed, "2101-03-13T13:00")]
    [InlineData("2101-11-06T13:30", BusinessHoursState.Closed, "2101-11-06T14:00")]
    public void EvaluateWithNext_beyondTheTableOfOffsets_followsTheZoneRules(string at, BusinessHoursState state, string open)
    {
        // New York keeps its rule for daylight saving: second Sunday of March to first Sunday of November.
        BusinessHoursForecast forecast = Hours.Schedule("America/New_York", Hours.On(Hours.EveryDay, "09:00-17:00")).Compile().EvaluateWithNext(Hours.At(at));

        forecast.Now.State.Should().Be(state);
        forecast.NextOpen.Should().Be(Hours.At(open));
    }

    private static IEnumerable<BusinessHoursSchedule> OddSchedules()
    {
        BusinessHoursSchedule week = Hours.Schedule("UTC", Hours.On(Hours.EveryDay, "00:00-02:00", "22:00-01:00"));
        yield return Hours.Schedule("UTC");
        yield return week;
        yield return Hours.Schedule("UTC", Hours.On(Hours.EveryDay, "24:00-24:00", "24:00-00:00", "12:00-12:00"));
        yield return Hours.Schedule("UTC", Hours.On(DayOfWeek.Monday, "24:00-00:00"));
        yield return week with { Rules = null!, Exceptions = null!, Destinations = null!, Name = null! };
        yield return week with { Rules = [null!, week.Rules[0] with { DayOfWeek = (DayOfWeek)12 }], Exceptions = [null!], Destinations = [null!] };
        yield return week with { OverrideState = (BusinessHoursOverride)5, OverrideUntil = DateTimeOffset.MaxValue };
        yield return week with { OverrideState = BusinessHoursOverride.Open, OverrideSince = DateTimeOffset.MaxValue };
        yield return week with { OverrideState = BusinessHoursOverride.Open, OverrideSince = DateTimeOffset.MinValue, OverrideUntil = DateTimeOffset.MaxValue };
        yield return week with
        {
            Exceptions =
            [
                Hours.Yearly(1, "12-31", "01-01", "06:00-05:00"),
                Hours.Dated(2, "0001-01-01", "0001-01-01"),
                Hours.Dated(3, "9999-12-31", "9999-12-31", "12:00-11:00"),
            ],
        };
        yield return week with { Exceptions = [Hours.Dated(1, "0001-01-01", "9999-12-31") with { Ranges = null!, Name = null! }] };
        yield return Hours.Schedule("UTC") with { Exceptions = [Hours.Dated(1, "9999-12-30", "9999-12-31", "22:00-21:00")] };
    }
}
