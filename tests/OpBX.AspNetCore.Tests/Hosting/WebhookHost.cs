using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpBX.Calls;
using OpBX.Cdr;
using OpBX.Recordings;
using OpBX.Routing;
using OpBX.Sessions;
using OpBX.Tenants;

namespace OpBX.Hosting;

/// <summary>An application with the webhooks of OpBX around a router and ingestors that only take notes.</summary>
internal sealed class WebhookHost : IAsyncDisposable
{
    public const string Domain = "t1.example.test";
    public const string Uuid = "00000000-0000-4000-8000-000000000001";
    public const string Did = "+15550100200";
    public const string Key = "fictional-requests-key-1";
    public const string OtherDomain = "t2.example.test";
    public const string OtherKey = "fictional-requests-key-2";

    private WebApplication? _application;

    private WebhookHost() { }

    public static TenantId Tenant { get; } = new(1);

    public static TenantId OtherTenant { get; } = new(2);

    public WebApplication Application => _application!;

    public FakeRouter Router { get; } = new();

    public FakeIngestor Ingestor { get; } = new();

    public FakeDirectory Directory { get; } = new();

    public ManualTime Time { get; } = new();

    public CapturedLogs Logs { get; } = new();

    public TestServer Server => Application.GetTestServer();

    /// <summary>The one request that the router was asked to route.</summary>
    public (TenantId Tenant, VoiceRequest Request, RoutingStep Step) Routed => Router.Calls.Should().ContainSingle().Subject;

    public static Task<WebhookHost> StartAsync() => StartAsync(_ => { }, _ => { }, application => application.MapOpBX());

    public static Task<WebhookHost> StartAsync(Action<OpBXHttpOptions> configure) => StartAsync(configure, _ => { }, application => application.MapOpBX());

    public static Task<WebhookHost> StartAsync(Action<OpBXHttpOptions> configure, Action<IServiceCollection> services, Action<WebApplication> map)
        => StartAsync(web => web.UseTestServer(), configure, services, map);

    /// <summary>The same on a real socket of the loopback interface.</summary>
    public static Task<WebhookHost> StartOnKestrelAsync()
        => StartAsync(web => web.UseKestrelCore().UseUrls("http://127.0.0.1:0"), _ => { }, _ => { }, application => application.MapOpBX());

    private static async Task<WebhookHost> StartAsync(
        Action<IWebHostBuilder> web, Action<OpBXHttpOptions> configure, Action<IServiceCollection> services, Action<WebApplication> map)
    {
        // Empty: what the machine or the sample host is set to is none of the test's business.
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        web(builder.WebHost);
        builder.Services.AddRouting();
        builder.Logging.ClearProviders().SetMinimumLevel(LogLevel.Trace);
        var host = new WebhookHost();
        builder.Services.AddSingleton<ITenantDirectory>(host.Directory);
        builder.Services.AddSingleton<ICallRouter>(host.Router);
        builder.Services.AddSingleton<ICdrIngestor>(host.Ingestor);
        builder.Services.AddSingleton<ISessionUpdateIngestor>(host.Ingestor);
        builder.Services.AddSingleton<IRecordingIngestor>(host.Ingestor);
        builder.Services.AddSingleton<IDeadLetterStore>(host.Ingestor);
        builder.Services.AddSingleton<TimeProvider>(host.Time);
        builder.Services.AddSingleton<ILoggerProvider>(host.Logs);
        builder.Services.AddOpBX().AddWebhooks(configure);
        services(builder.Services);
        host._application = builder.Build();
        host.Directory.Add(Tenant.Value, Domain, Key, Uuid, Did);
        host.Directory.Add(OtherTenant.Value, OtherDomain, OtherKey);
        map(host.Application);
        await host.Application.StartAsync();
        return host;
    }

    /// <summary>A client that sends the key of a tenant; null = none.</summary>
    public HttpClient Client(string? key)
    {
        HttpClient client = Server.CreateClient();
        if (key is not null) client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return client;
    }

    public Task<WebAnswer> PostJsonAsync(string path, string json) => PostJsonAsync(path, json, Key);

    public Task<WebAnswer> PostJsonAsync(string path, string json, string? key, params (string Name, string Value)[] headers)
        => SendAsync(HttpMethod.Post, path, new StringContent(json, Encoding.UTF8, "application/json"), key, headers);

    public Task<WebAnswer> PostAsync(string path, byte[] body, string? contentType, params (string Name, string Value)[] headers)
    {
        var content = new ByteArrayContent(body);
        if (contentType is not null) content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        return SendAsync(HttpMethod.Post, path, content, Key, headers);
    }

    public Task<WebAnswer> GetAsync(string path, params (string Name, string Value)[] headers) => SendAsync(HttpMethod.Get, path, null, Key, headers);

    public async Task<WebAnswer> SendAsync(HttpMethod method, string path, HttpContent? content, string? key, params (string Name, string Value)[] headers)
    {
        using HttpClient client = Client(key);
        using var request = new HttpRequestMessage(method, path) { Content = content };
        foreach ((string name, string value) in headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, value)) content?.Headers.TryAddWithoutValidation(name, value);
        }
        using HttpResponseMessage response = await client.SendAsync(request);
        return await WebAnswer.ReadAsync(response);
    }

    public async ValueTask DisposeAsync() => await Application.DisposeAsync();
}

/// <summary>What the platform would see.</summary>
internal sealed record WebAnswer(HttpStatusCode Status, string? ContentType, long? Length, string Body, HttpResponseHeaders Headers)
{
    private const string Declaration = """<?xml version="1.0" encoding="UTF-8"?>""";

    public static async Task<WebAnswer> ReadAsync(HttpResponseMessage response)
    {
        string body = await response.Content.ReadAsStringAsync();
        return new WebAnswer(response.StatusCode, response.Content.Headers.ContentType?.ToString(), response.Content.Headers.ContentLength, body, response.Headers);
    }

    /// <summary>The document without its declaration; fails when it is not a CXML answer as rule H2 wants it.</summary>
    public string Document(HttpStatusCode status)
    {
        Status.Should().Be(status);
        ContentType.Should().Be("application/xml; charset=utf-8");
        Length.Should().Be(Encoding.UTF8.GetByteCount(Body)).And.BeLessThanOrEqualTo(65_536);
        Body.Should().StartWith(Declaration);
        System.Xml.Linq.XDocument.Parse(Body).Root!.Name.LocalName.Should().Be("Response");
        return Body[Declaration.Length..];
    }

    public string Document() => Document(HttpStatusCode.OK);

    public void ShouldBeRefusedCall() => Document(HttpStatusCode.Unauthorized).Should().Be("<Response><Hangup/></Response>");

    public void ShouldBeRefusedDelivery()
    {
        Status.Should().Be(HttpStatusCode.Unauthorized);
        ContentType.Should().Be("application/problem+json");
        Body.Should().Be("{}");
    }

    public void ShouldBeSafeDocument(bool isAnswered)
        => Document().Should().MatchRegex(isAnswered ? "^<Response><Say>[^<]+</Say><Hangup/></Response>$" : "^<Response><Say answer=\"false\">[^<]+</Say><Hangup/></Response>$");
}
