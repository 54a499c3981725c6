namespace OpBX.BusinessHours;

public sealed class BusinessHoursExceptionTests
{
    private static readonly BusinessHoursSchedule s_always = Hours.Schedule("UTC", Hours.On(Hours.EveryDay, "09:00-17:00"));

    [Fact]
    public void Evaluate_severalExceptionsForADate_theMostParticularOneCounts()
    {
        BusinessHoursException[] byPrecedence =
        [
            Hours.Dated(50, "2026-12-25", "2026-12-25"),
            Hours.Dated(40, "2026-12-24", "2026-12-26"),
            Hours.Dated(30, "2026-12-20", "2026-12-31"),
            Hours.Yearly(20, "12-25", "12-25"),
            Hours.Yearly(11, "12-25", "12-26"),
            Hours.Yearly(10, "12-20", "01-06"),
        ];

        for (int i = 0; i < byPrecedence.Length; i++)
        {
            BusinessHoursEvaluation evaluation = (s_always with { Exceptions = [.. byPrecedence[i..].Reverse()] }).Compile().Evaluate(Hours.At("2026-12-25T12:00"));
            evaluation.State.Should().Be(BusinessHoursState.Holiday);
            evaluation.Reason.Should().Be(new BusinessHoursReason
            {
                Kind = BusinessHoursReasonKind.Exception,
                Id = byPrecedence[i].Id,
                Name = byPrecedence[i].Name,
            });
        }
    }

    [Fact]
    public void Evaluate_equalExceptions_theLowestIdCounts()
    {
        BusinessHoursException[] equals = [Hours.Dated(7, "2026-12-24", "2026-12-26"), Hours.Dated(3, "2026-12-25", "2026-12-27")];

        foreach (BusinessHoursException[] order in new[] { equals, [equals[1], equals[0]] })
        {
            ICompiledSchedule schedule = (s_always with { Exceptions = order }).Compile();
            schedule.Evaluate(Hours.At("2026-12-24T12:00")).Reason.Id.Should().Be(7);
            schedule.Evaluate(Hours.At("2026-12-25T12:00")).Reason.Id.Should().Be(3);
            schedule.Evaluate(Hours.At("2026-12-27T12:00")).Reason.Id.Should().Be(3);
        }
    }

    [Fact]
    public void Evaluate_specialHours_areClosedOutsideThemAndNotAHoliday()
    {
        ICompiledSchedule schedule = (s_always with { Exceptions = [Hours.Dated(1, "2026-12-24", "2026-12-24", "10:00-12:00")] }).Compile();

        schedule.StateAt("2026-12-24T09:30").Should().Be(BusinessHoursState.Closed);
        schedule.StateAt("2026-12-24T11:59").Should().Be(BusinessHoursState.Open);
        schedule.Evaluate(Hours.At("2026-12-24T12:00")).Should().Be(new BusinessHoursEvaluation
        {
            State = BusinessHoursState.Closed,
            Reason = new BusinessHoursReason { Kind = BusinessHoursReasonKind.Exception, Id = 1, Name = "exception 1" },
        });
        schedule.StateAt("2026-12-25T09:30").Should().Be(BusinessHoursState.Open);
    }

    [Fact]
    public void Evaluate_tailOfTheDayBefore_survivesAHolidayUnlessCut()
    {
        BusinessHoursSchedule schedule = Hours.Schedule("UTC", Hours.On(Hours.EveryDay, "22:00-06:00")) with
        {
            Exceptions = [Hours.Dated(1, "2026-06-10", "2026-06-10")],
        };
        ICompiledSchedule survives = schedule.Compile();
        ICompiledSchedule cut = new BusinessHoursEvaluator(OvernightTail.Cut).Compile(schedule, null);

        survives.Evaluate(Hours.At("2026-06-10T05:59:59")).Reason.IsOvernightTail.Should().BeTrue();
        survives.StateAt("2026-06-10T05:59:59").Should().Be(BusinessHoursState.Open);
        survives.StateAt("2026-06-10T06:00").Should().Be(BusinessHoursState.Holiday);
        cut.StateAt("2026-06-10T00:00").Should().Be(BusinessHoursState.Holiday);
        foreach (ICompiledSchedule each in new[] { survives, cut })
        {
            each.StateAt("2026-06-09T23:59:59").Should().Be(BusinessHoursState.Open);
            each.StateAt("2026-06-10T23:00").Should().Be(BusinessHoursState.Holiday, "the range of the holiday itself is replaced");
            each.StateAt("2026-06-11T02:00").Should().Be(BusinessHoursState.Closed, "and so is its tail");
            each.StateAt("2026-06-11T22:00").Should().Be(BusinessHoursState.Open);
        }
    }

