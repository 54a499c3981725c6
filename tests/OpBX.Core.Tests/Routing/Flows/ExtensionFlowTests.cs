using OpBX.Calls;
using OpBX.Extensions;
using OpBX.RingGroups;
using OpBX.Tenants;
using static OpBX.Routing.Flows.Pbx;

namespace OpBX.Routing.Flows;

public sealed class ExtensionFlowTests
{
    private const string Mobile = "+15550100771";

    [Theory]
    [InlineData("{}", """{"country":"US"}""", 30)]
    [InlineData("{}", """{"country":"US","ring_timeout":45}""", 45)]
    [InlineData("""{"ring_timeout":12}""", """{"country":"US","ring_timeout":45}""", 12)]
    [InlineData("""{"ring_timeout":"12"}""", """{"country":"US"}""", 12)]
    [InlineData("""{"ring_timeout":0}""", """{"country":"US","ring_timeout":"soon"}""", 30)]
    public async Task Ring_time_is_the_extensions_or_the_organizations(string configuration, string settings, int seconds)
    {
        CallResult result = await Open(settings, Did("extension:1001"), User("1001", configuration)).CallsIn().PlayAsync();
        result.Rang.Should().ContainSingle().Which.Timeout.Should().Be(seconds);
    }

    [Fact]
    public async Task Phone_that_answers_gets_the_call_and_nothing_follows()
    {
        CallResult result = await Open(Did("extension:1001"), User("1001").WithVoicemail()).CallsIn().Phone("1001").Answers().PlayAsync();
        result.EndedBy.Should().Be(CallEndReason.AnsweredCallEnded);
        result.Heard.Should().BeEmpty();
    }

    [Theory]
    [InlineData("busy")]
    [InlineData("no answer")]
    [InlineData("failed")]
    public async Task Phone_that_does_not_answer_leads_to_voicemail_then_fallback_then_a_sentence(string how)
    {
        foreach ((Extension extension, string expected) in new[]
        {
            (User("1001", Fallback("extension:1002")).WithVoicemail(), "voicemail"),
            (User("1001", Fallback("extension:1002")), "1002"),
            (User("1001"), "sentence"),
        })
        {
            SimulatedCall call = Open(Did("extension:1001"), extension, User("1002")).CallsIn().Phone("1002").Answers().LeavesVoicemail();
            _ = how switch { "busy" => call.Phone("1001").IsBusy(), "failed" => call.Phone("1001").Fails(), _ => call.Phone("1001").RingsOut() };
            CallResult result = await call.PlayAsync();
            string reached = result.Recordings.Count > 0 ? "voicemail" : result.AnsweredBy ?? "sentence";
            reached.Should().Be(expected, result.ToString());
            if (expected == "sentence") result.Heard.Should().ContainSingle().Which.Answered.Should().BeFalse();
        }
    }

    [Theory]
    [InlineData("ring_group:21", "1003")]
    [InlineData("ivr:31", null)]
    [InlineData("external_number:" + Mobile, Mobile)]
    [InlineData("voicemail:1002", null)]
    [InlineData("hangup", null)]
    [InlineData("extension:1002", "1002")]
    public async Task Fallback_may_be_any_destination(string fallback, string? rings)
    {
        CallSimulator simulator = Open(
            Did("extension:1001"), User("1001", Fallback(fallback)), User("1002"), User("1003"), Group(21, RingStrategyName.Simultaneous, "1003"), Menu(31, "1=extension:1002"), Allow("+1555"));
        CallResult result = await simulator.CallsIn().PlayAsync();
        result.RangTargets.Skip(1).Should().Equal(rings is null ? [] : [rings], result.ToString());
        result.Outcomes[1].Should().Be(fallback switch
        {
            "ivr:31" => RoutingOutcome.Gather,
            "voicemail:1002" => RoutingOutcome.Voicemail,
            "hangup" => RoutingOutcome.Hangup,
            "external_number:" + Mobile => RoutingOutcome.DialOut,
            _ => RoutingOutcome.Dial,
        });
    }

