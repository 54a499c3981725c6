namespace OpBX.Calls;

public sealed class CallSimulatorCallerTests : IDisposable
{
    private const string Menu = "<Gather numDigits=\"1\" actionOnEmptyResult=\"true\" action=\"/api/menu\"><Say>Choose</Say></Gather>";
    private const string Ring = "<Dial timeout=\"20\" action=\"/api/done\"><Number>1001</Number></Dial>";

    private readonly ScriptedHost _host = new ScriptedHost().On("/api/done", "<Hangup/>").On("/api/menu", Menu);

    public void Dispose() => _host.Dispose();

    private SimulatedCall Call(string verbs) => _host.Starts(verbs).Simulator().Inbound("+15550100001", "+15550100200");

    [Theory]
    [InlineData(CallMoment.WhileRinging, Ring)]
    [InlineData(CallMoment.InMenu, Menu)]
    [InlineData(CallMoment.WhileListening, "<Say>Hello</Say>" + Ring)]
    [InlineData(CallMoment.InConference, "<Dial action=\"/api/done\"><Conference>room</Conference></Dial>")]
    [InlineData(CallMoment.WhileRecording, "<Record action=\"/api/done\"/>")]
    public async Task HangsUp_at_a_moment_ends_the_call_without_another_request(CallMoment moment, string verbs)
    {
        CallResult result = await Call(verbs).Phone("1001").Answers().HangsUp(moment).PlayAsync();
        result.EndedBy.Should().Be(CallEndReason.CallerHungUp, result.ToString());
        _host.Requests.Should().ContainSingle();
        result.Rang.Should().HaveCount(moment == CallMoment.WhileRinging ? 1 : 0)
            .And.NotContain(dial => dial.Result != DialResult.Canceled || dial.Targets[0].Result != DialResult.Canceled);
    }

    [Fact]
    public async Task HangsUp_while_talking_keeps_what_happened_before()
    {
        CallResult result = await Call(Ring).Phone("1001").Answers(afterSeconds: 3, talksFor: 10).HangsUp(CallMoment.WhileTalking).PlayAsync();
        result.EndedBy.Should().Be(CallEndReason.CallerHungUp);
        result.AnsweredBy.Should().Be("1001");
        result.Duration.Should().Be(TimeSpan.FromSeconds(13));
        _host.Requests.Should().ContainSingle();
    }

    [Fact]
    public async Task HangsUp_while_recording_keeps_the_message_and_reports_it()
    {
        _host.On("/api/ready", "");
        CallResult result = await Call("<Record action=\"/api/done\" recordingStatusCallback=\"/api/ready\"/>").LeavesVoicemail(5).HangsUp(CallMoment.WhileRecording).PlayAsync();
        result.Recordings.Should().ContainSingle().Which.CallbackStatuses.Should().Equal(200);
        _host.Requests.Select(request => request.Path).Should().Equal("/api/voice/route", "/api/ready");
    }

    [Fact]
    public async Task HangsUp_after_stages_plays_so_many_documents()
    {
        CallResult result = await Call(Menu).HangsUp(afterStages: 3).PlayAsync();
        result.Stages.Should().HaveCount(3);
        result.EndedBy.Should().Be(CallEndReason.CallerHungUp);
    }

    [Theory]
    [InlineData(RecordingCallback.AfterAction, "/api/done /api/ready")]
    [InlineData(RecordingCallback.BeforeAction, "/api/ready /api/done")]
    [InlineData(RecordingCallback.Twice, "/api/ready /api/done /api/ready")]
    [InlineData(RecordingCallback.Never, "/api/done")]
    public async Task ReportsRecordings_in_every_order_the_platform_may(RecordingCallback delivery, string requests)
    {
        _host.On("/api/ready", "");
        CallResult result = await Call("<Record action=\"/api/done\" recordingStatusCallback=\"/api/ready\"/>").LeavesVoicemail(12).ReportsRecordings(delivery).PlayAsync();
        _host.Requests.Skip(1).Select(request => request.Path).Should().Equal(requests.Split(' '));
        MadeRecording made = result.Recordings.Single();
        made.CallbackUrl.Should().Be("/api/ready");
        made.CallbackStatuses.Should().Equal(Enumerable.Repeat(200, requests.Split("ready").Length - 1));
        foreach (ScriptedHost.SeenRequest report in _host.Requests.Where(request => request.Path == "/api/ready"))
        {
            report.Header("Authorization").Should().BeNull();
            report.Field("RecordingUrl").Should().Be(made.Url);
            report.Field("RecordingDuration").Should().Be("12");
            report.Field("RecordingStatus").Should().Be("completed");
            report.Field("Session").Should().Be(result.Session);
        }
    }

