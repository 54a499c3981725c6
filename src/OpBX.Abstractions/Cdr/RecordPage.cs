using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace OpBX.Cdr;

/// <summary>One page of a query (rule C8).</summary>
/// <typeparam name="T">The row.</typeparam>
/// <param name="Items">The rows, at most as many as were asked for.</param>
/// <param name="Next">What the query for the next page names as its cursor; null = this is the last page.</param>
public sealed record RecordPage<T>(IReadOnlyList<T> Items, RecordCursor? Next)
    where T : class;

/// <summary>
/// Where a page ended: the last row's value of the sort column and its id. Rows that come or go between two pages move no
/// other row to or past the cursor. To callers it is opaque; <see cref="ToString"/> fits an address.
/// </summary>
/// <param name="Value">
/// The value of the sort column as a whole number: microseconds since 1970 of a time, seconds of a duration, millionths of a
/// cost; <see cref="long.MinValue"/> where the column is empty: empty is the least.
/// </param>
/// <param name="Id">The row's id: what decides between equal values.</param>
/// <param name="IsArchived">Whether the row was read from the archive, whose rows follow in a second stretch.</param>
public readonly record struct RecordCursor(long Value, long Id, bool IsArchived = false)
{
    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    /// <param name="text">The text; may come from outside.</param>
    /// <param name="cursor">The cursor.</param>
    /// <returns>Whether the text is a cursor.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, out RecordCursor cursor)
    {
        cursor = default;
        if (text is not { Length: > 2 and <= 48 } || text[0] is not ('r' or 'a')) return false;
        int separator = text.IndexOf('_', StringComparison.Ordinal);
        if (separator < 0) return false;
        if (!long.TryParse(text.AsSpan(1, separator - 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value)) return false;
        if (!long.TryParse(text.AsSpan(separator + 1), NumberStyles.None, CultureInfo.InvariantCulture, out long id)) return false;
        cursor = new RecordCursor(value, id, text[0] == 'a');
        return true;
    }

    /// <summary>The cursor as a short text of letters, digits, <c>_</c> and <c>-</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{(IsArchived ? 'a' : 'r')}{Value}_{Id}");

    /// <summary>The value of a time column.</summary>
    public static long ValueOf(DateTimeOffset? time) => time is { } t ? (t.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond : long.MinValue;

    /// <summary>The value of a column of seconds.</summary>
    public static long ValueOf(int? seconds) => seconds ?? long.MinValue;

    /// <summary>The value of a cost column, of six decimals.</summary>
    public static long ValueOf(decimal? cost) => cost is { } c ? (long)(c * 1_000_000m) : long.MinValue;
}
