using OpBX.Diagnostics;
using StackExchange.Redis;

namespace OpBX.State;

/// <summary>How the link gets its connection, sees that it lives, and replaces it.</summary>
internal sealed partial class RedisLink
{
    /// <summary>How long a new connection may take to prove that it works.</summary>
    private static readonly TimeSpan ProofLimit = TimeSpan.FromMilliseconds(500);

    /// <summary>How long a new connection may take to come up; clients have limits of their own, which differ.</summary>
    private static readonly TimeSpan BuildLimit = TimeSpan.FromSeconds(4);

    /// <summary>The rest between two attempts to make a connection.</summary>
    private static readonly TimeSpan BuildRest = TimeSpan.FromMilliseconds(500);

    private readonly Lock _gate = new();
    private Task<Connection>? _first;
    private Task<Connection?>? _building;
    private long _builtAt;
    private int _isDisposed;

    /// <summary>The connection in use, or the first one as soon as it is made; whether it is up is another matter.</summary>
    public async Task<IConnectionMultiplexer> ConnectAsync(CancellationToken cancellationToken)
        => (_current ?? await FirstAsync().WaitAsync(cancellationToken).ConfigureAwait(false)).Multiplexer;

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0) return;
        await _stopping.CancelAsync().ConfigureAwait(false);
        Connection? last;
        lock (_gate)
        {
            last = _current;
            _current = null;
        }
        if (last is not null && _connector.OwnsConnections) await CloseAsync(last.Multiplexer).ConfigureAwait(false);
        await _connector.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>For containers that are not disposed asynchronously: the connections close in the background.</summary>
    public void Dispose() => _ = DisposeAsync().AsTask();

    /// <summary>Closes without waiting for commands that are under way.</summary>
    public static async Task CloseAsync(IConnectionMultiplexer multiplexer)
    {
#pragma warning disable CA1031 // It is thrown away; however badly it ends, it ends.
        try
        {
            await multiplexer.CloseAsync(false).ConfigureAwait(false);
            // The older client's interface is not disposable, its class is.
            (multiplexer as ConnectionMultiplexer)?.Dispose();
        }
        catch (Exception)
        {
        }
#pragma warning restore CA1031
    }

    private Task<Connection> FirstAsync()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_stopping.IsCancellationRequested, this);
            if (_current is { } current) return Task.FromResult(current);
            // An attempt that failed is followed by another; the breaker sees to it that there are not too many.
            if (_first is null or { IsFaulted: true } or { IsCanceled: true })
            {
                _first = Task.Run(MakeFirstAsync);
                Abandon(_first);
            }
            return _first;
        }
    }

    private async Task<Connection> MakeFirstAsync()
    {
        var connection = await MakeAsync().ConfigureAwait(false);
        Use(connection);
        return connection;
    }

    private async Task<Connection> MakeAsync()
    {
        IConnectionMultiplexer multiplexer = await _connector.ConnectAsync().ConfigureAwait(false);
        var connection = new Connection(multiplexer);
        connection.Learn();
        return connection;
    }

    /// <summary>Makes a connection the one in use, and lets the one before go.</summary>
    private void Use(Connection connection)
    {
        Connection? before;
        bool isStopping;
        lock (_gate)
        {
            isStopping = _stopping.IsCancellationRequested;
            before = isStopping ? connection : _current;
            if (!isStopping) _current = connection;
        }
        if (before is null || !_connector.OwnsConnections) return;
        if (!isStopping) RedisLog.Rebuilt(_logger);
        _ = CloseAsync(before.Multiplexer);
    }

    /// <summary>Tries Redis in the background until it serves again; makes a new connection when the old one stays dead.</summary>
    /// <param name="breaker">What opened.</param>
    /// <param name="key">A key whose node did not answer.</param>
    private async Task RecoverAsync(LinkBreaker breaker, RedisKey key)
    {
        await Task.Yield();
        RedisLog.Down(_logger);
        _metrics.Opened();
        RedisKey probe = _keys.Probe(key);
        while (!_stopping.IsCancellationRequested)
        {
            Connection? current = _current;
            if (current is not null && await ServesAsync(current, probe, _options.CallTimeout).ConfigureAwait(false)) break;
            if ((_connector.OwnsConnections || current is null) && breaker.FailingFor >= _options.RebuildAfter) _ = StartBuilding(probe);
            try
            {
                await Task.Delay(_options.ProbeInterval, _time, _stopping.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
        breaker.Close();
        RedisLog.Back(_logger);
    }

    private async Task<bool> ServesAsync(Connection connection, RedisKey probe, TimeSpan limit)
    {
        Task? sent = null;
#pragma warning disable CA1031 // A probe asks whether it works; any exception is a no.
        try
        {
            // A write, because a master that became a replica still answers reads.
            sent = connection.Database.StringSetAsync(probe, 1, TimeSpan.FromMinutes(1), When.Always, CommandFlags.None);
            await sent.WaitAsync(limit, _time, _stopping.Token).ConfigureAwait(false);
            connection.Learn();
            await Task.Yield();
            return true;
        }
        catch (Exception)
        {
            Abandon(sent);
            await Task.Yield();
            return false;
        }
#pragma warning restore CA1031
    }

    /// <summary>One attempt at a time, and a rest between two; the old connection is tried on meanwhile.</summary>
    private Task<Connection?> StartBuilding(RedisKey probe)
    {
        lock (_gate)
        {
            if (_building is { } running && (!running.IsCompleted || _time.GetElapsedTime(_builtAt) < BuildRest)) return running;
            return _building = Task.Run(() => BuildAsync(probe));
        }
    }

    private async Task<Connection?> BuildAsync(RedisKey probe)
    {
        Task<Connection>? making = null;
#pragma warning disable CA1031 // Whatever fails, the next attempt may succeed.
        try
        {
            making = MakeAsync();
            Connection made = await making.WaitAsync(BuildLimit, _time, _stopping.Token).ConfigureAwait(false);
            making = null;
            if (await ServesAsync(made, probe, ProofLimit).ConfigureAwait(false))
            {
                Use(made);
                return made;
            }
            if (_connector.OwnsConnections) await CloseAsync(made.Multiplexer).ConfigureAwait(false);
            return null;
        }
        catch (Exception exception)
        {
            RedisLog.NotRebuilt(_logger, exception);
            if (_connector.OwnsConnections) _ = making?.ContinueWith(static late => CloseLateAsync(late), TaskScheduler.Default);
            return null;
        }
        finally
        {
            lock (_gate) _builtAt = _time.GetTimestamp();
        }
#pragma warning restore CA1031
    }

    private static async Task CloseLateAsync(Task<Connection> late)
    {
#pragma warning disable CA1031 // Nobody waits for it any more.
        try
        {
            await CloseAsync((await late.ConfigureAwait(false)).Multiplexer).ConfigureAwait(false);
        }
        catch (Exception)
        {
        }
#pragma warning restore CA1031
    }

    /// <summary>The data moved: makes a connection to where they are, trying for a while, since the new place may not be ready.</summary>
    private async Task RebuildNowAsync()
    {
        const int attempts = 20;
        RedisLog.Moved(_logger);
        RedisKey probe = _keys.Probe(_keys.NoticeSequence);
        Task<Connection?>? before = _building;
        for (int i = 0; i < attempts && !_stopping.IsCancellationRequested; i++)
        {
            Task<Connection?> building = StartBuilding(probe);
            // What was begun before the move may have found the old place.
            if (await building.ConfigureAwait(false) is not null && building != before) return;
            await Task.Delay(BuildRest, _time, CancellationToken.None).ConfigureAwait(false);
        }
    }
}
