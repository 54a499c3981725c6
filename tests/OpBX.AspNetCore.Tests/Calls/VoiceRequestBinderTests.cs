using System.Text.Json;
using OpBX.Hosting;
using OpBX.Routing;

namespace OpBX.Calls;

/// <summary>Rule H1, over HTTP: what reaches the router.</summary>
public sealed class VoiceRequestBinderTests
{
    private const string Route = "/api/voice/route";

    public static TheoryData<string> VoicePayloads { get; } =
    [
        .. Directory.GetFiles(Payloads.Folder, "*.json").Select(file => Path.GetFileName(file)!).Where(name =>
            name.StartsWith("voice-request", StringComparison.Ordinal) || name.StartsWith("gather-action", StringComparison.Ordinal)
            || name.StartsWith("dial-action", StringComparison.Ordinal) || name.StartsWith("record-action", StringComparison.Ordinal)),
    ];

    [Fact]
    public void VoicePayloads_are_there() => VoicePayloads.Count.Should().BeGreaterThanOrEqualTo(9);

    [Theory]
    [MemberData(nameof(VoicePayloads))]
    public async Task Bind_samplePayload_losesNothing(string name)
    {
        await using WebhookHost host = await WebhookHost.StartAsync();
        JsonElement sample = JsonElement.Parse(Payloads.Read(name));
        JsonElement body = sample.TryGetProperty("body", out JsonElement inner) ? inner : sample;
        string query = sample.TryGetProperty("query", out JsonElement given)
            ? "?" + string.Join('&', given.EnumerateObject().Select(p => $"{p.Name}={p.Value.GetString()}")) : "";

        // The samples name another domain than the host's tenant; the one without a domain is found by its key.
        body = JsonElement.Parse(body.GetRawText().Replace("pbx.example.cloudonix.net", WebhookHost.Domain, StringComparison.Ordinal));

        (await host.PostJsonAsync(Route + query, body.GetRawText())).Document();

        VoiceRequest request = host.Routed.Request;
        request.From.Should().Be(Text(body, "From"));
        request.To.Should().Be(Text(body, "To"));
        request.CallSid.Should().Be(Text(body, "CallSid"));
        request.CallStatus.Should().Be(Text(body, "CallStatus"));
        request.DialCallStatus.Should().Be(Text(body, "DialCallStatus"));
        request.Digits.Should().Be(Text(body, "Digits"));
        request.SpeechResult.Should().Be(Text(body, "SpeechResult"));
        request.RecordingUrl.Should().Be(Text(body, "RecordingUrl"));
        request.CallerName.Should().Be(Text(body, "CallerName"));
        request.Direction.Should().Be(CallDirection.Parse(Text(body, "Direction")));
        request.CallToken.Should().Be(Text(body, "Session") ?? Text(body, "CallSid"));
        request.RecordingDuration.Should().Be(Text(body, "RecordingDuration") is null ? null : 12);
        bool isAnswered = body.TryGetProperty("SessionData", out JsonElement session) && session.TryGetProperty("callAnswerTime", out _);
        request.AnsweredAt.HasValue.Should().Be(isAnswered);
        foreach (JsonProperty property in body.EnumerateObject())
        {
            request.Fields.Should().ContainKey(property.Name);
            if (property.Value.ValueKind == JsonValueKind.Object) JsonElement.DeepEquals(JsonElement.Parse(request.Fields[property.Name]), property.Value).Should().BeTrue();
        }
        if (query.Length > 0) request.Fields.Should().Contain("ring_group_id", "5");
    }

    [Fact]
    public async Task Bind_sampleGet_isRead()
    {
        await using WebhookHost host = await WebhookHost.StartAsync();
        string line = Payloads.Read("voice-request.get.txt");
        string path = line.Split(' ')[1].Replace("pbx.example.cloudonix.net", WebhookHost.Domain, StringComparison.Ordinal);

        (await host.GetAsync(path)).Document();

        VoiceRequest request = host.Routed.Request;
        request.From.Should().Be("15550100001");
        request.To.Should().Be("15550100002");
        request.Direction.Should().Be(CallDirection.Inbound);
        request.Session.Should().Be("0123456789abcdef0123456789abcdef");
    }

