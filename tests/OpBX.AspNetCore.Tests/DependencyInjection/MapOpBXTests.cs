using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OpBX.Hosting;

namespace OpBX.DependencyInjection;

public sealed class MapOpBXTests
{
    [Fact]
    public void MapOpBX_withoutAddOpBX_saysSo()
    {
        WebApplication application = WebApplication.CreateBuilder().Build();

        application.Invoking(a => a.MapOpBX()).Should().Throw<InvalidOperationException>().WithMessage("*AddOpBX()*");
        application.Invoking(a => a.MapOpBXHealth()).Should().Throw<InvalidOperationException>().WithMessage("*AddOpBX()*");
    }

    [Fact]
    public async Task MapOpBX_afterAddOpBXAlone_works()
    {
        WebApplicationBuilder builder = WebApplication.CreateBuilder();
        builder.Services.AddOpBX();
        await using WebApplication application = builder.Build();

        application.MapOpBX();
        application.MapOpBXHealth();

        Routes(application).Should().BeEquivalentTo(
            "GET,POST /api/voice/route",
            "GET,POST /api/voice/continue",
            "POST /api/webhooks/cloudonix/session-update",
            "POST /api/webhooks/cloudonix/cdr",
            "GET,POST /api/webhooks/cloudonix/recording-status",
            "GET,HEAD /health/live",
            "GET,HEAD /health/ready");
    }

