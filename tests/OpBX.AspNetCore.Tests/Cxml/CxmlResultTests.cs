using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using OpBX.Calls;
using OpBX.Hosting;
using OpBX.Routing;

namespace OpBX.Cxml;

public sealed class CxmlResultTests
{
    private static Task<WebhookHost> StartAsync(Func<CxmlResult> result)
        => WebhookHost.StartAsync(_ => { }, _ => { }, application => application.MapGet("/", () => result()));

    [Fact]
    public async Task From_document_isWritten()
    {
        await using WebhookHost host = await StartAsync(() => CxmlResult.From(new CxmlResponse(new Say("ä & <b>"), new Hangup())));

        (await host.GetAsync("/")).Document().Should().Be("<Response><Say>ä &amp; &lt;b&gt;</Say><Hangup/></Response>");
    }

    [Fact]
    public async Task From_routingResult_isItsDocument()
    {
        var decision = new RoutingResult { Response = new CxmlResponse(new Reject()), Outcome = RoutingOutcome.Rejected, Trace = new RoutingTrace([]) };
        await using WebhookHost host = await StartAsync(() => CxmlResult.From(decision));

        (await host.GetAsync("/")).Document().Should().Be("<Response><Reject/></Response>");
    }

    [Fact]
    public async Task Unauthorized_isADocumentToo()
    {
        await using WebhookHost host = await StartAsync(() => CxmlResult.Unauthorized);

        (await host.GetAsync("/")).ShouldBeRefusedCall();
    }

    [Fact]
    public async Task Safe_unansweredCall_answersNothing()
    {
        await using WebhookHost host = await StartAsync(() => CxmlResult.Safe(new VoiceRequest(), RoutingStep.Start));

        (await host.GetAsync("/")).ShouldBeSafeDocument(isAnswered: false);
    }

    [Fact]
    public async Task Safe_answeredCall_isSpoken()
    {
        await using WebhookHost host = await StartAsync(() => CxmlResult.Safe(new VoiceRequest(), RoutingStep.Start with { Answered = true }));

        (await host.GetAsync("/")).ShouldBeSafeDocument(isAnswered: true);
    }

    [Fact]
    public async Task ExecuteAsync_optionsAreBroken_isTheSafeDocument()
    {
        await using WebhookHost host = await WebhookHost.StartAsync(
            _ => { },
            services => services.AddSingleton<Microsoft.Extensions.Options.IOptions<RoutingOptions>>(_ => throw new InvalidOperationException("boom")),
            application => application.MapGet("/", () => CxmlResult.Safe(new VoiceRequest(), RoutingStep.Start)));

        (await host.GetAsync("/?answered=1")).ShouldBeSafeDocument(isAnswered: false);

        host.Logs.IdsOf("OpBX.AspNetCore").Should().Equal(4013);
    }

    [Fact]
    public void Null_isRefused()
    {
        ((Func<object>)(() => CxmlResult.From((CxmlResponse)null!))).Should().Throw<ArgumentNullException>();
        ((Func<object>)(() => CxmlResult.From((RoutingResult)null!))).Should().Throw<ArgumentNullException>();
        ((Func<object>)(() => CxmlResult.Safe(null!, RoutingStep.Start))).Should().Throw<ArgumentNullException>();
        ((Func<object>)(() => CxmlResult.Safe(new VoiceRequest(), null!))).Should().Throw<ArgumentNullException>();
    }

    [Fact]
    public void StatusCode_isKnownBeforeExecution()
    {
        ((IStatusCodeHttpResult)CxmlResult.Unauthorized).StatusCode.Should().Be(401);
        ((IStatusCodeHttpResult)CxmlResult.From(new CxmlResponse())).StatusCode.Should().Be(200);
        ((IContentTypeHttpResult)CxmlResult.From(new CxmlResponse())).ContentType.Should().Be("application/xml; charset=utf-8");
    }
}
