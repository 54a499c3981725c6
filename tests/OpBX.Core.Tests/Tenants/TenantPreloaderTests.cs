using FluentAssertions;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using OpBX.Diagnostics;
using OpBX.Routing;
using OpBX.State;
using OpBX.Storage;
using Xunit;

namespace OpBX.Tenants;

public sealed class TenantPreloaderTests
{
    private readonly ManualTimeProvider _time = new();
    private readonly GatedStorage _storage = new(NeighbourTenants.Both());
    private readonly ConfigurationChanges _changes = new();
    private readonly StorageWatch _watch;
    private readonly TenantSnapshotCache _snapshots;
    private readonly TenantDirectoryCache _directory;

    public TenantPreloaderTests()
    {
        _watch = new StorageWatch(_time);
        var copies = new SharedCopies(new InMemoryOpBXState(_time), _storage, RoutingCatalog.Default, _time, NullLogger<SharedCopies>.Instance);
        IOptions<TenantCacheOptions> options = Options.Create(new TenantCacheOptions());
        _snapshots = new TenantSnapshotCache(_storage, RoutingCatalog.Default, _changes, _watch, copies, options, _time, NullLogger<TenantSnapshotCache>.Instance);
        _directory = new TenantDirectoryCache(_storage, _changes, _watch, copies, options, _time, NullLogger<TenantDirectoryCache>.Instance);
    }

    [Fact]
    public async Task First_calls_are_served_though_the_storage_goes_away_before_them()
    {
        _watch.Answered();
        await RunAsync(100);
        _storage.Close();

        (await _snapshots.GetAsync(NeighbourTenants.Second, default))!.Value.IsStale.Should().BeFalse();
        (await _directory.FindByDomainAsync("twin1.cloudonix.net", default)).Should().ContainSingle().Which.Tenant.Should().Be(NeighbourTenants.First);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    public async Task As_many_are_read_as_the_options_say(int preloaded, int read)
    {
        _watch.Answered();
        await RunAsync(preloaded);

        _snapshots.Count.Should().Be(read);
    }

    [Fact]
    public async Task Nothing_is_asked_of_a_storage_before_it_has_answered()
    {
        using TenantPreloader preloader = Make(100);
        await preloader.StartAsync(default);
        _time.Advance(TimeSpan.FromMinutes(1));
        _snapshots.Count.Should().Be(0);
        _watch.Answered();
        while (!preloader.ExecuteTask!.IsCompleted)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        _snapshots.Count.Should().Be(2);
    }

    private async Task RunAsync(int preloaded)
    {
        using TenantPreloader preloader = Make(preloaded);
        await preloader.StartAsync(default);
        await preloader.ExecuteTask!.WaitAsync(TimeSpan.FromSeconds(30));
    }

    private TenantPreloader Make(int preloaded) => new(
        new Services(_directory, _storage, _snapshots, _watch, new RoutingEngine()),
        Options.Create(new TenantCacheOptions { Preloaded = preloaded }), _time, NullLogger<TenantPreloader>.Instance);

    /// <summary>The first of its parts that fits.</summary>
    private sealed class Services(params object[] parts) : IServiceProvider
    {
        public object? GetService(Type serviceType) => Array.Find(parts, serviceType.IsInstanceOfType);
    }
}
