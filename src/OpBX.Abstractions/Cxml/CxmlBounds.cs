namespace OpBX.Cxml;

/// <summary>Brings attribute values into the range that CXML allows, without ever throwing.</summary>
internal static class CxmlBounds
{
    private const double LongestSeconds = 86_400;

    public static int? AtLeast(int? value, int least) => value < least ? least : value;

    public static int? Between(int? value, int least, int most) => value is { } given ? Math.Clamp(given, least, most) : null;

    /// <summary>Seconds with millisecond resolution, at most a day; not a number means not set.</summary>
    public static double? Seconds(double? value, double least) => Rounded(value, least, LongestSeconds);

    public static double? Rounded(double? value, double least, double most) =>
        value is { } given && !double.IsNaN(given) ? Math.Round(Math.Clamp(given, least, most), 3) : null;

    /// <summary>The keys of <paramref name="value"/> that a key set may hold.</summary>
    public static string? Keys(string? value, string allowed)
    {
        if (value is null || value.AsSpan().IndexOfAnyExcept(allowed) < 0)
            return value;
        return string.Concat(value.Where(allowed.Contains));
    }

    /// <summary>As <see cref="Keys"/>, where an empty set is not allowed and so means not set.</summary>
    public static string? SomeKeys(string? value, string allowed) => Keys(value, allowed) is { Length: > 0 } keys ? keys : null;

    public const string DialKeys = "0123456789*#";

    public const string PlayKeys = "0123456789w";
}
