using System.Xml.Linq;
using Microsoft.Extensions.DependencyInjection;
using OpBX.Calls;
using OpBX.Conferences;
using OpBX.Extensions;
using OpBX.Ivr;
using OpBX.RingGroups;
using OpBX.Routing;
using OpBX.Tenants;
using static OpBX.IntegrationTests.Flows.Office;

namespace OpBX.IntegrationTests.Flows;

/// <summary>Rules E1–E8: what an extension of each type does with a call.</summary>
public sealed class ExtensionCalls
{
    [Rule("E1")]
    [Theory]
    [InlineData("{}", "{}", 30)]
    [InlineData("""{"ring_timeout":22}""", "{}", 22)]
    [InlineData("""{"ring_timeout":22}""", """{"ring_timeout":"12"}""", 12)]
    public async Task User_isRungForTheNearestRingTime(string settings, string configuration, int seconds)
    {
        await using PlayedHost host = await PlayedHost.StartAsync(Tenant(settings) with
        {
            Extensions = [User(1001, configuration)],
            DidNumbers = [Did("extension", 1001)],
        });
        CallResult call = await host.Calls.Inbound(Caller, Main).Phone("1001").Answers(afterSeconds: 5, talksFor: 60).PlayAsync();
        DialAttempt dial = call.Rang.Should().ContainSingle(call.ToString()).Subject;
        dial.Timeout.Should().Be(seconds);
        dial.HasAction.Should().BeTrue();
        dial.Trunks.Should().BeNull();
        call.AnsweredBy.Should().Be("1001");
        call.Outcomes.Should().Equal(RoutingOutcome.Dial, RoutingOutcome.Hangup);
        call.EndedBy.Should().Be(CallEndReason.AnsweredCallEnded);
        call.Heard.Should().BeEmpty();
    }

    [Rule("E1")]
    [Theory]
    [InlineData(DialResult.Busy)]
    [InlineData(DialResult.NoAnswer)]
    [InlineData(DialResult.Failed)]
    public async Task User_notAnswering_goesToVoicemailElseFallbackElseASentence(DialResult why)
    {
        await using PlayedHost host = await PlayedHost.StartAsync(Tenant() with
        {
            Extensions =
            [
                User(1001, """{"fallback":{"type":"extension","id":1003}}""").WithVoicemail(),
                User(1002, """{"fallback":{"type":"extension","id":1003}}"""),
                User(1003),
            ],
        });
        SimulatedCall Ring(string extension)
        {
            SimulatedParty phone = host.Calls.Subscriber("1003", extension).Phone(extension);
            SimulatedCall call = why switch { DialResult.Busy => phone.IsBusy(), DialResult.Failed => phone.Fails(), _ => phone.RingsOut() };
            return call;
        }

        CallResult voicemail = await Ring("1001").LeavesVoicemail().PlayAsync();
        voicemail.Outcomes.Should().StartWith([RoutingOutcome.Dial, RoutingOutcome.Voicemail]);
        voicemail.Recordings.Should().ContainSingle();

        CallResult fallback = await Ring("1002").Phone("1003").Answers().PlayAsync();
        fallback.AnsweredBy.Should().Be("1003");

        CallResult sentence = await Ring("1003").PlayAsync();
        sentence.Outcomes.Should().Equal(RoutingOutcome.Dial, RoutingOutcome.NoAnswer);
        sentence.Heard.Should().ContainSingle().Which.Answered.Should().BeFalse();
        sentence.EndedBy.Should().Be(CallEndReason.Hangup);
    }

    [Rule("E1")]
    [Rule("E7")]
    [Fact]
    public async Task User_withForwardTo_isForwardedAtOnce()
    {
        await using PlayedHost host = await PlayedHost.StartAsync(Tenant() with
        {
            Extensions = [User(1001, """{"forward_to":"1002"}"""), User(1002)],
            DidNumbers = [Did("extension", 1001)],
        });
        CallResult call = await host.Calls.Inbound(Caller, Main).Phone("1002").Answers().PlayAsync();
        call.RangTargets.Should().Equal("1002");
    }

