using System.Net;
using Microsoft.Extensions.Logging;
using OpBX.Diagnostics;
using StackExchange.Redis;

namespace OpBX.State;

/// <summary>
/// Connections to the one server that the sentinels name. The client is never given both data nodes: a master that comes back
/// says for some seconds that it still is one, and what is written to it is lost.
/// </summary>
internal sealed class SentinelConnector : IRedisConnector
{
    private static readonly TimeSpan AskWait = TimeSpan.FromSeconds(1);

    private readonly ConfigurationOptions _data;
    private readonly string _service;
    private readonly string? _password;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly Dictionary<EndPoint, ConnectionMultiplexer> _sentinels = [];
    private string? _told;

    public SentinelConnector(ConfigurationOptions options, string? sentinelPassword, TimeProvider time, ILogger logger)
    {
        _service = options.ServiceName ?? throw new ArgumentException("The options name no service.", nameof(options));
        _password = sentinelPassword;
        _time = time;
        _logger = logger;
        _data = options.Clone();
        _data.ServiceName = null!;
        Sentinels = [.. options.EndPoints];
    }

    public bool OwnsConnections => true;

    public event Action? Moved;

    private List<EndPoint> Sentinels { get; }

    public async Task<IConnectionMultiplexer> ConnectAsync()
    {
        EndPoint master = await FindMasterAsync().ConfigureAwait(false);
        ConfigurationOptions options = _data.Clone();
        options.EndPoints.Clear();
        options.EndPoints.Add(master);
        RedisLog.MasterFound(_logger, _service, Text(master));
        return await ConnectionMultiplexer.ConnectAsync(options).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        await _gate.WaitAsync().ConfigureAwait(false);
        foreach (ConnectionMultiplexer sentinel in _sentinels.Values) await RedisLink.CloseAsync(sentinel).ConfigureAwait(false);
        _sentinels.Clear();
        _gate.Release();
        _gate.Dispose();
    }

    private async Task<EndPoint> FindMasterAsync()
    {
        // Each sentinel is watched on a connection of its own: any one of them may be the one that tells of the move.
        await _gate.WaitAsync().ConfigureAwait(false);
        try
        {
            await Task.WhenAll(Sentinels.Select(WatchAsync)).ConfigureAwait(false);
            EndPoint?[] answers = await Task.WhenAll(_sentinels.Select(sentinel => AskAsync(sentinel.Key, sentinel.Value))).ConfigureAwait(false);
            // For a moment after a failover some sentinels still name the old master. What was told counts if one of them says so too; else most voices.
            if (_told is { } told && answers.OfType<EndPoint>().FirstOrDefault(address => Text(address) == told) is { } moved) return moved;
            return answers.OfType<EndPoint>().GroupBy(static address => address).OrderByDescending(static group => group.Count()).FirstOrDefault()?.Key
                ?? throw new OpBXStateException("No sentinel names a master.");
        }
        finally
        {
            _gate.Release();
        }
    }

    private async Task WatchAsync(EndPoint sentinel)
    {
        lock (_sentinels)
        {
            if (_sentinels.ContainsKey(sentinel)) return;
        }
        var options = new ConfigurationOptions
        {
            CommandMap = CommandMap.Sentinel,
            TieBreaker = "",
            AbortOnConnectFail = false,
            ConnectTimeout = 1000,
            SyncTimeout = 1000,
            ConnectRetry = 1,
            KeepAlive = 5,
            Ssl = _data.Ssl,
            SslHost = _data.SslHost,
            Password = _password!,
        };
        options.EndPoints.Add(sentinel);
        ConnectionMultiplexer connection = await ConnectionMultiplexer.ConnectAsync(options).ConfigureAwait(false);
        lock (_sentinels) _sentinels[sentinel] = connection;
        try
        {
            Task subscribing = connection.GetSubscriber().SubscribeAsync(
                new RedisChannel("+switch-master", RedisChannel.PatternMode.Literal),
                (_, message) => Tell((string?)message ?? ""),
                CommandFlags.None);
            await subscribing.WaitAsync(AskWait, _time).ConfigureAwait(false);
        }
        catch (Exception exception) when (LinkFaults.IsLinkFault(exception))
        {
            // The subscription becomes active when the sentinel can be reached.
        }
    }

    /// <summary>A sentinel says: service, old address and port, new address and port. Every sentinel says so, one after the other.</summary>
    private void Tell(string message)
    {
        string[] words = message.Split(' ');
        if (words.Length < 5 || words[0] != _service) return;
        string address = words[3] + ":" + words[4];
        if (Interlocked.Exchange(ref _told, address) != address) Moved?.Invoke();
    }

    private async Task<EndPoint?> AskAsync(EndPoint sentinel, ConnectionMultiplexer connection)
    {
        try
        {
            Task<EndPoint> asking = Ask(connection.GetServer(sentinel));
            return await asking.WaitAsync(AskWait, _time).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is RedisException || LinkFaults.IsLinkFault(exception))
        {
            return null;
        }

        async Task<EndPoint> Ask(IServer server) => (await server.SentinelGetMasterAddressByNameAsync(_service).ConfigureAwait(false))!;
    }

    private static string Text(EndPoint address) => address.ToString() ?? "";
}
