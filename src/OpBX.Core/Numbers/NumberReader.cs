namespace OpBX.Numbers;

/// <summary>Reads digits as a public number: [N2]. Knows nothing of wrappers, extensions and short codes.</summary>
internal sealed class NumberReader
{
    /// <summary>The room that a result needs: the plus, a country code and the longest rewritten national number.</summary>
    public const int Room = 48;

    /// <summary>More digits than this are no number in any form: 15, an exit prefix and a trunk prefix.</summary>
    public const int MaxDialled = 32;

    /// <summary>A number without plus is taken for an international one from this many digits on. [N2]</summary>
    private const int LeastInternational = 8;

    /// <summary>Up to so many digits are an extension rather than a number without its area code.</summary>
    public const int LongestExtension = 6;

    private readonly NumberingPlan _plan;

    public NumberReader(NumberingPlan plan) => _plan = plan;

    /// <summary>Reads digits into a number.</summary>
    /// <param name="dial">At most <see cref="MaxDialled"/> ASCII digits after an optional plus.</param>
    /// <param name="original">The text they come from, kept as the number's text if it is that already.</param>
    /// <param name="country">Null for an unknown one.</param>
    /// <param name="source">Where the digits come from.</param>
    /// <param name="number">The number.</param>
    public NumberFault Read(ReadOnlySpan<char> dial, string? original, Country? country, NumberSource source, out PhoneNumber number)
    {
        Span<char> target = stackalloc char[Room];
        NumberFault fault = Read(dial, country, source, target, out int written);
        return ToNumber(fault, target[..written], original, out number);
    }

    /// <summary>Reads digits as they are dialled in the country: exit prefix and national form, no other.</summary>
    /// <param name="dial">At most <see cref="MaxDialled"/> ASCII digits.</param>
    /// <param name="country">Null for an unknown one.</param>
    /// <param name="number">The number.</param>
    public NumberFault ReadByCountry(ReadOnlySpan<char> dial, Country? country, out PhoneNumber number)
    {
        Span<char> target = stackalloc char[Room];
        NumberFault fault = ByCountry(dial, country, target, out int written, out _);
        return ToNumber(fault, target[..written], null, out number);
    }

    private static NumberFault ToNumber(NumberFault fault, ReadOnlySpan<char> text, string? original, out PhoneNumber number)
    {
        number = default;
        if (fault != NumberFault.None) return fault;
        string kept = original is not null && text.SequenceEqual(original) ? original : new string(text);
        return PhoneNumber.TryParse(kept, out number) ? NumberFault.None : NumberFault.NotANumber;
    }

    private NumberFault Read(ReadOnlySpan<char> dial, Country? country, NumberSource source, Span<char> target, out int written)
    {
        written = 0;
        if (dial.IsEmpty) return NumberFault.NotANumber;
        if (dial[0] == '+') return dial.Length <= 4 ? NumberFault.NotANumber : International(dial[1..], target, out written);
        bool mayBeInternational = dial.Length >= LeastInternational && dial[0] != '0';
        if (source == NumberSource.Reported && mayBeInternational) return International(dial, target, out written);

        NumberFault fault = ByCountry(dial, country, target, out written, out bool abroad);
        // Without a country there is no national form to mistake it for: the international one is left.
        if (fault == NumberFault.UnknownCountry && mayBeInternational)
            return International(dial, target, out written) == NumberFault.None ? NumberFault.None : fault;
        if (fault is not (NumberFault.TooLong or NumberFault.InvalidLength) || abroad || !mayBeInternational) return fault;
        // Too few digits, or a local number without its area code, is not taken for a number abroad.
        bool local = (country!.LocalLengths >> dial.Length & 1) != 0;
        return !local && International(dial, target, out written) == NumberFault.None ? NumberFault.None : fault;
    }

    private NumberFault ByCountry(ReadOnlySpan<char> dial, Country? country, Span<char> target, out int written, out bool abroad)
    {
        written = 0;
        abroad = false;
        if (country is null) return NumberFault.UnknownCountry;
        int exit = TakeExitPrefix(dial, country);
        abroad = exit > 0;
        return abroad ? International(dial[exit..], target, out written) : National(dial, country, target, out written);
    }

    private static int TakeExitPrefix(ReadOnlySpan<char> dial, Country country) =>
        // A zero after the exit prefix starts no country code: then it is no exit prefix.
        country.ExitPrefix is { } exit && exit.Matches(dial, out int length, out _) && length > 0 && (length == dial.Length || dial[length] != '0')
            ? length
            : 0;

