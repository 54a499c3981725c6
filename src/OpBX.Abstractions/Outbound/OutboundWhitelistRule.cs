namespace OpBX.Outbound;

/// <summary>How the pattern of an outbound rule is read (rule O2).</summary>
public enum OutboundPatternType
{
    /// <summary>The number starts with the pattern; the longest prefix decides.</summary>
    Prefix,

    /// <summary>The number is the pattern.</summary>
    Exact,

    /// <summary>The number matches a regular expression (non-backtracking, at most 50 characters).</summary>
    Regex,
}

/// <summary>A row of <c>outbound_whitelists</c>: one rule of the outbound policy (rule O2).</summary>
public sealed record OutboundWhitelistRule
{
    /// <summary>The rule's id, unique over all tenants.</summary>
    public required long Id { get; init; }

    /// <summary>Name, at most 100 characters.</summary>
    public required string Name { get; init; }

    /// <summary>How <see cref="Pattern"/> is read.</summary>
    public OutboundPatternType PatternType { get; init; }

    /// <summary>The pattern, at most 50 characters. With <c>+</c> it is compared with E.164, without it with the digits.</summary>
    public required string Pattern { get; init; }

    /// <summary>Free text.</summary>
    public string? Description { get; init; }

    /// <summary>Whether a match allows or denies the call.</summary>
    /// <value>Default: true.</value>
    public bool IsAllowed { get; init; } = true;

    /// <summary>Order: ascending.</summary>
    /// <value>Default: 1.</value>
    public int Priority { get; init; } = 1;

    /// <summary>The added <c>trunk</c> column: the trunk for calls that this rule allows; null = the organization's.</summary>
    public string? Trunk { get; init; }
}
