using System.Diagnostics;
using Microsoft.Extensions.Logging;
using OpBX.Diagnostics;
using StackExchange.Redis;

namespace OpBX.State;

/// <summary>
/// The one way to Redis (rule F2). Each call has a limit of its own, because a client can wait for ever for a server that
/// stands still; a breaker keeps a dead Redis from costing every call that limit; a connection that stays dead is made anew.
/// Connects when it is first needed.
/// </summary>
internal sealed partial class RedisLink : IAsyncDisposable, IDisposable
{
    /// <summary>A cluster may lose one shard and keep the others, so its hash slots are watched in this many groups.</summary>
    private const int SlotGroups = 16;

    private readonly IRedisConnector _connector;
    private readonly RedisKeys _keys;
    private readonly RedisStateOptions _options;
    private readonly TimeProvider _time;
    private readonly RedisMetrics _metrics;
    private readonly ILogger _logger;
    private readonly LinkBreaker[] _breakers;
    private readonly CancellationTokenSource _stopping = new();
    private volatile Connection? _current;

    public RedisLink(IRedisConnector connector, RedisKeys keys, RedisStateOptions options, TimeProvider time, RedisMetrics metrics, ILogger logger)
    {
        _connector = connector;
        _keys = keys;
        _options = options;
        _time = time;
        _metrics = metrics;
        _logger = logger;
        _breakers = [.. Enumerable.Range(0, SlotGroups).Select(_ => new LinkBreaker(options.BreakerFailures, time))];
        connector.Moved += () => _ = RebuildNowAsync();
    }

    /// <summary>Whether somebody is kept from asking at the moment.</summary>
    public bool IsResting => _breakers.Any(static breaker => breaker.IsOpen);

    /// <summary>The connection in use; null = there was none yet.</summary>
    public IConnectionMultiplexer? Multiplexer => _current?.Multiplexer;

    /// <summary>Runs a script within the limit of a call.</summary>
    public ValueTask<RedisResult> RunAsync(RedisScript script, RedisKey[] keys, RedisValue[] values, CancellationToken cancellationToken)
        => RunAsync(script, keys, values, _options.CallTimeout, cancellationToken);

    /// <summary>Runs a script that carries much.</summary>
    public ValueTask<RedisResult> RunBulkAsync(RedisScript script, RedisKey[] keys, RedisValue[] values, CancellationToken cancellationToken)
        => RunAsync(script, keys, values, _options.BulkTimeout, cancellationToken);

    /// <summary>Writes a small key, to see whether Redis serves.</summary>
    /// <exception cref="OpBXStateException">It does not.</exception>
    public ValueTask<bool> PingAsync(CancellationToken cancellationToken)
        => CallAsync("ping", _keys.NoticeSequence, static (database, key) => database.StringSetAsync(key, 1, TimeSpan.FromMinutes(1), When.Always, CommandFlags.None),
            _keys.Probe(_keys.NoticeSequence), _options.CallTimeout, cancellationToken);

    /// <summary>Reads or writes much.</summary>
    public ValueTask<T> BulkAsync<T>(string operation, RedisKey key, Func<IDatabase, RedisKey, Task<T>> call, CancellationToken cancellationToken)
        => CallAsync(operation, key, call, key, _options.BulkTimeout, cancellationToken);

    private async ValueTask<RedisResult> RunAsync(RedisScript script, RedisKey[] keys, RedisValue[] values, TimeSpan limit, CancellationToken cancellationToken)
    {
        try
        {
            return await CallAsync(script.Operation, keys[0],
                static (database, call) => database.ScriptEvaluateAsync(call.script.Sha, call.keys, call.values, CommandFlags.None),
                (script, keys, values), limit, cancellationToken).ConfigureAwait(false);
        }
        catch (OpBXStateException exception) when (exception.InnerException is RedisServerException error && LinkFaults.IsUnknownScript(error))
        {
            // The server was restarted or its scripts were flushed: the whole script also makes it known again.
            return await CallAsync(script.Operation, keys[0],
                static (database, call) => database.ScriptEvaluateAsync(call.script.Body, call.keys, call.values, CommandFlags.NoScriptCache),
                (script, keys, values), limit, cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask<T> CallAsync<TCall, T>(
        string operation, RedisKey key, Func<IDatabase, TCall, Task<T>> send, TCall call, TimeSpan limit, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Connection? connection = _current;
        LinkBreaker breaker = BreakerOf(connection, key);
        if (breaker.IsOpen)
        {
            _metrics.Refused(operation);
            throw new OpBXStateException("Redis does not answer and is not asked at the moment.");
        }
        using Activity? activity = RedisMetrics.Start(operation);
        long started = _time.GetTimestamp();
        Task<T>? sent = null;
        try
        {
            connection ??= await FirstAsync().WaitAsync(limit, _time, cancellationToken).ConfigureAwait(false);
            sent = send(connection.Database, call);
            T answer = await sent.WaitAsync(limit, _time, cancellationToken).ConfigureAwait(false);
            breaker.Succeeded();
            _metrics.Called(operation, "ok", _time.GetElapsedTime(started));
            // The older client runs what follows on its one reading thread; whoever asked must not hold up all others.
            await Task.Yield();
            return answer;
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            TimeSpan elapsed = _time.GetElapsedTime(started);
            bool isDown = LinkFaults.IsLinkFault(exception);
            _metrics.Called(operation, isDown ? "down" : "error", elapsed);
            activity?.SetStatus(ActivityStatusCode.Error);
            if (!isDown) breaker.Succeeded();
            else if (breaker.Failed(started, waitedOut: exception is TimeoutException)) _ = RecoverAsync(breaker, key);
            Abandon(sent);
            await Task.Yield();
            throw new OpBXStateException(isDown ? $"Redis did not answer: {operation}." : $"Redis refused: {operation}.", exception);
        }
        catch (OperationCanceledException)
        {
            Abandon(sent);
            throw;
        }
    }

    private LinkBreaker BreakerOf(Connection? connection, RedisKey key)
        => connection is { IsCluster: true } ? _breakers[connection.Multiplexer.HashSlot(key) * SlotGroups / 16384] : _breakers[0];

    /// <summary>Nobody waits for the call any more; its fault must not be reported as unobserved.</summary>
    private static void Abandon(Task? sent) => sent?.ContinueWith(
        static task => _ = task.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);

    /// <summary>A connection and what is known of it.</summary>
    private sealed class Connection(IConnectionMultiplexer multiplexer)
    {
        public IConnectionMultiplexer Multiplexer { get; } = multiplexer;

        public IDatabase Database { get; } = multiplexer.GetDatabase();

        /// <summary>Whether it is known to be a cluster; learned when it answers.</summary>
        public bool IsCluster { get; private set; }

        /// <summary>Looks what kind of server it is.</summary>
        public void Learn() => IsCluster = Multiplexer.GetEndPoints().Any(address => Multiplexer.GetServer(address).ServerType == ServerType.Cluster);
    }
}
