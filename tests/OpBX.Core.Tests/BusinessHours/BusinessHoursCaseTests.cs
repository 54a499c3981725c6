namespace OpBX.BusinessHours;

public sealed class BusinessHoursCaseTests
{
    private static readonly BusinessHoursEvaluator s_evaluator = new();

    public static TheoryData<string> Cases => [.. HoursCase.All.Select(static c => c.Id)];

    public static TheoryData<int> Zones => [.. Enumerable.Range(0, HoursCase.Zones.Count)];

    [Fact]
    public void Cases_file_isNotEmptyAndIdsAreUnique()
    {
        HoursCase.All.Should().HaveCountGreaterThan(50);
        HoursCase.Zones.Should().HaveCountGreaterThan(20);
        HoursCase.All.Select(static c => c.Id).Should().OnlyHaveUniqueItems();
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void EvaluateWithNext_case_givesWhatTheFileSays(string id)
    {
        HoursCase expected = HoursCase.All.Single(c => c.Id == id);
        ICompiledSchedule schedule = new BusinessHoursEvaluator(expected.OvernightTail).Compile(expected.Schedule, null);

        BusinessHoursForecast actual = schedule.EvaluateWithNext(expected.At);

        actual.Now.State.Should().Be(expected.State);
        actual.NextChange.Should().Be(expected.NextChange);
        actual.NextState.Should().Be(expected.NextState);
        actual.NextOpen.Should().Be(expected.NextOpen);
        schedule.Evaluate(expected.At).Should().Be(actual.Now);
        schedule.EvaluateWithNext(expected.AtLocal).Should().Be(actual, "the offset of the instant does not matter");
        schedule.UtcOffsetAt(expected.At).Should().Be(expected.AtLocal.Offset);
        if (expected.NextChangeLocal is { } local)
            schedule.UtcOffsetAt(local).Should().Be(local.Offset);

        schedule.ZoneDegraded.Should().BeFalse();
    }

    [Theory]
    [MemberData(nameof(Zones))]
    public void Compile_zoneCase_resolvesAsTheFileSays(int index)
    {
        ZoneCase zone = HoursCase.Zones[index];
        ICompiledSchedule schedule = s_evaluator.Compile(Hours.Schedule(zone.Input), "Asia/Tokyo");
        // The file leaves open whether letter case counts; OpBX does not mind it.
        bool isKnown = zone.ResolvesTo is not null || zone.Input == "america/new_york";

        schedule.ZoneDegraded.Should().Be(!isKnown);
        schedule.Evaluate(DateTimeOffset.UnixEpoch).ZoneDegraded.Should().Be(!isKnown);
        foreach ((DateTimeOffset instant, TimeSpan offset) in zone.Offsets)
            schedule.UtcOffsetAt(instant).Should().Be(offset);

        if (!isKnown)
            schedule.TimeZoneId.Should().Be("Asia/Tokyo");
        else if (zone.Kind is "iana" or "iana-alias" or "windows" && zone.ResolvesTo != "UTC")
            schedule.TimeZoneId.Should().Be(zone.ResolvesTo);

        IEnumerable<string> faults = BusinessHoursValidator.Validate(schedule.Schedule, null)
            .Where(static fault => fault.Path == "timeZone")
            .Select(static fault => fault.Code);
        faults.Should().Equal(zone.Kind switch
        {
            "invalid" when !isKnown => [BusinessHoursFaultCodes.ZoneUnknown],
            "trap" => [BusinessHoursFaultCodes.ZoneFixed],
            "windows" => [BusinessHoursFaultCodes.ZoneWindows],
            _ => [],
        });
    }
}
