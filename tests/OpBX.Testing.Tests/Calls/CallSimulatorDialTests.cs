namespace OpBX.Calls;

public sealed class CallSimulatorDialTests : IDisposable
{
    private readonly ScriptedHost _host = new ScriptedHost().On("/api/done", "<Hangup/>");

    public void Dispose() => _host.Dispose();

    private SimulatedCall Call(string dial)
        => _host.Starts(dial).Simulator().Inbound("+15550100001", "+15550100200");

    private static string Ring(string attributes, params string[] numbers)
        => $"<Dial {attributes} action=\"/api/done\">{string.Concat(numbers.Select(number => $"<Number>{number}</Number>"))}</Dial>";

    private string? Reported => _host.Requests[1].Field("DialCallStatus");

    [Fact]
    public async Task PlayAsync_answered_dial_reports_completed_after_the_conversation()
    {
        CallResult result = await Call(Ring("timeout=\"20\" callerId=\"15550100200\" trunks=\"carrier\" timeLimit=\"45\" record=\"record-from-answer\"", "1001"))
            .Phone("1001").Answers(afterSeconds: 5, talksFor: 60).PlayAsync();

        DialAttempt attempt = result.Rang.Should().ContainSingle().Which;
        attempt.Result.Should().Be(DialResult.Answered);
        attempt.Timeout.Should().Be(20);
        attempt.CallerId.Should().Be("15550100200");
        attempt.Trunks.Should().Be("carrier");
        attempt.TimeLimit.Should().Be(45);
        attempt.Record.Should().Be("record-from-answer");
        attempt.HasAction.Should().BeTrue();
        attempt.Rang.Should().Be(TimeSpan.FromSeconds(5));
        attempt.Talked.Should().Be(TimeSpan.FromSeconds(45), "the time limit cuts it short");
        attempt.AnsweredBy!.Text.Should().Be("1001");
        result.AnsweredBy.Should().Be("1001");
        result.AnsweredAfter.Should().Be(TimeSpan.FromSeconds(5));
        result.Duration.Should().Be(TimeSpan.FromSeconds(50));
        result.Recordings.Should().ContainSingle().Which.IsMessage.Should().BeFalse();
        result.EndedBy.Should().Be(CallEndReason.AnsweredCallEnded);
        Reported.Should().Be("completed");
        _host.Requests[1].Field("CallStatus").Should().Be("completed");
        _host.Requests[1].Json.GetProperty("SessionData").GetProperty("status").GetString().Should().Be("connected");
    }

    [Fact]
    public async Task PlayAsync_answer_that_comes_with_the_timeout_comes_too_late()
    {
        CallResult result = await Call(Ring("timeout=\"20\"", "1001")).Phone("1001").Answers(afterSeconds: 20).PlayAsync();
        result.Rang.Single().Result.Should().Be(DialResult.NoAnswer);
        result.Duration.Should().Be(TimeSpan.FromSeconds(20));
        result.IsAnswered.Should().BeFalse();
        Reported.Should().Be("no-answer");
        _host.Requests[1].Json.GetProperty("SessionData").TryGetProperty("callAnswerTime", out _).Should().BeFalse();
    }

    [Fact]
    public async Task PlayAsync_of_several_the_first_to_answer_wins_and_the_others_stop()
    {
        CallResult result = await Call(Ring("timeout=\"20\"", "1001", "1002", "1003", "1004"))
            .Phone("1001").Answers(afterSeconds: 9)
            .Phone("1002").Answers(afterSeconds: 4)
            .Phone("1003").IsBusy()
            .PlayAsync();
        result.AnsweredBy.Should().Be("1002");
        result.Rang.Single().Targets.Select(target => target.Result)
            .Should().Equal(DialResult.Canceled, DialResult.Answered, DialResult.Busy, DialResult.Canceled);
        result.RangTargets.Should().Equal("1001", "1002", "1003", "1004");
    }

