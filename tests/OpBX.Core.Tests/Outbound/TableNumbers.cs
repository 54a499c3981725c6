using OpBX.Numbers;

namespace OpBX.Core.Tests.Outbound;

/// <summary>Reads US and GB numbers and nothing else, so that these tests do not depend on the numbering table.</summary>
internal sealed class TableNumbers : INumberNormalizer
{
    public bool TryNormalize(string? text, string? country, NumberSource source, out PhoneNumber number, out NumberFault fault)
    {
        string plain = string.Concat((text ?? "").Where(c => char.IsAsciiLetterOrDigit(c) || c == '+'));
        string read = country switch
        {
            _ when plain.StartsWith('+') => plain,
            "US" when plain.Length == 10 => "+1" + plain,
            "GB" when plain.StartsWith('0') => "+44" + plain[1..],
            _ => "",
        };
        bool success = PhoneNumber.TryParse(read, out number);
        fault = success ? NumberFault.None : NumberFault.NotANumber;
        return success;
    }

    public bool IsWithheld(string? callerId) => string.IsNullOrWhiteSpace(callerId) || callerId is "anonymous" or "Restricted";

    public DialledNumber Classify(string? text, in DialContext context) => throw new NotSupportedException();

    public bool IsEmergency(string? text, string? country, string? outsideLinePrefix, IReadOnlyList<string>? additional, out string number) => throw new NotSupportedException();

    public IReadOnlyList<string> GetEmergencyNumbers(string? country) => throw new NotSupportedException();

    public bool IsShortCode(ReadOnlySpan<char> text, string? country) => throw new NotSupportedException();

    public bool IsVerified(PhoneNumber number) => throw new NotSupportedException();

    public string? CountryOf(PhoneNumber number) => throw new NotSupportedException();

    public bool IsDomestic(PhoneNumber number, string? country) => throw new NotSupportedException();

    public NumberRate RateOf(PhoneNumber number) => throw new NotSupportedException();

    public bool IsKnownCountry(string? country) => throw new NotSupportedException();
}
