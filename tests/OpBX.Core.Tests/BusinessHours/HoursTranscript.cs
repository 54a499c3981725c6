using System.Text;

namespace OpBX.BusinessHours;

/// <summary>
/// Everything the case file asks, answered as text. The test assembly writes it when it is started as a program, so that a test can
/// compare it with what the same code says in another environment.
/// </summary>
internal static class HoursTranscript
{
    public const string NoSystemZones = "no zones from the system";

    public static int Main()
    {
        Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        Console.Out.Write(SystemHasZones() ? "zones from the system\n" : NoSystemZones + "\n");
        Console.Out.Write(Write());
        return 0;
    }

    public static string Write()
    {
        StringBuilder text = new();
        BusinessHoursEvaluator evaluator = new();
        text.Append(evaluator.TimeZoneDataVersion).Append('\n');
        foreach (HoursCase @case in HoursCase.All)
        {
            BusinessHoursForecast forecast = new BusinessHoursEvaluator(@case.OvernightTail).Compile(@case.Schedule, null).EvaluateWithNext(@case.At);
            Line(@case.Id, forecast.Now.State, forecast.NextChange?.UtcTicks, forecast.NextState, forecast.NextOpen?.UtcTicks);
        }

        foreach (ZoneCase zone in HoursCase.Zones)
        {
            ICompiledSchedule schedule = evaluator.Compile(Hours.Schedule(zone.Input), "Asia/Tokyo");
            Line(zone.Input, schedule.TimeZoneId, schedule.ZoneDegraded, null, null);
            foreach (DateTimeOffset instant in zone.Offsets.Keys)
                Line(zone.Input, instant.UtcTicks, schedule.UtcOffsetAt(instant).Ticks, null, null);
        }

        return text.ToString();

        void Line(object a, object b, object? c, object? d, object? e) => text.Append(a).Append('|').Append(b).Append('|').Append(c).Append('|').Append(d).Append('|').Append(e).Append('\n');
    }

    private static bool SystemHasZones() => TimeZoneInfo.TryFindSystemTimeZoneById("America/New_York", out _);
}
