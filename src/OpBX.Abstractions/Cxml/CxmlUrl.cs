using System.Buffers;
using System.Text;

namespace OpBX.Cxml;

/// <summary>A URL in a CXML document: absolute, or relative to the base address that the writer is given ([H7]). The default value means «not set»: the attribute is not written.</summary>
/// <remarks>A relative value is appended to the base address, with one <c>/</c> between: with the base <c>https://pbx.example.com/api</c> the value <c>/voice/continue?at=x</c> is written as <c>https://pbx.example.com/api/voice/continue?at=x</c>. A value is absolute when it starts with a scheme and a colon.</remarks>
public readonly struct CxmlUrl : IEquatable<CxmlUrl>
{
    private readonly object? _value;

    /// <summary>Makes a URL from text; an empty text or <see langword="null"/> is «not set».</summary>
    /// <param name="url">An absolute or relative URL, as it is meant: not escaped for XML.</param>
    public CxmlUrl(string? url) => _value = string.IsNullOrEmpty(url) ? null : url;

    /// <summary>Makes a URL from a <see cref="Uri"/>; <see langword="null"/> is «not set».</summary>
    /// <param name="url">An absolute or relative URL.</param>
    public CxmlUrl(Uri? url)
        : this(url is { IsAbsoluteUri: true } ? url.AbsoluteUri : url?.OriginalString)
    {
    }

    private CxmlUrl(IUtf8SpanFormattable url) => _value = url;

    /// <summary>Makes a relative URL from something that formats itself as UTF-8; it is formatted into the document each time that is written, without a string in between.</summary>
    /// <param name="url">What formats itself as the relative URL, for instance <c>/voice/continue?at=x&amp;hops=2</c>, unescaped for XML; it must give the same text each time.</param>
    /// <returns>The URL.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="url"/> is <see langword="null"/>.</exception>
    public static CxmlUrl Relative(IUtf8SpanFormattable url)
    {
        ArgumentNullException.ThrowIfNull(url);
        return new CxmlUrl(url);
    }

    /// <summary>Whether there is a URL; <see langword="false"/> for the default value, which is not written.</summary>
    public bool IsSet => _value is not null;

    /// <summary>The URL in full, as it was given; empty when it is not set. May hold a signature in its query: do not log it ([H8]); <see cref="ToString"/> leaves the query out.</summary>
    public string Value => _value switch
    {
        null => "",
        string text => text,
        _ => Format((IUtf8SpanFormattable)_value),
    };

    internal object? Raw => _value;

    /// <summary>Makes a URL from text; an empty text or <see langword="null"/> is «not set».</summary>
    /// <param name="url">An absolute or relative URL.</param>
    public static implicit operator CxmlUrl(string? url) => new(url);

    /// <summary>Makes a URL from a <see cref="Uri"/>; <see langword="null"/> is «not set».</summary>
    /// <param name="url">An absolute or relative URL.</param>
    public static implicit operator CxmlUrl(Uri? url) => new(url);

    /// <summary>Whether both are the same text, or the same formattable value.</summary>
    /// <param name="left">One URL.</param>
    /// <param name="right">Another.</param>
    /// <returns><see langword="true"/> when equal.</returns>
    public static bool operator ==(CxmlUrl left, CxmlUrl right) => left.Equals(right);

    /// <summary>Whether the two differ.</summary>
    /// <param name="left">One URL.</param>
    /// <param name="right">Another.</param>
    /// <returns><see langword="true"/> when they differ.</returns>
    public static bool operator !=(CxmlUrl left, CxmlUrl right) => !left.Equals(right);

    /// <inheritdoc/>
    public bool Equals(CxmlUrl other) => Equals(_value, other._value);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is CxmlUrl other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => _value?.GetHashCode() ?? 0;

    /// <summary>The URL without its query and user information, which may be secret ([H8]); <see cref="Value"/> has all of it.</summary>
    public override string ToString() => Redacted(Value);

    internal static string Redacted(string url)
    {
        var end = url.AsSpan().IndexOfAny('?', '#');
        var text = end < 0 ? url : string.Concat(url.AsSpan(0, end + 1), "…");
        var authority = text.IndexOf("://", StringComparison.Ordinal) + 3;
        if (authority < 3)
            return text;
        var rest = text.AsSpan(authority);
        var slash = rest.IndexOfAny('/', '?');
        var at = (slash < 0 ? rest : rest[..slash]).LastIndexOf('@');
        return at < 0 ? text : string.Concat(text.AsSpan(0, authority), "…", rest[at..]);
    }

    private static string Format(IUtf8SpanFormattable url)
    {
        for (var size = 512; ; size *= 4)
        {
            var buffer = ArrayPool<byte>.Shared.Rent(size);
            try
            {
                if (url.TryFormat(buffer, out var written, default, null))
                    return Encoding.UTF8.GetString(buffer, 0, written);
                if (size > 1 << 20)
                    return "";
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }
        }
    }
}
