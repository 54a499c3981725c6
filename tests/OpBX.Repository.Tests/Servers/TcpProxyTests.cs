using System.Net;
using System.Net.Sockets;
using System.Text;
using OpBX.TestServers;

namespace OpBX.Repository.Servers;

public sealed class TcpProxyTests : IAsyncDisposable, IAsyncLifetime
{
    private readonly Echo _server = new();
    private readonly CancellationTokenSource _limit = new(TimeSpan.FromMinutes(3));
    private readonly TcpProxy _proxy;

    public TcpProxyTests() => _proxy = new TcpProxy(_server.Port);

    public Task InitializeAsync() => Task.CompletedTask;

    Task IAsyncLifetime.DisposeAsync() => DisposeAsync().AsTask();

    public async ValueTask DisposeAsync()
    {
        await _proxy.DisposeAsync();
        await _server.DisposeAsync();
        _limit.Dispose();
    }

    [Fact]
    public async Task Proxy_without_a_fault_passes_bytes_both_ways_and_counts_connections()
    {
        using var first = await ConnectAsync();
        using var second = await ConnectAsync();
        (await AskAsync(first, "one")).Should().Be("one");
        (await AskAsync(second, "two")).Should().Be("two");
        _proxy.Accepted.Should().Be(2);
        _proxy.Open.Should().Be(2);
    }

    [Fact]
    public async Task Close_by_the_client_reaches_the_server_and_frees_the_connection()
    {
        using (var client = await ConnectAsync()) (await AskAsync(client, "x")).Should().Be("x");
        while (_proxy.Open > 0) await Task.Delay(5, _limit.Token);
        _proxy.Accepted.Should().Be(1);
    }

    [Fact]
    public async Task Silent_proxy_holds_everything_back_until_it_speaks()
    {
        using var client = await ConnectAsync();
        await AskAsync(client, "before");
        _proxy.IsSilent = true;
        Task<string> answer = AskAsync(client, "held");
        using var late = await ConnectAsync(); // accepted all the same
        answer.IsCompleted.Should().BeFalse();
        _server.Received.Should().NotContain("held");

        _proxy.IsSilent = false;
        (await answer).Should().Be("held");
        (await AskAsync(late, "late")).Should().Be("late");
    }

    [Fact]
    public async Task Delay_holds_answers_back_and_a_cut_ends_the_wait()
    {
        using var client = await ConnectAsync();
        _proxy.Delay = TimeSpan.FromHours(1);
        Task<string> answer = AskAsync(client, "slow");
        while (!_server.Received.Contains("slow", StringComparison.Ordinal)) await Task.Delay(5, _limit.Token);
        answer.IsCompleted.Should().BeFalse();

        _proxy.Cut();
        await answer.Awaiting(task => task).Should().ThrowAsync<SocketException>();
        _proxy.Delay = TimeSpan.Zero;
        using var next = await ConnectAsync();
        (await AskAsync(next, "again")).Should().Be("again");
    }

    [Fact]
    public async Task CutAfter_some_bytes_passes_these_and_resets_the_connection_once()
    {
        using var client = await ConnectAsync();
        await AskAsync(client, "12345");
        _proxy.CutAfter(3);
        await client.SendAsync("12345"u8.ToArray(), _limit.Token);
        var received = new StringBuilder();
        var buffer = new byte[10];
        Func<Task> read = async () =>
        {
            while (await client.ReceiveAsync(buffer, _limit.Token) is var count and > 0) received.Append(Encoding.ASCII.GetString(buffer, 0, count));
        };
        await read.Should().ThrowAsync<SocketException>();
        "123".Should().StartWith(received.ToString(), "a reset may overtake bytes, and nothing passes after them");

        using var next = await ConnectAsync();
        (await AskAsync(next, "1234567890")).Should().Be("1234567890");
    }

    [Fact]
    public async Task Refusing_proxy_keeps_open_connections_and_comes_back_on_its_port()
    {
        using var client = await ConnectAsync();
        await AskAsync(client, "before");
        int port = _proxy.Port;
        _proxy.IsRefusing = true;
        Func<Task> connect = async () => (await ConnectAsync()).Dispose();
        await connect.Should().ThrowAsync<SocketException>();
        (await AskAsync(client, "still")).Should().Be("still");

        _proxy.IsRefusing = false;
        _proxy.Port.Should().Be(port);
        using var next = await ConnectAsync();
        (await AskAsync(next, "back")).Should().Be("back");
    }

    [Fact]
    public async Task Proxy_of_a_server_that_is_gone_resets_its_clients()
    {
        await _server.DisposeAsync();
        Func<Task> ask = async () =>
        {
            using var client = await ConnectAsync(); // the reset may come while it connects
            await AskAsync(client, "x");
        };
        await ask.Should().ThrowAsync<SocketException>();
    }

    private async Task<Socket> ConnectAsync()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, _proxy.Port), _limit.Token);
        return socket;
    }

    private async Task<string> AskAsync(Socket socket, string text)
    {
        await socket.SendAsync(Encoding.ASCII.GetBytes(text), _limit.Token);
        var buffer = new byte[text.Length];
        for (int read = 0; read < buffer.Length;)
        {
            int count = await socket.ReceiveAsync(buffer.AsMemory(read), _limit.Token);
            if (count == 0) throw new SocketException((int)SocketError.ConnectionReset);
            read += count;
        }
        return Encoding.ASCII.GetString(buffer);
    }

    /// <summary>Sends back what it gets.</summary>
    private sealed class Echo : IAsyncDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly StringBuilder _received = new();
        private readonly Task _serving;

        public Echo()
        {
            _listener.Start();
            Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
            _serving = ServeAsync();
        }

        public int Port { get; }

        public string Received
        {
            get
            {
                lock (_received) return _received.ToString();
            }
        }

        public async ValueTask DisposeAsync()
        {
            _listener.Dispose();
            await _serving;
        }

        private async Task ServeAsync()
        {
            try
            {
                while (true) _ = EchoAsync(await _listener.AcceptSocketAsync());
            }
            catch (Exception end) when (end is SocketException or ObjectDisposedException or InvalidOperationException)
            {
                // disposed
            }
        }

        private async Task EchoAsync(Socket socket)
        {
            using Socket owned = socket;
            var buffer = new byte[1024];
            try
            {
                while (await socket.ReceiveAsync(buffer) is var count and > 0)
                {
                    lock (_received) _received.Append(Encoding.ASCII.GetString(buffer, 0, count));
                    await socket.SendAsync(buffer.AsMemory(0, count));
                }
            }
            catch (SocketException)
            {
                // cut
            }
        }
    }
}
