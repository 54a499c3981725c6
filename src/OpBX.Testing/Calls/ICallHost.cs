using System.Collections.Immutable;
using OpBX.Routing;

namespace OpBX.Calls;

/// <summary>What a simulated call is played against.</summary>
internal interface ICallHost
{
    /// <summary>The domain that the requests name; null = none.</summary>
    string? Domain { get; }

    /// <summary>The URL and method of the first request.</summary>
    RequestTarget Start { get; }

    /// <summary>Where a URL of a document leads; null = to another host.</summary>
    /// <param name="url">The URL as the document has it.</param>
    /// <param name="current">The URL that was requested for that document.</param>
    /// <param name="isRedirect">Whether the call is handed over: another host is then not the application, whatever its path.</param>
    string? Resolve(string url, string current, bool isRedirect);

    /// <summary>Sends one voice request.</summary>
    Task<HostAnswer> AskAsync(RequestTarget target, PlatformRequest request, CancellationToken cancellationToken);

    /// <summary>Reports a recording, without bearer.</summary>
    /// <returns>The HTTP status; null = nothing is delivered.</returns>
    Task<int?> ReportRecordingAsync(string url, string current, string body, CancellationToken cancellationToken);

    /// <summary>The call is over.</summary>
    Task EndAsync(string session, TimeSpan talked, CancellationToken cancellationToken);
}

/// <summary>What is requested.</summary>
/// <param name="Url">The URL as the document has it.</param>
/// <param name="Local">The URL that is requested.</param>
/// <param name="Method">The method.</param>
internal readonly record struct RequestTarget(string Url, string Local, HttpMethod Method);

/// <summary>What came back.</summary>
internal sealed record HostAnswer(byte[] Document)
{
    public int StatusCode { get; init; } = 200;

    public IReadOnlyDictionary<string, string> Headers { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>The decision behind it; null = not known.</summary>
    public RoutingResult? Decision { get; init; }
}
