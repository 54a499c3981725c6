using FluentAssertions;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using OpBX.Diagnostics;
using OpBX.Extensions;
using OpBX.Routing;
using OpBX.State;
using OpBX.Storage;
using Xunit;

namespace OpBX.Tenants;

public sealed class TenantSnapshotCacheTests
{
    private static readonly CancellationToken None = CancellationToken.None;
    private readonly ManualTimeProvider _time = new();
    private readonly GatedStorage _storage = new(NeighbourTenants.Both());
    private readonly ConfigurationChanges _changes = new();
    private readonly StorageWatch _watch;

    public TenantSnapshotCacheTests() => _watch = new StorageWatch(_time);

    private TenantSnapshotCache Make(int capacity = 100)
        => new(_storage, RoutingCatalog.Default, _changes, _watch, Copies(), Options.Create(new TenantCacheOptions { Capacity = capacity }), _time, NullLogger<TenantSnapshotCache>.Instance);

    private SharedCopies Copies() => new SharedCopies(new InMemoryOpBXState(_time), _storage, RoutingCatalog.Default, _time, NullLogger<SharedCopies>.Instance);

    private Task<ChangeResult<Extension>> AddExtension(string number)
        => _storage.Configuration.Extensions.InsertAsync(NeighbourTenants.First, new Extension { Id = 0, ExtensionNumber = number }, null, None).AsTask();

    [Fact]
    public async Task ManyRequestsCauseOneLoadAndNoneForAMinute()
    {
        TenantSnapshotCache cache = Make();
        _storage.Close();
        Task<SnapshotLease?>[] waiting = [.. Enumerable.Range(0, 50).Select(_ => cache.GetAsync(NeighbourTenants.First, None).AsTask())];
        _storage.Open();
        foreach (SnapshotLease? lease in await Task.WhenAll(waiting)) lease!.Value.IsStale.Should().BeFalse();
        _time.Advance(TimeSpan.FromSeconds(59));
        await cache.GetAsync(NeighbourTenants.First, None);
        (_storage.Loads, _storage.Versions).Should().Be((1, 0));

        _time.Advance(TimeSpan.FromSeconds(2));
        await cache.GetAsync(NeighbourTenants.First, None);
        (_storage.Loads, _storage.Versions).Should().Be((1, 1), "the version says that nothing changed");
    }

    [Fact]
    public async Task AChangeThatIsHeardOfDuringALoadMakesThoseWhoWaitWaitForTheNextLoad()
    {
        TenantSnapshotCache cache = Make();
        _storage.Close();
        Task<SnapshotLease?> waiting = cache.GetAsync(NeighbourTenants.First, None).AsTask();
        while (_storage.Loads == 0) await Task.Yield();
        cache.Notice(NeighbourTenants.First, 0);
        _storage.Open();

        (await waiting)!.Value.IsStale.Should().BeFalse();

        (_storage.Loads, _storage.Versions).Should().Be((1, 1), "the load began before the change was heard of, so it was verified once more");
    }

    [Fact]
    public async Task AChangePastOpBXIsSeenByTheFingerprint()
    {
        _storage.Fingerprint = 5;
        TenantSnapshotCache cache = Make();
        await cache.GetAsync(NeighbourTenants.First, None);
        _storage.Fingerprint = 6;
        _time.Advance(TimeSpan.FromSeconds(61));
        await cache.GetAsync(NeighbourTenants.First, None);
        _storage.Loads.Should().Be(2);
        _time.Advance(TimeSpan.FromSeconds(61));
        await cache.GetAsync(NeighbourTenants.First, None);
        _storage.Loads.Should().Be(2);
    }

    [Fact]
    public async Task ANoticeReloadsUnlessTheVersionIsThere()
    {
        TenantSnapshotCache cache = Make();
        SnapshotLease first = (await cache.GetAsync(NeighbourTenants.First, None))!.Value;
        _changes.Notice(NeighbourTenants.First, first.Snapshot.Version);
        await cache.GetAsync(NeighbourTenants.First, None);
        _storage.Versions.Should().Be(0);

        ChangeResult<Extension> made = await AddExtension("110");
        _changes.Notice(NeighbourTenants.First, made.Version);
        (await cache.GetAsync(NeighbourTenants.First, None))!.Value.Snapshot.TryGetExtension("110", out _).Should().BeTrue();
    }

