namespace OpBX.Numbers;

/// <summary>The prefix before a national number, and what a country's own dialling forms are rewritten to.</summary>
internal sealed class TrunkPrefix
{
    private readonly DialPattern _pattern;
    private readonly string? _replacement;
    private readonly DigitAutomaton _automaton;
    private readonly int _nationalForm;

    /// <param name="literal">The prefix as it is dialled; null where the country has none and the pattern only rewrites.</param>
    /// <param name="pattern">What is taken off.</param>
    /// <param name="replacement">What goes before the pattern's last group when that took part; null for nothing at all.</param>
    /// <param name="automaton">The automaton.</param>
    /// <param name="nationalForm">The root of all numbers of the country's general form.</param>
    public TrunkPrefix(string? literal, DialPattern pattern, string? replacement, DigitAutomaton automaton, int nationalForm)
    {
        Literal = literal;
        _pattern = pattern;
        _replacement = replacement;
        _automaton = automaton;
        _nationalForm = nationalForm;
    }

    public string? Literal { get; }

    /// <summary>Takes the prefix off, unless the digits are a number with it and none without.</summary>
    /// <param name="digits">The digits.</param>
    /// <param name="target">Receives the rest; at least 8 longer than the digits.</param>
    /// <param name="written">The length of the rest.</param>
    /// <param name="prefix">How many digits were taken off.</param>
    /// <returns>Whether anything was taken off or rewritten.</returns>
    public bool TryStrip(ReadOnlySpan<char> digits, Span<char> target, out int written, out int prefix)
    {
        written = 0;
        if (!_pattern.Matches(digits, out prefix, out ReadOnlySpan<char> group)) return false;
        ReadOnlySpan<char> rest = digits[prefix..];
        if (_replacement is not null && !group.IsEmpty)
        {
            _replacement.CopyTo(target);
            group.CopyTo(target[_replacement.Length..]);
            written = _replacement.Length + group.Length;
        }
        else if (prefix == 0)
        {
            return false;
        }

        rest.CopyTo(target[written..]);
        written += rest.Length;
        return !HasNationalForm(digits) || HasNationalForm(target[..written]);
    }

    private bool HasNationalForm(ReadOnlySpan<char> digits) => _automaton.Match(_nationalForm, digits) != 0;
}
