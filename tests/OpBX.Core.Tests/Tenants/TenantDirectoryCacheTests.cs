using System.Security.Cryptography;
using FluentAssertions;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using OpBX.Calls;
using OpBX.Diagnostics;
using OpBX.Numbers;
using OpBX.Outbound;
using OpBX.RingGroups;
using OpBX.Routing;
using OpBX.State;
using OpBX.Storage;
using Xunit;

namespace OpBX.Tenants;

public sealed class TenantDirectoryCacheTests
{
    private const string Domain = "twin1.cloudonix.net";
    private static readonly CancellationToken None = CancellationToken.None;
    private readonly ManualTimeProvider _time = new();
    private readonly GatedStorage _storage = new(NeighbourTenants.Both());
    private readonly ConfigurationChanges _changes = new();
    private readonly StorageWatch _watch;

    public TenantDirectoryCacheTests() => _watch = new StorageWatch(_time);

    private TenantDirectoryCache Make(int capacity = 100, IOpBXState? state = null)
        => new(_storage, _changes, _watch, new SharedCopies(state ?? new InMemoryOpBXState(_time), _storage, RoutingCatalog.Default, _time, NullLogger<SharedCopies>.Instance), Options.Create(new TenantCacheOptions { Capacity = capacity }), _time, NullLogger<TenantDirectoryCache>.Instance);

    [Fact]
    public async Task EveryWayToATenantIsAskedOnceAMinute()
    {
        TenantDirectoryCache cache = Make();
        byte[] hash = SHA256.HashData("requests-key-of-twin-1"u8);
        for (int i = 0; i < 3; i++)
        {
            (await cache.FindByDomainAsync(i == 1 ? " TWIN1.cloudonix.NET " : Domain, None)).Should().ContainSingle().Which.Tenant.Should().Be(NeighbourTenants.First);
            (await cache.FindByDidAsync(PhoneNumber.Parse("+12025550121"), None)).Should().ContainSingle().Which.Tenant.Should().Be(NeighbourTenants.First);
            (await cache.FindByKeyHashAsync(hash, None)).Should().ContainSingle().Which.Tenant.Should().Be(NeighbourTenants.First);
            (await cache.FindAsync(NeighbourTenants.Second, None))!.Tenant.Should().Be(NeighbourTenants.Second);
        }
        _storage.Lookups.Should().Be(4);
        _time.Advance(TenantDirectoryCache.VerifyAfter);
        await cache.FindByDomainAsync(Domain, None);
        _storage.Lookups.Should().Be(5);
    }

    [Fact]
    public async Task ManyRequestsCauseOneQuestion()
    {
        TenantDirectoryCache cache = Make();
        _storage.Close();
        Task<IReadOnlyList<TenantCredential>>[] waiting = [.. Enumerable.Range(0, 50).Select(_ => Task.Run(() => cache.FindByDomainAsync(Domain, None).AsTask()))];
        while (_storage.Lookups == 0) await Task.Yield();
        _storage.Open();
        foreach (IReadOnlyList<TenantCredential> found in await Task.WhenAll(waiting)) found.Should().HaveCount(1);
        _storage.Lookups.Should().Be(1);
    }

    [Fact]
    public async Task AChangeIsSeenAtOnceOthersStay()
    {
        TenantDirectoryCache cache = Make();
        await cache.FindByDomainAsync(Domain, None);
        await cache.FindByDomainAsync("twin2.cloudonix.net", None);
        (await cache.FindByDomainAsync("new.cloudonix.net", None)).Should().BeEmpty();
        CloudonixSettings settings = NeighbourTenants.Make(NeighbourTenants.First).CloudonixSettings! with { DomainName = "new.cloudonix.net" };
        await _storage.Configuration.SetCloudonixSettingsAsync(NeighbourTenants.First, settings, null, None);
        _changes.Notice(NeighbourTenants.First, 2);
        (await cache.FindByDomainAsync("new.cloudonix.net", None)).Should().HaveCount(1);
        (await cache.FindByDomainAsync(Domain, None)).Should().BeEmpty();
        int asked = _storage.Lookups;
        await cache.FindByDomainAsync("twin2.cloudonix.net", None);
        _storage.Lookups.Should().Be(asked);
    }

