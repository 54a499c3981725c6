using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using OpBX.Cxml;

namespace OpBX.Hosting;

/// <summary>The webhooks on a real server: framing, connections and clients that break off.</summary>
public sealed class KestrelTests
{
    private const string Head = "POST /api/voice/route?Domain=t1.example.test&To=1001 HTTP/1.1\r\nHost: pbx.example.test\r\nAuthorization: Bearer " + WebhookHost.Key + "\r\n";

    private static Uri Address(WebhookHost host) => new(host.Application.Urls.Single());

    [Fact]
    public async Task Call_overHttp_isAnswered()
    {
        await using WebhookHost host = await WebhookHost.StartOnKestrelAsync();
        host.Router.Answer = (request, _) => new CxmlResponse(new Say("ä " + request.To), new Redirect("/voice/continue?at=hangup"));
        using var client = new HttpClient { BaseAddress = Address(host) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", WebhookHost.Key);

        for (int i = 0; i < 3; i++)
        {
            using var body = new StringContent("""{"Domain":"t1.example.test","To":"1001"}""", Encoding.UTF8, "application/json");
            using HttpResponseMessage response = await client.PostAsync(new Uri("/api/voice/route", UriKind.Relative), body);

            (await WebAnswer.ReadAsync(response)).Document().Should().Be(
                $"<Response><Say>ä 1001</Say><Redirect>{Address(host).ToString().TrimEnd('/')}/api/voice/continue?at=hangup</Redirect></Response>");
        }
    }

    [Fact]
    public async Task Delivery_overHttp_isAnswered()
    {
        await using WebhookHost host = await WebhookHost.StartOnKestrelAsync();
        using var client = new HttpClient { BaseAddress = Address(host) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", WebhookHost.Key);
        byte[] large = new byte[4 * 1024 * 1024 + 1];
        Array.Fill(large, (byte)'x');

        foreach ((byte[] body, bool isChunked, HttpStatusCode status) in ((byte[], bool, HttpStatusCode)[])
            [
                ("{}"u8.ToArray(), false, HttpStatusCode.OK), ("{}"u8.ToArray(), true, HttpStatusCode.OK),
                (large[..300_000], false, HttpStatusCode.Accepted), (large[..300_000], true, HttpStatusCode.Accepted),
                (large, false, HttpStatusCode.RequestEntityTooLarge), (large, true, HttpStatusCode.RequestEntityTooLarge),
            ])
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/webhooks/cloudonix/cdr") { Content = new ByteArrayContent(body) };
            request.Headers.TransferEncodingChunked = isChunked;
            using HttpResponseMessage response = await client.SendAsync(request);

            response.StatusCode.Should().Be(status);
        }

        host.Ingestor.Records.Should().HaveCount(2);
        host.Ingestor.DeadLetters.Should().HaveCount(2);
    }

    [Fact]
    public async Task Body_brokenFraming_isLeftOut()
    {
        await using WebhookHost host = await WebhookHost.StartOnKestrelAsync();

        string answer = await SendAsync(host, Head + "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\nZZ\r\n{}\r\n0\r\n\r\n");

        answer.Should().StartWith("HTTP/1.1 200 OK").And.EndWith("<Response><Hangup/></Response>");
        host.Routed.Request.To.Should().Be("1001");
    }

    [Fact]
    public async Task Client_breaksOffInTheBody_nothingIsLogged()
    {
        await using WebhookHost host = await WebhookHost.StartOnKestrelAsync();
        using (var socket = new TcpClient())
        {
            await socket.ConnectAsync(IPAddress.Loopback, Address(host).Port);
            await socket.GetStream().WriteAsync(Encoding.ASCII.GetBytes(Head + "Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n{\"To\":"));
            await Wait.UntilAsync(() => host.Logs.Entries.Any(entry => entry.Category == "Microsoft.AspNetCore.Routing.EndpointMiddleware"));
            socket.Client.LingerState = new LingerOption(true, 0);
        }
        using var client = new HttpClient();
        (await client.GetAsync(Address(host))).StatusCode.Should().Be(HttpStatusCode.NotFound);
        await host.Application.StopAsync();

        host.Router.Calls.Should().BeEmpty();
        host.Logs.Entries.Where(entry => entry.Category == "OpBX.AspNetCore").Should().BeEmpty();
    }

    [Fact]
    public async Task OldClient_withoutHost_getsPaths()
    {
        await using WebhookHost host = await WebhookHost.StartOnKestrelAsync();
        host.Router.Answer = (_, _) => new CxmlResponse(new Redirect("/voice/continue?at=hangup"));

        string answer = await SendAsync(host, $"GET /api/voice/route?Domain=t1.example.test HTTP/1.0\r\nAuthorization: Bearer {WebhookHost.Key}\r\n\r\n");

        answer.Should().StartWith("HTTP/1.1 200 OK").And.EndWith("<Redirect>/api/voice/continue?at=hangup</Redirect></Response>");
    }

    private static async Task<string> SendAsync(WebhookHost host, string request)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, Address(host).Port);
        await socket.GetStream().WriteAsync(Encoding.ASCII.GetBytes(request));
        using var reader = new StreamReader(socket.GetStream());
        return await reader.ReadToEndAsync();
    }
}
