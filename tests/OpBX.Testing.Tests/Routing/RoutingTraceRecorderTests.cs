using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpBX.Calls;
using OpBX.Cxml;
using OpBX.Tenants;

namespace OpBX.Routing;

public sealed class RoutingTraceRecorderTests
{
    [Fact]
    public async Task AddRoutingTraceRecorder_tells_a_simulator_over_http_outcomes_and_traces()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseTestServer();
        builder.Logging.ClearProviders();
        builder.Services.AddOpBX().AddTenant(SmallTenant.Configuration).AddRoutingTraceRecorder().AddRoutingTraceRecorder();
        await using WebApplication app = builder.Build();
        app.MapOpBX();
        await app.StartAsync();
        var recorder = app.Services.GetRequiredService<RoutingTraceRecorder>();
        var domain = new CloudonixDomain { Name = SmallTenant.Domain, RequestsKey = SmallTenant.Key };
        CallSimulator simulator = CallSimulator.ForHttp(app.GetTestClient(), domain).WithTraces(recorder);

        CallResult result = await simulator.Inbound("+15550100001", SmallTenant.Number).Presses("9", "1").RepeatsWebhooks()
            .EveryoneElse.RingsOut().LeavesVoicemail().PlayAsync();

        result.Outcomes.Should().Equal(
            [RoutingOutcome.Gather, RoutingOutcome.Gather, RoutingOutcome.Dial, RoutingOutcome.Dial, RoutingOutcome.Dial, RoutingOutcome.Voicemail, RoutingOutcome.Hangup], result.ToString());
        result.Recordings.Single().CallbackStatuses.Should().Equal(200);
        result.Traced("invalid").Should().BeTrue();
        result.Events.OfType<VoicemailReceived>().Should().ContainSingle();
        result.Stages.Should().OnlyContain(stage => stage.Headers["Content-Type"] == "application/xml; charset=utf-8");
        recorder.TracesOf(result.Session).Should().HaveCount(14, "every webhook came twice");
        recorder.Of("another").Should().BeEmpty();
        recorder.Clear();
        recorder.Of(result.Session).Should().BeEmpty();

        CallResult refused = await CallSimulator.ForHttp(app.GetTestClient(), domain with { RequestsKey = "a-key-that-opens-nothing-at-all" })
            .WithTraces(recorder).Inbound("+15550100001", SmallTenant.Number).PlayAsync();
        refused.EndedBy.Should().Be(CallEndReason.HttpError);
        refused.Stages.Single().StatusCode.Should().Be(401);
        refused.Outcome.Should().BeNull();
    }

    [Fact]
    public void AddRoutingTraceRecorder_without_router_is_refused()
    {
        Action add = () => new EmptyBuilder().AddRoutingTraceRecorder();
        add.Should().Throw<InvalidOperationException>().WithMessage("*AddOpBX*");
    }

    [Fact]
    public async Task AddRoutingTraceRecorder_keeps_any_kind_of_registration()
    {
        var instance = new FixedRouter();
        foreach (Action<IServiceCollection> register in new Action<IServiceCollection>[]
        {
            services => services.AddSingleton<ICallRouter>(instance),
            services => services.AddSingleton<ICallRouter>(_ => instance),
            services => services.AddSingleton<ICallRouter, FixedRouter>(),
        })
        {
            var builder = new EmptyBuilder();
            register(builder.Services);
            builder.AddRoutingTraceRecorder();
            await using ServiceProvider provider = builder.Services.BuildServiceProvider();
            ICallRouter router = provider.GetRequiredService<ICallRouter>();
            await router.RouteAsync(new TenantId(1), new VoiceRequest { Session = "s" }, RoutingStep.Start, CancellationToken.None);
            provider.GetRequiredService<RoutingTraceRecorder>().Of("s").Should().ContainSingle().Which.Result.Outcome.Should().Be(RoutingOutcome.Hangup);
        }
    }

    [Fact]
    public async Task Recorder_forgets_the_sessions_seen_longest_ago()
    {
        var builder = new EmptyBuilder();
        builder.Services.AddSingleton<ICallRouter, FixedRouter>();
        builder.AddRoutingTraceRecorder();
        await using ServiceProvider provider = builder.Services.BuildServiceProvider();
        ICallRouter router = provider.GetRequiredService<ICallRouter>();
        var recorder = provider.GetRequiredService<RoutingTraceRecorder>();
        for (int i = 0; i <= 1001; i++)
        {
            await router.RouteAsync(new TenantId(1), new VoiceRequest { Session = $"s{i}" }, RoutingStep.Start, CancellationToken.None);
            await router.RouteAsync(new TenantId(1), new VoiceRequest { Session = "s1" }, RoutingStep.Start, CancellationToken.None);
        }
        recorder.Of("s0").Should().BeEmpty();
        recorder.Of("s1").Should().HaveCount(1000);
        recorder.Of("s2").Should().BeEmpty("s1 is seen again and again, so s2 is the next to go");
        recorder.Of("s3").Should().ContainSingle();
    }

    private sealed class FixedRouter : ICallRouter
    {
        public ValueTask<RoutingResult> RouteAsync(TenantId tenant, VoiceRequest request, RoutingStep step, CancellationToken cancellationToken)
            => ValueTask.FromResult(new RoutingResult { Response = new CxmlResponse(new Hangup()), Outcome = RoutingOutcome.Hangup, Trace = new RoutingTrace([]) });
    }

    private sealed class EmptyBuilder : IOpBXBuilder
    {
        public IServiceCollection Services { get; } = new ServiceCollection();
    }
}
