using System.Collections.Immutable;
using OpBX.Calls;
using OpBX.Cxml;

namespace OpBX.Routing;

/// <summary>A finished decision: the document, how it came about, and what it means for the call.</summary>
public sealed class RoutingResult
{
    // Plain numbers, because a decision is made for every request and this is most of what it leaves behind.
    private readonly long _didId;
    private readonly long _extensionId;
    private readonly long _ringGroupId;

    /// <summary>The document for the platform.</summary>
    public required CxmlResponse Response { get; init; }

    /// <summary>How the decision ended.</summary>
    public required RoutingOutcome Outcome { get; init; }

    /// <summary>Each step and why.</summary>
    public required RoutingTrace Trace { get; init; }

    /// <summary>The DID that was called, where the request was about one.</summary>
    public long? DidId
    {
        get => _didId == 0 ? null : _didId;
        init => _didId = value ?? 0;
    }

    /// <summary>The last extension that the decision reached.</summary>
    public long? ExtensionId
    {
        get => _extensionId == 0 ? null : _extensionId;
        init => _extensionId = value ?? 0;
    }

    /// <summary>The last ring group that the decision reached.</summary>
    public long? RingGroupId
    {
        get => _ringGroupId == 0 ? null : _ringGroupId;
        init => _ringGroupId = value ?? 0;
    }

    /// <summary>
    /// What observers are told, in the background, besides <see cref="CallRouted"/>, which the router adds for the first
    /// request of a call.
    /// </summary>
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
