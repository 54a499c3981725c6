using OpBX.Calls;
using OpBX.RingGroups;
using OpBX.Tenants;
using static OpBX.Routing.Flows.Pbx;

namespace OpBX.Routing.Flows;

/// <summary>Voicemail and the recording of calls: rules V1 to V3.</summary>
public sealed class RecordingFlowTests
{
    private const string Out = "+12025550177";

    private static CallSimulator Office(string mode, string announcement)
        => Open(
            $$"""{"country":"US","call_recording":"{{mode}}"{{announcement}}}""",
            Did("ring_group:21"), Did(Second, "ivr:31"), Menu(31, $"1=external_number:{Out}"), Group(21, RingStrategyName.Sequential, "1001 1002"), User("1001"), User("1002"), Allow("+"));

    [Theory]
    [InlineData("none", false, false, false, false)]
    [InlineData("sometimes", false, false, false, false)]
    [InlineData("inbound", true, false, false, true)]
    [InlineData("outbound", false, true, false, false)]
    [InlineData("all", true, true, true, true)]
    public async Task Mode_says_which_calls_are_recorded(string mode, bool inbound, bool outbound, bool between, bool through)
    {
        CallSimulator office = Office(mode, "");
        async Task<bool> Recorded(SimulatedCall call)
        {
            CallResult result = await call.EveryoneElse.Answers().PlayAsync();
            DialAttempt dial = result.Rang.Should().ContainSingle().Which;
            if (dial.Record is null) return false;
            dial.Record.Should().Be("record-from-answer");
            result.Recordings.Should().ContainSingle().Which.CallbackUrl.Should().Contain("kind=call").And.Contain("sig=");
            return true;
        }
        (await Recorded(office.CallsIn())).Should().Be(inbound);
        (await Recorded(office.Dials("1001", Out))).Should().Be(outbound);
        (await Recorded(office.Dials("1001", "1002"))).Should().Be(between);
        (await Recorded(office.Inbound(Caller, Second).Presses("1"))).Should().Be(through, "it came from outside");
    }

    [Fact]
    public async Task Announcement_is_heard_once_in_a_call_and_is_paid_for()
    {
        CallResult result = await Office("all", ""","recording_announcement":"This call is recorded." """).CallsIn().Phone("1001").RingsOut().Phone("1002").Answers().PlayAsync();
        result.HeardTexts.Should().Equal("This call is recorded.");
        result.Heard[0].Answered.Should().BeTrue();
        result.Rang.Should().HaveCount(2).And.OnlyContain(dial => dial.Record == "record-from-answer");
        result.AnsweredBy.Should().Be("1002");
    }

    [Fact]
    public async Task After_the_announcement_the_call_is_answered()
    {
        CallResult result = await Office("all", ""","recording_announcement":" https://cdn.example.net/recorded.mp3" """).CallsIn().PlayAsync();
        result.Heard.Select(heard => heard.Kind).Should().Equal(PromptKind.Played, PromptKind.Spoken);
        result.Documents[^1].Should().NotContain("answer=\"false\"", "there is nothing left to save");
    }

    [Fact]
    public async Task Announcement_of_calls_that_are_not_recorded_is_silent()
    {
        CallResult result = await Office("outbound", ""","recording_announcement":"This call is recorded." """).CallsIn().Phone("1001").Answers().PlayAsync();
        result.Heard.Should().BeEmpty();
    }

    [Fact]
    public async Task Group_recording_belongs_to_the_member_that_rings_alone()
    {
        CallResult alone = await Office("all", "").CallsIn().Phone("1001").Answers().PlayAsync();
        alone.Recordings.Single().CallbackUrl.Should().Contain($"ext={IdOf("1001")}&");
        CallSimulator together = Open("""{"call_recording":"all"}""", Did("ring_group:21"), Group(21, RingStrategyName.Simultaneous, "1001 1002"), User("1001"), User("1002"));
        (await together.CallsIn().Phone("1001").Answers().PlayAsync()).Recordings.Single().CallbackUrl.Should().Contain("ext=&");
    }

    [Theory]
    [InlineData("{}", PromptKind.Spoken)]
    [InlineData("""{"voicemail_greeting":"Leave a word."}""", PromptKind.Spoken)]
    [InlineData("""{"voicemail_greeting":"https://cdn.example.net/greeting.mp3"}""", PromptKind.Played)]
    [InlineData("""{"voicemail_greeting":" \u0000\u001f "}""", PromptKind.Spoken)]
    public async Task Voicemail_greets_records_and_thanks(string configuration, PromptKind greeting)
    {
        CallResult result = await Open(Did("voicemail:1001"), User("1001", configuration)).CallsIn().LeavesVoicemail(7).PlayAsync();
        result.Rang.Should().BeEmpty();
        result.Heard.Should().HaveCount(2);
        result.Heard[0].Kind.Should().Be(greeting);
        result.Heard[0].Text.Should().NotBeNullOrWhiteSpace();
        result.Heard.Should().OnlyContain(heard => heard.Answered);
        result.HeardTexts[1].Should().Be(Texts.VoicemailThanks);
        result.Recordings.Single().CallbackUrl.Should().Contain("kind=voicemail").And.Contain($"ext={IdOf("1001")}");
        result.Documents[0].Should().Contain("finishOnKey=\"#\"").And.Contain("<Hangup/>");
        result.EndedBy.Should().Be(CallEndReason.Hangup);
    }

    [Fact]
    public async Task Silent_caller_leaves_nothing_and_tells_nobody()
    {
        CallResult result = await Open(Did("voicemail:1001"), User("1001")).CallsIn().SaysNothing().PlayAsync();
        result.Recordings.Should().BeEmpty();
        result.Events.Should().BeEmpty();
        result.EndedBy.Should().Be(CallEndReason.Hangup);
        result.Stages.Should().ContainSingle();
    }

    [Fact]
    public async Task Long_message_ends_at_the_limit()
    {
        CallResult result = await Open(Of(Did("voicemail:1001"), User("1001")), new RoutingOptions { VoicemailMaxSeconds = 30 }).CallsIn().LeavesVoicemail(500).PlayAsync();
        result.Recordings.Single().Length.Should().Be(TimeSpan.FromSeconds(30));
        result.Events.OfType<VoicemailReceived>().Single().DurationSeconds.Should().Be(30);
    }

    [Fact]
    public async Task Voicemail_of_nobody_is_unavailable()
    {
        (await Open(Did("voicemail:1001")).CallsIn().PlayAsync()).Outcome.Should().Be(RoutingOutcome.Unavailable);
        (await Open(Did("voicemail:1001"), User("1001").Inactive()).CallsIn().PlayAsync()).Outcome.Should().Be(RoutingOutcome.Unavailable);
    }

    [Fact]
    public async Task Message_for_an_extension_that_is_removed_meanwhile_ends_quietly()
    {
        TenantConfiguration before = Of(Did("voicemail:1001"), User("1001"));
        CallSimulator simulator = Open(before);
        CallResult result = await simulator.CallsIn().LeavesVoicemail().BeforeStage(2, () => simulator.UseTenant(before with { Extensions = [] })).PlayAsync();
        result.EndedBy.Should().Be(CallEndReason.Hangup);
        result.Events.Should().BeEmpty();
    }
}