    private NumberFault International(ReadOnlySpan<char> digits, Span<char> target, out int written)
    {
        written = 0;
        if (digits.Length < 3) return NumberFault.TooShort;
        if (_plan.FindCode(digits) is not { } code) return NumberFault.InvalidCountryCode;
        scoped ReadOnlySpan<char> national = digits[code.Digits.Length..];
        Span<char> stripped = stackalloc char[Room];
        if (TryStripTrunk(national, code.Main, stripped, out int length, out _))
        {
            // «+44 (0)20 …»: the trunk prefix is no part of the number. Two of them are a mistake, not a number.
            national = stripped[..length];
            Span<char> again = stackalloc char[Room];
            if (TryStripTrunk(national, code.Main, again, out _, out _)) return NumberFault.NotANumber;
        }

        return Write(code, national, target, out written);
    }

    private NumberFault National(ReadOnlySpan<char> dial, Country country, Span<char> target, out int written)
    {
        written = 0;
        Span<char> stripped = stackalloc char[Room];
        scoped ReadOnlySpan<char> national = dial;
        bool trunkDialled = false;
        if (TryTakeOwnCode(dial, country, stripped, out int length) || TryStripTrunk(dial, country, stripped, out length, out trunkDialled))
            national = stripped[..length];
        else if (trunkDialled)
            return FaultOfLength(country.Lengths, length);

        // The way back from E.164 must be the same number.
        Span<char> again = stackalloc char[Room];
        if (TryStripTrunk(national, country.Code.Main, again, out _, out _)) return NumberFault.NotANumber;
        if (dial.Length <= LongestExtension)
        {
            // So few digits are a number only where they are complete and assigned; else they are a misdialled extension.
            bool complete = trunkDialled || country.Trunk?.Literal is null;
            if (!complete || _plan.RangeOf(country.Code, national).Rate == NumberRate.Unknown) return NumberFault.TooShort;
        }

        return Write(country.Code, national, target, out written);
    }

    // «49 30 …» in Germany: the own country code, but only where the digits are no national number as they stand.
    private bool TryTakeOwnCode(ReadOnlySpan<char> dial, Country country, Span<char> target, out int length)
    {
        length = 0;
        if (!dial.StartsWith(country.Code.Digits)) return false;
        ReadOnlySpan<char> rest = dial[country.Code.Digits.Length..];
        if (country.Trunk is null || !country.Trunk.TryStrip(rest, target, out length, out _))
        {
            rest.CopyTo(target);
            length = rest.Length;
        }

        return (!_plan.HasNationalForm(country, dial) && _plan.HasNationalForm(country, target[..length]))
            || FaultOfLength(country.Lengths, dial.Length) == NumberFault.TooLong;
    }

    // Takes the trunk prefix off where what is left can be a number. «literal»: it was dialled as such, whatever is left.
    private static bool TryStripTrunk(ReadOnlySpan<char> national, Country? country, Span<char> target, out int written, out bool literal)
    {
        literal = false;
        written = 0;
        if (country?.Trunk is not { } trunk || !trunk.TryStrip(national, target, out written, out int prefix)) return false;
        literal = trunk.Literal is { } text && prefix == text.Length && national.StartsWith(text);
        return FaultOfLength(country.Lengths, written) is NumberFault.None or NumberFault.TooLong;
    }

    private static NumberFault Write(CallingCode code, ReadOnlySpan<char> national, Span<char> target, out int written)
    {
        written = 0;
        NumberFault fault = FaultOfLength(code.Lengths, national.Length);
        if (fault != NumberFault.None) return fault;
        int digits = code.Digits.Length + national.Length;
        if (digits < PhoneNumber.MinDigits) return NumberFault.TooShort;
        if (digits > PhoneNumber.MaxDigits) return NumberFault.TooLong;
        written = digits + 1;
        national.CopyTo(target[(1 + code.Digits.Length)..]);
        code.Digits.CopyTo(target[1..]);
        target[0] = '+';
        return NumberFault.None;
    }

    private static NumberFault FaultOfLength(uint lengths, int count)
    {
        if (count < 32 && (lengths >> count & 1) != 0) return NumberFault.None;
        if (count < System.Numerics.BitOperations.TrailingZeroCount(lengths)) return NumberFault.TooShort;
        return count > System.Numerics.BitOperations.Log2(lengths) ? NumberFault.TooLong : NumberFault.InvalidLength;
    }
}
