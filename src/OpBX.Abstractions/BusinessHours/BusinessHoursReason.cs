namespace OpBX.BusinessHours;

/// <summary>The kinds of thing that decide a state, see <see cref="BusinessHoursReason"/>.</summary>
public enum BusinessHoursReasonKind
{
    /// <summary>No rule matched: closed.</summary>
    None,

    /// <summary>A weekly rule: open.</summary>
    Rule,

    /// <summary>An exception for the date: open inside its hours, closed outside them, or a holiday.</summary>
    Exception,

    /// <summary>The manual override.</summary>
    Override,
}

/// <summary>Why a schedule is in a state: the rule of [B2] that decided. Building one formats and allocates nothing.</summary>
public readonly record struct BusinessHoursReason
{
    /// <summary>What decided.</summary>
    public BusinessHoursReasonKind Kind { get; init; }

    /// <summary>The id of the <see cref="BusinessHoursRule"/> or <see cref="BusinessHoursException"/> that decided, otherwise 0.</summary>
    public long Id { get; init; }

    /// <summary>The name of the exception that decided, otherwise null.</summary>
    public string? Name { get; init; }

    /// <summary>Whether it was the part after midnight of a range that started on the day before.</summary>
    public bool IsOvernightTail { get; init; }
}