    [Fact]
    public void Evaluate_overnightSpecialHours_haveATailOfTheirOwn()
    {
        ICompiledSchedule schedule = (s_always with { Exceptions = [Hours.Yearly(1, "12-31", "12-31", "20:00-03:00"), Hours.Yearly(2, "01-01", "01-01")] }).Compile();

        BusinessHoursForecast forecast = schedule.EvaluateWithNext(Hours.At("2027-01-01T02:59:59"));

        forecast.Now.State.Should().Be(BusinessHoursState.Open);
        forecast.Now.Reason.Should().Be(new BusinessHoursReason { Kind = BusinessHoursReasonKind.Exception, Id = 1, Name = "exception 1", IsOvernightTail = true });
        forecast.NextChange.Should().Be(Hours.At("2027-01-01T03:00"));
        forecast.NextState.Should().Be(BusinessHoursState.Holiday);
    }

    [Theory]
    [InlineData("12-24", "01-02", "2025-12-23", false)]
    [InlineData("12-24", "01-02", "2025-12-24", true)]
    [InlineData("12-24", "01-02", "2025-12-31", true)]
    [InlineData("12-24", "01-02", "2026-01-02", true)]
    [InlineData("12-24", "01-02", "2026-01-03", false)]
    [InlineData("12-24", "01-02", "2026-06-15", false)]
    [InlineData("02-29", "02-29", "2028-02-29", true)]
    [InlineData("02-29", "02-29", "2027-02-28", false)]
    [InlineData("02-29", "02-29", "2027-03-01", false)]
    [InlineData("02-29", "02-29", "2100-03-01", false)]
    [InlineData("02-29", "03-02", "2027-02-28", false)]
    [InlineData("02-29", "03-02", "2027-03-01", true)]
    [InlineData("02-29", "03-02", "2028-02-29", true)]
    [InlineData("02-27", "02-29", "2027-02-28", true)]
    [InlineData("02-27", "02-29", "2027-03-01", false)]
    [InlineData("02-28", "02-28", "2028-02-29", false)]
    [InlineData("03-01", "03-01", "2028-02-29", false)]
    [InlineData("03-01", "03-01", "2028-03-01", true)]
    [InlineData("03-02", "03-01", "2027-08-08", true)]
    public void Evaluate_yearlyException_holdsOnItsDays(string from, string to, string date, bool holds)
    {
        ICompiledSchedule schedule = (s_always with { Exceptions = [Hours.Yearly(1, from, to)] }).Compile();

        schedule.StateAt(date + "T12:00").Should().Be(holds ? BusinessHoursState.Holiday : BusinessHoursState.Open);
    }

    [Fact]
    public void Evaluate_yearlyExceptionWithRealYears_countsMonthAndDayOnly()
    {
        ICompiledSchedule schedule = (s_always with { Exceptions = [Hours.Dated(1, "2026-12-24", "2027-01-02") with { IsYearly = true }] }).Compile();

        schedule.StateAt("2031-01-01T12:00").Should().Be(BusinessHoursState.Holiday);
        schedule.StateAt("2019-12-26T12:00").Should().Be(BusinessHoursState.Holiday);
        schedule.StateAt("2027-01-03T12:00").Should().Be(BusinessHoursState.Open);
    }

    [Fact]
    public void Evaluate_exceptionThatEndsBeforeItStarts_holdsOnNoDay()
    {
        ICompiledSchedule schedule = (s_always with { Exceptions = [Hours.Dated(1, "2026-06-12", "2026-06-08")] }).Compile();

        foreach (string date in new[] { "2026-06-08", "2026-06-10", "2026-06-12" })
            schedule.StateAt(date + "T12:00").Should().Be(BusinessHoursState.Open);
    }

    [Theory]
    [InlineData("2026-06-10T23:00")]
    [InlineData("2026-06-11T01:00")]
    public void EvaluateWithNext_tailOfTheLastException_ends(string at)
    {
        ICompiledSchedule schedule = (Hours.Schedule("UTC") with { Exceptions = [Hours.Dated(1, "2026-06-10", "2026-06-10", "22:00-03:00")] }).Compile();

        schedule.EvaluateWithNext(Hours.At(at)).NextChange.Should().Be(Hours.At("2026-06-11T03:00"));
        schedule.EvaluateWithNext(Hours.At("2026-06-11T03:00")).NextChange.Should().BeNull();
    }

