using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using OpBX.Hosting;
using OpBX.Storage;
using OpBX.Tenants;

namespace OpBX.Cdr;

/// <summary>Rules H3 and H4 on the status routes.</summary>
public sealed class StatusDeliveryTests
{
    private static readonly (string, string)[] FromDomain = [("X-Cx-Domain", WebhookHost.Domain)];

    public static TheoryData<string> Kinds { get; } = ["cdr", "session-update"];

    private static string Route(string kind) => "/api/webhooks/cloudonix/" + kind;

    [Theory]
    [InlineData(IngestResult.Stored, HttpStatusCode.OK, """{"status":"stored"}""")]
    [InlineData(IngestResult.Duplicate, HttpStatusCode.OK, """{"status":"duplicate"}""")]
    [InlineData(IngestResult.DeadLettered, HttpStatusCode.Accepted, """{"status":"dead-lettered"}""")]
    public async Task Result_ofTheIngestor_isAnswered(IngestResult result, HttpStatusCode status, string body)
    {
        await using WebhookHost host = await WebhookHost.StartAsync();
        host.Ingestor.Result = result;

        foreach (string kind in (string[])["cdr", "session-update", "recording-status?session=s1"])
        {
            WebAnswer answer = await host.PostJsonAsync(Route(kind), "{}");

            answer.Status.Should().Be(status);
            answer.Body.Should().Be(body);
            answer.ContentType.Should().Be("application/json");
            answer.Headers.CacheControl!.NoStore.Should().BeTrue();
        }
    }

