namespace OpBX.Calls;

/// <summary>Direction of a recorded call: the schema's <c>ENUM('inbound','outbound')</c> (rule C4).</summary>
public enum RecordedDirection
{
    /// <summary>To the tenant.</summary>
    Inbound,

    /// <summary>From the tenant: from one of its phones, or made by the tenant itself.</summary>
    Outbound,
}

/// <summary>The spelling of directions in the database.</summary>
public static class RecordedDirections
{
    /// <summary>The spelling in the database.</summary>
    public static string Code(this RecordedDirection direction) => direction == RecordedDirection.Outbound ? "outbound" : "inbound";

    /// <summary>Reads the spelling in the database, without letter case.</summary>
    /// <param name="code">The text.</param>
    /// <param name="direction">The direction; <see cref="RecordedDirection.Inbound"/> when the text is none.</param>
    /// <returns>Whether the text is a direction.</returns>
    public static bool TryParse(string? code, out RecordedDirection direction)
    {
        direction = string.Equals(code, "outbound", StringComparison.OrdinalIgnoreCase) ? RecordedDirection.Outbound : RecordedDirection.Inbound;
        return direction == RecordedDirection.Outbound || string.Equals(code, "inbound", StringComparison.OrdinalIgnoreCase);
    }
}
