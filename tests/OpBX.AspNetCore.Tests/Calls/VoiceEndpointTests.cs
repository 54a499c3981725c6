using System.Net;
using System.Net.Http.Headers;
using System.Text;
using OpBX.Cxml;
using OpBX.Hosting;
using OpBX.Routing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using OpBX.Storage;

namespace OpBX.Calls;

/// <summary>Rules H2, H3 and F1 on the voice routes.</summary>
public sealed class VoiceEndpointTests
{
    private const string Route = "/api/voice/route?Domain=t1.example.test&To=1001";

    [Fact]
    public async Task Answer_always_isAnUncachedDocument()
    {
        await using WebhookHost host = await WebhookHost.StartAsync();

        WebAnswer answer = await host.GetAsync(Route);

        answer.Document().Should().Be("<Response><Hangup/></Response>");
        answer.Headers.CacheControl!.NoStore.Should().BeTrue();
    }

    [Theory]
    [InlineData("{\"To\":\"9\",")]
    [InlineData("not json")]
    [InlineData("[]")]
    [InlineData("{\"To\":\"9\"} trailing")]
    public async Task Body_malformed_isLeftOut(string body)
    {
        await using WebhookHost host = await WebhookHost.StartAsync();

        (await host.PostJsonAsync(Route, body)).Document();

        host.Routed.Request.To.Should().Be("1001");
        host.Logs.IdsOf("OpBX.AspNetCore").Should().Equal(4010);
    }

    [Fact]
    public async Task Body_notUtf8_isLeftOut()
    {
        await using WebhookHost host = await WebhookHost.StartAsync();

        (await host.PostAsync(Route, [.. "{\"To\":\"9"u8, 0xFF, .. "\"}"u8], "application/json")).Document();

        host.Routed.Request.To.Should().Be("1001");
    }

    [Fact]
    public async Task Body_tooDeep_isLeftOut()
    {
        await using WebhookHost host = await WebhookHost.StartAsync();

        (await host.PostJsonAsync(Route, "{\"To\":\"9\",\"a\":" + new string('[', 100) + new string(']', 100) + "}")).Document();

        host.Routed.Request.To.Should().Be("1001");
    }

    [Fact]
    public async Task Body_compressed_isLeftOut()
    {
        await using WebhookHost host = await WebhookHost.StartAsync();

        (await host.PostAsync(Route, "{\"To\":\"9\"}"u8.ToArray(), "application/json", ("Content-Encoding", "gzip"))).Document();

        host.Routed.Request.To.Should().Be("1001");
    }

