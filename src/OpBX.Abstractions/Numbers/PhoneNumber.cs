using System.Diagnostics.CodeAnalysis;

namespace OpBX.Numbers;

/// <summary>
/// A public telephone number in E.164 form: <c>+</c>, then 7 to 15 digits of which the first is not zero. [N2], [N5]
/// </summary>
/// <remarks>
/// The form only is guaranteed; whether the number is assigned is asked from <see cref="INumberNormalizer.IsVerified"/>.
/// Two numbers are equal when their texts are (ordinal). The default value is no number: <see cref="IsEmpty"/> is true.
/// </remarks>
public readonly record struct PhoneNumber : IParsable<PhoneNumber>
{
    /// <summary>The fewest digits of a number, country code included: 7.</summary>
    public const int MinDigits = 7;

    /// <summary>The most digits of a number, country code included: 15.</summary>
    public const int MaxDigits = 15;

    private readonly string? _text;

    private PhoneNumber(string text) => _text = text;

    /// <summary>Whether this is the default value, which stands for no number.</summary>
    public bool IsEmpty => _text is null;

    /// <summary>The number with its <c>+</c>, such as <c>+15550100001</c>; empty for the default value.</summary>
    public string Value => _text ?? string.Empty;

    /// <summary>The digits without <c>+</c>; empty for the default value.</summary>
    public ReadOnlySpan<char> Digits => _text is null ? default : _text.AsSpan(1);

    /// <summary>Reads strict E.164 text: <c>+</c> and 7 to 15 ASCII digits, nothing else. Keeps the given instance.</summary>
    /// <param name="text">The text; null is no number.</param>
    /// <param name="number">The number, or the default value.</param>
    /// <returns>Whether <paramref name="text"/> has the form.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, out PhoneNumber number)
    {
        if (text is not null && IsE164(text))
        {
            number = new PhoneNumber(text);
            return true;
        }

        number = default;
        return false;
    }

    /// <summary>Reads strict E.164 text.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The number.</returns>
    /// <exception cref="FormatException"><paramref name="text"/> is not <c>+</c> and 7 to 15 digits.</exception>
    public static PhoneNumber Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return TryParse(text, out PhoneNumber number)
            ? number
            : throw new FormatException("A phone number is '+' and 7 to 15 digits, the first of them not zero.");
    }

    /// <summary>Whether the text is strict E.164: <c>+</c>, 7 to 15 ASCII digits, the first not zero.</summary>
    /// <param name="text">The text.</param>
    /// <returns>Whether it has the form.</returns>
    public static bool IsE164(ReadOnlySpan<char> text)
    {
        if (text.Length is <= MinDigits or > MaxDigits + 1 || text[0] != '+' || text[1] == '0') return false;
        foreach (char c in text[1..])
            if (!char.IsAsciiDigit(c)) return false;
        return true;
    }

    static PhoneNumber IParsable<PhoneNumber>.Parse(string s, IFormatProvider? provider) => Parse(s);

    static bool IParsable<PhoneNumber>.TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out PhoneNumber result) =>
        TryParse(s, out result);

    /// <summary>The number with its <c>+</c>; empty for the default value.</summary>
    /// <returns>The text of <see cref="Value"/>.</returns>
    public override string ToString() => Value;
}
