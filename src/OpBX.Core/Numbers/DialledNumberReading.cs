namespace OpBX.Numbers;

/// <summary>One decision about what a dialled text means: the order of [N1].</summary>
internal readonly ref struct DialledNumberReading
{
    private readonly NumberingPlan _plan;
    private readonly NumberReader _reader;
    private readonly DialContext _context;
    private readonly Country? _country;

    public DialledNumberReading(NumberingPlan plan, NumberReader reader, in DialContext context)
    {
        _plan = plan;
        _reader = reader;
        _context = context;
        _country = plan.FindCountry(context.Country);
    }

    public DialledNumber Classify(in DialText text)
    {
        if (WithheldCallerIds.Contains(text, _context.Source == NumberSource.Reported)) return Of(DialledNumberKind.Anonymous, string.Empty);
        NumberFault fault = text.Fault;
        if (fault == NumberFault.None)
        {
            DialledNumber? known = EmergencyOrExtension(text) ?? Code(text) ?? Number(text, out fault);
            if (known is not null) return known;
        }

        return SipUser(text) ?? new DialledNumber
        {
            Kind = DialledNumberKind.Invalid,
            Text = text.HasLetters ? string.Empty : text.Dial.ToString(),
            Reason = text.IsDigits && text.Dial.Length <= NumberReader.LongestExtension ? NumberFault.UnknownExtension : fault,
        };
    }

    private DialledNumber? EmergencyOrExtension(in DialText text)
    {
        string? emergency = EmergencyNumbers.Find(text.Dial, _country, _context.OutsideLinePrefix, _context.EmergencyNumbers);
        if (emergency is not null && _context.AllowEmergency) return Of(DialledNumberKind.Emergency, emergency);
        if (_context.Extensions?.IsExtension(text.Dial) == true) return Of(DialledNumberKind.Extension, text.Dial.ToString()) with { PostDial = PostDial(text) };
        return emergency is null
            ? null
            : new DialledNumber { Kind = DialledNumberKind.Invalid, Text = emergency, Reason = NumberFault.EmergencyNotAllowed };
    }

    private DialledNumber? Code(in DialText text)
    {
        if (text.IsFeatureCode) return Of(DialledNumberKind.FeatureCode, text.Dial.ToString());
        if (!text.IsDigits || _country is null) return null;
        if (_plan.IsShortCode(_country, text.Dial)) return Of(DialledNumberKind.ShortCode, text.Dial.ToString());
        ReadOnlySpan<char> outside = AfterOutsideLinePrefix(text.Dial);
        return !outside.IsEmpty && _plan.IsShortCode(_country, outside) ? Of(DialledNumberKind.ShortCode, outside.ToString()) : null;
    }

    private DialledNumber? Number(in DialText text, out NumberFault fault)
    {
        Span<char> room = stackalloc char[DialText.NumberRoom];
        fault = text.TakeNumber(room, out int length);
        if (fault != NumberFault.None) return null;
        ReadOnlySpan<char> dial = room[..length];
        if (!TryAfterPrefix(AfterOutsideLinePrefix(dial), dial, out PhoneNumber number))
            fault = _reader.Read(dial, null, _country, _context.Source, out number);
        return fault == NumberFault.None
            ? Of(DialledNumberKind.E164, number.Value) with { Number = number, Verified = _plan.IsAssigned(number), PostDial = PostDial(text) }
            : null;
    }

    /// <summary>
    /// Reads what follows the outside-line prefix. Digits that are a number with their first ones and no assigned number
    /// without them were dialled without a prefix.
    /// </summary>
    private bool TryAfterPrefix(ReadOnlySpan<char> outside, ReadOnlySpan<char> dial, out PhoneNumber number)
    {
        number = default;
        if (outside.IsEmpty) return false;
        bool fits = _reader.ReadByCountry(outside, _country, out number) == NumberFault.None;
        if (fits && _plan.IsAssigned(number)) return true;
        if (_reader.ReadByCountry(dial, _country, out PhoneNumber whole) == NumberFault.None && (!fits || _plan.IsAssigned(whole)))
        {
            number = whole;
            return true;
        }

        return fits || _reader.Read(outside, null, _country, NumberSource.Dialled, out number) == NumberFault.None;
    }

    // Empty without a prefix: only digits as a subscriber dials them may have one.
    private ReadOnlySpan<char> AfterOutsideLinePrefix(ReadOnlySpan<char> dial)
    {
        ReadOnlySpan<char> prefix = _context.OutsideLinePrefix.AsSpan().Trim();
        return !prefix.IsEmpty && _context.Source == NumberSource.Dialled && dial.StartsWith(prefix) ? dial[prefix.Length..] : default;
    }

    private static DialledNumber? SipUser(in DialText text)
    {
        if (!text.IsSip || text.User.ContainsAnyExceptInRange('!', '~') || text.User.ContainsAny("<>\"@")) return null;
        bool letters = false;
        foreach (char c in text.User) letters |= char.IsAsciiLetter(c);
        return letters
            ? Of(DialledNumberKind.SipUser, text.User.ToString()) with { SipHost = text.Host.IsEmpty ? null : text.Host.ToString() }
            : null;
    }

    private static string? PostDial(in DialText text) => text.PostDial.IsEmpty ? null : text.PostDial.ToString();

    private static DialledNumber Of(DialledNumberKind kind, string text) => new() { Kind = kind, Text = text };
}