    [Fact]
    public async Task StageLimit_ends_a_call_that_goes_round_in_circles()
    {
        CallResult result = await Call("<Redirect>/api/voice/route</Redirect>").StageLimit(7).PlayAsync();
        result.EndedBy.Should().Be(CallEndReason.StageLimit);
        result.Stages.Should().HaveCount(7);
        (await Call("<Redirect>/api/voice/route</Redirect>").PlayAsync()).Stages.Should().HaveCount(200);
    }

    [Fact]
    public async Task BeforeStage_acts_in_mid_call()
    {
        var seen = new List<int>();
        await Call(Menu).HangsUp(afterStages: 3)
            .BeforeStage(2, () => seen.Add(_host.Requests.Count))
            .BeforeStage(3, _ =>
            {
                seen.Add(_host.Requests.Count);
                return Task.CompletedTask;
            })
            .PlayAsync();
        seen.Should().Equal(1, 2);
    }

    [Fact]
    public async Task RepeatsWebhooks_with_equal_answers_is_heard_once()
    {
        CallResult result = await Call("<Say>Hello</Say>" + Ring).Phone("1001").Answers().RepeatsWebhooks().PlayAsync();
        result.Heard.Should().ContainSingle();
        result.Stages.Should().HaveCount(2);
        _host.Requests.Should().HaveCount(4);
        _host.Requests[1].Body.Should().Be(_host.Requests[0].Body);
        _host.Requests[1].Header("X-Cx-Stageid").Should().Be(_host.Requests[0].Header("X-Cx-Stageid"));
        _host.Requests[2].Header("X-Cx-Stageid").Should().NotBe(_host.Requests[0].Header("X-Cx-Stageid"));
    }

    [Fact]
    public async Task RepeatsWebhooks_with_unequal_answers_fails_with_both_documents()
    {
        _host.Starts("<Say>One</Say>").Starts("<Say>Two</Say>");
        Func<Task> play = () => _host.Simulator().Inbound("+15550100001", "+15550100200").RepeatsWebhooks().PlayAsync();
        (await play.Should().ThrowAsync<CallSimulationException>()).Which.Message.Should().Contain("One").And.Contain("Two");
    }

    [Fact]
    public async Task PlayAsync_document_that_breaks_the_contract_fails_with_the_document()
    {
        Func<Task> play = () => Call("<Say>Hello</Say><Dial action=\"/api/done?sig=abc&amp;x=1\"><Sip username=\"u\" password=\"hunter2\">sip:1@sip.example.net</Sip><Voicemail/></Dial>").PlayAsync();
        CallSimulationException fault = (await play.Should().ThrowAsync<CallSimulationException>()).Which;
        fault.Message.Should().Contain("Voicemail").And.Contain("15550100001 calls").And.NotContain("hunter2").And.NotContain("abc");
        fault.Document.Should().Contain("hunter2");
        fault.Script.Should().Contain("15550100001 calls 15550100200");
    }

    [Fact]
    public async Task PlayAsync_again_is_a_new_call_with_the_same_story()
    {
        SimulatedCall call = Call(Ring).Phone("1001").IsBusy().Then.Answers();
        CallResult first = await call.PlayAsync();
        CallResult second = await call.PlayAsync();
        second.Session.Should().NotBe(first.Session);
        second.Rang.Single().Result.Should().Be(DialResult.Busy);
    }

    [Theory]
    [InlineData("12a")]
    [InlineData(" ")]
    public void Presses_no_keys_is_refused(string keys)
    {
        Action presses = () => Call(Menu).Presses(keys);
        presses.Should().Throw<ArgumentException>();
    }
}
