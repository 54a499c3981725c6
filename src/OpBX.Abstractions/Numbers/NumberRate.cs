namespace OpBX.Numbers;

/// <summary>What kind of price a number's range carries, by the numbering table. [O4]</summary>
public enum NumberRate
{
    /// <summary>The range is not assigned, and what lies beside it has no raised price.</summary>
    Unknown = 0,

    /// <summary>An ordinary fixed, mobile or company number.</summary>
    Standard = 1,

    /// <summary>Free for the caller.</summary>
    TollFree = 2,

    /// <summary>Caller and called share a raised price.</summary>
    SharedCost = 3,

    /// <summary>The caller pays a premium.</summary>
    Premium = 4,

    /// <summary>A personal («follow me») number, often priced far above a mobile call.</summary>
    Personal = 5,
}
