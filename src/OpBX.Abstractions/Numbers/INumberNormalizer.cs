namespace OpBX.Numbers;

/// <summary>
/// Reads telephone numbers: dialled ones, configured ones and those that the platform reports. [N1]–[N5]
/// No member throws, whatever the text; a text that fits no rule is invalid with a reason, never guessed.
/// Implementations are safe for concurrent use.
/// </summary>
/// <remarks>Countries are ISO 3166-1 alpha-2 codes in any letter case; null or an unknown code is accepted everywhere.</remarks>
public interface INumberNormalizer
{
    /// <summary>Reads a text as a public number. [N2]</summary>
    /// <param name="text">
    /// The text: digits with any punctuation, <c>tel:</c> and <c>sip:</c> addresses, Unicode digits. Text that is
    /// E.164 already keeps its string instance.
    /// </param>
    /// <param name="country">The organization's country; without one only international forms are read.</param>
    /// <param name="source">Where the text comes from.</param>
    /// <param name="number">The number, or the default value. The count of its digits fits its country; the range may be unassigned.</param>
    /// <param name="fault">Why it is none; <see cref="NumberFault.None"/> on success.</param>
    /// <returns>Whether it is a number.</returns>
    bool TryNormalize(string? text, string? country, NumberSource source, out PhoneNumber number, out NumberFault fault);

    /// <summary>
    /// Decides what a text means for a tenant: withheld, emergency, extension, feature code, short code, E.164, SIP user
    /// or invalid, in this order. [N1]
    /// </summary>
    /// <param name="text">The text as dialled or reported.</param>
    /// <param name="context">What the tenant brings.</param>
    /// <returns>The meaning; never null.</returns>
    DialledNumber Classify(string? text, in DialContext context);

    /// <summary>
    /// Whether the text is an emergency number of the country or one of the additional ones, alone or after the
    /// outside-line prefix. [N3], and [A1] for extension numbers.
    /// </summary>
    /// <param name="text">The text as dialled.</param>
    /// <param name="country">The organization's country; unknown: 112 and 911.</param>
    /// <param name="outsideLinePrefix">The prefix for an outside line; null or empty for none.</param>
    /// <param name="additional">The organization's own emergency numbers; null for none.</param>
    /// <param name="number">The emergency number to dial, without the prefix; empty when it is none.</param>
    /// <returns>Whether it is an emergency number.</returns>
    bool IsEmergency(string? text, string? country, string? outsideLinePrefix, IReadOnlyList<string>? additional, out string number);

    /// <summary>The emergency numbers of a country, 112 and 911 for an unknown one. [N3]</summary>
    /// <param name="country">The country.</param>
    /// <returns>The numbers in ordinal order; at least one.</returns>
    IReadOnlyList<string> GetEmergencyNumbers(string? country);

    /// <summary>Whether the text is a short public number of the country that can be called and is no emergency number. [N1]</summary>
    /// <param name="text">Digits without punctuation.</param>
    /// <param name="country">The country.</param>
    /// <returns>Whether it is one; false for an unknown country.</returns>
    bool IsShortCode(ReadOnlySpan<char> text, string? country);

    /// <summary>Whether a caller id is withheld: empty, one of the usual words, their keypad spelling, or an anonymous SIP address. [N4]</summary>
    /// <param name="callerId">The caller id as reported.</param>
    /// <returns>Whether it is withheld and so never to be used as a caller id.</returns>
    bool IsWithheld(string? callerId);

    /// <summary>Whether a number lies in an assigned range.</summary>
    /// <param name="number">The number.</param>
    /// <returns>Whether it does; false for the default value.</returns>
    bool IsVerified(PhoneNumber number);

    /// <summary>The country of a number, by its area code where several countries share a country code. [O4]</summary>
    /// <param name="number">The number.</param>
    /// <returns>The ISO code; null for an unknown code, for international services such as <c>+800</c> and for an area code of no country.</returns>
    string? CountryOf(PhoneNumber number);

    /// <summary>
    /// Whether a number is a call within the country. A range that several countries share, such as toll-free numbers
    /// under <c>+1</c>, is domestic for each of them; an area code of no country is domestic for the largest country of
    /// its country code. [O4]
    /// </summary>
    /// <param name="number">The number.</param>
    /// <param name="country">The country.</param>
    /// <returns>Whether it is; false for an unknown country.</returns>
    bool IsDomestic(PhoneNumber number, string? country);

    /// <summary>The kind of price that the number's range carries; unassigned numbers among premium ranges are premium. [O4]</summary>
    /// <param name="number">The number.</param>
    /// <returns>The rate; <see cref="NumberRate.Unknown"/> for an unassigned range.</returns>
    NumberRate RateOf(PhoneNumber number);

    /// <summary>Whether the numbering table knows the country. [A1]</summary>
    /// <param name="country">The country.</param>
    /// <returns>Whether national numbers of it can be read.</returns>
    bool IsKnownCountry(string? country);
}
