using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using OpBX.Hosting;

namespace OpBX.Diagnostics;

/// <summary>Rule F3.</summary>
public sealed class HealthEndpointTests
{
    private sealed class FakeStatus : IConfigurationStatus
    {
        public bool HasTenants { get; set; } = true;

        public string? LastFault { get; set; }
    }

    private static Task<WebhookHost> StartAsync(FakeStatus status, Action<IHealthChecksBuilder> checks) => WebhookHost.StartAsync(
        _ => { },
        services =>
        {
            services.AddSingleton<IConfigurationStatus>(status);
            checks(services.AddHealthChecks());
        },
        application => application.MapOpBXHealth());

    [Theory]
    [InlineData(true, null, HttpStatusCode.OK, "healthy", null)]
    [InlineData(true, "pbx.json could not be read.", HttpStatusCode.OK, "degraded", "pbx.json could not be read.")]
    [InlineData(false, null, HttpStatusCode.ServiceUnavailable, "unhealthy", "No tenant is loaded.")]
    [InlineData(false, "pbx.json is missing.", HttpStatusCode.ServiceUnavailable, "unhealthy", "pbx.json is missing.")]
    public async Task Ready_configuration_decides(bool hasTenants, string? fault, HttpStatusCode status, string word, string? reason)
    {
        await using WebhookHost host = await StartAsync(new FakeStatus { HasTenants = hasTenants, LastFault = fault }, _ => { });

        WebAnswer answer = await host.SendAsync(HttpMethod.Get, "/health/ready", null, null);

        answer.Status.Should().Be(status);
        answer.ContentType.Should().Be("application/json");
        JsonElement json = JsonElement.Parse(answer.Body);
        json.GetProperty("status").GetString().Should().Be(word);
        JsonElement check = json.GetProperty("checks").EnumerateArray().Should().ContainSingle().Subject;
        check.GetProperty("name").GetString().Should().Be("configuration");
        check.GetProperty("status").GetString().Should().Be(word);
        check.GetProperty("reason").GetString().Should().Be(reason);
    }

    [Fact]
    public async Task Ready_severalChecks_worstCountsAndOthersAreNotOurs()
    {
        await using WebhookHost host = await StartAsync(
            new FakeStatus(),
            checks => checks
                .AddCheck("state", () => HealthCheckResult.Degraded("The shared state does not answer."), ["opbx"])
                .AddCheck("host", () => HealthCheckResult.Unhealthy("of the host"), ["other"]));

        WebAnswer answer = await host.GetAsync("/health/ready");

        answer.Status.Should().Be(HttpStatusCode.OK);
        answer.Body.Should().Be(
            """{"status":"degraded","checks":[{"name":"configuration","status":"healthy","reason":null},{"name":"state","status":"degraded","reason":"The shared state does not answer."}]}""");
    }

    [Fact]
    public async Task Ready_checkThrows_tellsNothingOfTheException()
    {
        await using WebhookHost host = await StartAsync(
            new FakeStatus(), checks => checks.AddCheck("storage", () => throw new InvalidOperationException("Server=db;Password=secret"), ["opbx"]));

        WebAnswer answer = await host.GetAsync("/health/ready");

        answer.Status.Should().Be(HttpStatusCode.ServiceUnavailable);
        answer.Body.Should().Contain("The check failed.").And.NotContain("secret");
    }

    [Fact]
    public async Task Live_whateverTheChecksSay_isHealthy()
    {
        await using WebhookHost host = await StartAsync(new FakeStatus { HasTenants = false }, _ => { });

        WebAnswer answer = await host.GetAsync("/health/live");

        answer.Status.Should().Be(HttpStatusCode.OK);
        answer.Body.Should().Be("""{"status":"healthy"}""");
    }

    [Fact]
    public async Task Head_hasNoBody()
    {
        await using WebhookHost host = await StartAsync(new FakeStatus { HasTenants = false }, _ => { });

        WebAnswer answer = await host.SendAsync(HttpMethod.Head, "/health/ready", null, null);

        answer.Status.Should().Be(HttpStatusCode.ServiceUnavailable);
        answer.Body.Should().BeEmpty();
    }
}
