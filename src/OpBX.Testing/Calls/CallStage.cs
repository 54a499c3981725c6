using System.Collections.Immutable;
using OpBX.Routing;

namespace OpBX.Calls;

/// <summary>One stage of a simulated call: the request of the platform and the document that answered it.</summary>
public sealed record CallStage
{
    /// <summary>The number of the stage, counted from 1.</summary>
    public required int Number { get; init; }

    /// <summary>The URL as the document before had it (absolute or relative); of the first stage the route.</summary>
    public required string Url { get; init; }

    /// <summary>The URL that was really requested; without HTTP the same as <see cref="Url"/>.</summary>
    public required string RequestedUrl { get; init; }

    /// <summary>How it was requested.</summary>
    public required HttpMethod Method { get; init; }

    /// <summary>The fields of the request as a JSON object, as the platform sends it.</summary>
    public required string RequestBody { get; init; }

    /// <summary>The HTTP status; without HTTP always 200.</summary>
    public int StatusCode { get; init; } = 200;

    /// <summary>The headers of the answer, by name without letter case; empty without HTTP.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>The document, as it came.</summary>
    public required string Document { get; init; }

    /// <summary>How the decision ended; null when it is not known (HTTP without a <see cref="RoutingTraceRecorder"/>).</summary>
    public RoutingOutcome? Outcome { get; init; }

    /// <summary>The way of the decision; null when it is not known.</summary>
    public RoutingTrace? Trace { get; init; }

    /// <summary>The DID that was called; null = none, or it is not known.</summary>
    public long? DidId { get; init; }

    /// <summary>The last extension that the decision reached; null = none, or it is not known.</summary>
    public long? ExtensionId { get; init; }

    /// <summary>The last ring group that the decision reached; null = none, or it is not known.</summary>
    public long? RingGroupId { get; init; }

    /// <summary>What the decision tells observers, besides <see cref="CallRouted"/>; empty when it is not known.</summary>
    public ImmutableArray<CallEvent> Events { get; init; } = [];

    /// <summary>The number, the way here without query values that could be secret, and the outcome.</summary>
    public override string ToString() => $"{Number}. {CallSimulationException.Mask(Url)} → {Outcome?.ToString() ?? StatusCode.ToString(System.Globalization.CultureInfo.InvariantCulture)}";
}
