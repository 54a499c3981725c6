using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using OpBX.Hosting;
using OpBX.Routing;

namespace OpBX.Cxml;

/// <summary>Rule H7: what the addresses in documents begin with.</summary>
public sealed class PublicAddressTests
{
    private static readonly RoutingStep Next = new() { At = new DestinationRef(DestinationKind.RingGroup, "7"), Turn = 1, Hops = 3 };

    private static async Task<WebhookHost> StartAsync(string? publicBaseUrl, Action<WebApplication> map)
    {
        WebhookHost host = await WebhookHost.StartAsync(options => options.PublicBaseUrl = publicBaseUrl is null ? null : new Uri(publicBaseUrl), _ => { }, map);
        host.Router.Answer = (_, _) => new CxmlResponse(new Redirect(CxmlUrl.Relative(Next)));
        return host;
    }

    private static void ShouldContinueAt(WebAnswer answer, string address)
        => answer.Document().Should().Be($"<Response><Redirect>{address}/voice/continue?at=ring_group:7&amp;turn=1&amp;hops=3</Redirect></Response>");

    [Theory]
    [InlineData("http://pbx.example.test", "http://pbx.example.test/api")]
    [InlineData("https://pbx.example.test:8443", "https://pbx.example.test:8443/api")]
    [InlineData("https://[2001:db8::1]:8443", "https://[2001:db8::1]:8443/api")]
    [InlineData("https://bücher.example.test", "https://xn--bcher-kva.example.test/api")]
    public async Task Of_request_isItsSchemeHostAndPrefix(string address, string expected)
    {
        await using WebhookHost host = await StartAsync(null, application => application.MapOpBX());

        ShouldContinueAt(await host.GetAsync(address + "/api/voice/route?Domain=t1.example.test"), expected);
        ShouldContinueAt(await host.GetAsync(address + "/api/voice/continue?Domain=t1.example.test&at=ivr:1"), expected);
    }

    [Fact]
    public async Task Of_requestsUnderSeveralNames_followsEach()
    {
        await using WebhookHost host = await StartAsync(null, application => application.MapOpBX());

        foreach (string name in (string[])["a", "b", "a", "a"])
        {
            ShouldContinueAt(await host.GetAsync($"https://{name}.example.test/api/voice/route?Domain=t1.example.test"), $"https://{name}.example.test/api");
        }
    }

    [Theory]
    [InlineData("/API/Voice/Route", "/API")]
    [InlineData("/api/voice/route/", "/api")]
    public async Task Of_pathInAnotherSpelling_keepsIt(string path, string prefix)
    {
        await using WebhookHost host = await StartAsync(null, application => application.MapOpBX());

        ShouldContinueAt(await host.GetAsync($"https://pbx.example.test{path}?Domain=t1.example.test"), "https://pbx.example.test" + prefix);
    }

    [Fact]
    public async Task Of_pathBase_isPartOfTheAddress()
    {
        await using WebhookHost host = await StartAsync(null, application =>
        {
            application.UsePathBase("/tele phony");
            application.UseRouting();
            application.MapOpBX("/hooks/");
        });

        ShouldContinueAt(await host.GetAsync("https://pbx.example.test/tele%20phony/hooks/voice/route?Domain=t1.example.test"), "https://pbx.example.test/tele%20phony/hooks");
    }

    [Theory]
    [InlineData("https://public.example.test", "https://public.example.test/api")]
    [InlineData("https://public.example.test/", "https://public.example.test/api")]
    [InlineData("http://public.example.test:8080/behind/proxy/", "http://public.example.test:8080/behind/proxy/api")]
    public async Task Of_publicBaseUrl_isUsedWhateverTheRequestSays(string publicBaseUrl, string expected)
    {
        await using WebhookHost host = await StartAsync(publicBaseUrl, application => application.MapOpBX());

        ShouldContinueAt(await host.GetAsync("http://internal.example.test/api/voice/route?Domain=t1.example.test"), expected);
    }

    [Fact]
    public async Task Of_emptyPrefix_isTheRoot()
    {
        await using WebhookHost host = await StartAsync(null, application => application.MapOpBX(""));

        ShouldContinueAt(await host.GetAsync("https://pbx.example.test/voice/route?Domain=t1.example.test"), "https://pbx.example.test");
    }

    [Fact]
    public async Task Of_groupOfTheHost_isPartOfThePrefix()
    {
        await using WebhookHost host = await StartAsync("https://public.example.test", application => application.MapGroup("/{region}/pbx").MapOpBX());

        ShouldContinueAt(await host.GetAsync("https://pbx.example.test/eu/pbx/api/voice/route?Domain=t1.example.test"), "https://public.example.test/eu/pbx/api");
        ShouldContinueAt(await host.GetAsync("https://pbx.example.test/us/pbx/api/voice/route?Domain=t1.example.test"), "https://public.example.test/us/pbx/api");
    }

    [Theory]
    [InlineData("/pbx", "/hooks", "https://pbx.example.test/pbx/hooks")]
    [InlineData("", "", "https://pbx.example.test")]
    public async Task Of_routeOfTheHost_isWhereTheWebhooksAre(string group, string prefix, string expected)
    {
        await using WebhookHost host = await StartAsync(null, application =>
        {
            application.MapGroup(group).MapOpBX(prefix);
            application.MapGet("/mine", () => new CxmlResponse(new Redirect(CxmlUrl.Relative(Next)))).AddEndpointFilter(AsCxml);
        });

        ShouldContinueAt(await host.GetAsync("https://pbx.example.test/mine"), expected);
    }

    [Fact]
    public async Task Of_absoluteAddress_isNotTouched()
    {
        await using WebhookHost host = await StartAsync("https://public.example.test", application => application.MapOpBX());
        host.Router.Answer = (_, _) => new CxmlResponse(new Redirect("https://other.example.test/x"));

        (await host.GetAsync("/api/voice/route?Domain=t1.example.test")).Document().Should().Be("<Response><Redirect>https://other.example.test/x</Redirect></Response>");
    }

    [Fact]
    public async Task Of_requestWithoutHost_isAPath()
    {
        await using WebhookHost host = await StartAsync(null, application => application.MapOpBX());

        HttpContext context = await host.Server.SendAsync(request =>
        {
            request.Request.Method = "GET";
            request.Request.Path = "/api/voice/route";
            request.Request.QueryString = new QueryString("?Domain=t1.example.test");
            request.Request.Host = default;
            request.Request.Headers.Authorization = "Bearer " + WebhookHost.Key;
        });

        using var reader = new StreamReader(context.Response.Body);
        (await reader.ReadToEndAsync()).Should().Contain("<Redirect>/api/voice/continue?at=");
    }

    private static async ValueTask<object?> AsCxml(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
        => await next(context) is CxmlResponse response ? CxmlResult.From(response) : null;
}
