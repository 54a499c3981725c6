namespace OpBX.Cdr;

/// <summary>
/// How a call ended: the schema's <c>ENUM('ANSWERED','BUSY','NO_ANSWER','FAILED')</c> (rule C3), declared in the order in
/// which contradicting reports of one leg are settled: the last one wins.
/// </summary>
public enum Disposition
{
    /// <summary>It could not be set up, or ended in a way that has no name of its own.</summary>
    Failed,

    /// <summary>Nobody answered, or the caller gave up.</summary>
    NoAnswer,

    /// <summary>Busy.</summary>
    Busy,

    /// <summary>It was answered.</summary>
    Answered,
}

/// <summary>The spelling of dispositions in the database.</summary>
public static class Dispositions
{
    /// <summary>The spelling in the database: <c>ANSWERED</c>, <c>BUSY</c>, <c>NO_ANSWER</c>, <c>FAILED</c>.</summary>
    public static string Code(this Disposition disposition) => disposition switch
    {
        Disposition.Answered => "ANSWERED",
        Disposition.Busy => "BUSY",
        Disposition.NoAnswer => "NO_ANSWER",
        _ => "FAILED",
    };

    /// <summary>Reads the spelling in the database, without letter case.</summary>
    /// <param name="code">The text.</param>
    /// <param name="disposition">The disposition; <see cref="Disposition.Failed"/> when the text is none.</param>
    /// <returns>Whether the text is a disposition.</returns>
    public static bool TryParse(string? code, out Disposition disposition)
    {
        for (disposition = Disposition.Answered; disposition > Disposition.Failed; disposition--)
        {
            if (string.Equals(code, disposition.Code(), StringComparison.OrdinalIgnoreCase)) return true;
        }
        return string.Equals(code, "FAILED", StringComparison.OrdinalIgnoreCase);
    }
}
