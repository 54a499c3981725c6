using System.Collections.Immutable;
using System.Text.Json;
using OpBX.Calls;

namespace OpBX.Cdr;

/// <summary>The SIP Call-IDs that the platform lists for a session: its own leg first (rule S1).</summary>
internal readonly record struct LegIds(string? Own, ImmutableArray<string> Others)
{
    /// <summary>Reads <c>callIds</c>, else <c>profile.callId</c>.</summary>
    /// <param name="session">The session model.</param>
    public static LegIds Read(JsonElement? session)
    {
        IReadOnlyList<string> ids = TolerantJson.Texts(session, "callIds", CallEvidence.MaxLegs);
        if (ids.Count == 0) ids = TolerantJson.Texts(TolerantJson.Object(session, "profile"), "callId", CallEvidence.MaxLegs);
        return ids.Count == 0 ? new LegIds(null, []) : new LegIds(ColumnText.Key(ids[0]), [.. ids.Skip(1).Select(ColumnText.Key)]);
    }
}
