using OpBX.Diagnostics;
using OpBX.Outbound;
using OpBX.RingGroups;
using OpBX.Routing;
using OpBX.State;
using OpBX.Tenants;

namespace OpBX.Calls;

public sealed class CallSimulatorEngineTests
{
    private readonly CallSimulator _simulator = CallSimulator.ForEngine(SmallTenant.Configuration);

    private SimulatedCall Call() => _simulator.Inbound("+15550100001", SmallTenant.Number);

    [Fact]
    public async Task PlayAsync_menu_group_voicemail_reads_like_a_story()
    {
        CallResult result = await Call().Presses("1").Phone("1001").RingsOut().Phone("1002").IsBusy().LeavesVoicemail(seconds: 12).PlayAsync();

        result.Outcomes.Should().Equal(RoutingOutcome.Gather, RoutingOutcome.Dial, RoutingOutcome.Dial, RoutingOutcome.Dial, RoutingOutcome.Voicemail, RoutingOutcome.Hangup);
        result.RangTargets.Should().Equal("1001", "1002", "1001");
        result.Recordings.Should().ContainSingle().Which.Length.Should().Be(TimeSpan.FromSeconds(12));
        result.Events.OfType<VoicemailReceived>().Should().ContainSingle().Which.ExtensionId.Should().Be(11);
        result.Traced("recorded").Should().BeTrue();
        result.Traces.Should().HaveCount(6);
        result.Documents.Should().HaveCount(6);
    }

    [Fact]
    public async Task ToString_prints_the_whole_call()
    {
        CallResult result = await Call().Presses("1").Phone("1001").Answers(afterSeconds: 5, talksFor: 60).PlayAsync();
        string session = result.Session;
        result.ToString().ReplaceLineEndings("\n").Should().Be($"""
                0 s  15550100001 calls 15550100200 (inbound), session {session}
                0 s  1. /voice/route → gather
                0 s  hears «Welcome.»
                0 s  presses 1
                1 s  2. /voice/continue?at=ivr:31&hops=1&answered=1 → dial
                1 s  rings 1001, timeout 15 s: 1001 answered, talked 60 s
               66 s  3. /voice/continue?at=ring_group:21&turn=1&first=11&tried=11&hops=2&answered=1&groups=21 → hangup
               66 s  the end: the conversation ended, answered
            """);
    }

    [Fact]
    public async Task PlayAsync_rotation_is_shared_by_the_calls_of_a_simulator()
    {
        var first = new List<string>();
        for (int i = 0; i < 4; i++) first.Add((await Call().Presses("1").EveryoneElse.Answers().PlayAsync()).AnsweredBy!);
        first.Should().Equal("1001", "1002", "1001", "1002");
    }

    [Fact]
    public async Task PlayAsync_repeated_webhooks_take_no_further_turn()
    {
        var first = new List<string>();
        for (int i = 0; i < 4; i++) first.Add((await Call().Presses("1").EveryoneElse.Answers().RepeatsWebhooks().PlayAsync()).AnsweredBy!);
        first.Should().Equal("1001", "1002", "1001", "1002");
    }

    [Fact]
    public async Task PlayAsync_without_shared_state_goes_on()
    {
        CallSimulator simulator = CallSimulator.ForEngine(SmallTenant.Configuration, new RoutingEngine(), new ManualTimeProvider(), new NoState());
        CallResult result = await simulator.Inbound("+15550100001", SmallTenant.Number).Presses("1").EveryoneElse.Answers().PlayAsync();
        result.AnsweredBy.Should().NotBeNull();
        result.Traced("turn-from-session").Should().BeTrue();
    }

    [Fact]
    public async Task UseTenant_in_mid_call_decides_from_then_on()
    {
        CallResult result = await Call().Presses("1")
            .BeforeStage(2, () => _simulator.UseTenant(SmallTenant.Configuration with { RingGroups = [] }))
            .PlayAsync();
        result.Rang.Should().BeEmpty();
        result.Outcome.Should().Be(RoutingOutcome.Unavailable);
    }

    [Fact]
    public async Task PlayAsync_each_stage_is_decided_at_its_own_instant()
    {
        var start = new DateTimeOffset(2027, 5, 6, 7, 8, 9, TimeSpan.Zero);
        CallResult result = await _simulator.Subscriber("1002", "1001").At(start).LeavesVoicemail(5).PlayAsync();
        result.Stages[0].ExtensionId.Should().Be(11);
        result.Events.OfType<VoicemailReceived>().Single().At.Should().Be(start.AddSeconds(30 + 5));
    }

    [Fact]
    public async Task PlayAsync_new_simulator_gives_the_same_sessions()
    {
        CallResult one = await CallSimulator.ForEngine(SmallTenant.Configuration).Inbound("+15550100001", SmallTenant.Number).PlayAsync();
        CallResult two = await CallSimulator.ForEngine(SmallTenant.Configuration).Inbound("+15550100001", SmallTenant.Number).PlayAsync();
        two.Session.Should().Be(one.Session).And.HaveLength(32);
    }

    [Fact]
    public async Task ForEngine_snapshot_and_configuration_play_the_same()
    {
        CallResult one = await CallSimulator.ForEngine(TenantSnapshot.Build(SmallTenant.Configuration)).Inbound("+15550100001", SmallTenant.Number).Presses("1").PlayAsync();
        CallResult two = await Call().Presses("1").PlayAsync();
        one.Documents.Should().Equal(two.Documents);
    }

    [Fact]
    public void WithTraces_against_the_engine_is_refused()
    {
        Action with = () => _simulator.WithTraces(new RoutingTraceRecorder());
        with.Should().Throw<InvalidOperationException>();
    }

    private sealed class NoState : IOpBXState, IRingRotation, ICallAdmission
    {
        public IRingRotation Rotation => this;

        public ICallAdmission Admission => this;

        public ILiveCalls LiveCalls => throw new OpBXStateException();

        public ValueTask<long> NextAsync(TurnRequest request, CancellationToken cancellationToken) => throw new OpBXStateException();

        public ValueTask<AdmissionAnswer> AdmitAsync(AdmissionRequest request, CancellationToken cancellationToken) => throw new OpBXStateException();

        public ValueTask ReleaseAsync(TenantId tenant, string session, int? seconds, CancellationToken cancellationToken) => throw new OpBXStateException();
    }
}
