namespace OpBX.WebhookHost;

/// <summary>What this host makes sure of before it starts.</summary>
internal static class HostSettings
{
    /// <summary>Categories that print the address of a request, below the level from which they do not.</summary>
    private static readonly (string Category, LogLevel Level)[] RequestLogs =
    [
        ("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.Warning),
        ("Microsoft.AspNetCore.Server.Kestrel.BadRequests", LogLevel.Warning),
    ];

    /// <summary>
    /// Keeps the queries of requests out of every log, because those of CDRs and recordings may hold a key (rule H6). A level
    /// set for one logging provider would otherwise come before the levels of appsettings.json.
    /// </summary>
    public static void KeepQueriesOut(this ILoggingBuilder logging) => logging.Services.PostConfigure<LoggerFilterOptions>(static options =>
    {
        foreach (string? provider in options.Rules.Select(static rule => rule.ProviderName).Append(null).Distinct().ToArray())
        {
            foreach ((string category, LogLevel level) in RequestLogs) options.Rules.Add(new LoggerFilterRule(provider, category, level, null));
        }
    });

    /// <summary>Refuses connection strings that nothing in this host would use: better no start than data in the wrong place.</summary>
    public static void RefuseUnknownStorage(this IConfiguration configuration)
    {
        foreach (string name in (string[])["OpBX", "OpBXRedis"])
        {
            if (string.IsNullOrWhiteSpace(configuration.GetConnectionString(name))) continue;
            throw new InvalidOperationException($"ConnectionStrings:{name} is set, but this build of the host keeps everything in memory. Remove the setting, or use a build with that storage.");
        }
    }
}