    [Fact]
    public async Task AFailingStorageLeavesTheLastGoodOneAndIsNotAskedByEveryCall()
    {
        TenantSnapshotCache cache = Make();
        await cache.GetAsync(NeighbourTenants.First, None);
        _storage.IsDown = true;
        _time.Advance(TimeSpan.FromSeconds(61));
        for (int i = 0; i < 10; i++) (await cache.GetAsync(NeighbourTenants.First, None))!.Value.IsStale.Should().BeTrue();
        _storage.Versions.Should().Be(1);
        (await cache.GetAsync(NeighbourTenants.Second, None)).Should().BeNull("nothing is there to serve");

        _time.Advance(TimeSpan.FromDays(3));
        (await cache.GetAsync(NeighbourTenants.First, None))!.Value.IsStale.Should().BeTrue("for as long as the process lives");
        _storage.IsDown = false;
        _time.Advance(TimeSpan.FromSeconds(1));
        (await cache.GetAsync(NeighbourTenants.First, None))!.Value.IsStale.Should().BeFalse();
        _watch.HasFailed.Should().BeFalse();
    }

    [Fact]
    public async Task WhileAStorageHangsOneCallASecondWaits()
    {
        TenantSnapshotCache cache = Make();
        await cache.GetAsync(NeighbourTenants.First, None);
        _storage.Close();
        _time.Advance(TimeSpan.FromSeconds(61));
        Task<SnapshotLease?> waits = cache.GetAsync(NeighbourTenants.First, None).AsTask();
        waits.IsCompleted.Should().BeFalse();
        _time.Advance(TenantSnapshotCache.VerifyWait);
        (await waits)!.Value.IsStale.Should().BeTrue();

        Task<SnapshotLease?> served = cache.GetAsync(NeighbourTenants.First, None).AsTask();
        served.IsCompleted.Should().BeTrue("the storage is known to hang");
        (await served)!.Value.IsStale.Should().BeTrue();

        _time.Advance(StorageWatch.Pause);
        Task<SnapshotLease?> tries = cache.GetAsync(NeighbourTenants.First, None).AsTask();
        tries.IsCompleted.Should().BeFalse();
        _storage.Open();
        (await tries)!.Value.IsStale.Should().BeFalse();
    }

    [Fact]
    public async Task FirstLoadsStopWaitingOnceSeveralWereInVain()
    {
        TenantSnapshotCache cache = Make();
        _storage.Close();
        for (int i = 0; i < 3; i++)
        {
            Task<SnapshotLease?> waits = cache.GetAsync(NeighbourTenants.First, None).AsTask();
            waits.IsCompleted.Should().BeFalse();
            _time.Advance(TenantSnapshotCache.LoadWait);
            (await waits).Should().BeNull();
        }
        Task<SnapshotLease?> other = cache.GetAsync(NeighbourTenants.Second, None).AsTask();
        other.IsCompleted.Should().BeTrue();
        (await other).Should().BeNull();
    }

    [Fact]
    public async Task TheTenantsNotUsedForLongestLeave()
    {
        TenantConfiguration[] many = [.. Enumerable.Range(1, 30).Select(static n => new TenantConfiguration { Organization = new Organization { Id = new TenantId(n), Name = "n" } })];
        var storage = new GatedStorage(many);
        var cache = new TenantSnapshotCache(
            storage, RoutingCatalog.Default, _changes, _watch, Copies(), Options.Create(new TenantCacheOptions { Capacity = 10 }), _time, NullLogger<TenantSnapshotCache>.Instance);
        foreach (TenantConfiguration tenant in many)
        {
            await cache.GetAsync(tenant.Organization.Id, None);
            await cache.GetAsync(new TenantId(1), None);
            _time.Advance(TimeSpan.FromMilliseconds(1));
        }
        cache.Count.Should().BeLessThanOrEqualTo(11);
        storage.Loads.Should().Be(30, "the one in use stayed");
    }

    [Fact]
    public async Task UnknownTenantsAreNotKept()
    {
        TenantSnapshotCache cache = Make();
        (await cache.GetAsync(new TenantId(77), None)).Should().BeNull();
        cache.Count.Should().Be(0);
    }