    [Rule("E2")]
    [Rule("E3")]
    [Rule("E4")]
    [Fact]
    public async Task Extension_ofAnotherObject_leadsThere()
    {
        await using PlayedHost host = await PlayedHost.StartAsync(Tenant() with
        {
            Extensions =
            [
                User(1001),
                Line(2001, ExtensionType.RingGroup, """{"ring_group_id":5}"""),
                Line(2002, ExtensionType.Ivr, """{"ivr_menu_id":"6"}"""),
                Line(2003, ExtensionType.Conference, "{}"),
                Line(2004, ExtensionType.Conference, """{"conference_room_id":8}"""),
            ],
            RingGroups = [Group(5, RingStrategyName.Simultaneous, 1001)],
            IvrMenus = [Menu(6, Key1To(IvrDestinationType.Extension, 1001))],
            ConferenceRooms = [new ConferenceRoom { Id = 7, Name = "Own", ExtensionId = 2003 }, new ConferenceRoom { Id = 8, Name = "Named" }],
        });
        CallResult group = await host.Calls.Subscriber("1001", "2001").Phone("1001").Answers().PlayAsync();
        group.RangTargets.Should().Equal("1001");
        group.Traces[0].Should().Contain(step => step.Node.Kind == DestinationKind.RingGroup);

        CallResult menu = await host.Calls.Subscriber("1001", "2002").Presses("1").Phone("1001").Answers().PlayAsync();
        menu.Outcomes.Should().Equal(RoutingOutcome.Gather, RoutingOutcome.Dial, RoutingOutcome.Hangup);

        CallResult own = await host.Calls.Subscriber("1001", "2003").PlayAsync();
        CallResult named = await host.Calls.Subscriber("1001", "2004").PlayAsync();
        own.Conferences.Should().ContainSingle().Which.Joined.Should().BeTrue();
        named.Conferences.Should().ContainSingle().Which.Room.Should().NotBe(own.Conferences[0].Room);
    }

    [Rule("E5")]
    [Fact]
    public async Task AiAssistant_isConnectedByStreamSipOrProvider()
    {
        await using PlayedHost host = await PlayedHost.StartAsync(Tenant() with
        {
            Extensions =
            [
                User(1001),
                Line(3001, ExtensionType.AiAssistant, """{"fallback":{"type":"extension","id":1001}}""") with
                {
                    ServiceUrl = "wss://assistant.example.com/call",
                    ServiceParams = JsonSettings.Parse("""{"language":"en","level":2}"""),
                },
                Line(3002, ExtensionType.AiAssistant, "{}") with { ServiceUrl = "sip:bot@assistant.example.com" },
                Line(3003, ExtensionType.AiAssistant, """{"provider":"vapi"}""") with { ServiceParams = JsonSettings.Parse("""{"phone_number":"+15550100900"}""") },
            ],
        });
        CallResult stream = await host.Calls.Subscriber("1001", "3001").PlayAsync();
        StreamConnection connection = stream.Streams.Should().ContainSingle().Subject;
        connection.Url.Should().Be("wss://assistant.example.com/call");
        connection.IsBlocking.Should().BeTrue();
        connection.Parameters.Should().Equal(new Dictionary<string, string> { ["language"] = "en", ["level"] = "2" });
        XElement.Parse(stream.Documents[0]).Element("Connect")!.Attribute("action").Should().NotBeNull();

        CallResult sip = await host.Calls.Subscriber("1001", "3002").Sip("sip:bot@assistant.example.com").Answers().PlayAsync();
        sip.Rang.Should().ContainSingle().Which.Targets[0].Kind.Should().Be(DialTargetKind.Sip);

        CallResult service = await host.Calls.Subscriber("1001", "3003").PlayAsync();
        RungTarget target = service.Rang.Should().ContainSingle().Which.Targets[0];
        target.Should().Match<RungTarget>(t => t.Kind == DialTargetKind.Service && t.Provider == "vapi" && t.Text == "+15550100900");
    }

    [Rule("E5")]
    [Fact]
    public async Task AiAssistant_thatCannotBeReached_usesTheFallback()
    {
        await using PlayedHost host = await PlayedHost.StartAsync(Tenant() with
        {
            Extensions =
            [
                User(1001),
                Line(3001, ExtensionType.AiAssistant, """{"fallback":{"type":"extension","id":1001}}""") with { ServiceUrl = "wss://assistant.example.com/call" },
                Line(3002, ExtensionType.AiAssistant, """{"fallback":{"type":"extension","id":1001}}""") with { ServiceUrl = "sip:bot@assistant.example.com" },
            ],
            DidNumbers = [Did(1, Main, "extension", 3001), Did(2, "+15550100201", "extension", 3002)],
        });
        CallResult stream = await host.Calls.Inbound(Caller, Main).Stream("wss://assistant.example.com/call").Fails().Phone("1001").Answers().PlayAsync();
        stream.AnsweredBy.Should().Be("1001", stream.ToString());
        CallResult sip = await host.Calls.Inbound(Caller, "+15550100201").Sip("sip:bot@assistant.example.com").Fails().Phone("1001").Answers().PlayAsync();
        sip.AnsweredBy.Should().Be("1001", sip.ToString());
    }