    [Fact]
    public async Task Bind_sampleHeadersAlone_routeTheCall()
    {
        await using WebhookHost host = await WebhookHost.StartAsync();
        (string, string)[] headers =
        [
            .. Payloads.Read("voice-request.headers.txt").Split('\n').Where(line => line.StartsWith("X-Cx-", StringComparison.Ordinal))
                .Select(line => line.Trim().Split(": ")).Select(parts => (parts[0], parts[1].Replace("pbx.example.cloudonix.net", WebhookHost.Domain, StringComparison.Ordinal))),
        ];

        (await host.SendAsync(HttpMethod.Post, Route, null, WebhookHost.Key, headers)).Document();

        VoiceRequest request = host.Routed.Request;
        request.From.Should().Be("1004");
        request.To.Should().Be("3000");
        request.Domain.Should().Be(WebhookHost.Domain);
        request.Source.Should().Be("SUBSCRIBER");
        request.Session.Should().Be("0123456789abcdef0123456789abcdef");
        request.Fields.Should().Contain("X-Cx-Stageid", "0123456789abcdef").And.NotContainKey("X-Cx-Apikey");
        request.Fields.Values.Should().NotContain(value => value.Contains("XI0000", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("application/json", """{"fRoM":"body","Domain":"t1.example.test"}""")]
    [InlineData("application/x-www-form-urlencoded", "fRoM=body&Domain=t1.example.test")]
    public async Task Bind_sameFieldEverywhere_bodyBeatsQueryBeatsHeader(string contentType, string body)
    {
        await using WebhookHost host = await WebhookHost.StartAsync();

        await host.PostAsync(
            Route + "?From=query&To=query&domain=t2.example.test", System.Text.Encoding.UTF8.GetBytes(body), contentType,
            ("X-Cx-From", "header"), ("X-Cx-To", "header"), ("X-Cx-Session", "header"), ("X-Cx-Domain", "t2.example.test"));

        VoiceRequest request = host.Routed.Request;
        request.From.Should().Be("body");
        request.To.Should().Be("query");
        request.Session.Should().Be("header");
        request.Domain.Should().Be(WebhookHost.Domain);
        host.Routed.Tenant.Should().Be(WebhookHost.Tenant);
    }

    [Theory]
    [InlineData("""{"Domain":"t1.example.test","SessionData":{"token":"nested","callAnswerTime":1721662396169}}""", "nested", true)]
    [InlineData("""{"Domain":"t1.example.test","SessionData":{"token":"nested","callAnswerTime":"1721662396169"}}""", "nested", true)]
    [InlineData("""{"Domain":"t1.example.test","SessionData":{"token":"nested","callAnswerTime":"2026-01-15T10:30:25Z"}}""", "nested", true)]
    [InlineData("""{"Domain":"t1.example.test","SessionData":{"token":"nested","callAnswerTime":0}}""", "nested", false)]
    [InlineData("""{"Domain":"t1.example.test","SessionData":{"token":"nested","callAnswerTime":NaN}}""", "nested", false)]
    [InlineData("""{"Domain":"t1.example.test","SessionData":{"token":12}}""", "12", false)]
    [InlineData("""{"Domain":"t1.example.test","Session":"own","SessionData":{"token":"nested"}}""", "own", false)]
    [InlineData("""{"Domain":"t1.example.test","Session":"","SessionData":{"token":"nested"}}""", "nested", false)]
    [InlineData("""{"Domain":"t1.example.test","Session":null,"SessionData":"{\"token\":\"text\",\"callAnswerTime\":1}"}""", "text", true)]
    [InlineData("""{"Domain":"t1.example.test","SessionData":[1,{"token":"no"}]}""", null, false)]
    [InlineData("""{"Domain":"t1.example.test","SessionData":"{broken"}""", null, false)]
    [InlineData("""{"Domain":"t1.example.test","sessiondata":{"TOKEN":"nested","profile":{"token":"inner"}}}""", "nested", false)]
    public async Task Bind_sessionData_givesTokenAndAnswer(string body, string? session, bool isAnswered)
    {
        await using WebhookHost host = await WebhookHost.StartAsync();

        (await host.PostJsonAsync(Route, body)).Document();

        host.Routed.Request.Session.Should().Be(session);
        host.Routed.Request.AnsweredAt.HasValue.Should().Be(isAnswered);
    }

    [Fact]
    public async Task Bind_numbersAndTruthValues_becomeText()
    {
        await using WebhookHost host = await WebhookHost.StartAsync();

        await host.PostJsonAsync(Route, """{"Domain":"t1.example.test","To":15550100200,"Digits":1,"flag":true,"cost":1.50,"none":null,"list":[1, 2],"bare":NaN}""");

        VoiceRequest request = host.Routed.Request;
        request.To.Should().Be("15550100200");
        request.Digits.Should().Be("1");
        request.Fields.Should().Contain("flag", "true").And.Contain("cost", "1.50").And.Contain("list", "[1, 2]").And.NotContainKeys("none", "bare");
    }

    [Fact]
    public async Task Bind_duplicateNames_lastWins()
    {
        await using WebhookHost host = await WebhookHost.StartAsync();

        await host.PostJsonAsync(Route + "?To=1&to=2", """{"Domain":"t1.example.test","From":"1","from":"2"}""");

        host.Routed.Request.From.Should().Be("2");
        host.Routed.Request.To.Should().Be("2");
    }

    [Fact]
    public async Task Bind_sourceInTheBody_isNotTheHeader()
    {
        await using WebhookHost host = await WebhookHost.StartAsync();

        await host.PostJsonAsync(Route, """{"Domain":"t1.example.test","Source":"SUBSCRIBER","X-Cx-Source":"SUBSCRIBER"}""");

        host.Routed.Request.Source.Should().BeNull();
    }

    [Fact]
    public async Task Continue_stepInTheBody_isNotRead()
    {
        await using WebhookHost host = await WebhookHost.StartAsync();

        await host.PostJsonAsync("/api/voice/continue?at=ring_group:7&turn=1&first=12&tried=12,14&hops=3&answered=1", """{"Domain":"t1.example.test","at":"hangup","turn":9,"hops":99}""");

        RoutingStep step = host.Routed.Step;
        step.At.Should().Be(new DestinationRef(DestinationKind.RingGroup, "7"));
        (step.Turn, step.First, step.Hops, step.Answered).Should().Be((1, 12L, 3, true));
        step.Tried.Should().Equal(12, 14);
    }

    [Theory]
    [InlineData("")]
    [InlineData("?at=")]
    [InlineData("?at=UPPER:1")]
    [InlineData("?at=ring_group:7&turn=x")]
    [InlineData("?at=ring_group:7&hops=-1")]
    public async Task Continue_unreadableStep_isHandedOnAsInvalid(string query)
    {
        await using WebhookHost host = await WebhookHost.StartAsync();

        (await host.PostJsonAsync("/api/voice/continue" + query, """{"Domain":"t1.example.test"}""")).Document();

        host.Routed.Step.At.Should().Be(new DestinationRef(new DestinationKind("invalid"), ""));
        host.Logs.IdsOf("OpBX.AspNetCore").Should().Equal(4014);
    }

    [Fact]
    public async Task Route_stepInTheQuery_isANewCall()
    {
        await using WebhookHost host = await WebhookHost.StartAsync();

        await host.PostJsonAsync("/api/voice/route?at=ring_group:7", """{"Domain":"t1.example.test"}""");

        host.Routed.Step.IsStart.Should().BeTrue();
    }

    private static string? Text(JsonElement body, string name) => body.TryGetProperty(name, out JsonElement value) ? value.GetString() : null;
}
