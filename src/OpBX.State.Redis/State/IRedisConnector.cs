using StackExchange.Redis;

namespace OpBX.State;

/// <summary>Makes or finds the connection to Redis.</summary>
internal interface IRedisConnector : IAsyncDisposable
{
    /// <summary>Whether a new connection may be made when the old one is dead, and an old one disposed.</summary>
    bool OwnsConnections { get; }

    /// <summary>Raised when the data now are on another server, so that a new connection should be made at once.</summary>
    event Action? Moved;

    /// <summary>A connection, which need not be up yet.</summary>
    Task<IConnectionMultiplexer> ConnectAsync();
}

/// <summary>A connection that the host made and keeps: it is used and never disposed.</summary>
internal sealed class HostConnector(Func<IConnectionMultiplexer> find) : IRedisConnector
{
    public bool OwnsConnections => false;

    public event Action? Moved
    {
        add { }
        remove { }
    }

    // In the background, because the host's factory may connect and block.
    public Task<IConnectionMultiplexer> ConnectAsync() => Task.Run(find);

    public ValueTask DisposeAsync() => default;
}

/// <summary>Connections of our own to the addresses in the options.</summary>
internal sealed class OwnConnector(ConfigurationOptions options) : IRedisConnector
{
    public bool OwnsConnections => true;

    public event Action? Moved
    {
        add { }
        remove { }
    }

    public async Task<IConnectionMultiplexer> ConnectAsync() => await ConnectionMultiplexer.ConnectAsync(options.Clone()).ConfigureAwait(false);

    public ValueTask DisposeAsync() => default;
}
