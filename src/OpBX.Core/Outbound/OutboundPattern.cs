using OpBX.Numbers;

namespace OpBX.Outbound;

/// <summary>Reads the patterns of exact and prefix rules: their digits, whatever the punctuation (rule O2).</summary>
internal static class OutboundPattern
{
    /// <summary>The longest pattern, as the schema has it.</summary>
    public const int MaxLength = 50;

    /// <summary>
    /// Reads the digits of a pattern. With and without <c>+</c> the digits are the same, because a pattern without it is
    /// compared with the digits of the number alone.
    /// </summary>
    /// <param name="rule">A rule of type exact or prefix.</param>
    /// <param name="digits">The digits; empty for the prefix <c>+</c>, which every number has.</param>
    /// <returns>Null, or the code of what is wrong: such a rule never matches.</returns>
    public static string? TryReadDigits(OutboundWhitelistRule rule, out string digits)
    {
        digits = "";
        string pattern = rule.Pattern ?? "";
        if (pattern.Length > MaxLength) return OutboundRuleCodes.PatternTooLong;

        Span<char> buffer = stackalloc char[MaxLength];
        int length = 0;
        bool plus = false;
        foreach (char c in pattern)
        {
            if (char.IsAsciiDigit(c)) buffer[length++] = c;
            else if (c == '+' && length == 0 && !plus) plus = true;
            else if (!IsPunctuation(c)) return OutboundRuleCodes.PatternNotDigits;
        }

        bool exact = rule.PatternType == OutboundPatternType.Exact;
        if (length == 0 && (exact || !plus)) return OutboundRuleCodes.PatternEmpty;
        if (length > PhoneNumber.MaxDigits || (exact && length < PhoneNumber.MinDigits) || (length > 0 && buffer[0] == '0'))
        {
            return OutboundRuleCodes.PatternNeverMatches;
        }
        digits = buffer[..length].ToString();
        return null;
    }

    /// <summary>The digits as a number. Two E.164 texts never share one, because none starts with 0.</summary>
    public static ulong ToKey(ReadOnlySpan<char> digits)
    {
        ulong key = 0;
        foreach (char c in digits) key = (key * 10) + (uint)(c - '0');
        return key;
    }

    private static bool IsPunctuation(char c)
        => c is '-' or '.' or '(' or ')' or '/' or (>= '\u2010' and <= '\u2015') || char.IsWhiteSpace(c);
}
