using System.Globalization;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpBX.Cxml;
using OpBX.Hosting;
using OpBX.Routing;

namespace OpBX.Calls;

/// <summary>Rules H1 and H2 against whatever comes: 200 or 401, well-formed, never anything else.</summary>
public sealed class VoiceFuzzTests
{
    private const int Requests = 20_000;
    private const int Seed = 20260608;

    private static readonly string[] Names =
        ["From", "to", "DIRECTION", "Digits", "CallStatus", "Session", "CallSid", "Domain", "at", "turn", "hops", "tried", "answered", "SessionData", "RecordingDuration", "", "a b", "é", "key", "x"];

    private static readonly string[] Values =
        ["", "15550100200", "+15550100001", "1004", "t1.example.test", "t2.example.test", "ivr:1", "1", "-1", "99999999999999999999", "NaN", "{\"token\":\"x\"}", "{", "\"", "<&>'\"", "\u0000\u0001\uFFFE", "😀", "%", "é", "sip:anonymous@anonymous.invalid"];

    private static readonly string[] ContentTypes =
        ["application/json", "application/json; charset=utf-16", "application/x-www-form-urlencoded", "text/plain", "", "application/xml", "multipart/form-data; boundary=x", ";;;", "application/vnd.x+json"];

    [Fact]
    public async Task Voice_mutatedRequests_areAlwaysAnswered()
    {
        await using WebhookHost host = await WebhookHost.StartAsync(
            _ => { },
            services => services.Configure<LoggerFilterOptions>(options => options.MinLevel = LogLevel.Error),
            application => application.MapOpBX());
        host.Router.Answer = (request, step) => new CxmlResponse(
            new Say($"{request.From} {request.To} {request.CallToken} {request.Digits} {request.CallerName} {request.AnsweredAt} {request.DialResult}"),
            new Redirect(CxmlUrl.Relative(step with { Data = request.To })));
        byte[][] samples = [.. Directory.GetFiles(Payloads.Folder, "*.json").Order(StringComparer.Ordinal).Select(File.ReadAllBytes)];
        var random = new Random(Seed);
        var seen = new Dictionary<int, int>();

        for (int i = 0; i < Requests; i++)
        {
            HttpContext context = await host.Server.SendAsync(target => Mutate(target.Request, random, samples[random.Next(samples.Length)]));
            using var body = new MemoryStream();
            await context.Response.Body.CopyToAsync(body);
            HttpResponse response = context.Response;
            string document = Encoding.UTF8.GetString(body.ToArray());
            string because = string.Create(CultureInfo.InvariantCulture, $"request {i} was answered {response.StatusCode} {document}");

            response.StatusCode.Should().BeOneOf([200, 401], because);
            response.ContentType.Should().Be("application/xml; charset=utf-8", because);
            response.ContentLength.Should().Be(body.Length, because);
            body.Length.Should().BeLessThanOrEqualTo(CxmlWriter.MaxDocumentBytes, because);
            System.Xml.Linq.XDocument.Parse(document).Root!.Name.LocalName.Should().Be("Response", because);
            seen[response.StatusCode] = seen.GetValueOrDefault(response.StatusCode) + 1;
            host.Router.Calls.Clear();
        }

        seen.Should().ContainKeys((int)HttpStatusCode.OK, (int)HttpStatusCode.Unauthorized);
        seen.Values.Should().OnlyContain(count => count > Requests / 20);
        // Nothing that a request can hold makes the code fail.
        host.Logs.IdsOf("OpBX.AspNetCore").Should().NotContain([4001, 4011, 4012, 4013]);
    }

    private static void Mutate(HttpRequest request, Random random, byte[] sample)
    {
        bool isContinuation = random.Next(2) == 0;
        request.Path = isContinuation ? "/api/voice/continue" : "/api/voice/route";
        request.Method = random.Next(5) == 0 ? "GET" : "POST";
        request.Headers.Authorization = random.Next(8) switch
        {
            0 => "Bearer " + WebhookHost.OtherKey,
            1 => "Bearer",
            2 => "Basic " + Pick(random, Values),
            3 => default,
            _ => "Bearer " + WebhookHost.Key,
        };
        request.QueryString = new QueryString(random.Next(3) == 0 ? "" : "?" + Pairs(random, isEscaped: random.Next(4) > 0));
        for (int i = random.Next(4); i > 0; i--) request.Headers["X-Cx-" + Pick(random, ["From", "To", "Session", "Source", "Domain", "Stageid", "Apikey", "Digits", "X"])] = Pick(random, Values);
        if (request.Method == "GET") return;
        string contentType = Pick(random, ContentTypes);
        if (contentType.Length > 0) request.ContentType = contentType;
        if (random.Next(30) == 0) request.Headers.ContentEncoding = "gzip";
        byte[] body = random.Next(4) switch
        {
            0 => Encoding.UTF8.GetBytes(Pairs(random, isEscaped: true)),
            1 => Encoding.UTF8.GetBytes("{" + string.Join(',', Enumerable.Range(0, random.Next(8)).Select(_ => $"\"{Pick(random, Names)}\":{Json(random, 0)}")) + "}"),
            _ => Damage([.. sample], random),
        };
        request.Body = new MemoryStream(body);
        if (random.Next(2) == 0) request.ContentLength = body.Length;
    }

    private static string Pairs(Random random, bool isEscaped)
        => string.Join('&', Enumerable.Range(0, random.Next(8)).Select(_ => Escape(Pick(random, Names), isEscaped) + "=" + Escape(Pick(random, Values), isEscaped)));

    private static string Escape(string text, bool isEscaped) => isEscaped ? Uri.EscapeDataString(text) : text.Replace("#", "", StringComparison.Ordinal);

    private static string Json(Random random, int depth) => random.Next(depth > 3 ? 5 : 7) switch
    {
        0 => "null",
        1 => Pick(random, ["NaN", "-Infinity", "Infinity", "1e400", "-0", "1.50", "tru"]),
        2 => random.NextInt64().ToString(CultureInfo.InvariantCulture),
        3 => "\"\\ud800\\u0000" + Pick(random, ["", "x", "\\", "\\u12"]) + "\"",
        4 => "\"" + System.Text.Encodings.Web.JavaScriptEncoder.Default.Encode(Pick(random, Values)) + "\"",
        5 => "[" + string.Join(',', Enumerable.Range(0, random.Next(4)).Select(_ => Json(random, depth + 1))) + "]",
        _ => "{" + string.Join(',', Enumerable.Range(0, random.Next(4)).Select(_ => $"\"{Pick(random, ["token", "callAnswerTime", "x"])}\":{Json(random, depth + 1)}")) + "}",
    };

    private static byte[] Damage(byte[] body, Random random)
    {
        for (int i = random.Next(5); i > 0 && body.Length > 0; i--)
        {
            int at = random.Next(body.Length);
            switch (random.Next(5))
            {
                case 0: body[at] = (byte)random.Next(256); break;
                case 1: body[at] ^= (byte)(1 << random.Next(8)); break;
                case 2: body = body[..at]; break;
                case 3: body = [.. body[..at], .. body[random.Next(body.Length)..]]; break;
                default: body = [.. body[..at], .. "\uFEFF{[NaN\\ud800\""u8, .. body[at..]]; break;
            }
        }
        return body;
    }

    private static string Pick(Random random, string[] items) => items[random.Next(items.Length)];
}