    [Fact]
    public async Task OneQueryFindsWhatChanged()
    {
        TenantSnapshotCache cache = Make();
        var watch = new ConfigurationVersionWatch(_storage, cache, _changes, _watch, _time, NullLogger<ConfigurationVersionWatch>.Instance);
        await watch.CheckAsync(None);
        _storage.Asked.Should().ContainSingle().Which.Should().Equal(default(TenantId));

        await cache.GetAsync(NeighbourTenants.First, None);
        await cache.GetAsync(NeighbourTenants.Second, None);
        await AddExtension("110");
        _time.Advance(TimeSpan.FromSeconds(15));
        await watch.CheckAsync(None);
        _storage.Asked[1].Should().BeEquivalentTo([NeighbourTenants.First, NeighbourTenants.Second]);
        (await cache.GetAsync(NeighbourTenants.First, None))!.Value.Snapshot.TryGetExtension("110", out _).Should().BeTrue();
        await cache.GetAsync(NeighbourTenants.Second, None);
        (_storage.Loads, _storage.Versions).Should().Be((3, 1));

        _time.Advance(TimeSpan.FromSeconds(46));
        await cache.GetAsync(NeighbourTenants.Second, None);
        _storage.Versions.Should().Be(2, "the query does not stand for the verification after a minute");

        _time.Advance(TimeSpan.FromMinutes(11));
        await watch.CheckAsync(None);
        _storage.Asked[2].Should().Equal(default(TenantId));
    }

    [Fact]
    public async Task AFailingQueryIsReportedAndChangesNothing()
    {
        TenantSnapshotCache cache = Make();
        await cache.GetAsync(NeighbourTenants.First, None);
        _storage.IsDown = true;
        await new ConfigurationVersionWatch(_storage, cache, _changes, _watch, _time, NullLogger<ConfigurationVersionWatch>.Instance).CheckAsync(None);
        _watch.HasFailed.Should().BeTrue();
        (await cache.GetAsync(NeighbourTenants.First, None))!.Value.IsStale.Should().BeFalse();
    }

    [Fact]
    public async Task AChangeThatWasKeptIsServedAtOnceAfterAFault()
    {
        TenantSnapshotCache cache = Make();
        await cache.GetAsync(NeighbourTenants.First, None);
        _time.Advance(TimeSpan.FromSeconds(61));
        _storage.IsDown = true;
        (await cache.GetAsync(NeighbourTenants.First, None))!.Value.IsStale.Should().BeTrue();
        _watch.Waited();
        _storage.IsDown = false;
        (await cache.GetAsync(NeighbourTenants.First, None))!.Value.IsStale.Should().BeTrue("nobody asks so soon");

        ChangeResult<Extension> made = await AddExtension("110");
        _changes.Make(NeighbourTenants.First, made.Version);

        SnapshotLease lease = (await cache.GetAsync(NeighbourTenants.First, None))!.Value;
        lease.IsStale.Should().BeFalse();
        lease.Snapshot.TryGetExtension("110", out _).Should().BeTrue();
    }

    [Fact]
    public async Task HealthIsDegradedWhileOldConfigurationServesAndUnhealthyWithoutAny()
    {
        TenantSnapshotCache cache = Make();
        var loader = new ConfigurationFileLoader(
            _storage.Inner, [], Options.Create(new ConfigurationFileOptions()), RoutingCatalog.Default, _time, NullLogger<ConfigurationFileLoader>.Instance);
        var status = new ConfigurationStatus(_storage, loader, cache, _watch, Copies());
        status.HasTenants.Should().BeFalse("nobody has heard of the storage yet");
        status.LastFault.Should().Contain("not answered yet");
        _watch.Answered();
        (status.HasTenants, status.LastFault).Should().Be((true, null));
        _watch.Failed();
        status.HasTenants.Should().BeFalse();
        (await status.HasCopiesAsync()).Should().BeFalse("no other node sees the state of one process");
        status.LastFault.Should().NotBeNull();
        await cache.GetAsync(NeighbourTenants.First, None);
        _watch.Failed();
        status.HasTenants.Should().BeTrue();
        status.LastFault.Should().Contain("read last");
        _watch.Answered();
        status.LastFault.Should().BeNull();
    }
}
