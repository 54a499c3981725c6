using System.Buffers;
using System.Globalization;
using System.Text;

namespace OpBX.Numbers;

/// <summary>The characters of dialled texts: Unicode forms, percent-decoding, punctuation, keypad letters, suffixes.</summary>
internal static class DialCharacters
{
    /// <summary>Stands for whatever no number has.</summary>
    private const char Foreign = '\uFFFD';

    private const int MaxPostDial = 32;

    // A number has at least so many digits before a suffix; with fewer a comma is a mere pause.
    private const int LeastBeforeLabel = 7;
    private const int LeastBeforePause = 3;

    private static readonly SearchValues<char> PostDialCharacters = SearchValues.Create("0123456789*#");

    private static readonly string[] ExtensionLabels = ["x", "ext", "extn", "extension", "xtn", "int", "anexo", "доб"];

    /// <summary>
    /// Brings Unicode forms to ASCII: decimal digits of any script, full-width characters, dashes and spaces; leaves out
    /// invisible marks. What has no such form stays, as one character.
    /// </summary>
    /// <returns>Whether the result had room.</returns>
    public static bool TryFold(ReadOnlySpan<char> text, Span<char> target, out int written)
    {
        written = 0;
        while (!text.IsEmpty)
        {
            char c = text[0];
            int used = 1;
            if (c >= 0x80 || char.IsWhiteSpace(c))
            {
                Rune.DecodeFromUtf16(text, out Rune rune, out used);
                c = Fold(rune);
            }

            text = text[used..];
            if (c == '\0') continue;
            if (written == target.Length) return false;
            target[written++] = c;
        }

        return true;
    }

    private static char Fold(Rune rune)
    {
        if (rune.Value is >= 0xFF01 and <= 0xFF5E && rune.Value is not (>= 0xFF10 and <= 0xFF19)) return (char)(rune.Value - 0xFEE0);
        switch (Rune.GetUnicodeCategory(rune))
        {
            case UnicodeCategory.DecimalDigitNumber:
                return (char)('0' + (int)Rune.GetNumericValue(rune));
            case UnicodeCategory.Format:
                return '\0';
            case UnicodeCategory.DashPunctuation:
                return '-';
            case UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator:
                return ' ';
            default:
                if (rune.Value is 0x2212 or 0x30FC) return '-';
                if (rune.Value is 0x2053 or 0x223C) return '~';
                if (Rune.IsWhiteSpace(rune)) return ' ';
                return rune.IsBmp ? (char)rune.Value : Foreign;
        }
    }

    /// <summary>One round of percent-decoding, then folding. A percent sign without two hexadecimal digits stays.</summary>
    /// <returns>Whether the result is UTF-8 and had room.</returns>
    public static bool TryDecode(ReadOnlySpan<char> text, Span<char> target, out int written)
    {
        written = 0;
        Span<byte> bytes = stackalloc byte[4 * 128];
        Span<char> characters = stackalloc char[4 * 128];
        int count = 0;
        while (!text.IsEmpty)
        {
            if (count + 4 > bytes.Length) return false;
            if (text[0] == '%' && text.Length > 2 && char.IsAsciiHexDigit(text[1]) && char.IsAsciiHexDigit(text[2]))
            {
                bytes[count++] = (byte)(Hex(text[1]) << 4 | Hex(text[2]));
                text = text[3..];
                continue;
            }

            Rune.DecodeFromUtf16(text, out Rune rune, out int used);
            count += rune.EncodeToUtf8(bytes[count..]);
            text = text[used..];
        }

        int length = Encoding.UTF8.GetChars(bytes[..count], characters);
        return TryFold(characters[..length], target, out written);
    }

    private static int Hex(char c) => c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10;

    /// <summary>Whether a character only separates digits.</summary>
    public static bool IsPunctuation(char c) => c is ' ' or '-' or '.' or '(' or ')' or '/' or '[' or ']' or '~' or ',';

    /// <summary>Whether the text can be sent after the answer.</summary>
    public static bool IsPostDial(ReadOnlySpan<char> text) =>
        text.Length is > 0 and <= MaxPostDial && !text.ContainsAnyExcept(PostDialCharacters);

    /// <summary>Where an extension suffix starts; -1 without one.</summary>
    /// <param name="text">The text, folded.</param>
    /// <param name="digits">The digits of the suffix.</param>
    public static int StartOfSuffix(ReadOnlySpan<char> text, out ReadOnlySpan<char> digits)
    {
        digits = default;
        int end = text.Length;
        if (end > 0 && text[end - 1] == '#') end--;
        int start = end;
        while (start > 0 && char.IsAsciiDigit(text[start - 1])) start--;
        if (start == end || start == 0) return -1;

        ReadOnlySpan<char> head = text[..start].TrimEnd(" .:=");
        int label = head.Length;
        while (label > 0 && char.IsLetter(head[label - 1])) label--;
        int least = LeastBeforeLabel;
        if (label == head.Length)
        {
            while (label > 0 && head[label - 1] is ',' or '#') label--;
            if (label == head.Length) return -1;
            least = LeastBeforePause;
        }
        else if (!IsExtensionLabel(head[label..]))
        {
            return -1;
        }

        ReadOnlySpan<char> number = text[..label].TrimEnd(" ,;");
        if (!IsPostDial(text[start..end]) || CountDigits(number) < least || number.ContainsAny('*', '#')) return -1;
        digits = text[start..end];
        return number.Length;
    }

    private static bool IsExtensionLabel(ReadOnlySpan<char> word)
    {
        foreach (string label in ExtensionLabels)
            if (word.Equals(label, StringComparison.OrdinalIgnoreCase)) return true;
        return false;
    }

    private static int CountDigits(ReadOnlySpan<char> text)
    {
        int count = 0;
        foreach (char c in text)
            if (char.IsAsciiDigit(c)) count++;
        return count;
    }

    /// <summary>Turns keypad letters into digits («1-800-JKL-0199»): three letters or more, after three digits or more.</summary>
    /// <param name="dial">The dialled text without punctuation.</param>
    /// <param name="target">As long as the text.</param>
    /// <returns>Whether the text is such a number.</returns>
    public static bool TryKeypad(ReadOnlySpan<char> dial, Span<char> target)
    {
        int letters = 0, leading = -1;
        for (int i = 0; i < dial.Length; i++)
        {
            char c = dial[i];
            if (c is '*' or '#') return false;
            if (char.IsAsciiLetter(c))
            {
                if (leading < 0) leading = CountDigits(dial[..i]);
                letters++;
                c = "22233344455566677778889999"[(c | 0x20) - 'a'];
            }

            target[i] = c;
        }

        return letters >= 3 && leading >= 3;
    }
}
