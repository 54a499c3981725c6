using OpBX.Numbers;

namespace OpBX.Storage;

/// <summary>Reads numbers as the storage needs it: international ones, and ten digits of the United States.</summary>
internal sealed class StoredNumbers : INumberNormalizer
{
    public bool TryNormalize(string? text, string? country, NumberSource source, out PhoneNumber number, out NumberFault fault)
    {
        string digits = string.Concat((text ?? "").Where(static c => char.IsAsciiDigit(c) || c == '+'));
        if (country == "US" && digits.Length == 10) digits = "+1" + digits;
        fault = NumberFault.None;
        return PhoneNumber.TryParse(digits, out number);
    }

    public DialledNumber Classify(string? text, in DialContext context) => throw new NotSupportedException();

    public bool IsEmergency(string? text, string? country, string? outsideLinePrefix, IReadOnlyList<string>? additional, out string number) => throw new NotSupportedException();

    public IReadOnlyList<string> GetEmergencyNumbers(string? country) => throw new NotSupportedException();

    public bool IsShortCode(ReadOnlySpan<char> text, string? country) => throw new NotSupportedException();

    public bool IsWithheld(string? callerId) => throw new NotSupportedException();

    public bool IsVerified(PhoneNumber number) => throw new NotSupportedException();

    public string? CountryOf(PhoneNumber number) => throw new NotSupportedException();

    public bool IsDomestic(PhoneNumber number, string? country) => throw new NotSupportedException();

    public NumberRate RateOf(PhoneNumber number) => throw new NotSupportedException();

    public bool IsKnownCountry(string? country) => throw new NotSupportedException();
}
