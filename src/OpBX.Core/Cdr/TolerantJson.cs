using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace OpBX.Cdr;

/// <summary>
/// Reads what the platform sends whatever its types: numbers as text and text as numbers, null and missing alike, names in
/// any letter case and with any separators. Nothing here throws for a body that <see cref="DeliveredBody"/> has let pass.
/// </summary>
internal static class TolerantJson
{
    private const long LastMillisecond = 253_402_300_799_999;

    /// <summary>The member of that name; null when it is missing or null, or when there is no object.</summary>
    public static JsonElement? Get(JsonElement? container, string name)
    {
        if (container is not { ValueKind: JsonValueKind.Object } json) return null;
        if (json.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null) return value;
        foreach (JsonProperty property in json.EnumerateObject())
        {
            if (property.Value.ValueKind != JsonValueKind.Null && IsSameName(JsonMarshal.GetRawUtf8PropertyName(property), name)) return property.Value;
        }
        return null;
    }

    /// <summary>The member as an object; otherwise null.</summary>
    public static JsonElement? Object(JsonElement? container, string name)
        => Get(container, name) is { ValueKind: JsonValueKind.Object } value ? value : null;

    /// <summary>The member as text without surrounding white space: texts, and numbers in their JSON spelling; blank = null.</summary>
    public static string? Text(JsonElement? container, string name) => Text(Get(container, name));

    /// <summary>A value as text.</summary>
    public static string? Text(JsonElement? value)
    {
        string? text = value?.ValueKind switch
        {
            JsonValueKind.String => value.Value.GetString()?.Trim(),
            JsonValueKind.Number => value.Value.GetRawText(),
            _ => null,
        };
        return string.IsNullOrEmpty(text) ? null : text;
    }

    /// <summary>As <see cref="Text(JsonElement?, string)"/>, but a text that is there and blank is empty: a caller who is withheld (rule N4).</summary>
    public static string? Said(JsonElement? container, string name)
        => Get(container, name) is not { } value ? null : Text(value) ?? (value.ValueKind == JsonValueKind.String ? "" : null);

    /// <summary>The first of two texts, one that says something before one that is empty.</summary>
    public static string? First(string? text, string? other) => string.IsNullOrEmpty(text) ? (string.IsNullOrEmpty(other) ? text ?? other : other) : text;

    /// <summary>The member as a list of texts; a single text is a list of one.</summary>
    public static IReadOnlyList<string> Texts(JsonElement? container, string name, int limit)
    {
        if (Get(container, name) is not { } value) return [];
        if (value.ValueKind != JsonValueKind.Array) return Text(value) is { } single ? [single] : [];
        var texts = new List<string>();
        foreach (JsonElement item in value.EnumerateArray())
        {
            if (texts.Count == limit) break;
            if (Text(item) is { } text) texts.Add(text);
        }
        return texts;
    }

    /// <summary>The member as an amount; null also for <c>NaN</c> and what no <see cref="decimal"/> holds.</summary>
    public static decimal? Amount(JsonElement? container, string name) => Amount(Get(container, name));

    /// <summary>The member as whole seconds, 0 to <see cref="int.MaxValue"/>, fractions cut; otherwise null.</summary>
    public static int? Seconds(JsonElement? container, string name)
        => Amount(Get(container, name)) is { } amount and >= 0 and <= int.MaxValue ? (int)amount : null;

    /// <summary>
    /// The member as an instant: a number (or numeric text) of units since 1970, or an ISO 8601 text, UTC unless it says
    /// otherwise. 0, and what lies before 1970 or after 9999, is none.
    /// </summary>
    /// <param name="container">The object.</param>
    /// <param name="name">The name.</param>
    /// <param name="unitsPerSecond">1000 for milliseconds, 1 for seconds.</param>
    public static DateTimeOffset? Time(JsonElement? container, string name, int unitsPerSecond)
    {
        if (Get(container, name) is not { } value) return null;
        if (Amount(value) is { } amount)
        {
            decimal last = (decimal)LastMillisecond * unitsPerSecond / 1000;
            if (amount <= 0 || amount > last) return null;
            long milliseconds = (long)(amount * 1000 / unitsPerSecond);
            return milliseconds is > 0 and <= LastMillisecond ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) : null;
        }
        return value.ValueKind == JsonValueKind.String ? IsoTime(value.GetString()) : null;
    }

    private static decimal? Amount(JsonElement? value)
    {
        switch (value?.ValueKind)
        {
            case JsonValueKind.Number:
                return value.Value.TryGetDecimal(out decimal number) ? number : null;
            case JsonValueKind.String:
                string? text = value.Value.GetString();
                return text is { Length: > 0 and <= 64 } && decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal parsed) ? parsed : null;
            default:
                return null;
        }
    }

    private static DateTimeOffset? IsoTime(string? text)
    {
        text = text?.Trim();
        // Only dates with a year first: anything looser reads the current day or a culture into the text.
        if (text is not { Length: >= 10 and <= 40 } || text[4] != '-' || text.AsSpan(0, 4).ContainsAnyExceptInRange('0', '9')) return null;
        const DateTimeStyles Styles = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        if (!DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, Styles, out DateTimeOffset time)) return null;
        long milliseconds = time.ToUnixTimeMilliseconds();
        return milliseconds is > 0 and <= LastMillisecond ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) : null;
    }

    private static bool IsSameName(ReadOnlySpan<byte> utf8Name, string name)
    {
        int at = 0;
        foreach (byte b in utf8Name)
        {
            if (b is (byte)'_' or (byte)'-' or (byte)' ') continue;
            while (at < name.Length && name[at] is '_' or '-') at++;
            if (at == name.Length || char.ToLowerInvariant((char)b) != char.ToLowerInvariant(name[at])) return false;
            at++;
        }
        return at == name.Length;
    }
}