    [Fact]
    public async Task MapOpBX_withPrefix_mapsBelowIt()
    {
        WebApplicationBuilder builder = WebApplication.CreateBuilder();
        builder.Services.AddOpBX();
        await using WebApplication application = builder.Build();

        application.MapOpBX("/pbx/v1/");

        Routes(application).Should().HaveCount(5).And.OnlyContain(route => route.Contains(" /pbx/v1/", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("api")]
    [InlineData("~/api")]
    public void MapOpBX_prefixWithoutSlash_isRefused(string prefix)
        => WebApplication.CreateBuilder().Build().Invoking(a => a.MapOpBX(prefix)).Should().Throw<ArgumentException>();

    [Fact]
    public void Null_isRefused()
    {
        ((Action)(() => OpBXEndpointRouteBuilderExtensions.MapOpBX(null!))).Should().Throw<ArgumentNullException>();
        ((Action)(() => OpBXEndpointRouteBuilderExtensions.MapOpBX(null!, "/api"))).Should().Throw<ArgumentNullException>();
        ((Action)(() => OpBXEndpointRouteBuilderExtensions.MapOpBXHealth(null!))).Should().Throw<ArgumentNullException>();
        ((Action)(() => OpBXWebhookBuilderExtensions.AddWebhooks(null!))).Should().Throw<ArgumentNullException>();
        ((Action)(() => OpBXWebhookBuilderExtensions.KeepQueriesOutOfLogs(null!))).Should().Throw<ArgumentNullException>();
        IOpBXBuilder builder = new ServiceCollection().AddOpBX();
        builder.Invoking(b => b.AddWebhooks((Action<OpBXHttpOptions>)null!)).Should().Throw<ArgumentNullException>();
        builder.Invoking(b => b.AddWebhooks((IConfiguration)null!)).Should().Throw<ArgumentNullException>();
    }

    [Fact]
    public async Task Conventions_ofTheHost_reachAllRoutes()
    {
        WebApplicationBuilder builder = WebApplication.CreateBuilder();
        builder.Services.AddOpBX();
        await using WebApplication application = builder.Build();

        application.MapOpBX().WithMetadata("of the host");

        Endpoints(application).Should().HaveCount(5).And.OnlyContain(endpoint => endpoint.Metadata.GetMetadata<string>() == "of the host");
    }

    [Fact]
    public async Task FallbackPolicy_ofTheHost_dropsNoCalls()
    {
        await using WebhookHost host = await WebhookHost.StartAsync(
            _ => { },
            services =>
            {
                services.AddAuthentication().AddCookie();
                services.AddAuthorizationBuilder().SetFallbackPolicy(new AuthorizationPolicyBuilder("Cookies").RequireAuthenticatedUser().Build());
            },
            application =>
            {
                application.UseAuthorization();
                application.MapOpBX();
            });

        (await host.GetAsync("/api/voice/route?Domain=t1.example.test")).Document();
    }

    [Theory]
    [InlineData("relative/path", "absolute")]
    [InlineData("ftp://pbx.example.test", "http: or https:")]
    [InlineData("https://pbx.example.test/?a=1", "no query")]
    [InlineData("https://pbx.example.test/#a", "no fragment")]
    [InlineData("https://user:password@pbx.example.test", "no user information")]
    public async Task PublicBaseUrl_faulty_stopsTheStart(string url, string fault)
    {
        Func<Task> start = () => WebhookHost.StartAsync(options => options.PublicBaseUrl = new Uri(url, UriKind.RelativeOrAbsolute));

        (await start.Should().ThrowAsync<OptionsValidationException>()).Which.Failures.Should().ContainSingle().Which.Should().Contain(fault);
    }

    [Fact]
    public async Task PublicBaseUrl_severalFaults_areAllListed()
    {
        Func<Task> start = () => WebhookHost.StartAsync(options => options.PublicBaseUrl = new Uri("ws://u@pbx.example.test/?a#b"));

        (await start.Should().ThrowAsync<OptionsValidationException>()).Which.Failures.Should().HaveCount(4);
    }

    [Fact]
    public async Task PublicBaseUrl_faultyWithoutMapping_stopsTheStart()
    {
        WebApplicationBuilder builder = WebApplication.CreateBuilder(["--urls", "http://127.0.0.1:0"]);
        builder.Services.AddOpBX().AddWebhooks(options => options.PublicBaseUrl = new Uri("x", UriKind.Relative));
        await using WebApplication application = builder.Build();

        await application.Invoking(a => a.StartAsync()).Should().ThrowAsync<OptionsValidationException>();
    }

    [Fact]
    public void Configuration_isRead()
    {
        OpBXHttpOptions options = Read(("PublicBaseUrl", "https://pbx.example.test/x"), ("AllowUnauthenticatedCdr", "true"));

        options.PublicBaseUrl.Should().Be(new Uri("https://pbx.example.test/x"));
        options.AllowUnauthenticatedCdr.Should().BeTrue();
        Read(("PublicBaseUrl", "")).Should().BeEquivalentTo(new OpBXHttpOptions());
    }

    [Theory]
    [InlineData("PublicBaseUrl", "not a url")]
    [InlineData("PublicBaseUrl", "http://")]
    [InlineData("AllowUnauthenticatedCdr", "yes")]
    public void Configuration_faulty_isRefused(string name, string value)
        => ((Action)(() => Read((name, value)))).Should().Throw<OptionsValidationException>();

    [Fact]
    public void AddWebhooks_twice_changesNothing()
    {
        var services = new ServiceCollection();
        IOpBXBuilder builder = services.AddOpBX().AddWebhooks();
        int checks = services.BuildServiceProvider().GetRequiredService<IOptions<Microsoft.Extensions.Diagnostics.HealthChecks.HealthCheckServiceOptions>>().Value.Registrations.Count;

        builder.AddWebhooks();

        services.Count(s => s.ServiceType == typeof(IValidateOptions<OpBXHttpOptions>)).Should().Be(1);
        services.BuildServiceProvider().GetRequiredService<IOptions<Microsoft.Extensions.Diagnostics.HealthChecks.HealthCheckServiceOptions>>().Value.Registrations.Should().HaveCount(checks);
    }

    private static OpBXHttpOptions Read(params (string Name, string Value)[] values)
    {
        IConfiguration configuration = new ConfigurationBuilder().AddInMemoryCollection(values.Select(v => KeyValuePair.Create(v.Name, (string?)v.Value))).Build();
        var services = new ServiceCollection();
        services.AddOpBX().AddWebhooks(configuration);
        return services.BuildServiceProvider().GetRequiredService<IOptions<OpBXHttpOptions>>().Value;
    }

    private static IEnumerable<RouteEndpoint> Endpoints(WebApplication application)
        => ((IEndpointRouteBuilder)application).DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>();

    private static IEnumerable<string> Routes(WebApplication application)
        => Endpoints(application).Select(e => string.Join(',', e.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods) + " /" + e.RoutePattern.RawText!.TrimStart('/'));
}
