using OpBX.Calls;
using OpBX.Diagnostics;
using OpBX.Outbound;
using OpBX.RingGroups;
using OpBX.State;
using OpBX.Tenants;

namespace OpBX.Core.Tests.State;

public sealed class StateConformanceTests
{
    public static TheoryData<string> Names
    {
        get
        {
            var names = new TheoryData<string>();
            foreach (StateCheck check in StateConformance.Checks) names.Add(check.Name);
            return names;
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public Task State_in_memory(string name) => StateConformance.Find(name).RunAsync(new MemoryUnderTest(), CancellationToken.None);

    [Fact]
    public void Checks_have_names_of_their_own_and_say_what_they_are_for()
    {
        StateConformance.Checks.Select(static check => check.Name).Should().OnlyHaveUniqueItems();
        StateConformance.Checks.Should().OnlyContain(static check => check.Rule.Length > 20);
        Action asking = () => StateConformance.Find("nothing");
        asking.Should().Throw<ArgumentException>();
    }

    [Theory]
    [InlineData(Fault.NodesApart, "rotation.consecutive", "admission.burst", "live-calls.whole", "leases.one-holder", "record-copies.in-order", "snapshot-copies.newest", "notices.every-node")]
    [InlineData(Fault.AlwaysTheFirst, "rotation.consecutive", "rotation.fair-over-nodes", "rotation.edits-starve-nobody")]
    [InlineData(Fault.ForgetsSessionsTurn, "rotation.same-session-same-answer", "rotation.answer-gone")]
    [InlineData(Fault.ConfusesGroups, "rotation.groups-apart")]
    [InlineData(Fault.AdmitsAll, "admission.concurrent", "admission.burst", "admission.per-minute", "admission.slot-ends-by-itself", "minutes.reserved", "admission.zero")]
    [InlineData(Fault.CountsRepeats, "admission.same-step-counts-once", "admission.refusal-stays")]
    [InlineData(Fault.NeverReleases, "admission.concurrent", "admission.extension", "minutes.settled")]
    [InlineData(Fault.IgnoresStages, "admission.stages", "minutes.stages")]
    [InlineData(Fault.IgnoresExtensions, "admission.extension", "minutes.extension")]
    [InlineData(Fault.StatesGoBack, "live-calls.never-back", "live-calls.at-once")]
    [InlineData(Fault.EndedCallsReturn, "live-calls.ended-stays-ended", "live-calls.final-state-ends")]
    [InlineData(Fault.NoNotices, "notices.every-node", "notices.many")]
    [InlineData(Fault.OlderReplaces, "snapshot-copies.newest")]
    [InlineData(Fault.LeaseForAll, "leases.one-holder")]
    [InlineData(Fault.SameToken, "leases.fencing-token")]
    [InlineData(Fault.NeverAcknowledges, "record-copies.acknowledged", "record-copies.at-least-once")]
    [InlineData(Fault.QueueFull, "record-copies.in-order", "record-copies.bounded")]
    public async Task A_broken_state_is_found(Fault fault, params string[] checks)
    {
        foreach (string name in checks)
        {
            Func<Task> checking = () => StateConformance.Find(name).RunAsync(new BrokenUnderTest(fault), CancellationToken.None);
            (await checking.Should().ThrowAsync<StateConformanceException>($"{fault} must be found by {name}")).Which.Message.Should().StartWith(name + ": ");
        }
    }

    [Fact]
    public void A_provider_without_a_later_part_counts_as_one_that_does_not_answer()
    {
        IOpBXState state = new FirstParts();
        Action[] asking = [() => _ = state.Notices, () => _ = state.SnapshotCopies, () => _ = state.Leases, () => _ = state.RecordCopies];
        foreach (Action ask in asking) ask.Should().Throw<OpBXStateException>();
    }

    /// <summary>What a broken provider does wrong.</summary>
    public enum Fault
    {
        NodesApart,
        AlwaysTheFirst,
        ForgetsSessionsTurn,
        ConfusesGroups,
        AdmitsAll,
        CountsRepeats,
        NeverReleases,
        IgnoresStages,
        IgnoresExtensions,
        StatesGoBack,
        EndedCallsReturn,
        NoNotices,
        OlderReplaces,
        LeaseForAll,
        SameToken,
        NeverAcknowledges,
        QueueFull,
    }

    private sealed class MemoryUnderTest : IStateUnderTest
    {
        private readonly ManualTimeProvider _time = new();

        public MemoryUnderTest() => State = new InMemoryOpBXState(_time);

        public IOpBXState State { get; }

        public void Advance(TimeSpan by) => _time.Advance(by);
    }

    private sealed class BrokenUnderTest : IStateUnderTest
    {
        private readonly ManualTimeProvider _time = new();

        public BrokenUnderTest(Fault fault)
        {
            State = new BrokenState(new InMemoryOpBXState(_time), fault);
            OtherNode = fault == Fault.NodesApart ? new InMemoryOpBXState(_time) : State;
        }

        public IOpBXState State { get; }

        public IOpBXState OtherNode { get; }

        public void Advance(TimeSpan by) => _time.Advance(by);
    }

    private sealed class BrokenState(InMemoryOpBXState good, Fault fault)
        : IOpBXState, IRingRotation, ICallAdmission, ILiveCalls, IConfigurationNotices, ISnapshotCopies, ILeases, IRecordCopies
    {
        private int _asked;

        public IRingRotation Rotation => this;

        public ICallAdmission Admission => this;

        public ILiveCalls LiveCalls => this;

        public IConfigurationNotices Notices => this;

        public ISnapshotCopies SnapshotCopies => this;

        public ILeases Leases => this;

        public IRecordCopies RecordCopies => this;

        private string Unique => "u" + Interlocked.Increment(ref _asked);

        public ValueTask<long> NextAsync(TurnRequest request, CancellationToken cancellationToken) => fault switch
        {
            Fault.AlwaysTheFirst => ValueTask.FromResult(request.Members[0]),
            Fault.ForgetsSessionsTurn => good.Rotation.NextAsync(request with { Session = null }, cancellationToken),
            Fault.ConfusesGroups => good.Rotation.NextAsync(request with { RingGroupId = 1 }, cancellationToken),
            _ => good.Rotation.NextAsync(request, cancellationToken),
        };

        public ValueTask<AdmissionAnswer> AdmitAsync(AdmissionRequest request, CancellationToken cancellationToken) => fault switch
        {
            Fault.AdmitsAll => ValueTask.FromResult(new AdmissionAnswer(AdmissionVerdict.Admitted, request.MaxSeconds, null)),
            Fault.CountsRepeats => good.Admission.AdmitAsync(request with { Step = Unique }, cancellationToken),
            Fault.IgnoresStages => good.Admission.AdmitAsync(request with { Stage = "" }, cancellationToken),
            Fault.IgnoresExtensions => good.Admission.AdmitAsync(request with { ExtensionId = null }, cancellationToken),
            _ => good.Admission.AdmitAsync(request, cancellationToken),
        };

        public ValueTask ReleaseAsync(TenantId tenant, string session, int? seconds, CancellationToken cancellationToken)
            => fault == Fault.NeverReleases ? default : good.Admission.ReleaseAsync(tenant, session, seconds, cancellationToken);

        public async ValueTask SetAsync(TenantId tenant, LiveCall call, CancellationToken cancellationToken)
        {
            if (fault == Fault.EndedCallsReturn) call = call with { Session = call.Session + Unique, Status = CallStatus.Ringing };
            // Another session of the same start stands for the state that went back.
            if (fault == Fault.StatesGoBack) call = call with { Status = call.Status == CallStatus.Answered ? CallStatus.Initiated : call.Status };
            await good.LiveCalls.SetAsync(tenant, call, cancellationToken);
        }

        public ValueTask EndAsync(TenantId tenant, string session, CancellationToken cancellationToken) => good.LiveCalls.EndAsync(tenant, session, cancellationToken);

        public ValueTask<IReadOnlyList<LiveCall>> ListAsync(TenantId tenant, CancellationToken cancellationToken) => good.LiveCalls.ListAsync(tenant, cancellationToken);

        public ValueTask PublishAsync(TenantId tenant, long version, CancellationToken cancellationToken)
            => fault == Fault.NoNotices ? throw new OpBXStateException() : good.Notices.PublishAsync(tenant, version, cancellationToken);

        public IAsyncEnumerable<ConfigurationNotice> ListenAsync(CancellationToken cancellationToken) => good.Notices.ListenAsync(cancellationToken);

        public async ValueTask<bool> PutAsync(string name, SnapshotCopy copy, CancellationToken cancellationToken)
        {
            if (fault == Fault.OlderReplaces) await good.SnapshotCopies.RemoveAsync(name, cancellationToken);
            return await good.SnapshotCopies.PutAsync(name, copy, cancellationToken);
        }

        public ValueTask<SnapshotCopy?> GetAsync(string name, CancellationToken cancellationToken) => good.SnapshotCopies.GetAsync(name, cancellationToken);

        public ValueTask RemoveAsync(string name, CancellationToken cancellationToken) => good.SnapshotCopies.RemoveAsync(name, cancellationToken);

        public async ValueTask<ILease?> TryAcquireAsync(string name, TimeSpan timeToLive, CancellationToken cancellationToken)
        {
            ILease? lease = await good.Leases.TryAcquireAsync(fault == Fault.LeaseForAll ? Unique : name, timeToLive, cancellationToken);
            return fault == Fault.SameToken && lease is not null ? new SameTokenLease(lease) : lease;
        }

        public ValueTask<bool> EnqueueAsync(RecordCopy copy, CancellationToken cancellationToken)
            => fault == Fault.QueueFull ? ValueTask.FromResult(false) : good.RecordCopies.EnqueueAsync(copy, cancellationToken);

        public ValueTask<IReadOnlyList<RecordCopy>> TakeAsync(int max, TimeSpan visibility, CancellationToken cancellationToken) => good.RecordCopies.TakeAsync(max, visibility, cancellationToken);

        public ValueTask AcknowledgeAsync(IReadOnlyCollection<string> ids, CancellationToken cancellationToken)
            => fault == Fault.NeverAcknowledges ? default : good.RecordCopies.AcknowledgeAsync(ids, cancellationToken);

        public ValueTask<long> CountAsync(CancellationToken cancellationToken) => good.RecordCopies.CountAsync(cancellationToken);
    }

    private sealed class SameTokenLease(ILease lease) : ILease
    {
        public string Name => lease.Name;

        public long FencingToken => 5;

        public CancellationToken Lost => lease.Lost;

        public ValueTask DisposeAsync() => lease.DisposeAsync();
    }

    private sealed class FirstParts : IOpBXState
    {
        public IRingRotation Rotation => throw new OpBXStateException();

        public ICallAdmission Admission => throw new OpBXStateException();

        public ILiveCalls LiveCalls => throw new OpBXStateException();
    }
}
