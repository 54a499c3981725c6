using OpBX.Calls;
using OpBX.Extensions;
using OpBX.Tenants;
using static OpBX.Routing.Flows.Pbx;

namespace OpBX.Routing.Flows;

/// <summary>AI assistants and custom logic: rules E5 and E6.</summary>
public sealed class AssistantFlowTests
{
    private const string StreamUrl = "wss://ai.example.net/talk?room=1";

    private static Extension Assistant(string? url, string parameters) => Assistant(url, parameters, "{}");

    private static Extension Assistant(string? url, string parameters, string configuration)
        => Ext("1001", ExtensionType.AiAssistant, configuration) with { ServiceUrl = url, ServiceParams = JsonSettings.Parse(parameters), ServiceToken = "the-service-token" };

    private static Extension Logic(string url)
        => Ext("1001", ExtensionType.CustomLogic, "{}") with { ServiceUrl = url, ServiceParams = JsonSettings.Parse("""{"queue":"a b&c"}"""), ServiceToken = "the-service-token" };

    private static RoutingOptions Allowing(params string[] hosts)
    {
        var options = new RoutingOptions();
        foreach (string host in hosts) options.CustomLogic.AllowedHosts.Add(host);
        return options;
    }

    [Fact]
    public async Task Stream_talks_with_the_assistant_and_then_hangs_up()
    {
        CallResult result = await Open(Did("extension:1001"), Assistant(StreamUrl, """{"lang":"en","level":3}""")).CallsIn().Stream(StreamUrl).Answers(0, 90).PlayAsync();
        StreamConnection stream = result.Streams.Should().ContainSingle().Which;
        stream.Url.Should().Be(StreamUrl);
        stream.Parameters.Should().BeEquivalentTo(new Dictionary<string, string> { ["lang"] = "en", ["level"] = "3" });
        result.EndedBy.Should().Be(CallEndReason.AnsweredCallEnded);
        result.Duration.Should().Be(TimeSpan.FromSeconds(90));
        string.Concat(result.Documents).Should().NotContain("the-service-token");
    }

    [Fact]
    public async Task Stream_that_fails_uses_the_fallback()
    {
        CallResult result = await Open(Did("extension:1001"), Assistant(StreamUrl, "{}", Fallback("extension:1002")), User("1002"))
            .CallsIn().Stream(StreamUrl).Fails().Phone("1002").Answers().PlayAsync();
        result.AnsweredBy.Should().Be("1002", result.ToString());
        CallResult said = await Open(Did("extension:1001"), Assistant(StreamUrl, "{}")).CallsIn().Stream(StreamUrl).Fails().PlayAsync();
        said.HeardTexts.Should().Equal(Texts.NoAnswer);
    }

    [Theory]
    [InlineData("in-progress", true)]
    [InlineData("completed", true)]
    [InlineData("failed", false)]
    public async Task Stream_without_dial_result_is_read_by_the_call_status(string status, bool talked)
    {
        CallResult result = await Open(Did("extension:1001"), Assistant(StreamUrl, "{}", Fallback("extension:1002")), User("1002"))
            .CallsIn().WithoutField("DialCallStatus").WithField("CallStatus", status).StageLimit(2).PlayAsync();
        result.RangTargets.Should().Equal(talked ? [] : ["1002"]);
    }

    [Fact]
    public async Task Provider_is_dialled_as_a_service()
    {
        Extension extension = Assistant(null, """{"provider":"vapi","agent_id":"agent-7","username":"u","password":"p"}""", Fallback("extension:1002"));
        CallResult result = await Open(Did("extension:1001"), extension, User("1002")).CallsIn().PlayAsync();
        RungTarget target = result.Rang.Should().ContainSingle().Which.Targets.Should().ContainSingle().Which;
        target.Kind.Should().Be(DialTargetKind.Service);
        target.Provider.Should().Be("vapi");
        target.Text.Should().Be("agent-7");
        result.Documents[0].Should().Contain("username=\"u\"").And.Contain("password=\"p\"");
        result.ToString().Should().NotContain("\"p\"");

        CallResult failed = await Open(Did("extension:1001"), extension, User("1002")).CallsIn().Service("agent-7").Fails().Phone("1002").Answers().PlayAsync();
        failed.AnsweredBy.Should().Be("1002");
    }

    [Fact]
    public async Task Provider_may_stand_in_the_configuration_and_a_number_comes_before_an_agent()
    {
        Extension extension = Assistant(null, """{"agent_id":"agent-7"}""", """{"provider":"retell","phone_number":"+15550100888"}""");
        CallResult result = await Open(Did("extension:1001"), extension).CallsIn().PlayAsync();
        result.RangTargets.Should().Equal("+15550100888");
        result.Rang[0].Targets[0].Provider.Should().Be("retell");
    }

    [Fact]
    public async Task Sip_address_of_an_assistant_is_dialled()
    {
        CallResult result = await Open(Did("extension:1001"), Assistant("sip:bot@ai.example.net", "{}")).CallsIn().Sip("sip:bot@ai.example.net").Answers().PlayAsync();
        result.EndedBy.Should().Be(CallEndReason.AnsweredCallEnded);
        result.Rang[0].Timeout.Should().Be(30);
    }