    [Fact]
    public async Task Result_unavailable_asksToDeliverAgain()
    {
        await using WebhookHost host = await WebhookHost.StartAsync();
        host.Ingestor.Result = IngestResult.Unavailable;

        foreach (string kind in (string[])["cdr", "session-update", "recording-status?session=s1"]) ShouldBeUnavailable(await host.PostJsonAsync(Route(kind), "{}"));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Ingestor_throws_asksToDeliverAgain(string kind)
    {
        await using WebhookHost host = await WebhookHost.StartAsync();
        foreach (Exception fault in (Exception[])[new OpBXStorageException("down"), new InvalidOperationException("boom"), new OperationCanceledException()])
        {
            host.Ingestor.Fault = fault;
            ShouldBeUnavailable(await host.PostJsonAsync(Route(kind), "{}"));
        }

        host.Logs.IdsOf("OpBX.AspNetCore").Should().Equal(4021, 4021, 4021);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Directory_fails_asksToDeliverAgain(string kind)
    {
        await using WebhookHost host = await WebhookHost.StartAsync();
        host.Directory.Before = _ => throw new OpBXStorageException("down");

        ShouldBeUnavailable(await host.PostJsonAsync(Route(kind), "{}"));
        ShouldBeUnavailable(await host.PostJsonAsync(Route(kind), "{broken"));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Directory_hangs_deliveryWaitsTwoSeconds(string kind)
    {
        await using WebhookHost host = await WebhookHost.StartAsync();
        int timers = int.MaxValue; // those of others, when the directory is asked
        host.Directory.Before = _ =>
        {
            Volatile.Write(ref timers, host.Time.TimerCount);
            return Task.Delay(Timeout.Infinite, CancellationToken.None);
        };

        Task<WebAnswer> answering = host.PostJsonAsync(Route(kind), "{}");
        await Wait.UntilAsync(() => host.Time.TimerCount > Volatile.Read(ref timers));
        host.Time.Advance(TimeSpan.FromSeconds(2));

        ShouldBeUnavailable(await answering);
    }

    [Theory]
    [InlineData("""{"domain":"t1.example.test","a":""")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("\"text\"")]
    [InlineData("<xml/>")]
    public async Task Body_malformed_isSetAside(string body)
    {
        await using WebhookHost host = await WebhookHost.StartAsync();

        WebAnswer answer = await host.PostJsonAsync(Route("cdr"), body, WebhookHost.Key, FromDomain);

        answer.Status.Should().Be(HttpStatusCode.BadRequest);
        answer.ContentType.Should().Be("application/problem+json");
        answer.Body.Should().Contain("\"status\":400").And.Contain("malformed-json");
        DeadLetter letter = host.Ingestor.DeadLetters.Should().ContainSingle().Subject;
        letter.Should().BeEquivalentTo(new { Source = "cdr", Tenant = (TenantId?)WebhookHost.Tenant, Code = "malformed-json", ReceivedAt = host.Time.GetUtcNow() });
        Encoding.UTF8.GetString(letter.Body.Span).Should().Be(body);
    }

    [Theory]
    [InlineData("""{"domain":"t3.example.test","a":""")]
    [InlineData("""{"a":{"domain":"t2.example.test"},"b":[{"c":1}],"owner":{"domain":{"name":"t3.example.test"}},]""")]
    public async Task Body_malformed_isSetAsideForTheDomainThatItsBeginningNames(string body)
    {
        await using WebhookHost host = await WebhookHost.StartAsync();
        host.Directory.Add(3, "t3.example.test", "fictional-requests-key-3", cdrKey: "fictional-cdr-key-000003");

        WebAnswer answer = await host.PostJsonAsync(Route("cdr?key=fictional-cdr-key-000003"), body, null);

        answer.Status.Should().Be(HttpStatusCode.BadRequest);
        host.Ingestor.DeadLetters.Should().ContainSingle().Which.Tenant.Should().Be(new TenantId(3));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Body_tooLarge_isSetAsideForTheDomainThatItsBeginningNames(bool isChunked)
    {
        await using WebhookHost host = await WebhookHost.StartAsync();
        host.Directory.Add(3, "t3.example.test", "fictional-requests-key-3", cdrKey: "fictional-cdr-key-000003");
        byte[] body = Encoding.UTF8.GetBytes("{\"domain\":\"t3.example.test\",\"a\":\"" + new string('x', 400_000) + "\"}");
        using HttpContent content = isChunked ? new StreamContent(new MemoryStream(body)) : new ByteArrayContent(body);
        if (isChunked) content.Headers.ContentLength = null;

        WebAnswer answer = await host.SendAsync(
            HttpMethod.Post, Route("cdr?key=fictional-cdr-key-000003"), content, null, isChunked ? [("Transfer-Encoding", "chunked")] : []);

        answer.Status.Should().Be(HttpStatusCode.Accepted);
        host.Ingestor.DeadLetters.Should().ContainSingle().Which.Should().BeEquivalentTo(new { Tenant = (TenantId?)new TenantId(3), Code = "too-large" });
        host.Ingestor.DeadLetters.Single().Body.ToArray().Should().Equal(body, "what was read for its owner is kept as well");
    }

    [Fact]
    public async Task Body_malformed_namingAnotherDomain_isThatOfTheKey()
    {
        await using WebhookHost host = await WebhookHost.StartAsync();

        (await host.PostJsonAsync(Route("cdr"), """{"domain":"t2.example.test","a":""")).Status.Should().Be(HttpStatusCode.BadRequest);

        host.Ingestor.DeadLetters.Should().ContainSingle().Which.Tenant.Should().Be(WebhookHost.Tenant);
    }

    [Theory]
    [InlineData("cdr", """{"Domain":"unknown.example.test"}""")]
    [InlineData("cdr", """{"Owner":{"DOMAIN":{"Name":"t2.example.test"}}}""")]
    [InlineData("session-update", """{"DOMAIN":"t2.example.test"}""")]
    [InlineData("session-update", """{"domain":"\ud800"}""")]
    public async Task Names_inAnyLetterCase_tellWhoseItIs(string kind, string body)
    {
        await using WebhookHost host = await WebhookHost.StartAsync();

        (await host.PostJsonAsync(Route(kind), body)).ShouldBeRefusedDelivery();
    }

    [Theory]
    [InlineData("""{"To":"NUMBER"}""")]
    [InlineData("""{"Destination":"NUMBER"}""")]
    [InlineData("""{"session":{"destination":"NUMBER"}}""")]
    [InlineData("""{"Domain":"DOMAIN","to":"15550199999"}""")]
    public async Task Key_ofSeveralTenants_isThatOfTheCalledNumberOrTheDomain(string body)
    {
        await using WebhookHost host = await WebhookHost.StartAsync();
        host.Directory.Add(3, "t3.example.test", WebhookHost.Key);

        (await host.PostJsonAsync(Route("cdr"), body.Replace("NUMBER", WebhookHost.Did, StringComparison.Ordinal).Replace("DOMAIN", WebhookHost.Domain, StringComparison.Ordinal)))
            .Status.Should().Be(HttpStatusCode.OK);

        host.Ingestor.Records.Should().ContainSingle().Which.Tenant.Should().Be(WebhookHost.Tenant);
    }

    [Fact]
    public async Task Body_deeplyNested_isJsonAndReachesTheIngestor()
    {
        await using WebhookHost host = await WebhookHost.StartAsync();

        WebAnswer answer = await host.PostJsonAsync(Route("cdr"), "{\"a\":" + new string('[', 200) + new string(']', 200) + "}");

        answer.Status.Should().Be(HttpStatusCode.OK);
        host.Ingestor.DeadLetters.Should().BeEmpty("whoever takes it in says whether it is too deep");
    }

    [Fact]
    public async Task Body_compressed_isSetAside()
    {
        await using WebhookHost host = await WebhookHost.StartAsync();

        WebAnswer answer = await host.PostAsync(Route("cdr"), "{}"u8.ToArray(), "application/json", ("Content-Encoding", "gzip"));

        answer.Status.Should().Be(HttpStatusCode.BadRequest);
        host.Ingestor.DeadLetters.Should().ContainSingle();
    }

    [Fact]
    public async Task Body_empty_isRefusedAndNotKept()
    {
        await using WebhookHost host = await WebhookHost.StartAsync();

        (await host.PostJsonAsync(Route("session-update"), "")).Status.Should().Be(HttpStatusCode.BadRequest);

        host.Ingestor.DeadLetters.Should().BeEmpty();
    }

    [Theory]
    [InlineData(null)]
    [InlineData("wrong-key-of-some-length")]
    public async Task Body_malformedWithoutValidKey_isRefusedAndNotKept(string? key)
    {
        await using WebhookHost host = await WebhookHost.StartAsync();

        (await host.PostJsonAsync(Route("cdr"), "{broken", key, FromDomain)).ShouldBeRefusedDelivery();

        host.Ingestor.DeadLetters.Should().BeEmpty();
    }

    [Theory]
    [InlineData("cdr")]
    [InlineData("cdr?key=fictional-requests-key-1")]
    public async Task Body_malformedAndNotToBeKept_asksToDeliverAgain(string kind)
    {
        await using WebhookHost host = await WebhookHost.StartAsync();
        host.Ingestor.KeepsDeadLetters = false;

        ShouldBeUnavailable(await host.PostJsonAsync(Route(kind), "{broken", kind == "cdr" ? WebhookHost.Key : null, FromDomain));
    }

    [Fact]
    public async Task Body_bareNonNumbers_areNull()
    {
        await using WebhookHost host = await WebhookHost.StartAsync();

        (await host.PostJsonAsync(Route("cdr"), """{"domain":"t1.example.test","mos":NaN,"jitter":-Infinity}""")).Status.Should().Be(HttpStatusCode.OK);

        host.Ingestor.Records.Single().Body.Should().Be("""{"domain":"t1.example.test","mos":null,"jitter":null}""");
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData(null)]
    [InlineData("application/octet-stream")]
    public async Task Body_ofAnotherContentType_isReadAsJson(string? contentType)
    {
        await using WebhookHost host = await WebhookHost.StartAsync();

        (await host.PostAsync(Route("cdr"), "{}"u8.ToArray(), contentType)).Status.Should().Be(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Body_size_decides(bool isChunked)
    {
        await using WebhookHost host = await WebhookHost.StartAsync();

        (await PostAsync(host, 256 * 1024, WebhookHost.Key, isChunked)).Status.Should().Be(HttpStatusCode.OK);
        host.Ingestor.DeadLetters.Should().BeEmpty();
        (await PostAsync(host, 256 * 1024 + 1, WebhookHost.Key, isChunked)).Status.Should().Be(HttpStatusCode.Accepted);
        (await PostAsync(host, 4 * 1024 * 1024, WebhookHost.Key, isChunked)).Status.Should().Be(HttpStatusCode.Accepted);
        (await PostAsync(host, 4 * 1024 * 1024 + 1, WebhookHost.Key, isChunked)).Status.Should().Be(HttpStatusCode.RequestEntityTooLarge);
        (await PostAsync(host, 256 * 1024 + 1, "wrong-key-of-some-length", isChunked)).ShouldBeRefusedDelivery();
        (await PostAsync(host, 256 * 1024 + 1, null, isChunked)).ShouldBeRefusedDelivery();

        host.Ingestor.Records.Should().ContainSingle();
        host.Ingestor.DeadLetters.Select(letter => (letter.Code, letter.Tenant, letter.Body.Length)).Should().Equal(
            ("too-large", WebhookHost.Tenant, 256 * 1024 + 1), ("too-large", WebhookHost.Tenant, 4 * 1024 * 1024));
        host.Ingestor.DeadLetters.Should().OnlyContain(letter => IsWhole(letter));
    }

    [Fact]
    public async Task Body_tooLargeAndNotToBeKept_asksToDeliverAgain()
    {
        await using WebhookHost host = await WebhookHost.StartAsync();
        host.Ingestor.KeepsDeadLetters = false;

        ShouldBeUnavailable(await PostAsync(host, 300_000, WebhookHost.Key, isChunked: false));
    }

    [Theory]
    [InlineData("cdr", "ICdrIngestor")]
    [InlineData("session-update", "ISessionUpdateIngestor")]
    [InlineData("recording-status?session=s1", "IRecordingIngestor")]
    public async Task Ingestor_missing_asksToDeliverAgain(string kind, string service)
    {
        await using WebhookHost host = await WebhookHost.StartAsync(
            _ => { },
            services =>
            {
                foreach (ServiceDescriptor descriptor in services.Where(s => s.ServiceType.Name == service).ToArray()) services.Remove(descriptor);
            },
            application => application.MapOpBX());

        ShouldBeUnavailable(await host.PostJsonAsync(Route(kind), "{}"));

        host.Logs.Entries.Should().ContainSingle(entry => entry.Id == 4023).Which.Message.Should().Contain(service);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Method_get_isRefusedByTheHost(string kind)
    {
        await using WebhookHost host = await WebhookHost.StartAsync();

        (await host.GetAsync(Route(kind))).Status.Should().Be(HttpStatusCode.MethodNotAllowed);
    }

    private static async Task<WebAnswer> PostAsync(WebhookHost host, int size, string? key, bool isChunked)
    {
        byte[] body = Encoding.UTF8.GetBytes("{\"domain\":\"t1.example.test\",\"a\":\"" + new string('x', size));
        "\"}"u8.CopyTo(body.AsSpan(size - 2));
        HttpContent content = isChunked ? new StreamContent(new MemoryStream(body, 0, size)) : new ByteArrayContent(body, 0, size);
        if (isChunked) content.Headers.ContentLength = null;
        return await host.SendAsync(HttpMethod.Post, Route("cdr"), content, key, isChunked ? [.. FromDomain, ("Transfer-Encoding", "chunked")] : FromDomain);
    }

    private static bool IsWhole(DeadLetter letter) => letter.Body.Span.StartsWith("{\"domain\""u8) && letter.Body.Span.EndsWith("xx\"}"u8);

    private static void ShouldBeUnavailable(WebAnswer answer)
    {
        answer.Status.Should().Be(HttpStatusCode.ServiceUnavailable);
        answer.ContentType.Should().Be("application/problem+json");
        answer.Headers.RetryAfter!.Delta.Should().BePositive();
    }
}
