using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace OpBX.Hosting;

/// <summary>Rule H9: the runnable host, with nothing installed.</summary>
public sealed class SampleHostTests
{
    private const string DemoKey = "demo-requests-key-0001";
    private const string DemoDomain = "demo.opbx.example";

    [Fact]
    public async Task Run_withNothingSet_routesTheDemoTenant()
    {
        await using SampleHost host = SampleHost.Start("--urls", "http://127.0.0.1:0");
        using var client = new HttpClient { BaseAddress = await host.Address };

        (await client.GetStringAsync(new Uri("/health/live", UriKind.Relative))).Should().Be("""{"status":"healthy"}""");
        (await client.GetStringAsync(new Uri("/health/ready", UriKind.Relative))).Should().Contain("\"status\":\"healthy\"");
        WebAnswer answer = await PostAsync(client, "/api/voice/route", DemoKey, """{"Domain":"demo.opbx.example","Direction":"subscriber","From":"1001","To":"1002","Session":"s1"}""");
        answer.Document().Should().Contain("<Number>1002</Number>").And.Contain(client.BaseAddress + "api/voice/continue?at=extension:1002");
        (await PostAsync(client, "/api/voice/route", "wrong-key-of-some-length", """{"Domain":"demo.opbx.example"}""")).ShouldBeRefusedCall();
        (await PostAsync(client, "/api/voice/continue", DemoKey, """{"Domain":"demo.opbx.example"}""")).Document().Should().Contain("<Say answer=\"false\">").And.EndWith("<Hangup/></Response>");
        (await PostAsync(client, "/api/voice/continue?answered=1", DemoKey, """{"Domain":"demo.opbx.example"}""")).Document().Should().Contain("<Say>").And.EndWith("<Hangup/></Response>");
    }

