namespace OpBX.BusinessHours;

public sealed class DayTimeTests
{
    [Theory]
    [InlineData("00:00", 0, "00:00:00")]
    [InlineData("9:05", 32_700, "09:05:00")]
    [InlineData("09:05:07", 32_707, "09:05:07")]
    [InlineData("23:59:59", 86_399, "23:59:59")]
    [InlineData("24:00", 86_400, "24:00:00")]
    [InlineData("24:00:00", 86_400, "24:00:00")]
    public void Parse_timeOfDay_givesSecondsAndWritesBack(string text, int seconds, string written)
    {
        DayTime time = DayTime.Parse(text);

        time.Seconds.Should().Be(seconds);
        time.ToString().Should().Be(written);
        DayTime.Parse(time.ToString()).Should().Be(time);
        DayTime.TryFromTimeSpan(time.ToTimeSpan(), out DayTime same).Should().BeTrue();
        same.Should().Be(time);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(":")]
    [InlineData("9")]
    [InlineData("0900")]
    [InlineData("09:0")]
    [InlineData("09:00:0")]
    [InlineData("09:00:00:00")]
    [InlineData("09:00 ")]
    [InlineData(" 9:00")]
    [InlineData("-9:00")]
    [InlineData("09:60")]
    [InlineData("09:00:60")]
    [InlineData("24:01")]
    [InlineData("24:00:01")]
    [InlineData("99:00")]
    [InlineData("009:00")]
    [InlineData("٠٩:٠٠")]
    public void TryParse_anythingElse_isRefused(string? text)
    {
        DayTime.TryParse(text, out DayTime time).Should().BeFalse();
        time.Should().Be(DayTime.StartOfDay);
        if (text is not null)
            ((Action)(() => DayTime.Parse(text))).Should().Throw<FormatException>();
    }

    [Fact]
    public void TryFromTimeSpan_outsideADay_isRefused()
    {
        DayTime.TryFromTimeSpan(TimeSpan.FromTicks(-1), out _).Should().BeFalse();
        DayTime.TryFromTimeSpan(TimeSpan.FromHours(24) + TimeSpan.FromTicks(1), out _).Should().BeFalse();
        DayTime.TryFromTimeSpan(TimeSpan.FromSeconds(1.9), out DayTime time).Should().BeTrue();
        time.Seconds.Should().Be(1);
    }

    [Fact]
    public void Constructor_outOfRange_throws()
    {
        foreach (Action make in new Action[] { () => _ = new DayTime(-1), () => _ = new DayTime(86_401), () => _ = new DayTime(24, 1), () => _ = new DayTime(1, 60), () => _ = new DayTime(-1, 0) })
            make.Should().Throw<ArgumentOutOfRangeException>();

        new DayTime(24, 0).Should().Be(DayTime.EndOfDay);
    }

    [Fact]
    public void Comparison_timesOfDay_areOrderedBySeconds()
    {
        DayTime early = new(9, 0);
        DayTime late = new(17, 30);
        (early < late && early <= late && late > early && late >= early).Should().BeTrue();
        early.CompareTo(late).Should().BeNegative();
    }
}
