using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using OpBX.Numbers;

namespace OpBX.Outbound;

/// <summary>
/// The pattern of a regex rule, ready to match in time proportional to the number's length (rule O2). One that can't be
/// used never matches and says why.
/// </summary>
/// <remarks>
/// A pattern that names a plus sign (<c>\+</c>, or <c>+</c> in a set) sees the number as <c>+15550100001</c>, any other
/// sees its digits; a bare <c>+</c> is a quantifier.
/// </remarks>
internal sealed class OutboundRegex
{
    // Snapshots are rebuilt at every change of configuration, and building an automaton takes most of a millisecond. The
    // cache holds on to nothing that no snapshot uses.
    private const int CacheCapacity = 4_096;
    private static readonly ConcurrentDictionary<(string Pattern, bool Allows), WeakReference<OutboundRegex>> Cache = new();

    private readonly Regex? _regex;
    private readonly bool _seesPlus;

    private OutboundRegex(Regex? regex, bool seesPlus, string? fault)
    {
        _regex = regex;
        _seesPlus = seesPlus;
        Fault = fault;
    }

    /// <summary>Why the pattern never matches, as one of <see cref="OutboundRuleCodes"/>; null = it can be used.</summary>
    public string? Fault { get; }

    /// <summary>Reads the pattern of a rule of type regex.</summary>
    public static OutboundRegex Of(OutboundWhitelistRule rule)
    {
        string pattern = rule.Pattern ?? "";
        if (pattern.Length > OutboundPattern.MaxLength) return new OutboundRegex(null, false, OutboundRuleCodes.PatternTooLong);

        (string, bool) key = (pattern, rule.IsAllowed);
        if (Cache.TryGetValue(key, out WeakReference<OutboundRegex>? kept) && kept.TryGetTarget(out OutboundRegex? known)) return known;
        OutboundRegex made = Build(pattern, rule.IsAllowed);
        if (Cache.Count >= CacheCapacity) Cache.Clear();
        Cache[key] = new WeakReference<OutboundRegex>(made);
        return made;
    }

    /// <summary>Whether the number matches. A pattern that allows matches from the first character on or not at all.</summary>
    public bool IsMatch(PhoneNumber number)
        => _regex is not null && _regex.IsMatch(_seesPlus ? number.Value.AsSpan() : number.Digits);

    private static OutboundRegex Build(string pattern, bool allows)
    {
        if (string.IsNullOrWhiteSpace(pattern)) return new OutboundRegex(null, false, OutboundRuleCodes.PatternEmpty);
        try
        {
            Regex regex = Compile(pattern);
            if (allows)
            {
                if (pattern[0] != '^') return new OutboundRegex(null, false, OutboundRuleCodes.RegexUnanchored);
                // «^1|44» starts with the anchor, yet its second branch has none, and «^?44» makes it optional.
                regex = Compile("^(?:" + pattern + ")");
            }
            return new OutboundRegex(regex, NamesPlus(pattern), null);
        }
        catch (NotSupportedException)
        {
            return new OutboundRegex(null, false, OutboundRuleCodes.RegexUnsupported);
        }
        catch (ArgumentException)
        {
            return new OutboundRegex(null, false, OutboundRuleCodes.RegexInvalid);
        }
    }

    private static Regex Compile(string pattern)
        => new(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);

    private static bool NamesPlus(string pattern)
    {
        bool inSet = false;
        bool negated = false;
        for (int i = 0; i < pattern.Length; i++)
        {
            switch (pattern[i])
            {
                case '\\':
                    if (!negated && IsEscapedPlus(pattern.AsSpan(i + 1))) return true;
                    i++;
                    break;
                case '[' when !inSet:
                    inSet = true;
                    negated = i + 1 < pattern.Length && pattern[i + 1] == '^';
                    break;
                case ']':
                    inSet = negated = false;
                    break;
                case '+' when inSet && !negated:
                    return true;
            }
        }
        return false;
    }

    private static bool IsEscapedPlus(ReadOnlySpan<char> escape)
        => escape.StartsWith("+") || escape.StartsWith("x2b", StringComparison.OrdinalIgnoreCase)
            || escape.StartsWith("u002b", StringComparison.OrdinalIgnoreCase) || escape.StartsWith("053");
}
