using System.Globalization;
using System.Text.Json;

namespace OpBX.BusinessHours;

/// <summary>One case of tests/contract/cases/business-hours.json, turned into a schedule.</summary>
internal sealed record HoursCase
{
    private static readonly Lazy<JsonDocument> s_file = new(static () =>
        JsonDocument.Parse(File.ReadAllText(Path.Combine(FindRoot(), "tests", "contract", "cases", "business-hours.json"))));

    public required string Id { get; init; }

    public required BusinessHoursSchedule Schedule { get; init; }

    public required OvernightTail OvernightTail { get; init; }

    public required DateTimeOffset At { get; init; }

    public required DateTimeOffset AtLocal { get; init; }

    public required BusinessHoursState State { get; init; }

    public DateTimeOffset? NextChange { get; init; }

    public DateTimeOffset? NextChangeLocal { get; init; }

    public BusinessHoursState? NextState { get; init; }

    public DateTimeOffset? NextOpen { get; init; }

    public static string RepositoryRoot { get; } = FindRoot();

    public static IReadOnlyList<HoursCase> All { get; } =
        [.. s_file.Value.RootElement.GetProperty("cases").EnumerateArray().Select(Read)];

    public static IReadOnlyList<ZoneCase> Zones { get; } =
        [.. s_file.Value.RootElement.GetProperty("timezone_cases").EnumerateArray().Select(ZoneCase.Read)];

    public override string ToString() => Id;

    private static string FindRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "OpBX.sln")))
                return folder.FullName;
        }

        throw new FileNotFoundException("OpBX.sln is in no folder above the tests.");
    }

    private static HoursCase Read(JsonElement json)
    {
        JsonElement schedule = json.GetProperty("schedule");
        JsonElement expected = json.GetProperty("expected");
        string tail = schedule.TryGetProperty("policy", out JsonElement policy)
            ? policy.GetProperty("overnightTail").GetString()!
            : "survive";
        return new HoursCase
        {
            Id = json.GetProperty("id").GetString()!,
            Schedule = ReadSchedule(schedule),
            OvernightTail = tail switch
            {
                "survive" => OvernightTail.Survives,
                "cut" => OvernightTail.Cut,
                _ => throw new FormatException(tail),
            },
            At = ReadInstant(json, "at_utc")!.Value,
            AtLocal = ReadInstant(json, "at_local")!.Value,
            State = ReadState(expected.GetProperty("state"))!.Value,
            NextChange = ReadInstant(expected, "next_change_utc"),
            NextChangeLocal = ReadInstant(expected, "next_change_local"),
            NextState = ReadState(expected.GetProperty("next_state")),
            NextOpen = ReadInstant(expected, "next_open_utc"),
        };
    }

    private static BusinessHoursSchedule ReadSchedule(JsonElement json)
    {
        foreach (JsonProperty member in json.EnumerateObject())
            member.Name.Should().BeOneOf("timezone", "weekly", "exceptions", "overrides", "policy");

        List<BusinessHoursRule> rules = [];
        foreach (JsonProperty day in json.GetProperty("weekly").EnumerateObject())
        {
            foreach (TimeRange range in ReadRanges(day.Value))
            {
                rules.Add(new BusinessHoursRule
                {
                    Id = rules.Count + 1,
                    DayOfWeek = Enum.Parse<DayOfWeek>(day.Name, ignoreCase: true),
                    Start = range.Start,
                    End = range.End,
                });
            }
        }

        JsonElement? @override = null;
        if (json.TryGetProperty("overrides", out JsonElement overrides))
            @override = overrides.EnumerateArray().Single();

        return new BusinessHoursSchedule
        {
            Id = 1,
            Name = "case",
            TimeZone = json.GetProperty("timezone").GetString(),
            Rules = rules,
            Exceptions = json.TryGetProperty("exceptions", out JsonElement exceptions)
                ? [.. exceptions.EnumerateArray().Select(ReadException)]
                : [],
            OverrideState = @override is { } o ? Enum.Parse<BusinessHoursOverride>(o.GetProperty("state").GetString()!, ignoreCase: true) : null,
            OverrideSince = @override is { } from ? ReadInstant(from, "from") : null,
            OverrideUntil = @override is { } until ? ReadInstant(until, "until") : null,
        };
    }

    private static BusinessHoursException ReadException(JsonElement json, int index)
    {
        string from = json.TryGetProperty("date", out JsonElement date) ? date.GetString()! : json.GetProperty("from").GetString()!;
        string to = json.TryGetProperty("to", out JsonElement last) ? last.GetString()! : from;
        bool isYearly = from.Length == 5;
        return new BusinessHoursException
        {
            Id = index + 1,
            Name = json.GetProperty("name").GetString()!,
            StartDate = ReadDate(isYearly ? "2000-" + from : from),
            EndDate = ReadDate(isYearly ? "2000-" + to : to),
            IsYearly = isYearly,
            Ranges = [.. ReadRanges(json.GetProperty("hours"))],
        };
    }

    private static DateOnly ReadDate(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static IEnumerable<TimeRange> ReadRanges(JsonElement json) =>
        json.EnumerateArray().Select(pair => new TimeRange(DayTime.Parse(pair[0].GetString()!), DayTime.Parse(pair[1].GetString()!)));

    private static DateTimeOffset? ReadInstant(JsonElement json, string name) =>
        json.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? value.GetDateTimeOffset() : null;

    private static BusinessHoursState? ReadState(JsonElement json) =>
        json.ValueKind == JsonValueKind.Null ? null : Enum.Parse<BusinessHoursState>(json.GetString()!, ignoreCase: true);
}

/// <summary>One zone case of the same file.</summary>
internal sealed record ZoneCase(string Input, string Kind, string? ResolvesTo, IReadOnlyDictionary<DateTimeOffset, TimeSpan> Offsets)
{
    public override string ToString() => Input;

    public static ZoneCase Read(JsonElement json) => new(
        json.GetProperty("input").GetString()!,
        json.GetProperty("kind").GetString()!,
        json.TryGetProperty("resolves_to", out JsonElement id) ? id.GetString() : null,
        json.TryGetProperty("utc_offset", out JsonElement offsets)
            ? offsets.EnumerateObject().ToDictionary(
                static entry => DateTimeOffset.Parse(entry.Name, CultureInfo.InvariantCulture),
                static entry => TimeSpan.Parse(entry.Value.GetString()!.TrimStart('+'), CultureInfo.InvariantCulture))
            : new Dictionary<DateTimeOffset, TimeSpan>());
}
