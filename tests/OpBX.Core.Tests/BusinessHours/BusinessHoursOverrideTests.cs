namespace OpBX.BusinessHours;

public sealed class BusinessHoursOverrideTests
{
    // 2026-06-10 is a Wednesday.
    private static readonly BusinessHoursSchedule s_office = Hours.Schedule("UTC", Hours.On(Hours.Weekdays, "09:00-17:00"));

    [Fact]
    public void Evaluate_override_beatsHolidayAndHours()
    {
        BusinessHoursSchedule holiday = s_office with { Exceptions = [Hours.Dated(1, "2026-06-10", "2026-06-10")] };

        BusinessHoursEvaluation open = Overridden(holiday, BusinessHoursOverride.Open, null, "2026-06-11").Compile().Evaluate(Hours.At("2026-06-10T12:00"));
        open.State.Should().Be(BusinessHoursState.Open);
        open.Reason.Should().Be(new BusinessHoursReason { Kind = BusinessHoursReasonKind.Override });
        Overridden(s_office, BusinessHoursOverride.Closed, null, "2026-06-11").Compile().StateAt("2026-06-10T12:00").Should().Be(BusinessHoursState.Closed);
    }

    [Fact]
    public void Evaluate_overrideWithTimes_holdsFromSinceUntilTheEndExcluded()
    {
        ICompiledSchedule schedule = Overridden(s_office, BusinessHoursOverride.Closed, "2026-06-10T10:00:00.5", "2026-06-10T12:00:00.25").Compile();

        schedule.StateAt("2026-06-10T10:00:00.4999999").Should().Be(BusinessHoursState.Open);
        schedule.StateAt("2026-06-10T10:00:00.5").Should().Be(BusinessHoursState.Closed);
        schedule.StateAt("2026-06-10T12:00:00.2499999").Should().Be(BusinessHoursState.Closed);
        schedule.StateAt("2026-06-10T12:00:00.25").Should().Be(BusinessHoursState.Open);
    }

    [Fact]
    public void EvaluateWithNext_overrideAhead_startsAndEndsAreChanges()
    {
        ICompiledSchedule schedule = Overridden(s_office, BusinessHoursOverride.Closed, "2026-06-10T10:00:00.5", "2026-06-10T12:00:00.25").Compile();

        Next(schedule, "2026-06-10T09:30").Should().Be((Hours.At("2026-06-10T10:00:00.5"), BusinessHoursState.Closed, null));
        Next(schedule, "2026-06-10T11:00").Should().Be((Hours.At("2026-06-10T12:00:00.25"), BusinessHoursState.Open, Hours.At("2026-06-10T12:00:00.25")));
        Next(schedule, "2026-06-10T08:00").Should().Be((Hours.At("2026-06-10T09:00"), BusinessHoursState.Open, Hours.At("2026-06-10T09:00")));
    }

    [Fact]
    public void EvaluateWithNext_overrideThatAgreesWithTheHours_isNoChange()
    {
        ICompiledSchedule schedule = Overridden(s_office, BusinessHoursOverride.Open, "2026-06-10T10:00", "2026-06-10T12:00").Compile();

        Next(schedule, "2026-06-10T09:30").Should().Be((Hours.At("2026-06-10T17:00"), BusinessHoursState.Closed, null));
        Next(schedule, "2026-06-10T11:00").Should().Be((Hours.At("2026-06-10T17:00"), BusinessHoursState.Closed, null));
    }

    [Fact]
    public void EvaluateWithNext_overrideFarBeyondTheSearch_findsNothing()
    {
        ICompiledSchedule schedule = Overridden(s_office, BusinessHoursOverride.Closed, null, "2028-06-10").Compile();

        Next(schedule, "2026-06-10T12:00").Should().Be((null, null, null));
        Next(schedule, "2027-05-09T08:59:59").Should().Be((null, null, null));
        Next(schedule, "2027-05-09T09:00").Should().Be((Hours.At("2028-06-12T09:00"), BusinessHoursState.Open, Hours.At("2028-06-12T09:00")));
    }