    [Fact]
    public async Task Stream_is_named_as_the_platform_reads_it_and_parameters_without_a_name_are_left_out()
    {
        CallResult result = await Open(Did("extension:1001"), Assistant(" WSS://ai.example.net/Talk", """{"":"x","lang":"en"}""")).CallsIn().PlayAsync();
        StreamConnection stream = result.Streams.Should().ContainSingle().Which;
        stream.Url.Should().Be("wss://ai.example.net/Talk");
        stream.Parameters.Should().BeEquivalentTo(new Dictionary<string, string> { ["lang"] = "en" });
    }

    [Theory]
    [InlineData("wss://")]
    [InlineData("wss:ai.example.net")]
    [InlineData("wss://user:secret@ai.example.net/")]
    [InlineData("ws://ai.example.net/")]
    [InlineData("sip:nobody")]
    [InlineData("nonsense")]
    [InlineData(null)]
    public async Task Assistant_without_a_usable_service_uses_the_fallback(string? url)
    {
        CallResult result = await Open(Did("extension:1001"), Assistant(url, "{}", Fallback("extension:1002")), User("1002")).CallsIn().Phone("1002").Answers().PlayAsync();
        result.AnsweredBy.Should().Be("1002", result.ToString());
        (await Open(Did("extension:1001"), Assistant(url, "{}")).CallsIn().PlayAsync()).Outcome.Should().Be(RoutingOutcome.Unavailable);
    }

    [Theory]
    [InlineData("logic.example.net", true)]
    [InlineData("LOGIC.example.net", true)]
    [InlineData("*", true)]
    [InlineData("example.net", false)]
    [InlineData("other.example.net", false)]
    public async Task Custom_logic_takes_the_call_on_allowed_hosts_only(string allowed, bool taken)
    {
        CallSimulator simulator = Open(Of(Did("extension:1001"), Logic("https://logic.example.net/cxml?x=1")), Allowing(allowed));
        CallResult result = await simulator.CallsIn().PlayAsync();
        result.EndedBy.Should().Be(taken ? CallEndReason.RedirectedAway : CallEndReason.Hangup);
        if (!taken)
        {
            result.Outcome.Should().Be(RoutingOutcome.Unavailable);
            return;
        }
        string url = result.Redirects.Should().ContainSingle().Which.Url;
        url.Should().StartWith("https://logic.example.net/cxml?x=1&queue=a%20b%26c&session=" + result.Session).And.Contain("&sig=").And.NotContain("the-service-token");
        result.ToString().Should().NotContain(url[(url.IndexOf("&sig=", StringComparison.Ordinal) + 5)..]);
    }

    [Fact]
    public async Task Custom_logic_without_a_token_gets_every_parameter_as_it_stands()
    {
        Extension logic = Logic("https://logic.example.net/") with { ServiceToken = null, ServiceParams = JsonSettings.Parse("""{"session":"summer","token":7}""") };
        CallResult result = await Open(Of(Did("extension:1001"), logic), Allowing("logic.example.net")).CallsIn().PlayAsync();
        result.Redirects.Should().ContainSingle().Which.Url.Should().Be("https://logic.example.net/?session=summer&token=7");
    }

    [Theory]
    [InlineData("http://logic.example.net/")]
    [InlineData("https://user:secret@logic.example.net/")]
    [InlineData("https://127.0.0.1/")]
    [InlineData("https://10.1.2.3/")]
    [InlineData("https://[::1]/")]
    [InlineData("https://localhost/")]
    [InlineData("https://intranet/")]
    [InlineData("https://printer.local/")]
    public async Task Custom_logic_never_goes_to_a_private_or_unsafe_address(string url)
    {
        CallResult result = await Open(Of(Did("extension:1001"), Logic(url)), Allowing("*", "127.0.0.1", "localhost", "intranet")).CallsIn().PlayAsync();
        result.Redirects.Should().BeEmpty();
        result.Outcome.Should().Be(RoutingOutcome.Unavailable);
    }

    [Fact]
    public async Task Custom_logic_without_allowed_hosts_is_off()
    {
        CallResult result = await Open(Did("extension:1001"), Logic("https://logic.example.net/")).CallsIn().PlayAsync();
        result.Outcome.Should().Be(RoutingOutcome.Unavailable);
        result.Traced("host-not-allowed").Should().BeTrue();
    }

    [Fact]
    public async Task Assistant_by_https_is_custom_logic()
    {
        CallResult result = await Open(Of(Did("extension:1001"), Assistant("https://logic.example.net/", "{}")), Allowing("logic.example.net")).CallsIn().PlayAsync();
        result.EndedBy.Should().Be(CallEndReason.RedirectedAway);
    }

    [Fact]
    public async Task Custom_logic_with_the_plain_token_sends_it_where_that_is_wanted()
    {
        RoutingOptions options = Allowing("*");
        options.CustomLogic.SendPlainToken = true;
        CallResult result = await Open(Of(Did("extension:1001"), Logic("https://logic.example.net/")), options).CallsIn().PlayAsync();
        result.Redirects[0].Url.Should().Contain("token=the-service-token");
        result.ToString().Should().NotContain("the-service-token");
        string.Concat(result.Traces).Should().NotContain("the-service-token");
    }
}