    [Fact]
    public void EvaluateWithNext_runOfSingleHolidays_isPassedAsOne()
    {
        BusinessHoursException[] days = [.. Enumerable.Range(0, 390).Select(static i => Hours.Dated(i, "2026-06-08", "2026-06-08") with
        {
            StartDate = Hours.Date("2026-06-08").AddDays(i),
            EndDate = Hours.Date("2026-06-08").AddDays(i),
        })];
        days[200] = days[200] with { Ranges = [Hours.Range("24:00-00:00")] };
        BusinessHoursForecast forecast = (s_always with { Exceptions = days }).Compile().EvaluateWithNext(Hours.At("2026-06-09T12:00"));

        forecast.NextChange.Should().Be(Hours.At("2026-06-08").AddDays(200));
        forecast.NextState.Should().Be(BusinessHoursState.Closed, "hours that last no time are hours all the same");
        forecast.NextOpen.Should().Be(Hours.At("2026-06-08T09:00").AddDays(390));
    }

    [Fact]
    public void EvaluateWithNext_tailOfAWholeDayIntoARunOfHolidays_endsAtMidnight()
    {
        BusinessHoursSchedule schedule = s_always with
        {
            Exceptions =
            [
                Hours.Dated(1, "2026-06-10", "2026-06-10", "24:00-24:00"),
                Hours.Dated(2, "2026-06-11", "2026-06-11"),
                Hours.Dated(3, "2026-06-12", "2026-06-12"),
                Hours.Dated(4, "2026-06-13", "2026-06-13"),
            ],
        };
        BusinessHoursForecast forecast = schedule.Compile().EvaluateWithNext(Hours.At("2026-06-11T12:00"));

        forecast.Now.State.Should().Be(BusinessHoursState.Open);
        forecast.NextChange.Should().Be(Hours.At("2026-06-12"));
        forecast.NextState.Should().Be(BusinessHoursState.Holiday);
    }

    [Fact]
    public void EvaluateWithNext_leapDayAhead_isFoundWithin400Days()
    {
        BusinessHoursSchedule leap = Hours.Schedule("UTC") with { Exceptions = [Hours.Yearly(1, "02-29", "02-29", "10:00-11:00")] };

        leap.Compile().EvaluateWithNext(Hours.At("2027-01-26T10:00")).NextOpen.Should().Be(Hours.At("2028-02-29T10:00"));
        leap.Compile().EvaluateWithNext(Hours.At("2027-01-25T10:00")).NextOpen.Should().Be(Hours.At("2028-02-29T10:00"), "it is 400 days ahead");
        leap.Compile().EvaluateWithNext(Hours.At("2027-01-25T09:59:59")).NextOpen.Should().BeNull("it is a second too far");
    }

    [Fact]
    public void EvaluateWithNext_thousandsOfExceptions_agreesWithOracle()
    {
        Random random = new(4711);
        BusinessHoursSchedule schedule = s_always with
        {
            Exceptions = [.. Enumerable.Range(1, 4000).Select(id =>
            {
                DateOnly start = Hours.Date("2020-01-01").AddDays(random.Next(6000));
                return new BusinessHoursException
                {
                    Id = id,
                    Name = "day",
                    StartDate = start,
                    EndDate = start.AddDays(random.Next(4) * random.Next(30)),
                    Ranges = random.Next(3) == 0 ? [] : [new TimeRange(new DayTime(random.Next(86_400)), new DayTime(random.Next(86_401)))],
                };
            })],
        };
        ICompiledSchedule compiled = schedule.Compile();
        HoursOracle oracle = new(schedule);

        for (int i = 0; i < 300; i++)
        {
            DateTimeOffset at = Hours.At("2019-06-01").AddSeconds(random.Next(8000) * 86_400L).AddSeconds(random.Next(86_400));
            BusinessHoursForecast forecast = compiled.EvaluateWithNext(at);
            forecast.Now.State.Should().Be(oracle.StateAt(at));
            forecast.NextState.Should().Be(oracle.StateAt(forecast.NextChange!.Value));
            oracle.StateAt(forecast.NextChange.Value.AddTicks(-1)).Should().Be(forecast.Now.State);
        }
    }
}
