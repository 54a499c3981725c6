using System.Diagnostics.CodeAnalysis;

namespace OpBX.Numbers;

/// <summary>
/// Reads telephone numbers with the embedded numbering table. [N1]–[N5] No member throws; reading digits allocates nothing
/// but the resulting text. Safe for concurrent use.
/// </summary>
public sealed class NumberNormalizer : INumberNormalizer
{
    private readonly NumberingPlan _plan;
    private readonly NumberReader _reader;

    private NumberNormalizer(NumberingPlan plan)
    {
        _plan = plan;
        _reader = new NumberReader(plan);
    }

    /// <summary>The one instance. The numbering table is read once, when this is first used: some milliseconds, some tens in a cold process.</summary>
    public static NumberNormalizer Default { get; } = new(NumberingPlan.Default);

    /// <summary>The version of the published metadata that the numbering table was generated from.</summary>
    public string NumberingPlanVersion => _plan.MetadataVersion;

    /// <inheritdoc />
    public bool TryNormalize(string? text, string? country, NumberSource source, out PhoneNumber number, out NumberFault fault)
    {
        Span<char> dial = stackalloc char[NumberReader.MaxDialled + 1];
        fault = TryCopyDigits(text, dial, out int length)
            ? ReadDigits(dial[..length], text, country, source, out number)
            : ReadWrapped(text, country, source, out number);
        return fault == NumberFault.None;
    }

    /// <inheritdoc />
    public DialledNumber Classify(string? text, in DialContext context)
    {
        Span<char> scratch = stackalloc char[DialText.Scratch];
        DialText dialled = DialText.Read(text, scratch);
        return new DialledNumberReading(_plan, _reader, context).Classify(dialled);
    }

    /// <inheritdoc />
    public bool IsEmergency(string? text, string? country, string? outsideLinePrefix, IReadOnlyList<string>? additional, out string number)
    {
        Span<char> scratch = stackalloc char[DialText.Scratch];
        DialText dialled = DialText.Read(text, scratch);
        number = dialled.Fault == NumberFault.None
            ? EmergencyNumbers.Find(dialled.Dial, _plan.FindCountry(country), outsideLinePrefix, additional) ?? string.Empty
            : string.Empty;
        return number.Length > 0;
    }

    /// <inheritdoc />
    public IReadOnlyList<string> GetEmergencyNumbers(string? country) => EmergencyNumbers.Of(_plan.FindCountry(country));

    /// <inheritdoc />
    public bool IsShortCode(ReadOnlySpan<char> text, string? country) =>
        _plan.FindCountry(country) is { } known && _plan.IsShortCode(known, text);

    /// <inheritdoc />
    public bool IsWithheld(string? callerId)
    {
        Span<char> scratch = stackalloc char[DialText.Scratch];
        return WithheldCallerIds.Contains(DialText.Read(callerId, scratch), withoutPlus: true);
    }

    /// <inheritdoc />
    public bool IsVerified(PhoneNumber number) => _plan.IsAssigned(number);

    /// <inheritdoc />
    public NumberRate RateOf(PhoneNumber number) =>
        TrySplit(number, out CallingCode? code, out ReadOnlySpan<char> national) ? _plan.RateOf(code, national) : NumberRate.Unknown;

    /// <inheritdoc />
    public string? CountryOf(PhoneNumber number)
    {
        if (!TrySplit(number, out CallingCode? code, out ReadOnlySpan<char> national) || code.IsInternationalService) return null;
        if (code.Countries.Length == 1) return code.Countries[0];
        uint countries = _plan.CountriesOf(code, national);
        if (countries == 0) return null;
        return code.Countries[System.Numerics.BitOperations.TrailingZeroCount(countries)];
    }

    /// <inheritdoc />
    public bool IsDomestic(PhoneNumber number, string? country)
    {
        if (_plan.FindCountry(country) is not { } known) return false;
        if (!TrySplit(number, out CallingCode? code, out ReadOnlySpan<char> national) || code != known.Code) return false;
        if (code.Countries.Length == 1) return true;
        uint countries = _plan.CountriesOf(code, national);
        return countries == 0 ? known.Index == 0 : (countries >> known.Index & 1) != 0;
    }

    /// <inheritdoc />
    public bool IsKnownCountry(string? country) => _plan.FindCountry(country) is not null;

    private bool TrySplit(PhoneNumber number, [NotNullWhen(true)] out CallingCode? code, out ReadOnlySpan<char> national)
    {
        ReadOnlySpan<char> digits = number.Digits;
        code = _plan.FindCode(digits);
        national = code is null ? default : digits[code.Digits.Length..];
        return code is not null;
    }

    private NumberFault ReadDigits(ReadOnlySpan<char> dial, string? text, string? country, NumberSource source, out PhoneNumber number)
    {
        number = default;
        return WithheldCallerIds.IsKeypadWord(dial, source == NumberSource.Reported)
            ? NumberFault.Withheld
            : _reader.Read(dial, text, _plan.FindCountry(country), source, out number);
    }

    private NumberFault ReadWrapped(string? text, string? country, NumberSource source, out PhoneNumber number)
    {
        number = default;
        Span<char> scratch = stackalloc char[DialText.Scratch];
        DialText dialled = DialText.Read(text, scratch);
        if (WithheldCallerIds.Contains(dialled, source == NumberSource.Reported)) return NumberFault.Withheld;
        if (dialled.Fault != NumberFault.None) return dialled.Fault;
        Span<char> digits = stackalloc char[DialText.NumberRoom];
        NumberFault fault = dialled.TakeNumber(digits, out int length);
        return fault == NumberFault.None ? _reader.Read(digits[..length], text, _plan.FindCountry(country), source, out number) : fault;
    }

    // The common case: digits and plain punctuation. Everything else takes the long way.
    private static bool TryCopyDigits(string? text, Span<char> target, out int length)
    {
        length = 0;
        foreach (char c in text.AsSpan())
        {
            if (char.IsAsciiDigit(c) || (c == '+' && length == 0))
            {
                if (length == target.Length) return false;
                target[length++] = c;
            }
            else if (c is not (' ' or '-' or '.' or '(' or ')' or '/'))
            {
                return false;
            }
        }

        return length > 0 && (length < target.Length || target[0] == '+') && target[length - 1] != '+';
    }
}
