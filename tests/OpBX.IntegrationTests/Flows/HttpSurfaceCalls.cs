using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using OpBX.Calls;
using OpBX.Cdr;
using OpBX.IntegrationTests.Contract;
using OpBX.Ivr;
using OpBX.Routing;
using OpBX.Storage;
using OpBX.Tenants;
using static OpBX.IntegrationTests.Flows.Office;

namespace OpBX.IntegrationTests.Flows;

/// <summary>Rules H1–H9: requests of every shape, authentication, and answers that a platform can use.</summary>
public sealed class HttpSurfaceCalls
{
    private static readonly TenantConfiguration Desk = Tenant() with
    {
        Extensions = [User(1001, """{"fallback":{"type":"extension","id":1002}}"""), User(1002).WithVoicemail()],
        DidNumbers = [Did("extension", 1001)],
    };

    private static readonly (string, string)[] Headers = [("X-Cx-Domain", Domain), ("X-Cx-From", Caller[1..]), ("X-Cx-To", Main[1..]), ("X-Cx-Session", "session-1")];

    private static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");

    [Rule("H1")]
    [Theory]
    [InlineData("json")]
    [InlineData("json with other letter case and a plus")]
    [InlineData("form")]
    [InlineData("query")]
    [InlineData("headers")]
    [InlineData("json and headers")]
    [InlineData("body, query and headers in parts")]
    public async Task Request_ofAnyShape_isRoutedAlike(string shape)
    {
        await using PlayedHost host = await PlayedHost.StartAsync(Desk);
        string query = $"From={Caller[1..]}&To={Main[1..]}&Direction=inbound&Domain={Domain}&Session=session-1&Unknown=1";
        Task<Answer> Post(string url, HttpContent? content, params (string, string)[] headers) => host.SendAsync(HttpMethod.Post, url, content, Key, headers);
        const string Route = "/api/voice/route";
        Answer answer = await (shape switch
        {
            "json" => Post(Route, Json($$"""{"From":"{{Caller[1..]}}","To":"{{Main[1..]}}","Direction":"inbound","Domain":"{{Domain}}","Session":"session-1","Nested":{"a":[1]} }""")),
            "json with other letter case and a plus" => Post(Route, Json($$"""{"from":"{{Caller}}","TO":"{{Main}}","direction":"INBOUND","domain":"{{Domain.ToUpperInvariant()}}","session":"session-1"}""")),
            "form" => Post(Route, new StringContent(query, Encoding.UTF8, "application/x-www-form-urlencoded")),
            "query" => host.SendAsync(HttpMethod.Get, Route + "?" + query, null, Key),
            "headers" => Post(Route, null, Headers),
            "json and headers" => Post(Route, Json("""{"CallStatus":"new","To":null}"""), Headers),
            _ => Post(Route + "?Direction=inbound", Json($$"""{"To":{{Main[1..]}} }"""), Headers[..2]),
        });
        answer.Status.Should().Be(HttpStatusCode.OK);
        answer.Targets.Should().Equal(["1001"], answer.Text);
    }

    [Rule("H1")]
    [Fact]
    public async Task Request_withoutAnything_isAnsweredWithCxml()
    {
        await using PlayedHost host = await PlayedHost.StartAsync(Desk);
        foreach (HttpMethod method in new[] { HttpMethod.Get, HttpMethod.Post })
        {
            foreach (string path in new[] { "/api/voice/route", "/api/voice/continue", "/api/voice/continue?at=", "/api/voice/continue?at=nonsense%00:x&turn=-1&hops=1e9", "/api/voice/continue?at=ring_group:999999" })
            {
                Answer answer = await host.SendAsync(method, path, null, Key);
                answer.Status.Should().Be(HttpStatusCode.OK, path);
                answer.Root.Name.LocalName.Should().Be("Response");
                answer.Targets.Should().BeEmpty();
            }
        }
    }

    [Rule("H1")]
    [Fact]
    public async Task CallByGet_isPlayedToItsEnd()
    {
        await using PlayedHost host = await PlayedHost.StartAsync(Desk);
        CallResult call = await host.Of(PlayedHost.DomainOf(Desk) with { Method = HttpMethod.Get }).Inbound(Caller, Main).Phone("1002").Answers().PlayAsync();
        call.Stages[0].Method.Should().Be(HttpMethod.Get);
        call.AnsweredBy.Should().Be("1002");
    }

    [Rule("H2")]
    [Fact]
    public async Task EveryStage_isAnsweredWith200AndXml()
    {
        await using PlayedHost host = await PlayedHost.StartAsync(Desk);
        CallResult call = await host.Calls.Inbound(Caller, Main).LeavesVoicemail().PlayAsync();
        call.Stages.Should().HaveCount(4);
        call.Stages.Should().AllSatisfy(stage =>
        {
            stage.StatusCode.Should().Be(200);
            stage.Headers["Content-Type"].Should().Be("application/xml; charset=utf-8");
            Encoding.UTF8.GetByteCount(stage.Document).Should().BeLessThan(64 * 1024);
        });
    }

