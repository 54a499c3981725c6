namespace OpBX.Storage;

/// <summary>What became of a change of configuration.</summary>
public enum ChangeOutcome
{
    /// <summary>It is made, and the configuration version has grown.</summary>
    Done,

    /// <summary>The tenant, or the object of that id in this tenant, does not exist.</summary>
    NotFound,

    /// <summary>The configuration version is not the expected one: read again, decide again.</summary>
    Conflict,

    /// <summary>It can't be made; the faults say why.</summary>
    Refused,
}

/// <summary>What became of a change of configuration. What is not <see cref="ChangeOutcome.Done"/> changed nothing.</summary>
/// <typeparam name="T">The object.</typeparam>
public sealed record ChangeResult<T>
    where T : class
{
    /// <summary>What became of it.</summary>
    public required ChangeOutcome Outcome { get; init; }

    /// <summary>The object as it is kept now, ids included; after a removal, as it was. Null unless done.</summary>
    public T? Item { get; init; }

    /// <summary>The tenant's configuration version after the change; 0 unless done.</summary>
    public long Version { get; init; }

    /// <summary>All reasons of a refusal.</summary>
    public IReadOnlyList<ChangeFault> Faults { get; init; } = [];
}

/// <summary>Makes a <see cref="ChangeResult{T}"/>.</summary>
public static class ChangeResult
{
    /// <summary>The change is made.</summary>
    public static ChangeResult<T> Done<T>(T item, long version) where T : class => new() { Outcome = ChangeOutcome.Done, Item = item, Version = version };

    /// <summary>There is nothing to change.</summary>
    public static ChangeResult<T> NotFound<T>() where T : class => new() { Outcome = ChangeOutcome.NotFound };

    /// <summary>Somebody else was faster.</summary>
    public static ChangeResult<T> Conflict<T>() where T : class => new() { Outcome = ChangeOutcome.Conflict };

    /// <summary>The change can't be made.</summary>
    public static ChangeResult<T> Refused<T>(params IReadOnlyList<ChangeFault> faults) where T : class => new() { Outcome = ChangeOutcome.Refused, Faults = faults };
}

/// <summary>One reason why a change of configuration is refused.</summary>
/// <param name="Code">A stable code: one of <see cref="ChangeFaultCodes"/>, or of a validator.</param>
/// <param name="Path">The member, spelt as in the JSON document, for example <c>members[2].extension_id</c>; empty = the whole object.</param>
/// <param name="Reason">What is wrong, for a person; never a secret.</param>
public sealed record ChangeFault(string Code, string Path, string Reason);

/// <summary>The codes of <see cref="ChangeFault"/> that stores themselves give.</summary>
public static class ChangeFaultCodes
{
    /// <summary>A unique value is taken: a number, name, e-mail address, slug or id.</summary>
    public const string Duplicate = "duplicate";

    /// <summary>An id names no object of this tenant, which is also what another tenant's id looks like.</summary>
    public const string MissingReference = "missing-reference";

    /// <summary>A text is longer than its column.</summary>
    public const string TooLong = "too-long";

    /// <summary>A number or time is outside what its column holds.</summary>
    public const string OutOfRange = "out-of-range";

    /// <summary>A text holds half a surrogate pair, which no database keeps exactly.</summary>
    public const string InvalidText = "invalid-text";

    /// <summary>A word is none that the column's enumeration holds.</summary>
    public const string UnknownWord = "unknown-word";

    /// <summary>The object is still referenced and must not go (rule A1); the path names who does.</summary>
    public const string InUse = "in-use";
}
