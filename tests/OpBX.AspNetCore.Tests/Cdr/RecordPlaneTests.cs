using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpBX.Calls;
using OpBX.Extensions;
using OpBX.Hosting;
using OpBX.Numbers;
using OpBX.Storage;
using OpBX.Tenants;

namespace OpBX.Cdr;

/// <summary>A whole host in memory: what the platform delivers ends in the records.</summary>
public sealed class RecordPlaneTests
{
    private const string Session = "0123456789abcdef0123456789abcdef";

    [Fact]
    public async Task Deliveries_of_one_call_end_in_one_row_and_are_told_to_observers()
    {
        await using WebApplication host = await StartAsync();
        IOpBXStorage storage = host.Services.GetRequiredService<IOpBXStorage>();

        string voice = $$"""{"Session":"{{Session}}","From":"15550100001","To":"15550100002","Direction":"inbound","Domain":"{{WebhookHost.Domain}}"}""";
        (await PostAsync(host, "/api/voice/route", voice)).Should().Be(HttpStatusCode.OK);
        string update = $$"""{"token":"{{Session}}","eventId":"e1","status":"connected","callerId":"15550100001","destination":"15550100002","callAnswerTime":1716239102610,"domain":"{{WebhookHost.Domain}}"}""";
        ((int)await PostAsync(host, "/api/webhooks/cloudonix/session-update", update)).Should().BeInRange(200, 299);
        string cdr = Payloads.Read("cdr.connected.json").Replace("pbx.example.cloudonix.net", WebhookHost.Domain, StringComparison.Ordinal);
        ((int)await PostAsync(host, "/api/webhooks/cloudonix/cdr", cdr)).Should().BeInRange(200, 299);
        ((int)await PostAsync(host, "/api/webhooks/cloudonix/cdr", cdr)).Should().BeInRange(200, 299);
        await host.StopAsync();

        (await storage.CallRecords.ListBySessionAsync(WebhookHost.Tenant, Session, default)).Should().ContainSingle();
        (await storage.SessionUpdates.ListBySessionAsync(WebhookHost.Tenant, Session, default)).Should().ContainSingle();
        CallLog call = (await storage.CallLogs.FindAsync(WebhookHost.Tenant, Session, default))!;
        call.Should().BeEquivalentTo(new { Status = CallStatus.Completed, DidId = 7L, ExtensionId = 12L, FromNumber = "+15550100001", ToNumber = "+15550100002", IsClosed = true });
        host.Services.GetServices<ICallEventObserver>().OfType<Notes>().Single().Events.Select(static e => e.GetType())
            .Should().BeEquivalentTo([typeof(CallRouted), typeof(CallAnswered), typeof(CallEnded)]);
    }

    [Fact]
    public async Task Delivery_that_is_no_record_is_set_aside()
    {
        await using WebApplication host = await StartAsync();

        (await PostAsync(host, "/api/webhooks/cloudonix/cdr", $$"""{"call_id":"leg-1","domain":"{{WebhookHost.Domain}}"}""")).Should().Be(HttpStatusCode.Accepted);

        List<DeadLetter> letters = [];
        await foreach (DeadLetter letter in host.Services.GetRequiredService<IDeadLetterStore>().ListAsync(WebhookHost.Tenant, default)) letters.Add(letter);
        letters.Should().ContainSingle().Which.Code.Should().Be("no-session");
    }

    private static async Task<WebApplication> StartAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateBuilder();
        builder.WebHost.UseTestServer();
        builder.Logging.ClearProviders();
        builder.Host.UseDefaultServiceProvider(static options => options.ValidateOnBuild = options.ValidateScopes = true);
        builder.Services.AddOpBX().AddWebhooks(static _ => { }).AddCallEventObserver<Notes>().AddTenant(new TenantConfiguration
        {
            Organization = new Organization { Id = WebhookHost.Tenant, Name = "Acme", Settings = JsonSettings.Parse("""{"country":"US"}""") },
            CloudonixSettings = new CloudonixSettings { DomainName = WebhookHost.Domain, DomainRequestsApiKey = WebhookHost.Key },
            Extensions = [new Extension { Id = 12, ExtensionNumber = "1001" }],
            DidNumbers = [new DidNumber { Id = 7, PhoneNumber = "+15550100002", RoutingConfig = JsonSettings.Parse("""{"extension_id":12}""") }],
        });
        WebApplication application = builder.Build();
        application.MapOpBX();
        await application.StartAsync();
        return application;
    }

    private static async Task<HttpStatusCode> PostAsync(WebApplication host, string path, string json)
    {
        using HttpClient client = host.GetTestServer().CreateClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", WebhookHost.Key);
        using HttpResponseMessage response = await client.PostAsync(new Uri(path, UriKind.Relative), new StringContent(json, Encoding.UTF8, "application/json"));
        return response.StatusCode;
    }

    private sealed class Notes : ICallEventObserver
    {
        private readonly ConcurrentQueue<CallEvent> _events = new();

        public IEnumerable<CallEvent> Events => _events;

        public ValueTask OnCallEventAsync(CallEvent callEvent, CancellationToken cancellationToken)
        {
            _events.Enqueue(callEvent);
            return default;
        }
    }
}
