using System.Buffers;
using System.Text;

namespace OpBX.Cdr;

/// <summary>Finds credentials in names and texts (rule C5).</summary>
internal static class CredentialText
{
    // A platform key: two fixed letters and 32 more characters.
    private const string KeyStart = "XI";
    private const int KeyLength = 34;

    private static readonly SearchValues<char> ValueEnd = SearchValues.Create("&;\"'<> \t\r\n#,)");
    private static readonly SearchValues<char> AuthorityEnd = SearchValues.Create("/?#\"'<> \t\r\n");

    /// <summary>Whether a name is that of a credential. <c>token</c> alone is not: the session token is the key of every record.</summary>
    /// <param name="name">The name as it is spelled.</param>
    /// <param name="letters">Its <see cref="Letters"/>.</param>
    public static bool IsCredentialName(ReadOnlySpan<char> name, ReadOnlySpan<char> letters)
        => IsCredential(letters) || (EndsInKey(name) && !letters.EndsWith("finishonkey") && !letters.EndsWith("publickey"));

    /// <summary>Whether a text is worth a closer look.</summary>
    public static bool MayHold(ReadOnlySpan<byte> utf8)
        => utf8.Length >= 5
            && (utf8.Contains((byte)'=') || utf8.IndexOf("://"u8) >= 0 || utf8.IndexOf("XI"u8) >= 0 || utf8.IndexOf("earer"u8) >= 0 || utf8.IndexOf("EARER"u8) >= 0);

    /// <summary>The text with its credentials masked; the same instance when it has none. Takes time linear in the length.</summary>
    public static string Mask(string text)
    {
        List<Range>? found = null;
        FindBearers(text, ref found);
        FindKeys(text, ref found);
        FindUserInfo(text, ref found);
        FindParameters(text, ref found);
        if (found is null) return text;
        found.Sort(static (a, b) => a.Start.Value.CompareTo(b.Start.Value));
        var masked = new StringBuilder(text.Length);
        int done = 0;
        foreach (Range range in found)
        {
            if (range.Start.Value >= done) masked.Append(text, done, range.Start.Value - done).Append(CredentialMask.Masked);
            done = Math.Max(done, range.End.Value);
        }
        return masked.Append(text, done, text.Length - done).ToString();
    }

    private static void FindBearers(string text, ref List<Range>? found)
    {
        int at = 0;
        while ((at = text.IndexOf("bearer", at, StringComparison.OrdinalIgnoreCase)) >= 0)
        {
            int start = at += "bearer".Length;
            while (at < text.Length && text[at] is ' ' or ':' or '=' or '\t' or '+') at++;
            int from = at;
            while (at < text.Length && IsTokenCharacter(text[at])) at++;
            if (from > start && at > from) (found ??= []).Add(from..at);
        }
    }

    private static void FindKeys(string text, ref List<Range>? found)
    {
        int at = 0;
        while ((at = text.IndexOf(KeyStart, at, StringComparison.Ordinal)) >= 0)
        {
            int from = at;
            while (at < text.Length && char.IsAsciiLetterOrDigit(text[at])) at++;
            bool startsWord = from == 0 || !char.IsAsciiLetterOrDigit(text[from - 1]);
            if (startsWord && at - from == KeyLength) (found ??= []).Add(from..at);
        }
    }

    private static void FindUserInfo(string text, ref List<Range>? found)
    {
        int at = 0;
        while ((at = text.IndexOf("://", at, StringComparison.Ordinal)) >= 0)
        {
            at += 3;
            int length = text.AsSpan(at).IndexOfAny(AuthorityEnd);
            ReadOnlySpan<char> authority = length < 0 ? text.AsSpan(at) : text.AsSpan(at, length);
            int sign = authority.LastIndexOf('@');
            if (sign > 0) (found ??= []).Add(at..(at + sign));
            at += authority.Length;
        }
    }

    private static void FindParameters(string text, ref List<Range>? found)
    {
        int at = 0;
        while ((at = text.IndexOf('=', at)) >= 0)
        {
            int start = at;
            while (start > 0 && (char.IsAsciiLetterOrDigit(text[start - 1]) || text[start - 1] is '_' or '-')) start--;
            at++;
            bool isParameter = start > 0 && text[start - 1] is '?' or '&' or ';' or '#';
            if (!isParameter || !IsSecretParameter(text.AsSpan(start, at - 1 - start))) continue;
            int length = text.AsSpan(at).IndexOfAny(ValueEnd);
            int to = length < 0 ? text.Length : at + length;
            if (to > at) (found ??= []).Add(at..to);
            at = to;
        }
    }

    private static bool IsSecretParameter(ReadOnlySpan<char> name)
    {
        Span<char> buffer = stackalloc char[48];
        ReadOnlySpan<char> letters = Letters(name, buffer);
        return letters is "token" or "sig" or "code" || IsCredentialName(name, letters);
    }

    private static bool IsCredential(ReadOnlySpan<char> letters)
        => letters is "passwd" or "cookie" or "setcookie" or "authtoken" or "apitoken" or "accesstoken" or "refreshtoken"
            || letters.StartsWith("bearer") || letters.EndsWith("bearer")
            || letters.EndsWith("apikey") || letters.EndsWith("apikeys") || letters.EndsWith("password") || letters.EndsWith("passwords")
            || letters.EndsWith("secret") || letters.EndsWith("secrets") || letters.EndsWith("secretkey") || letters.EndsWith("authorization")
            || letters.EndsWith("signature") || letters.EndsWith("servicetoken") || letters.EndsWith("privatekey") || letters.EndsWith("accesskey")
            || letters.EndsWith("authkey") || letters.EndsWith("requestskey") || letters.EndsWith("credential") || letters.EndsWith("credentials");

    // The last word is «key» or «keys», as in cdr_key and encryptionKey, but not in monkey.
    private static bool EndsInKey(ReadOnlySpan<char> name)
    {
        if (name.EndsWith("s", StringComparison.OrdinalIgnoreCase)) name = name[..^1];
        if (!name.EndsWith("key", StringComparison.OrdinalIgnoreCase)) return false;
        if (name.Length == 3) return true;
        char before = name[^4];
        return !char.IsAsciiLetterOrDigit(before) || (name[^3] == 'K' && !char.IsAsciiLetterUpper(before));
    }

    /// <summary>The letters and digits of a name in lower case; of a long name, the last ones.</summary>
    public static ReadOnlySpan<char> Letters(ReadOnlySpan<char> name, Span<char> buffer)
    {
        int at = buffer.Length;
        for (int i = name.Length - 1; i >= 0 && at > 0; i--)
        {
            if (char.IsAsciiLetterOrDigit(name[i])) buffer[--at] = char.ToLowerInvariant(name[i]);
        }
        return buffer[at..];
    }

    private static bool IsTokenCharacter(char c) => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_' or '~' or '+' or '/' or '=' or '%';
}
