using FluentAssertions;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using OpBX.Diagnostics;
using OpBX.Routing;
using OpBX.State;
using OpBX.Storage;
using Xunit;

namespace OpBX.Tenants;

public sealed class ConfigurationNoticeRelayTests
{
    private static readonly CancellationToken None = CancellationToken.None;
    private readonly ManualTimeProvider _time = new();
    private readonly GatedStorage _storage = new(NeighbourTenants.Both());

    [Fact]
    public async Task AChangeOfOneNodeIsServedByTheOther()
    {
        var state = new InMemoryOpBXState(_time);
        Node one = await StartAsync(state), two = await StartAsync(state);
        await two.Snapshots.GetAsync(NeighbourTenants.First, None);
        var heard = new TaskCompletionSource<(TenantId, long)>(TaskCreationOptions.RunContinuationsAsynchronously);
        two.Changes.Noticed += (tenant, version) =>
        {
            if (version > 0) heard.TrySetResult((tenant, version));
        };

        long version = (await _storage.Configuration.Extensions.InsertAsync(NeighbourTenants.First, new Extensions.Extension { Id = 0, ExtensionNumber = "110" }, null, None)).Version;
        one.Changes.Make(NeighbourTenants.First, version);

        (await heard.Task.WaitAsync(TimeSpan.FromSeconds(30))).Should().Be((NeighbourTenants.First, version));
        (await two.Snapshots.GetAsync(NeighbourTenants.First, None))!.Value.Snapshot.TryGetExtension("110", out _).Should().BeTrue();
        await one.Relay.StopAsync(None);
        await two.Relay.StopAsync(None);
    }

    [Fact]
    public async Task AStateWithoutNoticesStopsNothing()
    {
        Node node = await StartAsync(new StateWithoutNotices(_time));
        node.Changes.Make(NeighbourTenants.First, 2);
        await node.Relay.ExecuteTask!.WaitAsync(TimeSpan.FromSeconds(30));
        await node.Relay.StopAsync(None);
    }

    private async Task<Node> StartAsync(IOpBXState state)
    {
        var changes = new ConfigurationChanges();
        var snapshots = new TenantSnapshotCache(
            _storage, RoutingCatalog.Default, changes, new StorageWatch(_time), new SharedCopies(new InMemoryOpBXState(_time), _storage, RoutingCatalog.Default, _time, NullLogger<SharedCopies>.Instance), Options.Create(new TenantCacheOptions()), _time, NullLogger<TenantSnapshotCache>.Instance);
        var listening = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        changes.Noticed += (_, _) => listening.TrySetResult();
        // The first notice says that listening began, and names every tenant that is kept.
        await snapshots.GetAsync(NeighbourTenants.Second, None);
        var relay = new ConfigurationNoticeRelay(state, snapshots, changes, NullLogger<ConfigurationNoticeRelay>.Instance);
        await relay.StartAsync(None);
        if (state is InMemoryOpBXState) await listening.Task.WaitAsync(TimeSpan.FromSeconds(30));
        return new Node(relay, snapshots, changes);
    }

    private sealed record Node(ConfigurationNoticeRelay Relay, TenantSnapshotCache Snapshots, ConfigurationChanges Changes);

    private sealed class StateWithoutNotices(TimeProvider time) : IOpBXState
    {
        private readonly InMemoryOpBXState _inner = new(time);

        public RingGroups.IRingRotation Rotation => _inner.Rotation;

        public Outbound.ICallAdmission Admission => _inner.Admission;

        public Calls.ILiveCalls LiveCalls => _inner.LiveCalls;
    }
}