    [Theory]
    [InlineData(1024 * 1024, "9")]
    [InlineData(1024 * 1024 + 1, "1001")]
    public async Task Body_size_decidesWhetherItIsRead(int size, string to)
    {
        await using WebhookHost host = await WebhookHost.StartAsync();
        byte[] body = Encoding.UTF8.GetBytes("{\"To\":\"9\",\"a\":\"" + new string('x', size));
        "\"}"u8.CopyTo(body.AsSpan(size - 2));

        (await host.PostAsync(Route, body[..size], "application/json")).Document();
        using var chunked = new StreamContent(new MemoryStream(body[..size]));
        chunked.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        chunked.Headers.ContentLength = null;
        (await host.SendAsync(HttpMethod.Post, Route, chunked, WebhookHost.Key, ("Transfer-Encoding", "chunked"))).Document();

        host.Router.Calls.Select(call => call.Request.To).Should().Equal(to, to);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Router_throws_callerHearsTheSafeDocument(bool isAnswered)
    {
        await using WebhookHost host = await WebhookHost.StartAsync();
        host.Router.Answer = (_, _) => throw new InvalidOperationException("boom");

        WebAnswer answer = await host.GetAsync($"/api/voice/continue?Domain=t1.example.test&at=ivr:1{(isAnswered ? "&answered=1" : "")}");

        answer.ShouldBeSafeDocument(isAnswered);
        host.Logs.IdsOf("OpBX.AspNetCore").Should().Equal(4011);
    }

    [Fact]
    public async Task Router_throwsInAnAnsweredCall_isHeardInTheCall()
    {
        await using WebhookHost host = await WebhookHost.StartAsync();
        host.Router.Answer = (_, _) => throw new InvalidOperationException("boom");

        WebAnswer answer = await host.PostJsonAsync(Route, """{"SessionData":{"callAnswerTime":1721662396169}}""");

        answer.ShouldBeSafeDocument(isAnswered: true);
    }

    [Fact]
    public async Task Directory_fails_callerHearsTheSafeDocument()
    {
        await using WebhookHost host = await WebhookHost.StartAsync();
        host.Directory.Before = _ => throw new OpBXStorageException("down");

        (await host.GetAsync(Route)).ShouldBeSafeDocument(isAnswered: false);

        host.Router.Calls.Should().BeEmpty();
        host.Logs.IdsOf("OpBX.AspNetCore").Should().Equal(4001);
    }

    [Fact]
    public async Task Directory_failsUnexpectedly_callerHearsTheSafeDocument()
    {
        await using WebhookHost host = await WebhookHost.StartAsync();
        host.Directory.Before = _ => throw new FormatException("broken");

        (await host.GetAsync(Route)).ShouldBeSafeDocument(isAnswered: false);
    }

    [Fact]
    public async Task Directory_failsForAnEmergencyCall_theCallGoesOut()
    {
        await using WebhookHost host = await WebhookHost.StartAsync();
        host.Directory.Before = _ => throw new OpBXStorageException("down");

        WebAnswer answer = await host.GetAsync("/api/voice/route?Domain=t1.example.test&Direction=subscriber&To=911");

        answer.Document().Should().Be("<Response><Dial><Number>911</Number></Dial></Response>");
    }

    [Fact]
    public async Task Directory_hangs_callerWaitsTwoSeconds()
    {
        await using WebhookHost host = await WebhookHost.StartAsync();
        var stopped = new TaskCompletionSource();
        int timers = int.MaxValue; // those of others, when the directory is asked
        host.Directory.Before = stop =>
        {
            stop.Register(stopped.SetResult);
            Volatile.Write(ref timers, host.Time.TimerCount);
            return Task.Delay(Timeout.Infinite, CancellationToken.None);
        };

        Task<WebAnswer> answering = host.GetAsync(Route);
        await Wait.UntilAsync(() => host.Time.TimerCount > Volatile.Read(ref timers));
        host.Time.Advance(TimeSpan.FromMilliseconds(1999));
        answering.IsCompleted.Should().BeFalse();
        host.Time.Advance(TimeSpan.FromMilliseconds(1));

        (await answering).ShouldBeSafeDocument(isAnswered: false);
        await stopped.Task;
    }

    [Fact]
    public async Task Client_goesAway_nothingIsLogged()
    {
        await using WebhookHost host = await WebhookHost.StartAsync();
        using var stop = new CancellationTokenSource();
        var gone = new TaskCompletionSource();
        host.Directory.Before = async aborted =>
        {
            await stop.CancelAsync();
            try
            {
                await Task.Delay(Timeout.Infinite, aborted);
            }
            finally
            {
                gone.SetResult();
            }
        };
        using HttpClient client = host.Client(WebhookHost.Key);

        Func<Task> call = () => client.GetAsync(Route, stop.Token);

        await call.Should().ThrowAsync<OperationCanceledException>();
        await gone.Task;
        host.Logs.Entries.Where(entry => entry.Category == "OpBX.AspNetCore").Should().BeEmpty();
    }

    [Fact]
    public async Task Method_notMapped_isRefusedByTheHost()
    {
        await using WebhookHost host = await WebhookHost.StartAsync();

        WebAnswer answer = await host.SendAsync(HttpMethod.Put, Route, new StringContent("{}"), WebhookHost.Key);

        answer.Status.Should().Be(HttpStatusCode.MethodNotAllowed);
    }

    [Fact]
    public async Task Document_tooLarge_callerHearsTheSafeDocument()
    {
        await using WebhookHost host = await WebhookHost.StartAsync();
        host.Router.Answer = (_, _) => new CxmlResponse(new Redirect("https://pbx.example.test/" + new string('x', 70_000)));

        (await host.GetAsync(Route)).ShouldBeSafeDocument(isAnswered: false);

        host.Logs.IdsOf("OpBX.AspNetCore").Should().Equal(4012);
    }

    [Fact]
    public async Task Announcements_ofTheHost_areSpoken()
    {
        await using WebhookHost host = await WebhookHost.StartAsync(
            _ => { },
            services => services.Configure<RoutingOptions>(options => options.Announcements = new Announcements { Safe = "Back soon.", Voice = "man", Language = "en-GB" }),
            application => application.MapOpBX());
        host.Directory.Before = _ => throw new OpBXStorageException("down");

        (await host.GetAsync(Route)).Document().Should().Contain("Back soon.").And.Contain("voice=\"man\"").And.Contain("language=\"en-GB\"");
    }
}
