using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace OpBX.TestServers;

/// <summary>
/// Stands between a client and a server on 127.0.0.1 and spoils what passes: delays it, cuts it, goes silent, refuses.
/// Every setting holds at once, for open connections too, and may change at any time.
/// </summary>
public sealed class TcpProxy : IAsyncDisposable
{
    private readonly IPEndPoint _target;
    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentDictionary<Link, Task> _links = new();
    private readonly Lock _gate = new();
    private TcpListener? _listener;
    private Task _accepting = Task.CompletedTask;
    private TaskCompletionSource _speaks = NewSignal(done: true);
    private long _delayTicks;
    private long _remaining = long.MaxValue;
    private int _accepted;

    /// <summary>Listens on a free port for connections to a port of 127.0.0.1.</summary>
    public TcpProxy(int targetPort)
    {
        _target = new IPEndPoint(IPAddress.Loopback, targetPort);
        Listen(0);
    }

    /// <summary>The port that clients connect to.</summary>
    public int Port { get; private set; }

    /// <summary>How many connections were accepted since the start.</summary>
    public int Accepted => Volatile.Read(ref _accepted);

    /// <summary>How many connections are open.</summary>
    public int Open => _links.Count;

    /// <summary>How long everything that the server sends is held back; zero at first.</summary>
    public TimeSpan Delay
    {
        get => TimeSpan.FromTicks(Volatile.Read(ref _delayTicks));
        set => Volatile.Write(ref _delayTicks, value.Ticks);
    }

    /// <summary>Holds everything back, both ways: connections are accepted and stay open, nothing answers. What was held back passes later.</summary>
    public bool IsSilent
    {
        get => !Volatile.Read(ref _speaks).Task.IsCompleted;
        set
        {
            lock (_gate)
            {
                if (value == IsSilent) return;
                if (value) Volatile.Write(ref _speaks, NewSignal(done: false));
                else _speaks.SetResult();
            }
        }
    }

    /// <summary>Refuses new connections; open ones stay. On its return to false the port is the same.</summary>
    public bool IsRefusing
    {
        get => Volatile.Read(ref _listener) is null;
        set
        {
            lock (_gate)
            {
                if (value == IsRefusing) return;
                if (!value) Listen(Port);
                else
                {
                    _listener!.Dispose();
                    Volatile.Write(ref _listener, null);
                }
            }
        }
    }

    /// <summary>Cuts every open connection now, with a reset. New ones are served.</summary>
    public void Cut()
    {
        foreach (Link link in _links.Keys) link.Reset();
    }

    /// <summary>Cuts a connection in the middle: the one that brings the bytes from the server over this number from now on. Once.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A negative number.</exception>
    public void CutAfter(long bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        Interlocked.Exchange(ref _remaining, bytes);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        IsRefusing = true;
        await _end.CancelAsync().ConfigureAwait(false);
        await _accepting.ConfigureAwait(false);
        Cut();
        await Task.WhenAll(_links.Values).ConfigureAwait(false);
        _end.Dispose();
    }

    private static TaskCompletionSource NewSignal(bool done)
    {
        var signal = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (done) signal.SetResult();
        return signal;
    }

    private void Listen(int port)
    {
        var listener = new TcpListener(IPAddress.Loopback, port);
        listener.Start();
        Port = ((IPEndPoint)listener.LocalEndpoint).Port;
        Volatile.Write(ref _listener, listener);
        _accepting = Task.WhenAll(_accepting, AcceptAsync(listener));
    }

    private async Task AcceptAsync(TcpListener listener)
    {
        while (true)
        {
            Socket client;
            try
            {
                client = await listener.AcceptSocketAsync(_end.Token).ConfigureAwait(false);
            }
            catch (Exception end) when (end is OperationCanceledException or SocketException or ObjectDisposedException or InvalidOperationException)
            {
                return;
            }
            var link = new Link(client);
            var added = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _links[link] = ServeAsync(link, added.Task);
            Interlocked.Increment(ref _accepted);
            added.SetResult();
        }
    }

    private async Task ServeAsync(Link link, Task added)
    {
        await added.ConfigureAwait(false);
        try
        {
            await link.Server.ConnectAsync(_target, _end.Token).ConfigureAwait(false);
            await Task.WhenAll(
                PumpAsync(link, link.Client, link.Server, isAnswer: false),
                PumpAsync(link, link.Server, link.Client, isAnswer: true)).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            link.Reset(); // the server refuses, or somebody cut the connection: the client sees the same
        }
        finally
        {
            link.Dispose();
            _links.TryRemove(link, out _);
        }
    }

    private async Task PumpAsync(Link link, Socket from, Socket to, bool isAnswer)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            while (true)
            {
                int read = await from.ReceiveAsync(buffer, SocketFlags.None, _end.Token).ConfigureAwait(false);
                if (isAnswer && Delay is { Ticks: > 0 } delay) await Task.Delay(delay, link.Ended).ConfigureAwait(false);
                await Volatile.Read(ref _speaks).Task.WaitAsync(link.Ended).ConfigureAwait(false);
                if (read == 0)
                {
                    to.Shutdown(SocketShutdown.Send);
                    return;
                }
                int allowed = isAnswer ? Allowed(read) : read;
                for (int sent = 0; sent < allowed;)
                    sent += await to.SendAsync(buffer.AsMemory(sent, allowed - sent), SocketFlags.None, _end.Token).ConfigureAwait(false);
                if (allowed == read) continue;
                link.Reset();
                return;
            }
        }
        catch
        {
            link.Reset(); // the other direction ends too
            throw;
        }
    }

    /// <summary>How many of the bytes may pass before the cut; the cut happens once.</summary>
    private int Allowed(int bytes)
    {
        while (true)
        {
            long remaining = Interlocked.Read(ref _remaining);
            if (remaining == long.MaxValue) return bytes;
            long after = remaining >= bytes ? remaining - bytes : long.MaxValue;
            if (Interlocked.CompareExchange(ref _remaining, after, remaining) == remaining) return (int)Math.Min(remaining, bytes);
        }
    }

    private sealed class Link(Socket client) : IDisposable
    {
        private readonly CancellationTokenSource _ended = new();

        public Socket Client { get; } = Prepared(client);

        public Socket Server { get; } = Prepared(new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp));

        public CancellationToken Ended => _ended.Token;

        /// <summary>Ends both connections so that either side sees a reset.</summary>
        public void Reset()
        {
            foreach (Socket socket in (Socket[])[Client, Server])
            {
                try
                {
                    socket.LingerState = new LingerOption(true, 0);
                }
                catch (Exception fault) when (fault is SocketException or ObjectDisposedException)
                {
                    // closed already
                }
            }
            Dispose();
        }

        public void Dispose()
        {
            _ended.Cancel();
            Client.Dispose();
            Server.Dispose();
        }

        private static Socket Prepared(Socket socket)
        {
            socket.NoDelay = true;
            return socket;
        }
    }
}
