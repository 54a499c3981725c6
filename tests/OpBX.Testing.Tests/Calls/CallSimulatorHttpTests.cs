using System.Net;
using System.Text.Json;
using OpBX.Diagnostics;

namespace OpBX.Calls;

public sealed class CallSimulatorHttpTests : IDisposable
{
    private static readonly CloudonixDomain Domain = new() { Name = "pbx.example.test", RequestsKey = "a-key-for-requests" };

    private readonly ScriptedHost _host = new();

    public void Dispose() => _host.Dispose();

    [Fact]
    public async Task Inbound_sends_what_the_platform_sends()
    {
        CallResult result = await _host.Starts("<Hangup/>").Simulator(Domain).Inbound("+15550100001", "+15550100200").PlayAsync();
        ScriptedHost.SeenRequest request = _host.Requests.Single();
        request.Message.Method.Should().Be(HttpMethod.Post);
        request.Message.Content!.Headers.ContentType!.MediaType.Should().Be("application/json");
        request.Header("Authorization").Should().Be("Bearer a-key-for-requests");
        request.Header("X-Cx-Domain").Should().Be("pbx.example.test");
        request.Header("X-Cx-Session").Should().Be(result.Session);
        request.Header("X-Cx-From").Should().Be("15550100001");
        request.Header("X-Cx-To").Should().Be("15550100200");
        request.Header("X-Cx-Apikey").Should().HaveLength(34);
        request.Header("X-Cx-Stageid").Should().HaveLength(16);
        request.Header("X-Cx-Source").Should().BeNull();
        request.Message.Headers.UserAgent.ToString().Should().StartWith("Cloudonix APP.Core/");
        request.Field("From").Should().Be("15550100001", "the platform sends no plus");
        request.Field("To").Should().Be("15550100200");
        request.Field("Direction").Should().Be("inbound");
        request.Field("Domain").Should().Be("pbx.example.test");
        request.Field("Session").Should().Be(result.Session).And.HaveLength(32);
        request.Field("CallSid").Should().Be(result.Session);
        request.Json.GetProperty("SessionData").GetProperty("token").GetString().Should().Be(result.Session);
    }

    [Fact]
    public async Task Inbound_has_the_field_names_of_the_contract()
    {
        await _host.Starts("<Hangup/>").Simulator(Domain).Inbound("+15550100001", "+15550100200").PlayAsync();
        JsonElement sample = ContractPayload("voice-request.inbound-trunk.json");
        JsonElement sent = _host.Requests.Single().Json;
        Names(sent).Should().BeEquivalentTo(Names(sample));
        Names(sent.GetProperty("SessionData")).Should().BeEquivalentTo(Names(sample.GetProperty("SessionData")));

        static IEnumerable<string> Names(JsonElement json) => json.EnumerateObject().Select(property => property.Name);
    }

    [Theory]
    [InlineData("dial-action.no-answer.json", "<Dial timeout=\"5\" action=\"/api/next\">1001</Dial>")]
    [InlineData("gather-action.dtmf.json", "<Gather numDigits=\"1\" action=\"/api/next\"/>")]
    [InlineData("gather-action.speech.json", "<Gather input=\"speech\" action=\"/api/next\"/>")]
    [InlineData("record-action.json", "<Record action=\"/api/next\"/>")]
    public async Task Actions_have_the_field_names_of_the_contract(string payload, string verb)
    {
        SimulatedCall call = _host.Starts(verb).On("/api/next", "<Hangup/>").Simulator(Domain).Inbound("+15550100001", "+15550100200").LeavesVoicemail(12);
        _ = payload.Contains("speech", StringComparison.Ordinal) ? call.Says("sales please") : call.Presses("1");
        await call.PlayAsync();
        JsonElement sample = ContractPayload(payload);
        JsonElement sent = _host.Requests[1].Json;
        sent.EnumerateObject().Select(field => field.Name).Should().BeEquivalentTo(sample.EnumerateObject().Select(field => field.Name));
        foreach (string field in new[] { "CallStatus", "DialCallStatus", "Digits", "SpeechResult", "RecordingDuration" })
        {
            if (sample.TryGetProperty(field, out JsonElement value)) sent.GetProperty(field).GetString().Should().Be(value.GetString(), field);
        }
    }