    [Rule("H2")]
    [Fact]
    public async Task EndlessGreeting_keepsTheDocumentWithinItsLimit()
    {
        await using PlayedHost host = await PlayedHost.StartAsync(Desk with
        {
            IvrMenus = [Menu(6, Key1To(IvrDestinationType.Extension, 1001)) with { GreetingMessage = new string('<', 200_000) }],
            DidNumbers = [Did("ivr", 6)],
        });
        CallResult call = await host.Calls.Inbound(Caller, Main).Presses("1").Phone("1001").Answers().PlayAsync();
        call.Stages.Should().OnlyContain(stage => Encoding.UTF8.GetByteCount(stage.Document) <= 64 * 1024);
        call.AnsweredBy.Should().Be("1001");
    }

    [Rule("H2")]
    [Rule("R3")]
    [Fact]
    public async Task UnexpectedFault_isLoggedAndAnsweredSafely()
    {
        await using PlayedHost host = await PlayedHost.StartAsync(
            builder => builder.AddDestination<FaultyDestination>(),
            Desk with { DidNumbers = [Did("extension", 1001) with { RoutingConfig = JsonSettings.Parse("""{"destination":{"type":"faulty","id":1}}""") }] });
        CallResult call = await host.Calls.Inbound(Caller, Main).PlayAsync();
        call.Outcomes.Should().Equal(RoutingOutcome.Safe);
        call.Heard.Should().ContainSingle().Which.Answered.Should().BeFalse();
        call.EndedBy.Should().Be(CallEndReason.Hangup);
        host.Logs.Text.Should().Contain(FaultyDestination.Message);
        call.Documents[0].Should().NotContain(FaultyDestination.Message);
    }

    [Rule("H3")]
    [Theory]
    [InlineData("{\"From\":")]
    [InlineData("[1,2]")]
    [InlineData("\"text\"")]
    [InlineData("\0\u0001")]
    [InlineData("too large")]
    public async Task VoiceBody_thatCannotBeRead_isRoutedByItsHeaders(string body)
    {
        await using PlayedHost host = await PlayedHost.StartAsync(Desk);
        if (body == "too large") body = "{\"To\":\"1\",\"x\":\"" + new string('x', 1024 * 1024) + "\"}";
        Answer answer = await host.SendAsync(HttpMethod.Post, "/api/voice/route", Json(body), Key, Headers);
        answer.Status.Should().Be(HttpStatusCode.OK);
        answer.Targets.Should().Equal("1001");
    }

    [Rule("H3")]
    [Theory]
    [InlineData("cdr")]
    [InlineData("session-update")]
    [InlineData("recording-status")]
    public async Task StatusBody_thatCannotBeRead_isNeverLostSilently(string webhook)
    {
        await using PlayedHost host = await PlayedHost.StartAsync(Desk);
        string path = "/api/webhooks/cloudonix/" + webhook;
        Answer malformed = await host.SendAsync(HttpMethod.Post, path, Json("{\"domain\":"), Key, Headers);
        malformed.Status.Should().Be(HttpStatusCode.BadRequest);
        malformed.ContentType.Should().StartWith("application/problem+json");
        Answer large = await host.SendAsync(HttpMethod.Post, path, Json("{\"x\":\"" + new string('x', 300 * 1024) + "\"}"), Key, Headers);
        large.Status.Should().Be(HttpStatusCode.Accepted);
        Answer huge = await host.SendAsync(HttpMethod.Post, path, Json("{\"x\":\"" + new string('x', (4 * 1024 * 1024) + 1) + "\"}"), Key, Headers);
        huge.Status.Should().Be(HttpStatusCode.RequestEntityTooLarge);

        var kept = new List<int>();
        await foreach (DeadLetter letter in host.Storage.DeadLetters.ListAsync(new TenantId(1), default)) kept.Add(letter.Body.Length);
        kept.Should().HaveCount(2);
    }

    [Rule("H4")]
    [Fact]
    public async Task StatusWebhook_isAnsweredOnlyWhenTheRecordIsKept()
    {
        BreakableStorage? storage = null;
        await using PlayedHost host = await PlayedHost.StartAsync(
            builder => builder.Services.AddSingleton<IOpBXStorage>(provider => storage = new BreakableStorage(provider.GetRequiredService<InMemoryOpBXStorage>())),
            Desk);
        string body = $$"""{"domain":"{{Domain}}","call_id":"leg-1","session":{"token":"session-1"},"disposition":"ANSWER","timestamp":1768478400,"duration":10,"billsec":5}""";
        (await host.PostAsync("/api/webhooks/cloudonix/cdr", body)).Status.Should().BeOneOf(HttpStatusCode.OK, HttpStatusCode.Accepted, HttpStatusCode.NoContent);
        (await host.Storage.CallRecords.ListBySessionAsync(new TenantId(1), "session-1", default)).Should().ContainSingle();
        storage!.IsDown = true;
        (await host.PostAsync("/api/webhooks/cloudonix/cdr", body)).Status.Should().Be(HttpStatusCode.ServiceUnavailable);
    }

