using System.Security.Cryptography;
using System.Text;

namespace OpBX.Cdr;

/// <summary>Makes texts fit their columns, so that no record fails for length (rules N5, C5, Q3).</summary>
internal static class ColumnText
{
    /// <summary>Length of <c>from_number</c>, <c>to_number</c> and the like.</summary>
    public const int NumberLength = 20;

    /// <summary>Length of <c>call_id</c>, <c>session_id</c> and <c>event_id</c>.</summary>
    public const int KeyLength = 100;

    /// <summary>Length of <c>recording_url</c>.</summary>
    public const int UrlLength = 500;

    /// <summary>The text without control characters, cut to a length.</summary>
    public static string Cut(string? text, int length)
    {
        if (string.IsNullOrEmpty(text)) return "";
        if (text.Any(char.IsControl)) text = string.Concat(text.Where(static c => !char.IsControl(c)));
        if (text.Length <= length) return text;
        // A character of two units is not cut in half.
        return text[..(char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)];
    }

    /// <summary>The text as a key: one that is too long keeps its start and ends in a hash of the whole, so that it stays unique.</summary>
    public static string Key(string text)
    {
        string clean = Cut(text, int.MaxValue);
        if (clean.Length <= KeyLength && clean.Length == text.Length) return text;
        string hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 16));
        return Cut(clean, KeyLength - hash.Length - 1) + "~" + hash;
    }

    /// <summary>The text when it is an http or https address of at most that length; otherwise null, for half an address leads nowhere.</summary>
    public static string? Url(string? text, int length)
        => text is not null && text.Length <= length && Uri.TryCreate(text, UriKind.Absolute, out Uri? uri)
            && (uri.Scheme == Uri.UriSchemeHttps || uri.Scheme == Uri.UriSchemeHttp) ? text : null;
}
