using System.Globalization;

namespace OpBX.Tenants;

/// <summary>How much a fault of a configuration document matters.</summary>
public enum TenantDocumentSeverity
{
    /// <summary>The document can be used; what the fault names is ignored or will not work in a call.</summary>
    Warning,

    /// <summary>The document can't be used.</summary>
    Error,
}

/// <summary>One thing that is wrong with a configuration document (rule A3). It never carries a secret (rule H8).</summary>
public sealed record TenantDocumentFault
{
    /// <summary>Whether the document can be used all the same.</summary>
    public required TenantDocumentSeverity Severity { get; init; }

    /// <summary>What is wrong, as a stable code of <see cref="TenantDocumentFaultCodes"/>.</summary>
    public required string Code { get; init; }

    /// <summary>The line of the text, counted from 1; null where no line can be named.</summary>
    public int? Line { get; init; }

    /// <summary>The place as a JSON path, such as <c>$.extensions[2].status</c>.</summary>
    /// <value>Default: <c>$</c>, the whole document.</value>
    public string Path { get; init; } = "$";

    /// <summary>The reason in a sentence.</summary>
    public required string Reason { get; init; }

    /// <summary>One line of text: line, path, reason.</summary>
    public override string ToString() => Line is { } line
        ? string.Create(CultureInfo.InvariantCulture, $"line {line}, {Path}: {Reason}")
        : $"{Path}: {Reason}";
}

/// <summary>The stable codes of <see cref="TenantDocumentFault.Code"/>.</summary>
public static class TenantDocumentFaultCodes
{
    /// <summary>The text is not JSON; nothing after this place was looked at.</summary>
    public const string Syntax = "syntax";

    /// <summary>A value has another JSON type than its member needs.</summary>
    public const string WrongType = "wrong-type";

    /// <summary>A member that must be there is missing or null.</summary>
    public const string MissingMember = "missing-member";

    /// <summary>A member that nobody knows: a warning, since newer documents may hold more.</summary>
    public const string UnknownMember = "unknown-member";

    /// <summary>A word that its set does not contain. A warning where a host may have registered the word.</summary>
    public const string UnknownWord = "unknown-word";

    /// <summary>A number or id outside its range.</summary>
    public const string OutOfRange = "out-of-range";

    /// <summary>No time of day, date or instant.</summary>
    public const string InvalidTime = "invalid-time";

    /// <summary>A value of the right type that can't be meant.</summary>
    public const string InvalidValue = "invalid-value";

    /// <summary>A text longer than its column: a warning, since only a database minds.</summary>
    public const string TooLong = "too-long";

    /// <summary>An id, number, name or member that stands twice where it must be unique.</summary>
    public const string Duplicate = "duplicate";

    /// <summary>An id that names no object of the tenant: a warning, since the call flow has fallbacks (rule R3).</summary>
    public const string MissingReference = "missing-reference";

    /// <summary>A row that says it belongs to another organization (rule T1).</summary>
    public const string ForeignTenant = "foreign-tenant";
}
