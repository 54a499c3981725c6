using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace OpBX.Diagnostics;

/// <summary>Keeps the queries of requests out of the logs of the web server.</summary>
internal static class RequestLogQueries
{
    /// <summary>Categories that print the address of a request, below the level from which they do not.</summary>
    private static readonly (string Category, LogLevel Level)[] RequestLogs =
    [
        ("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.Warning),
        ("Microsoft.AspNetCore.Server.Kestrel.BadRequests", LogLevel.Warning),
    ];

    /// <summary>Adds the rules for every logging provider: a level set for one provider would otherwise come before them.</summary>
    public static void Suppress(IServiceCollection services) => services.PostConfigure<LoggerFilterOptions>(static options =>
    {
        foreach (string? provider in options.Rules.Select(static rule => rule.ProviderName).Append(null).Distinct().ToArray())
        {
            foreach ((string category, LogLevel level) in RequestLogs) options.Rules.Add(new LoggerFilterRule(provider, category, level, null));
        }
    });
}
