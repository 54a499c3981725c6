using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using OpBX.Cxml;
using OpBX.Hosting;
using OpBX.Routing;
using OpBX.Storage;

namespace OpBX.Calls;

/// <summary>A route of the host's own.</summary>
public sealed class CloudonixVoiceCallTests
{
    private static Task<WebhookHost> StartAsync() => WebhookHost.StartAsync(
        _ => { },
        _ => { },
        application =>
        {
            application.MapOpBX("/pbx");
            application.MapPost("/mine", async (CloudonixVoiceCall call, ICallRouter router, CancellationToken stop) =>
                call.Tenant is { } tenant ? CxmlResult.From(await router.RouteAsync(tenant, call.Request, call.Step, stop)) : call.Refusal);
            application.MapGet("/plain", (CloudonixVoiceCall call) => call.Tenant is null ? CxmlResult.Unauthorized : new CxmlResponse(new Say("Hello, " + call.Request.From)));
        });

    [Fact]
    public async Task BindAsync_validKey_bindsAndRoutes()
    {
        await using WebhookHost host = await StartAsync();
        host.Router.Answer = (_, _) => new CxmlResponse(new Redirect("/voice/continue?at=hangup"));

        WebAnswer answer = await host.PostJsonAsync("/mine?at=ivr:3&answered=1", """{"Domain":"t1.example.test","Digits":"5"}""");

        answer.Document().Should().Be("<Response><Redirect>http://localhost/pbx/voice/continue?at=hangup</Redirect></Response>");
        host.Routed.Tenant.Should().Be(WebhookHost.Tenant);
        host.Routed.Request.Digits.Should().Be("5");
        host.Routed.Step.At.Should().Be(new DestinationRef(DestinationKind.Ivr, "3"));
    }

    [Fact]
    public async Task BindAsync_withoutStep_isANewCall()
    {
        await using WebhookHost host = await StartAsync();

        (await host.PostJsonAsync("/mine", """{"Domain":"t1.example.test"}""")).Document();

        host.Routed.Step.IsStart.Should().BeTrue();
    }

    [Theory]
    [InlineData(null)]
    [InlineData("wrong-key-of-some-length")]
    public async Task BindAsync_noValidKey_isRefused(string? key)
    {
        await using WebhookHost host = await StartAsync();

        (await host.PostJsonAsync("/mine", """{"Domain":"t1.example.test"}""", key)).ShouldBeRefusedCall();
    }

    [Fact]
    public async Task BindAsync_directoryDown_isTheSafeDocument()
    {
        await using WebhookHost host = await StartAsync();
        host.Directory.Before = _ => throw new OpBXStorageException("down");

        (await host.PostJsonAsync("/mine?at=ivr:3&answered=1", """{"Domain":"t1.example.test"}""")).ShouldBeSafeDocument(isAnswered: true);
    }

    [Fact]
    public async Task BindAsync_anythingBreaks_isTheSafeDocument()
    {
        await using WebhookHost host = await WebhookHost.StartAsync(
            _ => { },
            services => services.AddTransient<OpBX.Tenants.ITenantDirectory>(_ => throw new InvalidOperationException("boom")),
            application => application.MapPost("/mine", (CloudonixVoiceCall call) => call.Refusal));

        (await host.PostJsonAsync("/mine?at=x:1&answered=1", "{}")).ShouldBeSafeDocument(isAnswered: true);
    }

    [Fact]
    public async Task Handler_returnsADocument_itIsWritten()
    {
        await using WebhookHost host = await StartAsync();

        (await host.GetAsync("/plain?Domain=t1.example.test&From=1004")).Document().Should().Be("<Response><Say>Hello, 1004</Say></Response>");
    }
}
