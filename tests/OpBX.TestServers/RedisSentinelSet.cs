using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace OpBX.TestServers;

/// <summary>
/// A Redis master, its replica and three sentinels of a test's own. The master counts as down after 2 s; two sentinels
/// decide. <see cref="PrivateServer.ConnectionString"/> has the sentinels.
/// </summary>
public sealed class RedisSentinelSet : PrivateServer
{
    /// <summary>The name by which the sentinels know the master.</summary>
    public const string ServiceName = "opbx";

    private RedisSentinelSet()
        : base("redis-sentinel.sh", small: false)
    {
    }

    /// <summary>The two servers that hold data; at first the first one is the master.</summary>
    public IReadOnlyList<ServerProcess> Data => [.. Processes.Where(process => process.Role.StartsWith("data", StringComparison.Ordinal))];

    /// <summary>The three sentinels.</summary>
    public IReadOnlyList<ServerProcess> Sentinels => [.. Processes.Where(process => process.Role.StartsWith("sentinel", StringComparison.Ordinal))];

    /// <summary>Starts the set and returns when the sentinels know each other, the master and a replica that is in step.</summary>
    /// <exception cref="InvalidOperationException">The set cannot be had; the message says why.</exception>
    public static async Task<RedisSentinelSet> StartAsync()
    {
        var started = new RedisSentinelSet();
        await started.LaunchAsync().ConfigureAwait(false);
        return started;
    }

    /// <summary>The server that the sentinels call the master: the answer of the first sentinel that gives one.</summary>
    /// <exception cref="InvalidOperationException">No sentinel answers.</exception>
    public async Task<ServerProcess> MasterAsync(CancellationToken cancellationToken)
    {
        foreach (ServerProcess sentinel in Sentinels.Where(sentinel => sentinel.IsAlive))
        {
            if (await AskAsync(sentinel.Port, cancellationToken).ConfigureAwait(false) is { } port)
                return Data.Single(server => server.Port == port);
        }
        throw new InvalidOperationException("No sentinel answers.");
    }

    /// <summary>
    /// Waits until every living sentinel names another master than this server, which is 3 to 5 s after it was suspended or killed.
    /// </summary>
    /// <exception cref="OperationCanceledException">The token ended the wait.</exception>
    public async Task<ServerProcess> WaitForFailoverAsync(ServerProcess from, CancellationToken cancellationToken)
    {
        while (true)
        {
            var named = new HashSet<int?>();
            foreach (ServerProcess sentinel in Sentinels.Where(sentinel => sentinel.IsAlive))
                named.Add(await AskAsync(sentinel.Port, cancellationToken).ConfigureAwait(false));
            if (named.Count == 1 && named.Single() is { } port && port != from.Port) return Data.Single(server => server.Port == port);
            await Task.Delay(50, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The master's port as one sentinel knows it; null when it does not answer.</summary>
    private static async Task<int?> AskAsync(int sentinel, CancellationToken cancellationToken)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, sentinel, cancellationToken).ConfigureAwait(false);
            NetworkStream stream = client.GetStream();
            await using (stream.ConfigureAwait(false))
            {
                await stream.WriteAsync("SENTINEL get-master-addr-by-name opbx\r\n"u8.ToArray(), cancellationToken).ConfigureAwait(false);
                using var reader = new StreamReader(stream);
                // *2, the length and the text of the host, the length and the text of the port
                string? line = null;
                for (int i = 0; i < 5; i++) line = await reader.ReadLineAsync(cancellationToken).ConfigureAwait(false);
                return int.TryParse(line, NumberStyles.None, CultureInfo.InvariantCulture, out int port) ? port : null;
            }
        }
        catch (Exception fault) when (fault is IOException or SocketException)
        {
            return null;
        }
    }
}
