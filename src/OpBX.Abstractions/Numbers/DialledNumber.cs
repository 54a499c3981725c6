namespace OpBX.Numbers;

/// <summary>What a dialled text means for a tenant, by the order of [N1].</summary>
public sealed record DialledNumber
{
    /// <summary>What it is.</summary>
    public required DialledNumberKind Kind { get; init; }

    /// <summary>
    /// The normalised text: <c>911</c>, <c>1005</c>, <c>*67</c>, <c>+15550100001</c>, the SIP user's name. Empty for
    /// <see cref="DialledNumberKind.Anonymous"/>; for <see cref="DialledNumberKind.Invalid"/> the digits as far as there
    /// are any, at most 32 characters of <c>0-9</c>, <c>*</c>, <c>#</c> and a leading <c>+</c>.
    /// </summary>
    public required string Text { get; init; }

    /// <summary>The public number; only with <see cref="DialledNumberKind.E164"/>.</summary>
    public PhoneNumber? Number { get; init; }

    /// <summary>Whether the number lies in an assigned range; false also for every kind but <see cref="DialledNumberKind.E164"/>.</summary>
    public bool Verified { get; init; }

    /// <summary>Digits to send after the answer (<c>ext. 3456</c>, <c>;ext=3456</c>); null when there are none.</summary>
    public string? PostDial { get; init; }

    /// <summary>The host of a SIP user; null for other kinds and for a <c>sip:</c> address without a host.</summary>
    public string? SipHost { get; init; }

    /// <summary>Why nothing can be called; only with <see cref="DialledNumberKind.Invalid"/>.</summary>
    public NumberFault? Reason { get; init; }
}
