using System.Numerics;

namespace OpBX.Numbers;

/// <summary>
/// The world's numbering: calling codes, countries, assigned ranges, short and emergency numbers. Read once from the
/// embedded table when it is first needed; immutable afterwards.
/// </summary>
internal sealed class NumberingPlan
{
    /// <summary>So many first digits name an area under a shared calling code.</summary>
    private const int AreaCodeLength = 3;

    private static readonly Lazy<NumberingPlan> Shared = new(NumberingPlanReader.Load);

    private readonly Country?[] _countries;
    private readonly CallingCode?[] _codes;
    private readonly DigitAutomaton _automaton;
    private readonly RangeOutcome[] _outcomes;
    private readonly uint[] _countriesBeyond;
    private readonly uint[] _ratesBeyond;

    internal NumberingPlan(string version, IEnumerable<Country> countries, IEnumerable<CallingCode> codes, DigitAutomaton automaton, RangeOutcome[] outcomes)
    {
        MetadataVersion = version;
        _automaton = automaton;
        _outcomes = outcomes;
        _countriesBeyond = automaton.Reach(Array.ConvertAll(outcomes, o => o.Countries));
        _ratesBeyond = automaton.Reach(Array.ConvertAll(outcomes, o => o.Countries == 0 ? 0 : 1u << (int)o.Rate));
        _countries = new Country?[26 * 26];
        foreach (Country country in countries) _countries[Slot(country.Iso)] = country;

        // Country codes are prefix-free, so the first three digits of a number always name one code or none.
        _codes = new CallingCode?[1000];
        foreach (CallingCode code in codes)
        {
            int span = code.Digits.Length switch { 1 => 100, 2 => 10, _ => 1 };
            int first = int.Parse(code.Digits, System.Globalization.CultureInfo.InvariantCulture) * span;
            _codes.AsSpan(first, span).Fill(code);
        }
    }

    /// <summary>The plan that is embedded in this assembly.</summary>
    public static NumberingPlan Default => Shared.Value;

    /// <summary>The version of the package that the table was generated from.</summary>
    public string MetadataVersion { get; }

    public IEnumerable<Country> Countries => _countries.OfType<Country>();

    /// <summary>The country of an ISO code in any letter case; null when there is none.</summary>
    public Country? FindCountry(string? iso)
    {
        if (iso is null) return null;
        ReadOnlySpan<char> text = iso.Length == 2 ? iso : iso.AsSpan().Trim();
        if (text.Length != 2 || !char.IsAsciiLetter(text[0]) || !char.IsAsciiLetter(text[1])) return null;
        return _countries[Slot(text)];
    }

    /// <summary>The calling code at the start of an international number without its plus; null when there is none.</summary>
    public CallingCode? FindCode(ReadOnlySpan<char> digits)
    {
        if (digits.Length < 3) return null;
        return _codes[(digits[0] - '0') * 100 + (digits[1] - '0') * 10 + (digits[2] - '0')];
    }

    /// <summary>What range a number lies in; the default value for an unassigned one.</summary>
    public RangeOutcome RangeOf(CallingCode code, ReadOnlySpan<char> national) => _outcomes[_automaton.Match(code.Ranges, national)];

    /// <summary>The price of a number: of its range, and of an unassigned one the raised price that all ranges beside it carry.</summary>
    public NumberRate RateOf(CallingCode code, ReadOnlySpan<char> national)
    {
        const uint premium = 1u << (int)NumberRate.Premium, shared = 1u << (int)NumberRate.SharedCost;
        NumberRate rate = RangeOf(code, national).Rate;
        if (rate != NumberRate.Unknown) return rate;
        uint beyond = _ratesBeyond[_automaton.LongestPrefix(code.Ranges, national, out _)];
        if (beyond == 0 || (beyond & ~(premium | shared)) != 0) return NumberRate.Unknown;
        return (beyond & premium) != 0 ? NumberRate.Premium : NumberRate.SharedCost;
    }

    /// <summary>Whether a number lies in an assigned range.</summary>
    public bool IsAssigned(PhoneNumber number) =>
        FindCode(number.Digits) is { } code && RangeOf(code, number.Digits[code.Digits.Length..]).Rate != NumberRate.Unknown;

    /// <summary>
    /// By bit, the countries of the code whose number this is: by its assigned range, else by the first digits that belong
    /// to one country alone; 0 when they tell none.
    /// </summary>
    public uint CountriesOf(CallingCode code, ReadOnlySpan<char> national)
    {
        uint countries = RangeOf(code, national).Countries;
        if (countries != 0) return countries;
        foreach (Country country in code.ByAreaCode)
            if (country.AreaCodes!.Matches(national, out _, out _)) return 1u << country.Index;
        countries = _countriesBeyond[_automaton.LongestPrefix(code.Ranges, national, out int length)];
        return length >= AreaCodeLength && BitOperations.IsPow2(countries) ? countries : 0;
    }

    /// <summary>Whether the digits have the general form of a national number of the country.</summary>
    public bool HasNationalForm(Country country, ReadOnlySpan<char> digits) => _automaton.Match(country.NationalForm, digits) != 0;

    public bool IsShortCode(Country country, ReadOnlySpan<char> digits) =>
        country.ShortCodes != 0 && _automaton.Match(country.ShortCodes, digits) != 0;

    private static int Slot(ReadOnlySpan<char> iso) => ((iso[0] | 0x20) - 'a') * 26 + (iso[1] | 0x20) - 'a';
}
