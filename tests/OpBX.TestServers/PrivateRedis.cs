namespace OpBX.TestServers;

/// <summary>A Redis server of a test's own, without persistence: empty after a kill and a restart.</summary>
public sealed class PrivateRedis : PrivateServer
{
    private PrivateRedis()
        : base("redis.sh", small: false)
    {
    }

    /// <summary>The only process.</summary>
    public ServerProcess Process => Processes[0];

    /// <summary>Starts a server.</summary>
    /// <exception cref="InvalidOperationException">The server cannot be had; the message says why.</exception>
    public static async Task<PrivateRedis> StartAsync()
    {
        var started = new PrivateRedis();
        await started.LaunchAsync().ConfigureAwait(false);
        return started;
    }
}

/// <summary>A Redis cluster of three masters of a test's own; a node counts as down after 2 s, the others go on without it.</summary>
public sealed class RedisCluster : PrivateServer
{
    private RedisCluster()
        : base("redis-cluster.sh", small: false)
    {
    }

    /// <summary>Starts a cluster and returns when every node knows who has which slot.</summary>
    /// <exception cref="InvalidOperationException">The cluster cannot be had; the message says why.</exception>
    public static async Task<RedisCluster> StartAsync()
    {
        var started = new RedisCluster();
        await started.LaunchAsync().ConfigureAwait(false);
        return started;
    }
}
