using OpBX.Outbound;
using OpBX.RingGroups;

namespace OpBX.Routing;

/// <summary>
/// A question that only shared state can answer. A decision is a function of (snapshot, request, step, instant, answers);
/// where an answer is missing it ends in the question, and is made again with the answer.
/// </summary>
public abstract record RoutingQuestion
{
    private RoutingQuestion() { }

    /// <summary>Whose turn is it in a ring group (rule G4)?</summary>
    /// <param name="Request">The group, its members and the session.</param>
    public sealed record TurnNeeded(TurnRequest Request) : RoutingQuestion;

    /// <summary>May this outbound call start (rule O4)?</summary>
    /// <param name="Request">The call and its limits.</param>
    public sealed record AdmissionNeeded(AdmissionRequest Request) : RoutingQuestion;
}

/// <summary>The answers that a decision may use. Immutable.</summary>
public sealed record RoutingAnswers
{
    /// <summary>No answers yet.</summary>
    public static RoutingAnswers None { get; } = new();

    /// <summary>The member that starts, by ring group id; 0 = unknown (shared state did not answer, rule F2).</summary>
    public IReadOnlyDictionary<long, long> Turns { get; init; } = new Dictionary<long, long>();

    /// <summary>Admissions by <see cref="AdmissionRequest.Key"/>.</summary>
    public IReadOnlyDictionary<string, AdmissionAnswer> Admissions { get; init; } = new Dictionary<string, AdmissionAnswer>();

    /// <summary>A copy that also knows whose turn it is.</summary>
    public RoutingAnswers WithTurn(long ringGroupId, long firstExtensionId)
        => this with { Turns = new Dictionary<long, long>(Turns) { [ringGroupId] = firstExtensionId } };

    /// <summary>A copy that also knows an admission.</summary>
    public RoutingAnswers WithAdmission(string key, AdmissionAnswer answer)
        => this with { Admissions = new Dictionary<string, AdmissionAnswer>(Admissions, StringComparer.Ordinal) { [key] = answer } };
}
