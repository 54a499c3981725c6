namespace OpBX.Calls;

/// <summary>What a caller may press; for <c>using static OpBX.Calls.Keys</c>.</summary>
public static class Keys
{
    /// <summary>No key at all: the caller lets the time run out.</summary>
    public const string Silence = "";
}
