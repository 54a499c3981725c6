using static OpBX.Calls.Keys;

namespace OpBX.Calls;

public sealed class CallSimulatorVerbTests : IDisposable
{
    private const string Caller = "+15550100001";
    private const string Called = "+15550100200";

    private readonly ScriptedHost _host = new();

    public void Dispose() => _host.Dispose();

    private SimulatedCall Call() => _host.Simulator().Inbound(Caller, Called);

    [Theory]
    [InlineData("<Say>Hello</Say><Hangup/>", true)]
    [InlineData("<Say answer=\"false\">Hello</Say><Hangup/>", false)]
    [InlineData("<Play>https://cdn.example.net/hello.mp3</Play><Hangup/>", true)]
    [InlineData("<Play answer=\"false\">https://cdn.example.net/hello.mp3</Play><Hangup/>", false)]
    [InlineData("<Pause length=\"3\"/><Hangup/>", false)]
    [InlineData("<Pause length=\"3\" answer=\"true\"/><Hangup/>", true)]
    [InlineData("<Gather timeout=\"2\" maxTimeout=\"2\"/>", true)]
    [InlineData("<Record maxLength=\"10\"/>", true)]
    [InlineData("<Dial><Conference>room</Conference></Dial>", true)]
    [InlineData("<Connect><Stream url=\"wss://ai.example.net/\"/></Connect>", true)]
    [InlineData("<Dial timeout=\"5\"><Number>1001</Number></Dial>", false)]
    [InlineData("<Reject/>", false)]
    [InlineData("<Hangup/>", false)]
    public async Task PlayAsync_one_verb_answers_the_call_as_the_platform_does(string verbs, bool answered)
    {
        CallResult result = await _host.Starts(verbs).Simulator().Inbound(Caller, Called).PlayAsync();
        result.IsAnswered.Should().Be(answered, result.ToString());
    }

    [Fact]
    public async Task PlayAsync_prompts_are_heard_in_order_with_their_price()
    {
        _host.Starts("<Say answer=\"false\" voice=\"man\" language=\"en-GB\">Free</Say><Pause length=\"2\"/><Play>https://cdn.example.net/a.mp3</Play><Play digits=\"12w\"/><Say answer=\"false\">Late</Say>");
        CallResult result = await Call().PlayAsync();

        result.HeardTexts.Should().Equal("Free", "https://cdn.example.net/a.mp3", "12w", "Late");
        result.Heard.Select(prompt => prompt.Answered).Should().Equal(false, true, true, true);
        result.Heard.Select(prompt => prompt.Kind).Should().Equal(PromptKind.Spoken, PromptKind.Played, PromptKind.Tones, PromptKind.Spoken);
        result.Heard[0].Voice.Should().Be("man");
        result.Heard[0].Language.Should().Be("en-GB");
        result.Heard[0].InMenu.Should().BeFalse();
        result.AnsweredAfter.Should().Be(TimeSpan.FromSeconds(2));
        result.EndedBy.Should().Be(CallEndReason.EndOfDocument);
        result.HeardText("Fre").Should().BeTrue();
        result.HeardText("Nothing").Should().BeFalse();
    }

    [Fact]
    public async Task PlayAsync_audio_without_end_ends_with_the_caller()
    {
        CallResult result = await _host.Starts("<Play loop=\"0\">https://cdn.example.net/a.mp3</Play><Say>Never</Say>").Simulator().Inbound(Caller, Called).PlayAsync();
        result.EndedBy.Should().Be(CallEndReason.CallerHungUp);
        result.Heard.Should().ContainSingle();
    }

    [Theory]
    [InlineData("<Reject reason=\"busy\"/>", "busy")]
    [InlineData("<Reject/>", null)]
    public async Task PlayAsync_reject_ends_the_call_with_its_reason(string verbs, string? reason)
    {
        CallResult result = await _host.Starts(verbs + "<Say>Never</Say>").Simulator().Inbound(Caller, Called).PlayAsync();
        result.EndedBy.Should().Be(CallEndReason.Reject);
        result.RejectReason.Should().Be(reason);
        result.Heard.Should().BeEmpty();
    }

