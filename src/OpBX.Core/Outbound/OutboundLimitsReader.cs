using OpBX.Tenants;

namespace OpBX.Outbound;

/// <summary>Reads the limits of rule O4 from <c>organizations.settings</c> and <c>extensions.configuration</c>.</summary>
internal static class OutboundLimitsReader
{
    /// <summary>The longest call without <c>max_call_minutes</c>, in minutes.</summary>
    public const int DefaultMaxCallMinutes = 240;

    private const int MostCalls = 1_000_000;
    private const int MostMinutes = 100_000_000;
    private const int MinutesOfADay = 1_440;

    /// <summary>
    /// Reads the member <c>limits</c>: <c>concurrent</c> and <c>per_minute</c> from 0 to 1,000,000, <c>minutes_per_day</c>
    /// from 0 to 100,000,000. 0 lets nothing through. What is missing or outside limits nothing.
    /// </summary>
    public static OutboundLimits ReadLimits(JsonSettings settings)
    {
        if (settings.GetObject("limits") is not { } limits) return OutboundLimits.None;
        return new OutboundLimits(
            limits.GetInt32("concurrent", 0, MostCalls),
            limits.GetInt32("per_minute", 0, MostCalls),
            limits.GetInt32("minutes_per_day", 0, MostMinutes));
    }

    /// <summary>Reads <c>settings.max_call_minutes</c>, 1 to 1440, and gives seconds.</summary>
    public static int ReadMaxCallSeconds(JsonSettings settings)
        => (settings.GetInt32("max_call_minutes", 1, MinutesOfADay) ?? DefaultMaxCallMinutes) * 60;
}
