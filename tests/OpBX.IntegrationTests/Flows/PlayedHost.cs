using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Xml.Linq;
using Microsoft.Extensions.DependencyInjection;
using OpBX.Calls;
using OpBX.Diagnostics;
using OpBX.IntegrationTests.Hosts;
using OpBX.Routing;
using OpBX.Storage;
using OpBX.Tenants;

namespace OpBX.IntegrationTests.Flows;

/// <summary>A host whose calls are played over HTTP.</summary>
internal sealed class PlayedHost : IAsyncDisposable
{
    private readonly PbxHost _host;
    private readonly TenantConfiguration? _tenant;

    private PlayedHost(PbxHost host, SeenEvents events, TenantConfiguration? tenant)
    {
        _host = host;
        _tenant = tenant;
        Events = events;
    }

    /// <summary>When calls take place unless a test says otherwise: a Thursday.</summary>
    public static DateTimeOffset Noon { get; } = new(2026, 1, 15, 12, 0, 0, TimeSpan.Zero);

    public HttpClient Client => _host.Client;

    public CapturedLogs Logs => _host.Logs;

    public ManualTimeProvider Clock => _host.Clock;

    public SeenEvents Events { get; }

    public IServiceProvider Services => _host.Services;

    public IOpBXStorage Storage => _host.Services.GetRequiredService<IOpBXStorage>();

    /// <summary>Calls of the first tenant.</summary>
    public CallSimulator Calls => Of(_tenant!);

    public static Task<PlayedHost> StartAsync(params TenantConfiguration[] tenants) => StartAsync(static _ => { }, tenants);

    public static async Task<PlayedHost> StartAsync(Action<IOpBXBuilder> configure, params TenantConfiguration[] tenants)
    {
        var events = new SeenEvents();
        PbxHost host = await PbxHost.StartAsync(
            Noon,
            builder =>
            {
                builder.Services.AddSingleton<ICallEventObserver>(events);
                builder.AddRoutingTraceRecorder();
                configure(builder);
            },
            tenants);
        return new PlayedHost(host, events, tenants.FirstOrDefault());
    }

    public CallSimulator Of(TenantConfiguration tenant) => Of(DomainOf(tenant));

    public CallSimulator Of(CloudonixDomain domain)
        => CallSimulator.ForHttp(Client, domain, Clock).WithTraces(Services.GetRequiredService<RoutingTraceRecorder>());

    public static CloudonixDomain DomainOf(TenantConfiguration tenant)
        => new() { Name = tenant.CloudonixSettings!.DomainName, RequestsKey = tenant.CloudonixSettings.DomainRequestsApiKey };

    /// <summary>Changes the configuration while calls are under way.</summary>
    public void Replace(params TenantConfiguration[] tenants) => Services.GetRequiredService<InMemoryOpBXStorage>().Replace(tenants);

    public Task<Answer> PostAsync(string path, string json) => SendAsync(HttpMethod.Post, path, new StringContent(json, Encoding.UTF8, "application/json"), Office.Key);

    public async Task<Answer> SendAsync(HttpMethod method, string path, HttpContent? content, string? key, params (string Name, string Value)[] headers)
    {
        using var message = new HttpRequestMessage(method, path) { Content = content };
        if (key is not null) message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        foreach ((string name, string value) in headers) message.Headers.TryAddWithoutValidation(name, value);
        using HttpResponseMessage response = await Client.SendAsync(message);
        return new Answer(response.StatusCode, response.Content.Headers.ContentType?.ToString(), await response.Content.ReadAsStringAsync());
    }

    /// <summary>What is written in the background, as soon as it is there.</summary>
    public static async Task<T> EventuallyAsync<T>(Func<ValueTask<T?>> look)
        where T : class
    {
        for (int i = 0; i < 1000; i++)
        {
            if (await look() is { } found) return found;
            await Task.Delay(10);
        }
        throw new InvalidOperationException("It never came.");
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();
}

/// <summary>What a host answered.</summary>
internal sealed record Answer(HttpStatusCode Status, string? ContentType, string Text)
{
    public XElement Root => XElement.Parse(Text);

    /// <summary>What a Dial rings.</summary>
    public IReadOnlyList<string> Targets => [.. Root.Elements("Dial").Elements().Select(static noun => noun.Value)];
}

/// <summary>Keeps the events that observers are told.</summary>
internal sealed class SeenEvents : ICallEventObserver
{
    private readonly ConcurrentQueue<CallEvent> _events = new();

    public IReadOnlyCollection<CallEvent> All => _events;

    public ValueTask OnCallEventAsync(CallEvent callEvent, CancellationToken cancellationToken)
    {
        _events.Enqueue(callEvent);
        return default;
    }

    public Task<T> FirstAsync<T>(string session)
        where T : CallEvent
        => PlayedHost.EventuallyAsync(() => ValueTask.FromResult(_events.OfType<T>().FirstOrDefault(seen => seen.Session == session)));
}