    [Rule("E6")]
    [Fact]
    public async Task CustomLogic_isRedirectedToAnAllowedHostOnly()
    {
        Extension logic = Line(4001, ExtensionType.CustomLogic, "{}") with
        {
            ServiceUrl = "https://logic.example.com/start?a=1",
            ServiceToken = "fictional-service-token",
            ServiceParams = JsonSettings.Parse("""{"queue":"sales & more"}"""),
        };
        TenantConfiguration tenant = Tenant() with { Extensions = [logic], DidNumbers = [Did("extension", 4001)] };
        await using (PlayedHost closed = await PlayedHost.StartAsync(tenant))
        {
            CallResult refused = await closed.Calls.Inbound(Caller, Main).PlayAsync();
            refused.Outcomes.Should().Equal(RoutingOutcome.Unavailable);
            refused.Redirects.Should().BeEmpty();
        }
        await using PlayedHost open = await PlayedHost.StartAsync(
            builder => builder.Services.Configure<RoutingOptions>(options => options.CustomLogic.AllowedHosts.Add("logic.example.com")), tenant);
        CallResult call = await open.Calls.Inbound(Caller, Main).PlayAsync();
        call.EndedBy.Should().Be(CallEndReason.RedirectedAway);
        string url = call.Redirects.Should().ContainSingle().Subject.Url;
        url.Should().StartWith("https://logic.example.com/start?a=1&queue=sales%20%26%20more&").And.Contain("&sig=").And.NotContain("fictional-service-token");
    }

    [Rule("E6")]
    [Theory]
    [InlineData("http://logic.example.com/")]
    [InlineData("https://user:word@logic.example.com/")]
    [InlineData("https://127.0.0.1/")]
    [InlineData("https://[::1]/")]
    [InlineData("https://169.254.169.254/latest")]
    [InlineData("https://10.1.2.3/")]
    public async Task CustomLogic_atADangerousAddress_isUnavailable(string url)
    {
        await using PlayedHost host = await PlayedHost.StartAsync(
            builder => builder.Services.Configure<RoutingOptions>(options => options.CustomLogic.AllowedHosts.Add("*")),
            Tenant() with { Extensions = [Line(4001, ExtensionType.CustomLogic, "{}") with { ServiceUrl = url }], DidNumbers = [Did("extension", 4001)] });
        CallResult call = await host.Calls.Inbound(Caller, Main).PlayAsync();
        call.Outcomes.Should().Equal(RoutingOutcome.Unavailable);
        call.Redirects.Should().BeEmpty();
    }

    [Rule("E7")]
    [Fact]
    public async Task Forward_ringsAnExtensionASipAddressOrAnAllowedNumber()
    {
        await using PlayedHost host = await PlayedHost.StartAsync(Tenant() with
        {
            Extensions =
            [
                User(1001),
                Line(5001, ExtensionType.Forward, """{"forward_to":"1001"}"""),
                Line(5002, ExtensionType.Forward, """{"forward_to":"sip:desk@phones.example.com"}"""),
                Line(5003, ExtensionType.Forward, """{"forward_to":"+15550100300"}"""),
                Line(5004, ExtensionType.Forward, """{"forward_to":"+4930555010"}"""),
                Line(5005, ExtensionType.Forward, """{"forward_to":"5003"}"""),
            ],
            DidNumbers = [Did("extension", 5003)],
            OutboundWhitelists = [Allow(1, "+1555")],
        });
        (await host.Calls.Application(Caller, "5001").Phone("1001").Answers().PlayAsync()).RangTargets.Should().Equal("1001");
        (await host.Calls.Application(Caller, "5002").Sip("sip:desk@phones.example.com").Answers().PlayAsync()).RangTargets.Should().Equal("sip:desk@phones.example.com");
        CallResult number = await host.Calls.Application(Caller, "5003").Number("+15550100300").Answers().PlayAsync();
        number.AnsweredBy.Should().Be("+15550100300");
        number.Rang[0].CallerId.Should().Be(Main);
        number.Rang[0].TimeLimit.Should().Be(240 * 60);
        CallResult denied = await host.Calls.Application(Caller, "5004").PlayAsync();
        denied.Outcomes.Should().Equal(RoutingOutcome.Denied);
        denied.Rang.Should().BeEmpty();
        CallResult chain = await host.Calls.Application(Caller, "5005").Number("+15550100300").Answers().PlayAsync();
        chain.AnsweredBy.Should().Be("+15550100300");
    }

    [Rule("E8")]
    [Fact]
    public async Task InactiveExtension_isUnavailable()
    {
        await using PlayedHost host = await PlayedHost.StartAsync(Tenant() with
        {
            Extensions = [User(1001).WithVoicemail().Inactive()],
            DidNumbers = [Did("extension", 1001)],
        });
        CallResult call = await host.Calls.Inbound(Caller, Main).PlayAsync();
        call.Outcomes.Should().Equal(RoutingOutcome.Unavailable);
        call.Rang.Should().BeEmpty();
        call.IsAnswered.Should().BeFalse();
        call.Heard.Should().NotBeEmpty();
    }
}
