using OpBX.TestServers;

namespace OpBX.State.Redis.Tests.Servers;

/// <summary>A cluster of three masters, for the tests of one collection.</summary>
public sealed class ClusterServer : IAsyncLifetime
{
    private RedisCluster? _cluster;

    internal RedisCluster Cluster => _cluster ?? throw new InvalidOperationException("The cluster was not started.");

    public async Task InitializeAsync() => _cluster = await RedisCluster.StartAsync();

    public async Task DisposeAsync()
    {
        if (_cluster is not null) await _cluster.DisposeAsync();
    }
}

/// <summary>A master, its replica and sentinels, after the first master was killed and the replica took over.</summary>
public sealed class FailedOverServer : IAsyncLifetime
{
    private RedisSentinelSet? _set;

    internal string ConnectionString { get; private set; } = "";

    internal long TokenBefore { get; private set; }

    internal string Prefix { get; } = RedisNode.NewPrefix();

    /// <summary>A node that was there all the time.</summary>
    internal RedisNode Node { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        _set = await RedisSentinelSet.StartAsync();
        ConnectionString = _set.ConnectionString;
        if (!ConnectionString.Contains("serviceName", StringComparison.OrdinalIgnoreCase)) ConnectionString += ",serviceName=" + RedisSentinelSet.ServiceName;
        Node = new RedisNode(ConnectionString, Prefix);
        await Wait.ForServiceAsync(Node.State);
        ILease lease = (await Node.State.Leases.TryAcquireAsync("job", TimeSpan.FromSeconds(1), CancellationToken.None))!;
        TokenBefore = lease.FencingToken;
        await lease.DisposeAsync();
        ServerProcess master = await _set.MasterAsync(CancellationToken.None);
        await master.KillAsync();
        await _set.WaitForFailoverAsync(master, CancellationToken.None);
        await Wait.ForServiceAsync(Node.State);
    }

    public async Task DisposeAsync()
    {
        if (Node is not null) await Node.DisposeAsync();
        if (_set is not null) await _set.DisposeAsync();
    }
}

[CollectionDefinition("cluster")]
public sealed class ClusterTests : ICollectionFixture<ClusterServer>;

[CollectionDefinition("failed-over")]
public sealed class FailedOverTests : ICollectionFixture<FailedOverServer>;
