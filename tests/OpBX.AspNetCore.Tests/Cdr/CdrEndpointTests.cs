using System.Net;
using OpBX.Hosting;

namespace OpBX.Cdr;

/// <summary>Rule H6: how a CDR may authenticate itself.</summary>
public sealed class CdrEndpointTests
{
    private const string Route = "/api/webhooks/cloudonix/cdr";
    private const string Body = """{"domain":"t1.example.test","call_id":"a"}""";

    [Fact]
    public async Task Key_inTheQuery_isAcceptedWithoutBearer()
    {
        await using WebhookHost host = await WebhookHost.StartAsync();

        (await host.PostJsonAsync(Route + "?key=" + WebhookHost.Key, Body, null)).Status.Should().Be(HttpStatusCode.OK);
        (await host.PostJsonAsync(Route + "?key=" + WebhookHost.Key, "{}", null)).Status.Should().Be(HttpStatusCode.OK);

        host.Ingestor.Records.Select(record => record.Tenant).Should().Equal(WebhookHost.Tenant, WebhookHost.Tenant);
    }

    [Theory]
    [InlineData("?key=wrong-key-of-some-length")]
    [InlineData("?key=")]
    [InlineData("?key=fictional-requests-key-2")]
    [InlineData("")]
    public async Task Key_inTheQueryIsWrong_isRefused(string query)
    {
        await using WebhookHost host = await WebhookHost.StartAsync();

        (await host.PostJsonAsync(Route + query, Body, null)).ShouldBeRefusedDelivery();
    }

    [Fact]
    public async Task Key_ofItsOwn_replacesTheRequestsKeyInTheQuery()
    {
        await using WebhookHost host = await WebhookHost.StartAsync();
        host.Directory.Add(3, "t3.example.test", "fictional-requests-key-3", cdrKey: "fictional-cdr-key-000003");
        const string OwnBody = """{"domain":"t3.example.test"}""";

        (await host.PostJsonAsync(Route + "?key=fictional-cdr-key-000003", OwnBody, null)).Status.Should().Be(HttpStatusCode.OK);
        (await host.PostJsonAsync(Route + "?key=fictional-requests-key-3", OwnBody, null)).ShouldBeRefusedDelivery();
        (await host.PostJsonAsync(Route, OwnBody, "fictional-cdr-key-000003")).ShouldBeRefusedDelivery();
        (await host.PostJsonAsync(Route, OwnBody, "fictional-requests-key-3")).Status.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Key_inTheQuery_doesNotSaveAWrongBearer()
    {
        await using WebhookHost host = await WebhookHost.StartAsync();

        (await host.PostJsonAsync(Route + "?key=" + WebhookHost.Key, Body, "wrong-key-of-some-length")).ShouldBeRefusedDelivery();
    }

    [Theory]
    [InlineData("/api/webhooks/cloudonix/session-update")]
    [InlineData("/api/webhooks/cloudonix/recording-status")]
    public async Task Key_inTheQueryOfOtherWebhooks_isRefused(string route)
    {
        await using WebhookHost host = await WebhookHost.StartAsync();

        (await host.PostJsonAsync(route + "?key=" + WebhookHost.Key, Body, null)).ShouldBeRefusedDelivery();
    }

    [Fact]
    public async Task Key_inTheQueryOfAVoiceRequest_isRefused()
    {
        await using WebhookHost host = await WebhookHost.StartAsync();

        (await host.PostJsonAsync("/api/voice/route?key=" + WebhookHost.Key, """{"Domain":"t1.example.test"}""", null)).ShouldBeRefusedCall();
    }

    [Fact]
    public async Task Unauthenticated_allowed_isTakenForTheDomain()
    {
        await using WebhookHost host = await WebhookHost.StartAsync(options => options.AllowUnauthenticatedCdr = true);

        (await host.PostJsonAsync(Route, Body, null)).Status.Should().Be(HttpStatusCode.OK);
        (await host.PostJsonAsync(Route, "{}", null)).ShouldBeRefusedDelivery();
        (await host.PostJsonAsync(Route, """{"domain":"unknown.example.test"}""", null)).ShouldBeRefusedDelivery();
        (await host.PostJsonAsync(Route, Body, "wrong-key-of-some-length")).ShouldBeRefusedDelivery();
        (await host.PostJsonAsync(Route + "?key=wrong-key-of-some-length", Body, null)).ShouldBeRefusedDelivery();
        (await host.PostJsonAsync("/api/webhooks/cloudonix/session-update", Body, null)).ShouldBeRefusedDelivery();

        host.Ingestor.Records.Should().ContainSingle().Which.Tenant.Should().Be(WebhookHost.Tenant);
        host.Logs.IdsOf("OpBX.AspNetCore").Should().Contain(4002);
    }

    [Fact]
    public async Task Unauthenticated_allowedButDomainOfSeveral_isRefused()
    {
        await using WebhookHost host = await WebhookHost.StartAsync(options => options.AllowUnauthenticatedCdr = true);
        host.Directory.Add(3, WebhookHost.Domain, "fictional-requests-key-3");

        (await host.PostJsonAsync(Route, Body, null)).ShouldBeRefusedDelivery();
    }

    [Theory]
    [InlineData("cdr.*.json", "cdr")]
    [InlineData("session-update.*.json", "session-update")]
    public async Task Samples_all_reachTheIngestorAsReceived(string pattern, string kind)
    {
        await using WebhookHost host = await WebhookHost.StartAsync();
        host.Directory.Add(3, "pbx.example.cloudonix.net", "fictional-requests-key-3");
        string[] files = Directory.GetFiles(Payloads.Folder, pattern);
        files.Should().HaveCountGreaterThanOrEqualTo(4);

        foreach (string file in files)
        {
            string body = await File.ReadAllTextAsync(file);
            (await host.PostJsonAsync("/api/webhooks/cloudonix/" + kind, body, "fictional-requests-key-3")).Body.Should().Be("""{"status":"stored"}""", file);
            host.Ingestor.Records.Last().Body.Should().Be(body.Trim());
        }
    }
}
