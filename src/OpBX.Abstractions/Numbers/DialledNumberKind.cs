namespace OpBX.Numbers;

/// <summary>What a dialled text turned out to be. [N1]</summary>
public enum DialledNumberKind
{
    /// <summary>Nothing that can be called; <see cref="DialledNumber.Reason"/> says why.</summary>
    Invalid = 0,

    /// <summary>An emergency number of the country or of the organization. [N3]</summary>
    Emergency = 1,

    /// <summary>An extension of the tenant, exact text.</summary>
    Extension = 2,

    /// <summary>A feature code: starts with <c>*</c> or <c>#</c>.</summary>
    FeatureCode = 3,

    /// <summary>A short public number of the country that can be called, such as directory enquiries.</summary>
    ShortCode = 4,

    /// <summary>A public number in E.164 form.</summary>
    E164 = 5,

    /// <summary>A SIP user with letters in its name, with its host.</summary>
    SipUser = 6,

    /// <summary>Withheld or empty. [N4]</summary>
    Anonymous = 7,
}