    [Fact]
    public async Task Inactive_extension_is_unavailable_whatever_its_voicemail()
    {
        CallResult result = await Open(Did("extension:1001"), User("1001", Fallback("extension:1002")).WithVoicemail().Inactive(), User("1002")).CallsIn().PlayAsync();
        result.Outcome.Should().Be(RoutingOutcome.Unavailable);
        result.Heard.Should().ContainSingle().Which.Should().Match<HeardPrompt>(heard => heard.Text == Texts.Unavailable && !heard.Answered);
        result.IsAnswered.Should().BeFalse();
        result.EndedBy.Should().Be(CallEndReason.Hangup);
    }

    [Fact]
    public async Task Forward_chain_rings_the_last_one()
    {
        CallSimulator simulator = Open(Did("extension:1001"), User("1001", """{"forward_to":"1002"}"""), Forward("1002", "1003"), Forward("1003", "1004"), User("1004"));
        CallResult result = await simulator.CallsIn().Phone("1004").Answers().PlayAsync();
        result.RangTargets.Should().Equal("1004");
    }

    [Fact]
    public async Task Forward_to_a_number_is_placed_by_the_extension_and_passes_the_policy()
    {
        Extension forwarding = Forward("1001", Mobile) with { Configuration = JsonSettings.Parse($$"""{"forward_to":"{{Mobile}}","ring_timeout":15,"caller_id":"{{Second}}"}""") };
        CallResult allowed = await Open(Did("extension:1001"), Did(Second, "extension:1001"), forwarding, Allow("+1555", "carrier")).CallsIn().Number(Mobile).Answers().PlayAsync();
        DialAttempt dial = allowed.Rang.Should().ContainSingle().Which;
        dial.CallerId.Should().Be(Second);
        dial.Trunks.Should().Be("carrier");
        dial.Timeout.Should().Be(15);
        allowed.Outcomes[0].Should().Be(RoutingOutcome.DialOut);

        CallResult denied = await Open(Did("extension:1001"), forwarding).CallsIn().PlayAsync();
        denied.Rang.Should().BeEmpty();
        denied.Outcome.Should().Be(RoutingOutcome.Denied);
        denied.IsAnswered.Should().BeFalse();
    }

    [Fact]
    public async Task Forward_that_is_not_allowed_uses_the_fallback()
    {
        CallResult result = await Open(Did("extension:1001"), User("1001", $$"""{"forward_to":"{{Mobile}}","fallback":{{Json("extension:1002")}}}"""), User("1002"))
            .CallsIn().Phone("1002").Answers().PlayAsync();
        result.RangTargets.Should().Equal("1002");
    }

    [Fact]
    public async Task Forward_that_nobody_answers_uses_the_fallback_of_the_forwarding_extension()
    {
        CallResult result = await Open(Did("extension:1001"), User("1001", $$"""{"forward_to":"{{Mobile}}"}""").WithVoicemail(), Allow("+1555"))
            .CallsIn().Number(Mobile).IsBusy().LeavesVoicemail().PlayAsync();
        result.RangTargets.Should().Equal(Mobile);
        result.Recordings.Should().ContainSingle();
    }

    [Theory]
    [InlineData("sip:desk@sip.example.net")]
    [InlineData("sips:desk@sip.example.net;transport=tls")]
    [InlineData("sip:desk@sip.example.net:5070;transport=udp;lr;x=1")]
    public async Task Forward_to_a_sip_address_dials_it(string address)
    {
        CallResult result = await Open(Did("extension:1001"), Forward("1001", address)).CallsIn().Sip(address).Answers().PlayAsync();
        result.Rang.Should().ContainSingle().Which.Targets[0].Kind.Should().Be(DialTargetKind.Sip);
        result.EndedBy.Should().Be(CallEndReason.AnsweredCallEnded);
    }

