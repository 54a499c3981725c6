namespace OpBX.BusinessHours;

/// <summary>What becomes of the part after midnight of an overnight range when an exception holds for the day on which it ends ([B2]).</summary>
public enum OvernightTail
{
    /// <summary>It stays: Thursday 22:00–06:00 is open until Friday 06:00, also when Friday is a holiday.</summary>
    Survives,

    /// <summary>It is cut: the exception holds from midnight.</summary>
    Cut,
}
