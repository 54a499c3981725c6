using Microsoft.Extensions.Logging.Abstractions;
using OpBX.Diagnostics;
using OpBX.State;
using StackExchange.Redis;

namespace OpBX.State.Redis.Tests.Servers;

/// <summary>One node's view of the state: a link of its own.</summary>
internal sealed class RedisNode : IAsyncDisposable
{
    private readonly RedisMetrics _metrics = new(null);

    public RedisNode(string connectionString, string prefix, RedisClock? clock = null, Action<RedisStateOptions>? configure = null, TimeProvider? time = null)
        : this(ConnectorOf(RedisConfiguration.Parse(connectionString)), prefix, clock, configure, time)
    {
    }

    public RedisNode(IRedisConnector connector, string prefix, RedisClock? clock = null, Action<RedisStateOptions>? configure = null, TimeProvider? time = null)
    {
        // Tests share two cores with other tests: a limit for tests of behaviour, not of speed.
        var options = new RedisStateOptions { KeyPrefix = prefix, CallTimeout = TimeSpan.FromSeconds(1), BulkTimeout = TimeSpan.FromSeconds(10) };
        configure?.Invoke(options);
        Keys = new RedisKeys(prefix);
        Link = new RedisLink(connector, Keys, options, time ?? TimeProvider.System, _metrics, NullLogger.Instance);
        State = new RedisOpBXState(Link, Keys, clock ?? new RedisClock(), time ?? TimeProvider.System, _metrics, NullLogger.Instance);
    }

    public RedisKeys Keys { get; }

    public RedisLink Link { get; }

    public RedisOpBXState State { get; }

    public static string NewPrefix() => "t" + Guid.NewGuid().ToString("N");

    public async ValueTask DisposeAsync()
    {
        await Link.DisposeAsync();
        _metrics.Dispose();
    }

    private static IRedisConnector ConnectorOf(ConfigurationOptions options)
        => string.IsNullOrEmpty(options.ServiceName) ? new OwnConnector(options) : new SentinelConnector(options, null, TimeProvider.System, NullLogger.Instance);
}

/// <summary>Two nodes on one Redis, with a clock that a check may move.</summary>
internal sealed class RedisStateUnderTest : IStateUnderTest, IAsyncDisposable
{
    private readonly RedisClock _clock = new();
    private readonly RedisNode _here;
    private readonly RedisNode _there;

    public RedisStateUnderTest(string connectionString)
    {
        string prefix = RedisNode.NewPrefix();
        _here = new RedisNode(connectionString, prefix, _clock, Patient);
        _there = new RedisNode(connectionString, prefix, _clock, Patient);
    }

    public IOpBXState State => _here.State;

    public IOpBXState OtherNode => _there.State;

    public void Advance(TimeSpan by) => _clock.Advance(by);

    public async ValueTask DisposeAsync()
    {
        await _here.DisposeAsync();
        await _there.DisposeAsync();
    }

    // Longer than a host may wait: a check breaks at the first call that is not answered.
    private static void Patient(RedisStateOptions options) => options.CallTimeout = TimeSpan.FromSeconds(5);
}