    [Theory]
    [InlineData(BusinessHoursOverride.Closed, "2026-06-10T12:00", "2026-06-10T17:00")]
    [InlineData(BusinessHoursOverride.Open, "2026-06-10T20:00", "2026-06-11T09:00")]
    [InlineData(BusinessHoursOverride.Closed, "2026-06-10T08:00", "2026-06-10T09:00")]
    [InlineData(BusinessHoursOverride.Open, "2026-06-12T20:00", "2026-06-15T09:00")]
    public void Evaluate_overrideUntilTheNextChange_endsWithTheFirstScheduledChange(BusinessHoursOverride state, string since, string end)
    {
        BusinessHoursSchedule schedule = Overridden(s_office, state, since, null);
        ICompiledSchedule compiled = schedule.Compile();
        ICompiledSchedule withoutOverride = s_office.Compile();
        BusinessHoursState expected = state == BusinessHoursOverride.Open ? BusinessHoursState.Open : BusinessHoursState.Closed;

        for (DateTimeOffset at = Hours.At(since).AddDays(-2); at < Hours.At(since).AddDays(9); at = at.AddMinutes(7))
        {
            bool holds = at >= Hours.At(since) && at < Hours.At(end);
            compiled.Evaluate(at).State.Should().Be(holds ? expected : withoutOverride.Evaluate(at).State);
        }
    }

    [Fact]
    public void Evaluate_overrideUntilTheNextChange_endsAtMidnightWhenAHolidayBegins()
    {
        BusinessHoursSchedule schedule = s_office with { Exceptions = [Hours.Dated(1, "2026-06-11", "2026-06-11")] };
        ICompiledSchedule compiled = Overridden(schedule, BusinessHoursOverride.Open, "2026-06-10T20:00", null).Compile();

        Next(compiled, "2026-06-10T23:00").Should().Be((Hours.At("2026-06-11T00:00"), BusinessHoursState.Holiday, null));
        compiled.StateAt("2026-06-11T00:00").Should().Be(BusinessHoursState.Holiday);
    }

    [Fact]
    public void Evaluate_overrideWithoutAnyTime_hasNoEnd()
    {
        ICompiledSchedule schedule = Overridden(s_office, BusinessHoursOverride.Closed, null, null).Compile();

        schedule.EvaluateWithNext(Hours.At("2026-06-10T12:00")).Should().Be(new BusinessHoursForecast
        {
            Now = new BusinessHoursEvaluation
            {
                State = BusinessHoursState.Closed,
                Reason = new BusinessHoursReason { Kind = BusinessHoursReasonKind.Override },
            },
        });
        schedule.StateAt("9999-12-31T12:00").Should().Be(BusinessHoursState.Closed);
    }

    [Fact]
    public void Evaluate_overrideUntilTheNextChangeOfAConstantSchedule_hasNoEnd()
    {
        ICompiledSchedule schedule = Overridden(Hours.Schedule("UTC"), BusinessHoursOverride.Open, "2026-06-10", null).Compile();

        schedule.StateAt("2026-06-09T23:59:59").Should().Be(BusinessHoursState.Closed);
        schedule.StateAt("2030-01-01").Should().Be(BusinessHoursState.Open);
        Next(schedule, "2026-06-01").Should().Be((Hours.At("2026-06-10"), BusinessHoursState.Open, Hours.At("2026-06-10")));
    }

    [Fact]
    public void Evaluate_overrideThatEndsBeforeItBegins_doesNothing()
    {
        ICompiledSchedule schedule = Overridden(s_office, BusinessHoursOverride.Open, "2026-06-10T22:00", "2026-06-10T20:00").Compile();

        schedule.StateAt("2026-06-10T21:00").Should().Be(BusinessHoursState.Closed);
        schedule.EvaluateWithNext(Hours.At("2026-06-10T19:00")).NextChange.Should().Be(Hours.At("2026-06-11T09:00"));
    }

    private static (DateTimeOffset? At, BusinessHoursState? State, DateTimeOffset? Open) Next(ICompiledSchedule schedule, string at)
    {
        BusinessHoursForecast forecast = schedule.EvaluateWithNext(Hours.At(at));
        return (forecast.NextChange, forecast.NextState, forecast.NextOpen);
    }

    private static BusinessHoursSchedule Overridden(BusinessHoursSchedule schedule, BusinessHoursOverride state, string? since, string? until) =>
        schedule with
        {
            OverrideState = state,
            OverrideSince = since is null ? null : Hours.At(since),
            OverrideUntil = until is null ? null : Hours.At(until),
        };
}