    [Theory]
    [InlineData("busy busy", "busy", 1)]
    [InlineData("failed failed", "failed", 1)]
    [InlineData("busy rings", "no-answer", 20)]
    [InlineData("busy failed", "no-answer", 1)]
    public async Task PlayAsync_several_that_do_not_answer_are_reported_together(string behaviours, string reported, int seconds)
    {
        SimulatedCall call = Call(Ring("timeout=\"20\"", "1001", "1002"));
        string[] words = behaviours.Split(' ');
        Behave(call.Phone("1001"), words[0]);
        Behave(call.Phone("1002"), words[1]);
        CallResult result = await call.PlayAsync();
        Reported.Should().Be(reported);
        result.Duration.Should().Be(TimeSpan.FromSeconds(seconds));

        static void Behave(SimulatedParty party, string word) => _ = word switch { "busy" => party.IsBusy(), "failed" => party.Fails(), _ => party.RingsOut() };
    }

    [Fact]
    public async Task PlayAsync_each_attempt_has_its_own_behaviour_and_the_last_one_stays()
    {
        _host.Starts(string.Concat(Enumerable.Repeat("<Dial timeout=\"10\">1001</Dial>", 4)));
        CallResult result = await _host.Simulator().Inbound("+15550100001", "+15550100200")
            .Phone("1001").IsBusy().Then.RingsOut().Then.Answers(afterSeconds: 1, talksFor: 2).PlayAsync();
        result.Rang.Select(dial => dial.Result).Should().Equal(DialResult.Busy, DialResult.NoAnswer, DialResult.Answered, DialResult.Answered);
        result.EndedBy.Should().Be(CallEndReason.AnsweredCallEnded, "without an action the document goes on after the conversation");
    }

    [Fact]
    public async Task PlayAsync_without_timeout_rings_for_a_minute()
    {
        CallResult result = await Call(Ring("", "+15550100777")).PlayAsync();
        result.Duration.Should().Be(TimeSpan.FromSeconds(60));
        result.Rang.Single().Timeout.Should().BeNull();
    }

    [Fact]
    public async Task PlayAsync_strangers_do_as_everyone_else_does()
    {
        CallResult result = await Call(Ring("", "1001", "1002")).Phone("1001").RingsOut().EveryoneElse.Answers().PlayAsync();
        result.AnsweredBy.Should().Be("1002");
    }

    [Fact]
    public async Task PlayAsync_number_is_known_with_and_without_plus()
    {
        CallResult result = await Call(Ring("", "+15550100777")).Number("15550100777").Answers().PlayAsync();
        result.AnsweredBy.Should().Be("+15550100777");
    }

    [Fact]
    public async Task PlayAsync_failing_trunk_fails_what_is_dialled_by_it()
    {
        CallResult result = await Call(Ring("trunks=\"carrier\"", "+15550100777")).Number("+15550100777").Answers().Trunk("carrier").Fails().PlayAsync();
        result.Rang.Single().Result.Should().Be(DialResult.Failed);
    }

    [Theory]
    [InlineData("<Dial action=\"/api/done\">sip:100@sip.example.net</Dial>", DialTargetKind.Sip, "sip:100@sip.example.net")]
    [InlineData("<Dial action=\"/api/done\"><Sip>sip:100@sip.example.net</Sip></Dial>", DialTargetKind.Sip, "sip:100@sip.example.net")]
    [InlineData("<Dial action=\"/api/done\"><Service provider=\"vapi\">agent-7</Service></Dial>", DialTargetKind.Service, "agent-7")]
    [InlineData("<Dial action=\"/api/done\">1001</Dial>", DialTargetKind.Number, "1001")]
    public async Task PlayAsync_any_noun_is_rung(string dial, DialTargetKind kind, string text)
    {
        CallResult result = await Call(dial).Sip("sip:100@sip.example.net").Answers().Phone("1001").Answers().PlayAsync();
        RungTarget target = result.Rang.Single().Targets.Single();
        target.Kind.Should().Be(kind);
        target.Text.Should().Be(text);
        target.Result.Should().Be(DialResult.Answered, "a service takes the call without being told to");
        target.Provider.Should().Be(kind == DialTargetKind.Service ? "vapi" : null);
    }

    [Fact]
    public void Then_without_a_party_says_how_it_is_meant()
    {
        Func<SimulatedParty> then = () => Call("<Hangup/>").Then;
        then.Should().Throw<InvalidOperationException>().WithMessage("*Phone*");
    }
}
