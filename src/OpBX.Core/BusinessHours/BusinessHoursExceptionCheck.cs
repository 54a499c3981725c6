namespace OpBX.BusinessHours;

/// <summary>The part of the validation that looks at exceptions.</summary>
internal static class BusinessHoursExceptionCheck
{
    public static void Check(Findings findings, IReadOnlyList<BusinessHoursException> exceptions)
    {
        if (exceptions.Count > BusinessHoursValidator.MaxExceptions)
            findings.Error(BusinessHoursFaultCodes.TooManyExceptions, BusinessHoursValidator.Text($"A schedule has at most {BusinessHoursValidator.MaxExceptions} exceptions."), "exceptions");

        List<Span> spans = new(exceptions.Count);
        for (int i = 0; i < exceptions.Count; i++)
        {
            if (exceptions[i] is not { } exception)
                continue;

            string path = BusinessHoursValidator.Text($"exceptions[{i}]");
            BusinessHoursValidator.CheckName(findings, exception.Name, path + ".name");
            CheckDates(findings, exception, path, spans);
            CheckRanges(findings, exception, path);
        }

        CheckTies(findings, spans);
    }

    private static void CheckDates(Findings findings, BusinessHoursException exception, string path, List<Span> spans)
    {
        DateOnly start = exception.StartDate;
        DateOnly end = exception.EndDate;
        if (!exception.IsYearly)
        {
            if (end < start)
                findings.Error(BusinessHoursFaultCodes.ExceptionEndsBeforeStart, "The last date is before the first.", path + ".endDate");
            else
                spans.Add(new Span(false, start.DayNumber, end.DayNumber - start.DayNumber, path));

            return;
        }

        int first = YearDay.Of(start);
        int last = YearDay.Of(end);
        if (end.Year - start.Year > 1 || (end.Year - start.Year == 1 && last >= first))
            findings.Warn(BusinessHoursFaultCodes.ExceptionYearsIgnored, "A yearly exception covers at most a year: only month and day of its dates count.", path + ".endDate");

        if (first == YearDay.LeapDay && last == YearDay.LeapDay)
            findings.Warn(BusinessHoursFaultCodes.ExceptionLeapDay, "29 February comes in leap years only.", path + ".startDate");

        spans.Add(new Span(true, first, (last - first + YearDay.Count) % YearDay.Count, path));
    }

    private static void CheckRanges(Findings findings, BusinessHoursException exception, string path)
    {
        IReadOnlyList<TimeRange> ranges = exception.Ranges ?? [];
        if (ranges.Count > BusinessHoursValidator.MaxRangesPerException)
            findings.Error(BusinessHoursFaultCodes.TooManyRanges, BusinessHoursValidator.Text($"An exception has at most {BusinessHoursValidator.MaxRangesPerException} ranges."), path + ".ranges");

        List<(TimeRange Range, string Path)> all = new(ranges.Count);
        for (int i = 0; i < ranges.Count; i++)
        {
            string rangePath = BusinessHoursValidator.Text($"{path}.ranges[{i}]");
            BusinessHoursValidator.CheckRange(findings, ranges[i].Start, ranges[i].End, rangePath);
            all.Add((ranges[i], rangePath));
        }

        BusinessHoursValidator.CheckOverlaps(findings, all);
    }

    // Of exceptions that are equally long the one with the lower id counts, which nobody sees on a screen.
    private static void CheckTies(Findings findings, List<Span> spans)
    {
        foreach (var equals in spans.GroupBy(static span => (span.IsYearly, span.Extra)))
        {
            Span[] ordered = [.. equals.OrderBy(static span => span.First)];
            for (int i = 1; i < ordered.Length; i++)
            {
                if (ordered[i].First <= ordered[i - 1].First + equals.Key.Extra)
                    Report(findings, ordered[i]);
            }

            bool spansNewYear = equals.Key.IsYearly && ordered.Length > 1
                && ordered[0].First + YearDay.Count <= ordered[^1].First + equals.Key.Extra;
            if (spansNewYear)
                Report(findings, ordered[0]);
        }
    }

    private static void Report(Findings findings, Span span) =>
        findings.Warn(BusinessHoursFaultCodes.ExceptionTie, "Another exception of the same length holds on the same date; the one with the lower id counts.", span.Path);

    /// <summary>The days of an exception: the first, and how many follow it.</summary>
    private readonly record struct Span(bool IsYearly, int First, int Extra, string Path);
}