    [Theory]
    [InlineData("sip:nobody")]
    [InlineData("sip:a b@sip.example.net")]
    [InlineData("sip:desk@sip.example.net:port")]
    [InlineData("sip:desk@sip.example.net:")]
    [InlineData("sip:desk@sip.example.net;")]
    [InlineData("sip:desk@sip.example.net;transport=")]
    [InlineData("12")]
    [InlineData("")]
    public async Task Forward_to_nonsense_is_unavailable_or_uses_the_fallback(string target)
    {
        CallResult said = await Open(Did("extension:1001"), Forward("1001", target)).CallsIn().PlayAsync();
        said.Outcome.Should().Be(RoutingOutcome.Unavailable, said.ToString());
        said.IsAnswered.Should().BeFalse();

        CallResult other = await Open(Did("extension:1001"), Ext("1001", ExtensionType.Forward, $$"""{"forward_to":"{{target}}","fallback":{{Json("extension:1002")}}}"""), User("1002"))
            .CallsIn().Phone("1002").Answers().PlayAsync();
        other.AnsweredBy.Should().Be("1002", other.ToString());
    }

    [Fact]
    public async Task Forward_to_an_inactive_extension_uses_the_fallback()
    {
        CallResult result = await Open(Did("extension:1001"), User("1001", """{"forward_to":"1002"}""").WithVoicemail(), User("1002").Inactive()).CallsIn().LeavesVoicemail().PlayAsync();
        result.Recordings.Should().ContainSingle();
        result.Events.OfType<VoicemailReceived>().Single().ExtensionId.Should().Be(IdOf("1001"));
    }

    [Theory]
    [InlineData(ExtensionType.RingGroup, """{"ring_group_id":21}""", "1003")]
    [InlineData(ExtensionType.RingGroup, """{"ring_group_id":"21"}""", "1003")]
    [InlineData(ExtensionType.RingGroup, """{"ring_group_id":99}""", null)]
    [InlineData(ExtensionType.RingGroup, "{}", null)]
    [InlineData(ExtensionType.Ivr, "{}", null)]
    [InlineData(ExtensionType.Conference, "{}", null)]
    [InlineData(ExtensionType.AiAssistant, "{}", null)]
    [InlineData(ExtensionType.CustomLogic, "{}", null)]
    public async Task Extension_of_another_type_leads_there_or_is_unavailable(ExtensionType type, string configuration, string? rings)
    {
        CallResult result = await Open(Did("extension:1001"), Ext("1001", type, configuration), Group(21, RingStrategyName.Simultaneous, "1003"), User("1003")).CallsIn().PlayAsync();
        result.RangTargets.Should().Equal(rings is null ? [] : [rings]);
        if (rings is null) result.Outcome.Should().Be(RoutingOutcome.Unavailable, result.ToString());
    }

    [Fact]
    public async Task Phones_of_the_tenant_call_each_other()
    {
        CallSimulator simulator = Open(User("1001"), User("0012"));
        (await simulator.Dials("1001", "0012").Phone("0012").Answers().PlayAsync()).AnsweredBy.Should().Be("0012");
        (await simulator.Dials("1001", "1002").PlayAsync()).HeardTexts.Should().Equal(Texts.ExtensionNotFound);
        (await simulator.Dials("1001", "12").PlayAsync()).Rang.Should().BeEmpty("leading zeros count");
    }

    [Fact]
    public async Task Extension_removed_while_it_rings_is_unavailable()
    {
        TenantConfiguration before = Of(Did("extension:1001"), User("1001").WithVoicemail());
        CallSimulator simulator = Open(before);
        CallResult result = await simulator.CallsIn().BeforeStage(2, () => simulator.UseTenant(before with { Extensions = [] })).PlayAsync();
        result.Outcome.Should().Be(RoutingOutcome.Unavailable);
    }
}
