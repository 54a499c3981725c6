namespace OpBX.Routing;

/// <summary>A hash of a session token that is the same in every process, for choices without shared state (rule F2).</summary>
internal static class SessionHash
{
    public static uint Of(string? session)
    {
        // FNV-1a: stable, and good enough to spread calls over the members of a group.
        uint hash = 2166136261;
        foreach (char c in session ?? "")
        {
            hash = (hash ^ c) * 16777619;
        }
        // Spread the high bits down, because the remainder looks at the low ones.
        hash ^= hash >> 15;
        return hash;
    }
}