    [Theory]
    [InlineData("numDigits=\"1\"", "12", "1")]
    [InlineData("numDigits=\"3\"", "12", "12")]
    [InlineData("", "1234#5", "1234")]
    [InlineData("finishOnKey=\"*\"", "12#3*4", "12#3")]
    [InlineData("finishOnKey=\"\"", "12#", "12#")]
    [InlineData("finishOnKey=\"\" numDigits=\"1\"", "#", "#")]
    [InlineData("numDigits=\"1\"", "#", "")]
    public async Task PlayAsync_gather_takes_the_keys_that_the_platform_would(string attributes, string pressed, string digits)
    {
        _host.Starts($"<Gather {attributes} actionOnEmptyResult=\"true\" action=\"/api/next\"><Say>Choose</Say></Gather>").On("/api/next", "<Hangup/>");
        CallResult result = await Call().Presses(pressed).PlayAsync();

        result.Asked.Should().ContainSingle().Which.Digits.Should().Be(digits);
        result.Heard.Should().ContainSingle().Which.InMenu.Should().BeTrue();
        _host.Requests[1].Field("Digits").Should().Be(digits);
        _host.Requests[1].Field("CallStatus").Should().Be("in-progress");
        result.EndedBy.Should().Be(CallEndReason.Hangup);
    }

    [Fact]
    public async Task PlayAsync_silence_goes_on_with_the_next_verb_unless_an_empty_result_counts()
    {
        _host.Starts("<Gather maxTimeout=\"4\" action=\"/api/next\"/><Gather maxTimeout=\"7\" actionOnEmptyResult=\"true\" action=\"/api/next\"/><Say>Never</Say>")
            .On("/api/next", "<Hangup/>");
        CallResult result = await Call().Presses(Silence, Silence, "1").PlayAsync();

        result.Asked.Should().HaveCount(2);
        result.Stages.Should().HaveCount(2);
        result.Duration.Should().Be(TimeSpan.FromSeconds(11));
        _host.Requests[1].Field("Digits").Should().BeEmpty();
    }

    [Fact]
    public async Task PlayAsync_gather_without_action_asks_for_the_same_document_again()
    {
        _host.Starts("<Gather numDigits=\"1\"/>").Starts("<Say>Thanks</Say>");
        CallResult result = await Call().Presses("7").PlayAsync();
        _host.Requests.Select(request => request.Path).Should().Equal("/api/voice/route", "/api/voice/route");
        _host.Requests[1].Field("Digits").Should().Be("7");
        result.HeardTexts.Should().Equal("Thanks");
    }

    [Fact]
    public async Task PlayAsync_speech_counts_where_it_is_asked_for()
    {
        _host.Starts("<Gather input=\"dtmf\" action=\"/api/keys\"/><Gather input=\"dtmf speech\" action=\"/api/speech\"/>").On("/api/speech", "<Hangup/>");
        CallResult result = await Call().Says("sales").Says("sales please").PlayAsync();
        result.Asked.Select(asked => asked.Speech).Should().Equal(null, "sales please");
        _host.Requests[1].Field("SpeechResult").Should().Be("sales please");
        _host.Requests[1].Field("Digits").Should().BeNull();
    }

    [Fact]
    public async Task PlayAsync_message_is_recorded_and_given_to_the_action()
    {
        _host.Starts("<Record maxLength=\"20\" action=\"/api/recorded\"/><Say>Never</Say>").On("/api/recorded", "<Say>Thanks</Say>");
        CallResult result = await Call().LeavesVoicemail(30).PlayAsync();
        MadeRecording made = result.Recordings.Should().ContainSingle().Which;
        made.Length.Should().Be(TimeSpan.FromSeconds(20), "the document sets the longest message");
        made.IsMessage.Should().BeTrue();
        _host.Requests[1].Field("RecordingUrl").Should().Be(made.Url).And.StartWith("https://");
        _host.Requests[1].Field("RecordingDuration").Should().Be("20");
        result.HeardTexts.Should().Equal("Thanks");
    }