    [Fact]
    public async Task Run_withNothingSet_takesInRecords()
    {
        await using SampleHost host = SampleHost.Start("--urls", "http://127.0.0.1:0");
        using var client = new HttpClient { BaseAddress = await host.Address };
        string cdr = Payloads.Read("cdr.connected.json").Replace("pbx.example.cloudonix.net", DemoDomain, StringComparison.Ordinal);

        (await PostAsync(client, "/api/webhooks/cloudonix/cdr", DemoKey, cdr)).Body.Should().Be("""{"status":"stored"}""");
        (await PostAsync(client, "/api/webhooks/cloudonix/cdr?key=" + DemoKey, null, cdr)).Body.Should().Be("""{"status":"duplicate"}""");
        (await PostAsync(client, "/api/webhooks/cloudonix/session-update", DemoKey, Payloads.Read("session-update.ringing.json").Replace("pbx.example.cloudonix.net", DemoDomain, StringComparison.Ordinal)))
            .Body.Should().Be("""{"status":"stored"}""");
        (await PostAsync(client, "/api/webhooks/cloudonix/recording-status", DemoKey, Payloads.Read("recording-status-callback.unconfirmed.json"))).Status.Should().Be(HttpStatusCode.OK);
        (await PostAsync(client, "/api/webhooks/cloudonix/cdr", DemoKey, "{broken")).Status.Should().Be(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Run_loggingEverything_keepsQueriesOutOfTheLog()
    {
        var everything = new Dictionary<string, string>
        {
            ["Logging__LogLevel__Default"] = "Trace",
            ["Logging__LogLevel__Microsoft"] = "Trace",
            ["Logging__LogLevel__Microsoft.AspNetCore"] = "Trace",
            ["Logging__Console__LogLevel__Default"] = "Trace",
            ["Logging__Console__LogLevel__Microsoft.AspNetCore"] = "Trace",
            ["Logging__Console__IncludeScopes"] = "true",
        };
        await using SampleHost host = SampleHost.Start(everything, "--urls", "http://127.0.0.1:0", "--OpBX:PublicBaseUrl", "https://pbx.example.test");
        using var client = new HttpClient { BaseAddress = await host.Address };

        (await PostAsync(client, "/api/webhooks/cloudonix/cdr?key=" + DemoKey, null, """{"domain":"demo.opbx.example"}""")).Status.Should().BeOneOf(HttpStatusCode.OK, HttpStatusCode.Accepted);
        (await PostAsync(client, "/api/webhooks/cloudonix/cdr?key=fictional-wrong-key-0001", null, "{}")).ShouldBeRefusedDelivery();
        (await PostAsync(client, "/api/webhooks/cloudonix/recording-status?domain=demo.opbx.example&sig=fictionalsignature", null, "{}")).ShouldBeRefusedDelivery();
        (await PostAsync(client, "/api/voice/route", DemoKey, """{"Domain":"demo.opbx.example"}""")).Document();
        (await PostAsync(client, "/api/marker-of-the-end", null, "{}")).Status.Should().Be(HttpStatusCode.NotFound);
        await Wait.UntilAsync(() => host.Output.Contains("marker-of-the-end", StringComparison.Ordinal));

        host.Output.Should().Contain("dbug: ").And.Contain("/api/webhooks/cloudonix/cdr")
            .And.NotContain(DemoKey).And.NotContain("fictional-wrong-key-0001").And.NotContain("fictionalsignature").And.NotContain("?key=").And.NotContain("sig=");
    }

    [Fact]
    public async Task Run_databaseAndRedisDown_startsAndAnswersWithTheSafeDocument()
    {
        await using SampleHost host = SampleHost.Start(
            "--urls", "http://127.0.0.1:0",
            "--ConnectionStrings:OpBX", "Server=127.0.0.1;Port=1;Database=opbx;User ID=opbx;Password=fictional-secret;Connection Timeout=1",
            "--ConnectionStrings:OpBXRedis", "127.0.0.1:2,password=fictional-secret");
        using var client = new HttpClient { BaseAddress = await host.Address };

        (await client.GetAsync(new Uri("/health/live", UriKind.Relative))).StatusCode.Should().Be(HttpStatusCode.OK);
        (await PostAsync(client, "/api/voice/route", DemoKey, """{"Domain":"demo.opbx.example"}""")).Body.Should().Contain("<Say answer=\"false\">").And.Contain("<Hangup/>");
        (await client.GetAsync(new Uri("/health/ready", UriKind.Relative))).StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
        host.Output.Should().NotContain("fictional-secret");
    }

    [Fact]
    public async Task Run_redisWithoutAddress_refusesToStart()
    {
        await using SampleHost host = SampleHost.Start("--urls", "http://127.0.0.1:0", "--ConnectionStrings:OpBXRedis", "password=fictional-secret");

        (await host.ExitAsync()).Should().NotBe(0);
        host.Output.Should().Contain("names no address").And.NotContain("fictional-secret");
    }

    [Fact]
    public async Task Run_faultyPublicBaseUrl_refusesToStart()
    {
        await using SampleHost host = SampleHost.Start("--urls", "http://127.0.0.1:0", "--OpBX:PublicBaseUrl", "pbx.example.test");

        (await host.ExitAsync()).Should().NotBe(0);
        host.Output.Should().Contain("PublicBaseUrl must be an absolute URL");
    }

    [Fact]
    public async Task Run_ownConfigurationFile_isLoaded()
    {
        string file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".json");
        await File.WriteAllTextAsync(file, """
            {"organization":{"id":1,"name":"Own","slug":"own"},
             "cloudonix_settings":{"domain_name":"own.example.test","domain_requests_api_key":"own-requests-key-0001"}}
            """);
        try
        {
            await using SampleHost host = SampleHost.Start("--urls", "http://127.0.0.1:0", "--OpBX:ConfigurationFile", file);
            using var client = new HttpClient { BaseAddress = await host.Address };

            (await PostAsync(client, "/api/voice/route", "own-requests-key-0001", """{"Domain":"own.example.test"}""")).Document();
            (await PostAsync(client, "/api/voice/route", DemoKey, $$"""{"Domain":"{{DemoDomain}}"}""")).ShouldBeRefusedCall();
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static async Task<WebAnswer> PostAsync(HttpClient client, string path, string? key, string json)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(json, Encoding.UTF8, "application/json") };
        if (key is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        using HttpResponseMessage response = await client.SendAsync(request);
        return await WebAnswer.ReadAsync(response);
    }
}