    [Rule("H5")]
    [Fact]
    public async Task WrongKeyAndUnknownDomain_lookTheSame()
    {
        await using PlayedHost host = await PlayedHost.StartAsync(Desk);
        Answer wrongKey = await host.SendAsync(HttpMethod.Post, "/api/voice/route", null, "wrong-key-wrong-key-1", Headers);
        Answer unknown = await host.SendAsync(HttpMethod.Post, "/api/voice/route", null, Key, [("X-Cx-Domain", "nobody.example.test"), .. Headers[1..]]);
        Answer noKey = await host.SendAsync(HttpMethod.Post, "/api/voice/route", null, null, [.. Headers, ("X-Cx-Apikey", Key)]);
        foreach (Answer answer in new[] { wrongKey, unknown, noKey })
        {
            answer.Status.Should().Be(HttpStatusCode.Unauthorized);
            answer.Text.Should().Be(wrongKey.Text);
            answer.Root.Elements().Should().ContainSingle().Which.Name.LocalName.Should().Be("Hangup");
        }
        foreach (string webhook in new[] { "cdr", "session-update", "recording-status" })
        {
            (await host.SendAsync(HttpMethod.Post, "/api/webhooks/cloudonix/" + webhook, Json("{}"), "wrong-key-wrong-key-1", Headers)).Status.Should().Be(HttpStatusCode.Unauthorized);
        }
        (await host.Of(PlayedHost.DomainOf(Desk) with { RequestsKey = "wrong-key-wrong-key-1" }).Inbound(Caller, Main).PlayAsync()).EndedBy.Should().Be(CallEndReason.HttpError);
    }

    [Rule("H5")]
    [Fact]
    public async Task Tenant_isFoundByDomainUuidDidOrKey()
    {
        TenantConfiguration tenant = Desk with { CloudonixSettings = Desk.CloudonixSettings! with { DomainUuid = "00000000-0000-4000-8000-000000000009" } };
        await using PlayedHost host = await PlayedHost.StartAsync(tenant);
        async Task<IReadOnlyList<string>> RouteAsync(string json, params (string, string)[] headers)
            => (await host.SendAsync(HttpMethod.Post, "/api/voice/route", Json(json), Key, headers)).Targets;

        string to = $"\"To\":\"{Main[1..]}\"";
        (await RouteAsync($$"""{"Domain":"OFFICE.example.TEST",{{to}}}""")).Should().Equal("1001");
        (await RouteAsync($$"""{"Domain":"00000000-0000-4000-8000-000000000009",{{to}}}""")).Should().Equal("1001");
        (await RouteAsync($$"""{ {{to}} }""")).Should().Equal("1001");
        (await RouteAsync($$"""{"Domain":"{{Domain}}",{{to}}}""", ("X-Cx-Domain", "nobody.example.test"))).Should().Equal(["1001"], "the body beats the header");
        (await RouteAsync("""{"To":"1002","From":"1001","Direction":"subscriber"}""")).Should().Equal(["1002"], "the key alone names the tenant");
    }

    [Rule("H5")]
    [Fact]
    public async Task PreviousKey_isAcceptedUntilItsTime()
    {
        string hash = Convert.ToHexStringLower(SHA256.HashData("previous-requests-key-1"u8));
        TenantConfiguration tenant = Desk with
        {
            CloudonixSettings = Desk.CloudonixSettings! with { Settings = JsonSettings.Parse($$"""{"previous_key_hash":"{{hash}}","previous_key_until":"2026-01-15T13:00:00Z"}""") },
        };
        await using PlayedHost host = await PlayedHost.StartAsync(tenant);
        CallSimulator old = host.Of(PlayedHost.DomainOf(Desk) with { RequestsKey = "previous-requests-key-1" });
        (await old.Inbound(Caller, Main).Phone("1001").Answers().PlayAsync()).AnsweredBy.Should().Be("1001");
        (await host.Calls.Inbound(Caller, Main).Phone("1001").Answers().PlayAsync()).AnsweredBy.Should().Be("1001");
        (await old.Inbound(Caller, Main).At(PlayedHost.Noon.AddHours(1).AddSeconds(1)).PlayAsync()).EndedBy.Should().Be(CallEndReason.HttpError);
    }

