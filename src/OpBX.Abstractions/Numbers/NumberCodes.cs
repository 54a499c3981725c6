namespace OpBX.Numbers;

/// <summary>The stable codes of kinds and faults, as traces, problem details and tests spell them.</summary>
public static class NumberCodes
{
    /// <summary>The code of a kind, such as <c>short_code</c>.</summary>
    /// <param name="kind">The kind.</param>
    /// <returns>The code; <c>invalid</c> for an undefined value.</returns>
    public static string Code(this DialledNumberKind kind) => kind switch
    {
        DialledNumberKind.Emergency => "emergency",
        DialledNumberKind.Extension => "extension",
        DialledNumberKind.FeatureCode => "feature_code",
        DialledNumberKind.ShortCode => "short_code",
        DialledNumberKind.E164 => "e164",
        DialledNumberKind.SipUser => "sip_user",
        DialledNumberKind.Anonymous => "anonymous",
        _ => "invalid",
    };

    /// <summary>The code of a fault, such as <c>too_short</c>.</summary>
    /// <param name="fault">The fault.</param>
    /// <returns>The code; <c>none</c> for <see cref="NumberFault.None"/> and for an undefined value.</returns>
    public static string Code(this NumberFault fault) => fault switch
    {
        NumberFault.NotANumber => "not_a_number",
        NumberFault.UnknownExtension => "unknown_extension",
        NumberFault.TooShort => "too_short",
        NumberFault.TooLong => "too_long",
        NumberFault.InvalidLength => "invalid_length",
        NumberFault.InvalidCountryCode => "invalid_country_code",
        NumberFault.UnknownCountry => "unknown_country",
        NumberFault.Withheld => "withheld",
        NumberFault.EmergencyNotAllowed => "emergency_not_allowed",
        _ => "none",
    };
}
