using System.Globalization;
using System.Reflection;

namespace OpBX.BusinessHours;

/// <summary>What docs/business-hours.md tells an administrator is so.</summary>
public sealed class BusinessHoursDocumentTests
{
    private static readonly string s_document = File.ReadAllText(Path.Combine(HoursCase.RepositoryRoot, "docs", "business-hours.md"));

    [Fact]
    public void Document_example_isTrue()
    {
        var schedule = new BusinessHoursSchedule
        {
            Id = 1,
            Name = "Office",
            TimeZone = "America/New_York",
            Rules = [new BusinessHoursRule { Id = 1, DayOfWeek = DayOfWeek.Monday, Start = new DayTime(9, 0), End = new DayTime(17, 0) }],
        };
        ICompiledSchedule compiled = new BusinessHoursEvaluator().Compile(schedule, organizationTimeZone: null);
        BusinessHoursForecast forecast = compiled.EvaluateWithNext(DateTimeOffset.Parse("2026-06-08T12:00:00Z", CultureInfo.InvariantCulture));

        forecast.Now.State.Should().Be(BusinessHoursState.Closed);
        forecast.NextOpen.Should().Be(Hours.At("2026-06-08T13:00"));
    }

    [Theory]
    [InlineData("2026-12-24T10:00", BusinessHoursState.Open, "2026-12-24T13:00", BusinessHoursState.Closed, null)]
    [InlineData("2026-12-24T18:05", BusinessHoursState.Closed, "2026-12-25T00:00", BusinessHoursState.Holiday, "2026-12-28T09:00")]
    [InlineData("2026-12-25T10:00", BusinessHoursState.Holiday, "2026-12-26T00:00", BusinessHoursState.Closed, "2026-12-28T09:00")]
    public void Document_christmasTable_isTrue(string at, BusinessHoursState state, string change, BusinessHoursState next, string? open)
    {
        ICompiledSchedule schedule = (Hours.Schedule("America/New_York", Hours.On(Hours.Weekdays, "09:00-17:00")) with
        {
            Exceptions = [Hours.Yearly(1, "12-24", "12-24", "09:00-13:00"), Hours.Yearly(2, "12-25", "12-25")],
        }).Compile();

        BusinessHoursForecast forecast = schedule.EvaluateWithNext(Hours.At(at + "-05:00"));

        forecast.Now.State.Should().Be(state);
        forecast.NextChange.Should().Be(Hours.At(change + "-05:00"));
        forecast.NextState.Should().Be(next);
        forecast.NextOpen.Should().Be(open is null ? null : Hours.At(open + "-05:00"));
    }

    [Fact]
    public void Document_faultCodes_areAllListed()
    {
        string[] codes = [.. typeof(BusinessHoursFaultCodes).GetFields(BindingFlags.Public | BindingFlags.Static).Select(static field => (string)field.GetRawConstantValue()!)];

        codes.Should().OnlyHaveUniqueItems().And.HaveCountGreaterThan(15);
        foreach (string code in codes)
            s_document.Should().Contain('`' + code + '`');
    }
}
