namespace OpBX.Outbound;

/// <summary>Something that is wrong with an outbound rule, or looks wrong (rules O2, A1).</summary>
/// <param name="Index">The rule's place in the list that was looked at, from 0.</param>
/// <param name="RuleId">The rule's id; 0 = not stored yet.</param>
/// <param name="Code">A stable code, one of <see cref="OutboundRuleCodes"/>.</param>
/// <param name="IsWarning">Whether the rule may be saved all the same. A rule with a fault that is no warning is refused when saved.</param>
/// <param name="Detail">The value in question, or what is meant, for people.</param>
public readonly record struct OutboundRuleFault(int Index, long RuleId, string Code, bool IsWarning, string Detail)
{
    /// <inheritdoc />
    public override string ToString() => $"#{Index} {Code}: {Detail}";
}

/// <summary>The codes of <see cref="OutboundRuleFault"/>. Their spelling never changes.</summary>
public static class OutboundRuleCodes
{
    /// <summary>The name is blank.</summary>
    public const string NameEmpty = "name-empty";

    /// <summary>The name has more than 100 characters.</summary>
    public const string NameTooLong = "name-too-long";

    /// <summary>The priority is negative.</summary>
    public const string PriorityRange = "priority-range";

    /// <summary>The pattern type is none of the schema's.</summary>
    public const string PatternTypeUnknown = "pattern-type-unknown";

    /// <summary>The pattern is blank, or has nothing but punctuation. A prefix that means every number is written <c>+</c>.</summary>
    public const string PatternEmpty = "pattern-empty";

    /// <summary>The pattern has more than 50 characters.</summary>
    public const string PatternTooLong = "pattern-too-long";

    /// <summary>An exact pattern or a prefix has something that is neither digit nor punctuation of a number.</summary>
    public const string PatternNotDigits = "pattern-not-digits";

    /// <summary>No E.164 number can match: the digits start with 0, are more than 15, or, for an exact pattern, fewer than 7.</summary>
    public const string PatternNeverMatches = "pattern-never-matches";

    /// <summary>The text is no regular expression.</summary>
    public const string RegexInvalid = "regex-invalid";

    /// <summary>The regular expression needs backtracking (look-around, back references, atomic groups) or would grow too large.</summary>
    public const string RegexUnsupported = "regex-unsupported";

    /// <summary>A regular expression that allows does not start with <c>^</c>.</summary>
    public const string RegexUnanchored = "regex-unanchored";

    /// <summary>More regular expressions than one organization may have.</summary>
    public const string RegexTooMany = "regex-too-many";

    /// <summary>An earlier rule says the same.</summary>
    public const string Duplicate = "duplicate";

    /// <summary>Warning: another rule with the same pattern and priority says the opposite; the one that denies decides.</summary>
    public const string Contradiction = "contradiction";

    /// <summary>Warning: the rule allows every number of the world.</summary>
    public const string AllowAll = "allow-all";

    /// <summary>Warning: rules of a lower priority number always decide before this one.</summary>
    public const string Shadowed = "shadowed";
}