    [Fact]
    public async Task PlayAsync_silent_caller_leaves_no_message_and_the_next_verb_follows()
    {
        _host.Starts("<Record timeout=\"4\" action=\"/api/recorded\" recordingStatusCallback=\"/api/ready\"/><Say>Bye</Say>");
        CallResult result = await Call().LeavesVoicemail().SaysNothing().PlayAsync();
        result.Recordings.Should().BeEmpty();
        result.HeardTexts.Should().Equal("Bye");
        result.Duration.Should().Be(TimeSpan.FromSeconds(4));
        _host.Requests.Should().ContainSingle();
    }

    [Fact]
    public async Task PlayAsync_redirect_is_followed_on_the_own_host_only()
    {
        _host.Starts("<Redirect>/api/second</Redirect><Say>Never</Say>")
            .On("/api/second", "<Redirect method=\"GET\">http://localhost/api/third?x=1</Redirect>")
            .On("/api/third", "<Redirect>https://elsewhere.example.net/cxml?token=secret</Redirect>");
        CallResult result = await Call().PlayAsync();
        result.Redirects.Select(redirect => redirect.Followed).Should().Equal(true, true, false);
        result.Redirects[2].Url.Should().Be("https://elsewhere.example.net/cxml?token=secret");
        result.ToString().Should().NotContain("secret");
        _host.Requests[2].Message.Method.Should().Be(HttpMethod.Get);
        _host.Requests[2].Path.Should().StartWith("/api/third?x=1&").And.Contain("From=15550100001");
        result.EndedBy.Should().Be(CallEndReason.RedirectedAway);
    }

    [Fact]
    public async Task PlayAsync_stream_tells_its_action_how_it_ended()
    {
        _host.Starts("<Connect action=\"/api/after\"><Stream url=\"wss://ai.example.net/s\"><Parameter name=\"lang\" value=\"en\"/></Stream></Connect>").On("/api/after", "<Hangup/>");
        CallResult result = await Call().Stream("wss://ai.example.net/s").Answers(0, 42).PlayAsync();
        StreamConnection stream = result.Streams.Should().ContainSingle().Which;
        stream.Connected.Should().BeTrue();
        stream.IsBlocking.Should().BeTrue();
        stream.Parameters.Should().Equal(new Dictionary<string, string> { ["lang"] = "en" });
        result.Duration.Should().Be(TimeSpan.FromSeconds(42));
        result.EndedBy.Should().Be(CallEndReason.AnsweredCallEnded);

        CallResult failed = await Call().Stream("wss://ai.example.net/s").Fails().PlayAsync();
        failed.Streams.Should().ContainSingle().Which.Connected.Should().BeFalse();
        failed.EndedBy.Should().Be(CallEndReason.Hangup);
        _host.Requests[3].Field("DialCallStatus").Should().Be("failed");
    }

    [Fact]
    public async Task PlayAsync_conference_keeps_the_caller_and_tells_its_attributes()
    {
        _host.Starts("<Dial action=\"/api/left\"><Conference muted=\"true\" maxParticipants=\"5\">room-1-2</Conference></Dial>").On("/api/left", "<Hangup/>");
        CallResult result = await Call().Room("room-1-2").Answers(0, 300).PlayAsync();
        JoinedConference conference = result.Conferences.Should().ContainSingle().Which;
        conference.Room.Should().Be("room-1-2");
        conference.Joined.Should().BeTrue();
        conference.Stayed.Should().Be(TimeSpan.FromMinutes(5));
        conference.Attributes.Should().Contain("muted", "true").And.Contain("maxParticipants", "5");
        result.Rang.Should().BeEmpty();
        _host.Requests[1].Field("DialCallStatus").Should().Be("completed");

        CallResult full = await Call().Room("room-1-2").Fails().PlayAsync();
        full.Conferences.Should().ContainSingle().Which.Joined.Should().BeFalse();
    }
}
