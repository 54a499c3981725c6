using System.Collections.Immutable;
using OpBX.Calls;
using OpBX.Cxml;

namespace OpBX.Routing;

/// <summary>A finished decision: the document, how it came about, and what it means for the call.</summary>
public sealed class RoutingResult
{
    /// <summary>The document for the platform.</summary>
    public required CxmlResponse Response { get; init; }

    /// <summary>How the decision ended.</summary>
    public required RoutingOutcome Outcome { get; init; }

    /// <summary>Each step and why.</summary>
    public required RoutingTrace Trace { get; init; }

    /// <summary>What observers are told, in the background.</summary>
    public ImmutableArray<CallEvent> Events { get; init; } = [];
}

/// <summary>What the engine makes of one request: a result, or a question that must be answered first.</summary>
public abstract record RoutingDecision
{
    private RoutingDecision() { }

    /// <summary>The decision is made.</summary>
    /// <param name="Result">The result.</param>
    public sealed record Done(RoutingResult Result) : RoutingDecision;

    /// <summary>A question comes first.</summary>
    /// <param name="Question">The question.</param>
    public sealed record Open(RoutingQuestion Question) : RoutingDecision;
}