    [Fact]
    public async Task WhoIsUnknownIsRememberedBrieflyAndBounded()
    {
        TenantDirectoryCache cache = Make(capacity: 20);
        await cache.FindByDomainAsync("nobody.example", None);
        await cache.FindByDomainAsync("nobody.example", None);
        _storage.Lookups.Should().Be(1);
        _time.Advance(TenantDirectoryCache.MissingFor);
        await cache.FindByDomainAsync("nobody.example", None);
        _storage.Lookups.Should().Be(2);

        await cache.FindByDomainAsync(Domain, None);
        for (int i = 0; i < 500; i++)
        {
            await cache.FindByDomainAsync($"nobody{i}.example", None);
            await cache.FindByKeyHashAsync(SHA256.HashData(BitConverter.GetBytes(i)), None);
        }
        cache.Count.Should().BeLessThanOrEqualTo(21);
        int asked = _storage.Lookups;
        await cache.FindByDomainAsync(Domain, None);
        _storage.Lookups.Should().Be(asked, "strangers displace nobody who is known");
        (await cache.FindByDomainAsync(new string('d', 256), None)).Should().BeEmpty();
        _storage.Lookups.Should().Be(asked);
    }

    [Fact]
    public async Task AFailingStorageLeavesWhatItAnsweredBefore()
    {
        TenantDirectoryCache cache = Make();
        await cache.FindByDomainAsync(Domain, None);
        _storage.IsDown = true;
        _time.Advance(TimeSpan.FromDays(1));
        for (int i = 0; i < 10; i++) (await cache.FindByDomainAsync(Domain, None)).Should().HaveCount(1);
        _storage.Lookups.Should().Be(2);
        await FluentActions.Awaiting(async () => await cache.FindByDomainAsync("other.example", None)).Should().ThrowAsync<OpBXStorageException>();
        cache.Count.Should().Be(1);
    }

    [Fact]
    public async Task AHangingStorageCostsOneWait()
    {
        TenantDirectoryCache cache = Make();
        await cache.FindByDomainAsync(Domain, None);
        _storage.Close();
        _time.Advance(TenantDirectoryCache.VerifyAfter);
        Task<IReadOnlyList<TenantCredential>> waits = cache.FindByDomainAsync(Domain, None).AsTask();
        waits.IsCompleted.Should().BeFalse();
        _time.Advance(TenantSnapshotCache.VerifyWait);
        (await waits).Should().HaveCount(1);
        cache.FindByDomainAsync(Domain, None).AsTask().IsCompleted.Should().BeTrue();

        Task<IReadOnlyList<TenantCredential>> first = cache.FindByDomainAsync("other.example", None).AsTask();
        first.IsCompleted.Should().BeFalse();
        _time.Advance(TenantSnapshotCache.LoadWait);
        await FluentActions.Awaiting(() => first).Should().ThrowAsync<OpBXStorageException>();
        _storage.Open();
        while (_watch.HasFailed) await Task.Yield();
        (await cache.FindByDomainAsync(Domain, None)).Should().HaveCount(1);
    }

    [Fact]
    public async Task AFreshNodeTakesTheCopyWhileTheStorageHangs()
    {
        var state = new StateOfManyNodes(_time);
        await Make(state: state).FindByDomainAsync(Domain, None);
        while (await state.SnapshotCopies.GetAsync("directory:domain:" + Domain.ToUpperInvariant(), None) is null) await Task.Yield();
        _storage.Close();

        Task<IReadOnlyList<TenantCredential>> first = Make(state: state).FindByDomainAsync(Domain, None).AsTask();
        first.IsCompleted.Should().BeFalse("the storage may still answer");
        _time.Advance(TenantSnapshotCache.CopyWait);

        (await first).Should().ContainSingle().Which.Tenant.Should().Be(NeighbourTenants.First);
        _storage.Open();
    }

    private sealed class StateOfManyNodes(TimeProvider time) : IOpBXState
    {
        private readonly InMemoryOpBXState _inner = new(time);

        public IRingRotation Rotation => _inner.Rotation;

        public ICallAdmission Admission => _inner.Admission;

        public ILiveCalls LiveCalls => _inner.LiveCalls;

        public ISnapshotCopies SnapshotCopies => _inner.SnapshotCopies;
    }
}
