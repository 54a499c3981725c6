namespace OpBX.Numbers;

/// <summary>
/// A text with its wrappers taken off: name-addr, <c>sip:</c>, <c>sips:</c>, <c>tel:</c>, host, parameters, one round of
/// percent-decoding, Unicode forms, punctuation. All parts lie in the caller's scratch memory.
/// </summary>
internal ref struct DialText
{
    /// <summary>Longer texts are too long for any address.</summary>
    public const int MaxText = 512;

    /// <summary>More dialled characters than this are no number and no extension.</summary>
    public const int MaxDial = 32;

    /// <summary>The scratch memory that <see cref="Read"/> needs, in characters.</summary>
    public const int Scratch = 2 * MaxText + MaxDial;

    /// <summary>The room that <see cref="TakeNumber"/> needs.</summary>
    public const int NumberRoom = 2 * MaxDial;

    /// <summary>Nothing is left of the text.</summary>
    public bool IsEmpty;

    /// <summary>Why the text is no number; the parts are those read so far.</summary>
    public NumberFault Fault;

    /// <summary>The text had a <c>sip:</c> or <c>sips:</c> scheme or a host.</summary>
    public bool IsSip;

    /// <summary>The user part, or the whole text, decoded but with its punctuation.</summary>
    public ReadOnlySpan<char> User;

    /// <summary>The host without port; empty for none.</summary>
    public ReadOnlySpan<char> Host;

    /// <summary>Digits, letters, <c>*</c>, <c>#</c> and a leading <c>+</c>; empty with <see cref="NumberFault.NotANumber"/>.</summary>
    public ReadOnlySpan<char> Dial;

    /// <summary>What is to be sent after the answer; empty for none.</summary>
    public ReadOnlySpan<char> PostDial;

    /// <summary>The <c>phone-context</c>, where it is a number prefix with <c>+</c>; empty for none.</summary>
    public ReadOnlySpan<char> PhoneContext;

    /// <summary>Whether <see cref="Dial"/> has letters.</summary>
    public bool HasLetters;

    /// <summary>Whether <see cref="Dial"/> consists of digits, with a plus or not.</summary>
    public bool IsNumeric;

    /// <summary>Whether <see cref="Dial"/> consists of digits only.</summary>
    public readonly bool IsDigits => IsNumeric && Dial[0] != '+';

    /// <summary>Whether <see cref="Dial"/> starts with <c>*</c> or <c>#</c>.</summary>
    public readonly bool IsFeatureCode => !Dial.IsEmpty && Dial[0] is '*' or '#' && !HasLetters;

    /// <summary>Takes the wrappers off.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="scratch">Memory of <see cref="Scratch"/> characters.</param>
    public static DialText Read(ReadOnlySpan<char> text, Span<char> scratch)
    {
        var result = new DialText();
        text = text.Trim();
        Span<char> folded = scratch[..MaxText], decoded = scratch.Slice(MaxText, MaxText);
        if (text.Length > MaxText || !DialCharacters.TryFold(text, folded, out int length)) return Failed(NumberFault.TooLong);
        ReadOnlySpan<char> address = folded[..length].Trim(' ');
        if (address.IsEmpty)
        {
            result.IsEmpty = true;
            return result;
        }

        // A wholly encoded address is decoded first and not again; in an address in clear only the user part is encoded.
        bool mayDecode = true;
        if (address.Contains('%') && !address.ContainsAny('@', '<') && SchemeOf(address, out _) is Scheme.None)
        {
            if (!DialCharacters.TryDecode(address, decoded, out length)) return Failed(NumberFault.NotANumber);
            decoded[..length].CopyTo(folded);
            address = folded[..length].Trim(' ');
            mayDecode = false;
            if (address.IsEmpty) return Failed(NumberFault.NotANumber);
        }

        if (!TryUnwrap(ref address)) return Failed(NumberFault.NotANumber);
        if (!result.Split(address)) return Failed(NumberFault.NotANumber);
        if (mayDecode && result.User.Contains('%'))
        {
            if (!DialCharacters.TryDecode(result.User, decoded, out length)) return Failed(NumberFault.NotANumber);
            result.User = decoded[..length].Trim(' ');
        }

        result.TakeParameters();
        if (!result.IsSip) result.TakeSuffix();
        result.Clean(scratch[(2 * MaxText)..]);
        return result;
    }

    /// <summary>The number in the text: its digits, keypad letters as digits, after the phone context if it has one.</summary>
    /// <param name="target">Receives an optional plus and at most <see cref="MaxDial"/> digits; <see cref="NumberRoom"/> long.</param>
    /// <param name="length">The length of the number.</param>
    public readonly NumberFault TakeNumber(Span<char> target, out int length)
    {
        length = 0;
        if (!PhoneContext.IsEmpty && Dial[0] != '+')
        {
            foreach (char c in PhoneContext)
            {
                if (length == MaxDial) break;
                if (!DialCharacters.IsPunctuation(c)) target[length++] = c;
            }

            if (target[1..length].ContainsAnyExceptInRange('0', '9')) return NumberFault.NotANumber;
        }

        Span<char> own = target.Slice(length, Dial.Length);
        if (IsNumeric) Dial.CopyTo(own);
        else if (IsSip || !HasLetters || !DialCharacters.TryKeypad(Dial, own)) return NumberFault.NotANumber;
        length += Dial.Length;
        return length > MaxDial ? NumberFault.TooLong : NumberFault.None;
    }

    private enum Scheme
    {
        None,
        Sip,
        Tel,
    }

    private static Scheme SchemeOf(ReadOnlySpan<char> address, out int length)
    {
        length = 4;
        if (address.StartsWith("tel:", StringComparison.OrdinalIgnoreCase)) return Scheme.Tel;
        if (address.StartsWith("sip:", StringComparison.OrdinalIgnoreCase)) return Scheme.Sip;
        length = 5;
        if (address.StartsWith("sips:", StringComparison.OrdinalIgnoreCase)) return Scheme.Sip;
        length = 0;
        return Scheme.None;
    }

    // «"Bob" <sip:…>;tag=x»: a well-formed display name, then the address in angle brackets, then parameters or nothing.
    private static bool TryUnwrap(ref ReadOnlySpan<char> address)
    {
        int open = address[0] == '"' ? EndOfQuoted(address) : 0;
        if (open < 0) return false;
        int offset = address[open..].IndexOf('<');
        if (offset < 0) return open == 0;
        ReadOnlySpan<char> name = address.Slice(open, offset);
        if (open > 0 ? !name.Trim(' ').IsEmpty : name.ContainsAny('"', '>')) return false;
        ReadOnlySpan<char> inside = address[(open + offset + 1)..];
        int close = inside.IndexOf('>');
        if (close < 0) return false;
        ReadOnlySpan<char> after = inside[(close + 1)..].Trim(' ');
        address = inside[..close].Trim(' ');
        return !address.IsEmpty && (after.IsEmpty || after[0] is ';' or '?');
    }

    private static int EndOfQuoted(ReadOnlySpan<char> address)
    {
        for (int i = 1; i < address.Length; i++)
        {
            if (address[i] == '\\') i++;
            else if (address[i] == '"') return i + 1;
        }

        return -1;
    }

    private bool Split(ReadOnlySpan<char> address)
    {
        Scheme scheme = SchemeOf(address, out int length);
        ReadOnlySpan<char> rest = address[length..];
        if (scheme != Scheme.None && rest.StartsWith("//")) rest = rest[2..];
        IsSip = scheme == Scheme.Sip;
        User = rest;
        if (scheme == Scheme.Tel) return true;

        int at = rest.IndexOf('@');
        if (at < 0)
        {
            // Without a user part only a plain name or number is left to be one; a host name or an address is none.
            if (!IsSip) return true;
            int end = rest.IndexOfAny(';', '?');
            if (end >= 0) User = rest[..end];
            return !User.ContainsAny('.', ':', '[');
        }

        IsSip = true;
        User = rest[..at];
        int password = User.IndexOf(':');
        if (password >= 0) User = User[..password];
        ReadOnlySpan<char> host = rest[(at + 1)..];
        int stop = host.IndexOfAny(';', '?', '/');
        if (stop >= 0) host = host[..stop];
        int port = host.LastIndexOf(':');
        if (port > host.LastIndexOf(']')) host = host[..port];
        Host = host.Trim(' ');
        foreach (char c in Host)
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('.' or '-' or '_' or ':' or '[' or ']')) return false;
        return true;
    }

    // «;ext=3456», «;postd=12», «;phone-context=+44»; in plain text also «;3456».
    private void TakeParameters()
    {
        int start = User.IndexOf(';');
        if (start < 0) return;
        ReadOnlySpan<char> rest = User[(start + 1)..];
        User = User[..start].Trim(' ');
        while (!rest.IsEmpty)
        {
            int end = rest.IndexOf(';');
            ReadOnlySpan<char> parameter = (end < 0 ? rest : rest[..end]).Trim(' ');
            rest = end < 0 ? default : rest[(end + 1)..];
            int equals = parameter.IndexOf('=');
            ReadOnlySpan<char> name = equals < 0 ? default : parameter[..equals].Trim(' ');
            ReadOnlySpan<char> value = parameter[(equals + 1)..].Trim(' ');
            if (name.Equals("phone-context", StringComparison.OrdinalIgnoreCase))
            {
                if (value.Length > 1 && value[0] == '+') PhoneContext = value;
            }
            else if (name.IsEmpty || name.Equals("ext", StringComparison.OrdinalIgnoreCase) || name.Equals("postd", StringComparison.OrdinalIgnoreCase))
            {
                if (PostDial.IsEmpty && DialCharacters.IsPostDial(value)) PostDial = value;
            }
        }
    }

    // «… ext. 3456», «… x12», «…,,34», «…#5» after a number.
    private void TakeSuffix()
    {
        int start = DialCharacters.StartOfSuffix(User, out ReadOnlySpan<char> digits);
        if (start < 0) return;
        if (PostDial.IsEmpty) PostDial = digits;
        User = User[..start].TrimEnd(' ');
    }

    private void Clean(Span<char> target)
    {
        int count = 0;
        bool numeric = true;
        foreach (char c in User)
        {
            if (DialCharacters.IsPunctuation(c)) continue;
            bool letter = char.IsAsciiLetter(c);
            if (c == '+' ? count > 0 : !letter && !char.IsAsciiDigit(c) && c is not ('*' or '#'))
            {
                Fault = NumberFault.NotANumber;
                return;
            }

            if (count == target.Length)
            {
                Fault = NumberFault.TooLong;
                return;
            }

            target[count++] = c;
            HasLetters |= letter;
            numeric &= char.IsAsciiDigit(c) || c == '+';
        }

        Dial = target[..count];
        if (count > 1 && !numeric && Dial[^1] == '#' && Dial[0] is not ('*' or '#') && !Dial[..^1].ContainsAny('*', '#') && !HasLetters)
        {
            // A closing # ends dialling; it is no part of the number.
            Dial = Dial[..^1];
            numeric = true;
        }

        IsNumeric = numeric && count > 0 && Dial is not "+";
        if (count == 0) Fault = NumberFault.NotANumber;
    }

    // Nothing of a malformed address is used.
    private static DialText Failed(NumberFault fault) => new() { Fault = fault };
}
