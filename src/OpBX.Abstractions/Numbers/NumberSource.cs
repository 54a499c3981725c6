namespace OpBX.Numbers;

/// <summary>Where a number's text comes from, which decides how digits without <c>+</c> are read. [N2]</summary>
public enum NumberSource
{
    /// <summary>Dialled by a subscriber or written in configuration: read by the country first (exit prefix, national form, international).</summary>
    Dialled = 0,

    /// <summary>
    /// Reported by the platform (From, To, session updates, CDRs): 8 or more digits that do not start with 0 are
    /// international already; anything else is read as <see cref="Dialled"/>.
    /// </summary>
    Reported = 1,
}