    [Fact]
    public async Task Subscriber_says_so_and_keeps_what_was_dialled()
    {
        await _host.Starts("<Hangup/>").Simulator(Domain).Subscriber("1001", "+15550100777").PlayAsync();
        ScriptedHost.SeenRequest request = _host.Requests.Single();
        request.Field("Direction").Should().Be("subscriber");
        request.Field("From").Should().Be("1001");
        request.Field("To").Should().Be("+15550100777");
        request.Header("X-Cx-Source").Should().Be("SUBSCRIBER");
        request.Json.GetProperty("SessionData").TryGetProperty("outgoingSubscriberId", out _).Should().BeTrue();
    }

    [Fact]
    public async Task Rest_is_answered_from_the_start()
    {
        CallResult result = await _host.Starts("<Hangup/>").Simulator(Domain).Rest("+15550100001", "+15550100200").PlayAsync();
        result.AnsweredAfter.Should().Be(TimeSpan.Zero);
        _host.Requests[0].Field("Direction").Should().Be("outbound-api");
        _host.Requests[0].Json.GetProperty("SessionData").GetProperty("callAnswerTime").GetInt64()
            .Should().Be(result.StartedAt.ToUnixTimeMilliseconds());
    }

    [Fact]
    public async Task Application_and_any_other_direction_are_sent_as_told()
    {
        CallSimulator simulator = _host.Starts("<Hangup/>").Simulator(Domain);
        await simulator.Application("1001", "1002").PlayAsync();
        await simulator.Call(CallDirection.Parse("sideways"), "1001", "1002").PlayAsync();
        await simulator.Call(default, "1001", "1002").PlayAsync();
        _host.Requests.Select(request => request.Field("Direction")).Should().Equal("application", "sideways", null);
    }

    [Fact]
    public async Task WithField_and_WithoutField_hold_in_every_request()
    {
        _host.Starts("<Redirect>/api/voice/route</Redirect>");
        await _host.Simulator(Domain).Inbound("+15550100001", "+15550100200").StageLimit(2)
            .WithField("CallerName", "Alice").WithField("X-Cx-Source", "TRUNK").WithoutField("Domain").WithoutField("SessionData").WithSession("token-1").PlayAsync();
        _host.Requests.Should().HaveCount(2).And.AllSatisfy(request =>
        {
            request.Field("CallerName").Should().Be("Alice");
            request.Header("X-Cx-Source").Should().Be("TRUNK");
            request.Field("Domain").Should().BeNull();
            request.Field("SessionData").Should().BeNull();
            request.Field("Session").Should().Be("token-1");
        });
    }

    [Fact]
    public async Task Domain_with_get_sends_everything_in_the_query()
    {
        await _host.Starts("<Hangup/>").Simulator(Domain with { Method = HttpMethod.Get }).Inbound("+15550100001", "+15550100200").PlayAsync();
        ScriptedHost.SeenRequest request = _host.Requests.Single();
        request.Message.Method.Should().Be(HttpMethod.Get);
        request.Body.Should().BeEmpty();
        request.Path.Should().Contain("From=15550100001").And.Contain("SessionData=%7B");
    }

    [Fact]
    public async Task Actions_on_the_public_address_go_to_the_client_and_keep_their_text()
    {
        _host.Starts("<Dial action=\"https://pbx.example.com/shop/api/done?a=1&amp;b=%20\">1001</Dial>").On("/api/done?a=1&b=%20", "<Redirect>https://pbx.example.com/shop/api/next</Redirect>").On("/api/next", "<Hangup/>");
        CallResult result = await _host.Simulator(Domain with { PublicBaseUrl = new Uri("https://pbx.example.com/shop") }).Inbound("+15550100001", "+15550100200").PlayAsync();
        result.Stages[1].Url.Should().Be("https://pbx.example.com/shop/api/done?a=1&b=%20");
        result.Stages[1].RequestedUrl.Should().Be("http://localhost/api/done?a=1&b=%20");
        result.EndedBy.Should().Be(CallEndReason.Hangup, result.ToString());
    }

