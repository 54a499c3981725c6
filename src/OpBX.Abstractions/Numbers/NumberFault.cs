namespace OpBX.Numbers;

/// <summary>Why a text is no number that can be called. <see cref="NumberCodes"/> gives each its stable code.</summary>
public enum NumberFault
{
    /// <summary>There is no fault.</summary>
    None = 0,

    /// <summary>The text has characters, or a form, that no number has.</summary>
    NotANumber = 1,

    /// <summary>Up to six digits that are neither an extension of the tenant nor a short code of the country.</summary>
    UnknownExtension = 2,

    /// <summary>Fewer digits than any number of that country has.</summary>
    TooShort = 3,

    /// <summary>More digits than any number of that country has, or more than 15.</summary>
    TooLong = 4,

    /// <summary>A count of digits that lies between the shortest and the longest but is used by no number of that country.</summary>
    InvalidLength = 5,

    /// <summary>The digits after <c>+</c> or after the exit prefix start with no country code.</summary>
    InvalidCountryCode = 6,

    /// <summary>The country is missing or unknown, so that digits without <c>+</c> cannot be read.</summary>
    UnknownCountry = 7,

    /// <summary>The caller id is withheld or empty. [N4]</summary>
    Withheld = 8,

    /// <summary>An emergency number where none may be dialled: menu digits, forwards, members, calls made by REST. [N3]</summary>
    EmergencyNotAllowed = 9,
}