    [Rule("H5")]
    [Fact]
    public async Task ShortKey_neverAuthenticates()
    {
        TenantConfiguration tenant = Desk with { CloudonixSettings = Desk.CloudonixSettings! with { DomainRequestsApiKey = "short-key-15-ch" } };
        await using PlayedHost host = await PlayedHost.StartAsync(tenant);
        (await host.Calls.Inbound(Caller, Main).PlayAsync()).EndedBy.Should().Be(CallEndReason.HttpError);
    }

    [Rule("H6")]
    [Fact]
    public async Task Cdr_withoutBearer_isAcceptedByTheKeyOfItsUrl()
    {
        TenantConfiguration tenant = Desk with { CloudonixSettings = Desk.CloudonixSettings! with { Settings = JsonSettings.Parse("""{"cdr_key":"fictional-cdr-key-0001"}""") } };
        await using PlayedHost host = await PlayedHost.StartAsync(tenant);
        const string Path = "/api/webhooks/cloudonix/cdr";
        string body = $$"""{"domain":"{{Domain}}","call_id":"leg-1","session":{"token":"session-1"},"disposition":"BUSY","timestamp":1768478400}""";
        (await host.SendAsync(HttpMethod.Post, Path, Json(body), null)).Status.Should().Be(HttpStatusCode.Unauthorized);
        (await host.SendAsync(HttpMethod.Post, Path + "?key=wrong-key-wrong-key-1", Json(body), null)).Status.Should().Be(HttpStatusCode.Unauthorized);
        ((int)(await host.SendAsync(HttpMethod.Post, Path + "?key=fictional-cdr-key-0001", Json(body), null)).Status).Should().BeInRange(200, 299);
        (await host.Storage.CallRecords.ListBySessionAsync(new TenantId(1), "session-1", default)).Should().ContainSingle();
        (await host.SendAsync(HttpMethod.Post, "/api/voice/route?key=fictional-cdr-key-0001", null, null, Headers)).Status.Should().Be(HttpStatusCode.Unauthorized);
    }

    [Rule("H7")]
    [Fact]
    public async Task Continuations_areRelativeToThePublicAddress()
    {
        await using (PlayedHost plain = await PlayedHost.StartAsync(Desk))
        {
            CallResult own = await plain.Calls.Inbound(Caller, Main).Phone("1002").Answers().PlayAsync();
            own.Stages[1].RequestedUrl.Should().StartWith("http://localhost/api/voice/continue?");
        }
        var address = new Uri("https://calls.example.com/pbx");
        await using PlayedHost named = await PlayedHost.StartAsync(builder => builder.Services.Configure<OpBXHttpOptions>(options => options.PublicBaseUrl = address), Desk);
        CallResult call = await named.Of(PlayedHost.DomainOf(Desk) with { PublicBaseUrl = address }).Inbound(Caller, Main).LeavesVoicemail().PlayAsync();
        call.Stages.Skip(1).Should().OnlyContain(stage => stage.Url.StartsWith("https://calls.example.com/pbx/", StringComparison.Ordinal));
        call.Recordings[0].CallbackUrl.Should().StartWith("https://calls.example.com/pbx/");
    }

    [Rule("H9")]
    [Fact]
    public async Task DemoTenant_ofTheSampleHost_takesCallsAndTheHostIsReady()
    {
        string file = Path.GetFullPath(Path.Combine(ContractFiles.Folder, "..", "..", "samples", "OpBX.WebhookHost", "pbx.json"));
        using JsonDocument document = JsonDocument.Parse(await File.ReadAllBytesAsync(file));
        JsonElement settings = document.RootElement.GetProperty("cloudonix_settings");
        await using PlayedHost host = await PlayedHost.StartAsync(builder => builder.AddJsonConfiguration(file));
        var domain = new CloudonixDomain { Name = settings.GetProperty("domain_name").GetString()!, RequestsKey = settings.GetProperty("domain_requests_api_key").GetString() };
        CallResult call = await host.Of(domain).Subscriber("1001", "1002").Phone("1002").Answers().PlayAsync();
        call.AnsweredBy.Should().Be("1002");
        foreach (string path in new[] { "/health/live", "/health/ready" })
        {
            (await host.SendAsync(HttpMethod.Get, path, null, null)).Status.Should().Be(HttpStatusCode.OK, path);
        }
    }

    private sealed class FaultyDestination : IDestinationHandler
    {
        public const string Message = "the faulty destination failed";

        public DestinationKind Kind => new("faulty");

        public DestinationTarget Parse(string target) => DestinationTarget.Of(target);

        public RoutingAction Enter(IRoutingContext context, DestinationTarget target) => throw new InvalidOperationException(Message);

        public RoutingAction Continue(IRoutingContext context, DestinationTarget target) => throw new InvalidOperationException(Message);
    }
}