    [Fact]
    public async Task Actions_on_an_unknown_host_go_to_the_client_too()
    {
        _host.Starts("<Dial action=\"https://pbx.example.com/api/done\">1001</Dial>").On("/api/done", "<Hangup/>");
        CallResult result = await _host.Simulator(Domain).Inbound("+15550100001", "+15550100200").PlayAsync();
        result.Stages.Should().HaveCount(2);
    }

    [Fact]
    public async Task Relative_actions_are_relative_to_the_document()
    {
        _host.Starts("<Dial action=\"done?x=1\">1001</Dial>").On("/api/voice/done?x=1", "<Hangup/>");
        CallResult result = await _host.Simulator(Domain).Inbound("+15550100001", "+15550100200").PlayAsync();
        result.Stages[1].Url.Should().Be("done?x=1");
    }

    [Theory]
    [InlineData("", "/voice/route")]
    [InlineData("/", "/voice/route")]
    [InlineData("/pbx/hooks/", "/pbx/hooks/voice/route")]
    public async Task PathPrefix_leads_to_the_route(string prefix, string path)
    {
        _host.On(path, "<Hangup/>");
        CallResult result = await _host.Simulator(Domain with { PathPrefix = prefix }).Inbound("+15550100001", "+15550100200").PlayAsync();
        result.EndedBy.Should().Be(CallEndReason.Hangup);
    }

    [Theory]
    [InlineData(HttpStatusCode.Unauthorized)]
    [InlineData(HttpStatusCode.InternalServerError)]
    [InlineData(HttpStatusCode.Found)]
    public async Task PlayAsync_answer_other_than_200_ends_the_call_and_is_kept(HttpStatusCode status)
    {
        _host.On("/api/voice/route", status, "<Response><Hangup/></Response>");
        CallResult result = await _host.Simulator(Domain).Inbound("+15550100001", "+15550100200").PlayAsync();
        result.EndedBy.Should().Be(CallEndReason.HttpError);
        result.Stages.Single().StatusCode.Should().Be((int)status);
        result.Documents.Single().Should().Contain("Hangup");
        result.Stages.Single().Headers["Content-Type"].Should().StartWith("application/xml");
        result.Outcome.Should().BeNull();
        result.Outcomes.Should().BeEmpty();
    }

    [Fact]
    public async Task At_sets_a_clock_that_stands_still_to_the_instant_of_each_request()
    {
        var clock = new ManualTimeProvider();
        var start = new DateTimeOffset(2027, 5, 6, 7, 8, 9, TimeSpan.Zero);
        var instants = new List<DateTimeOffset>();
        _host.Starts("<Dial timeout=\"20\" action=\"/api/done\">1001</Dial>").On("/api/done", "<Hangup/>");
        using var client = new HttpClient(_host) { BaseAddress = new Uri("http://localhost/") };
        CallResult result = await CallSimulator.ForHttp(client, Domain, clock).Inbound("+15550100001", "+15550100200").At(start)
            .BeforeStage(2, () => instants.Add(clock.GetUtcNow())).PlayAsync();
        instants.Should().Equal(start);
        clock.GetUtcNow().Should().Be(start.AddSeconds(20));
        result.StartedAt.Should().Be(start);
        _host.Requests[1].Json.GetProperty("SessionData").GetProperty("callStartTime").GetInt64().Should().Be(start.ToUnixTimeMilliseconds());
    }

    [Fact]
    public void ForHttp_client_without_address_is_refused()
    {
        using var client = new HttpClient(_host, disposeHandler: false);
        Action make = () => CallSimulator.ForHttp(client, Domain);
        make.Should().Throw<ArgumentException>().WithMessage("*BaseAddress*");
    }

    [Fact]
    public void UseTenant_over_http_is_refused()
    {
        Action use = () => _host.Simulator(Domain).UseTenant(Tenants.SmallTenant.Configuration);
        use.Should().Throw<InvalidOperationException>();
    }

    [Fact]
    public void Domain_as_text_hides_the_key() => Domain.ToString().Should().Contain("pbx.example.test").And.NotContain("a-key");

    private static JsonElement ContractPayload(string file)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "OpBX.sln"))) folder = folder.Parent;
        return JsonDocument.Parse(File.ReadAllText(Path.Combine(folder!.FullName, "tests", "contract", "payloads", file))).RootElement;
    }
}
