namespace OpBX.Numbers;

/// <summary>Recognises caller ids that are none: [N4].</summary>
internal static class WithheldCallerIds
{
    private const int LongestWord = 24;

    // Compared without case, spaces and punctuation.
    private static readonly string[] Words =
    [
        "anonymous", "anonymouscaller", "blocked", "callerunknown", "hidden", "hiddennumber", "idunavailable", "nocallerid",
        "notavailable", "numberwithheld", "private", "privatecaller", "privatenumber", "restricted", "unavailable", "unknown",
        "unknowncaller", "unknownnumber", "withheld", "withheldnumber",
    ];

    // «anonymous», «restricted», «unavailable», «unknown» and «blocked» spelt on the keypad, as some carriers send them.
    private static readonly string[] KeypadWords = ["266696687", "7378742833", "86282452253", "8656696", "2562533"];

    /// <param name="text">The text without its wrappers.</param>
    /// <param name="withoutPlus">Whether digits without plus are international, so that a keypad word may come without it.</param>
    public static bool Contains(in DialText text, bool withoutPlus)
    {
        if (text.IsEmpty || text.Host.Equals("anonymous.invalid", StringComparison.OrdinalIgnoreCase)) return true;
        if (text.IsNumeric) return IsKeypadWord(text.Dial, withoutPlus);

        Span<char> word = stackalloc char[LongestWord];
        int length = 0;
        foreach (char c in text.User)
        {
            if (char.IsAsciiLetter(c))
            {
                if (length == word.Length) return false;
                word[length++] = (char)(c | 0x20);
            }
            else if (c is not (' ' or '-' or '_' or '.' or '(' or ')' or '[' or ']' or '\''))
            {
                return false;
            }
        }

        foreach (string known in Words)
            if (word[..length].SequenceEqual(known)) return true;
        return false;
    }

    /// <param name="dial">Digits, with a plus or not.</param>
    /// <param name="withoutPlus">As above.</param>
    public static bool IsKeypadWord(ReadOnlySpan<char> dial, bool withoutPlus)
    {
        bool plus = dial[0] == '+';
        ReadOnlySpan<char> digits = plus ? dial[1..] : dial;
        if (!plus && (!withoutPlus || digits.Length < 8)) return false;
        foreach (string known in KeypadWords)
            if (digits.SequenceEqual(known)) return true;
        return false;
    }
}
