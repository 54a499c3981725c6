using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpBX.Diagnostics;
using OpBX.Tenants;

namespace OpBX.IntegrationTests.Hosts;

/// <summary>A host on a test server: tenants in memory, a clock that stands still, and every log line kept.</summary>
internal sealed class PbxHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private PbxHost(WebApplication app, ManualTimeProvider clock, CapturedLogs logs)
    {
        _app = app;
        Clock = clock;
        Logs = logs;
        Client = app.GetTestClient();
    }

    public ManualTimeProvider Clock { get; }

    public CapturedLogs Logs { get; }

    public HttpClient Client { get; }

    public IServiceProvider Services => _app.Services;

    public static Task<PbxHost> StartAsync(DateTimeOffset now, params TenantConfiguration[] tenants) => StartAsync(now, static _ => { }, tenants);

    public static async Task<PbxHost> StartAsync(DateTimeOffset now, Action<IOpBXBuilder> configure, params TenantConfiguration[] tenants)
    {
        var clock = new ManualTimeProvider(now);
        var logs = new CapturedLogs();
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseTestServer();
        builder.Logging.ClearProviders().AddProvider(logs).SetMinimumLevel(LogLevel.Trace);
        builder.Services.AddSingleton<TimeProvider>(clock);
        // What a test counts and breaks is asked for by its calls alone.
        builder.Services.Configure<TenantCacheOptions>(static options => options.Preloaded = 0);
        IOpBXBuilder opbx = builder.Services.AddOpBX().AddWebhooks();
        foreach (TenantConfiguration tenant in tenants) opbx.AddTenant(tenant);
        configure(opbx);
        WebApplication app = builder.Build();
        app.MapOpBX();
        app.MapOpBXHealth();
        await app.StartAsync();
        return new PbxHost(app, clock, logs);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
    }
}

/// <summary>Keeps what is logged, with scopes and exceptions, as one text.</summary>
internal sealed class CapturedLogs : ILoggerProvider
{
    private readonly System.Collections.Concurrent.ConcurrentQueue<string> _lines = new();

    public IReadOnlyCollection<string> Lines => _lines;

    public string Text => string.Join('\n', _lines);

    public ILogger CreateLogger(string categoryName) => new Logger(_lines, categoryName);

    public void Dispose() { }

    private sealed class Logger(System.Collections.Concurrent.ConcurrentQueue<string> lines, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull
        {
            lines.Enqueue(category + " scope " + state);
            return null;
        }

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
            => lines.Enqueue($"{category} {logLevel} {eventId.Id} {formatter(state, exception)} {exception}");
    }
}
