using System.Diagnostics;
using OpBX.Outbound;
using OpBX.State.Redis.Tests.Servers;
using OpBX.TestServers;
using StackExchange.Redis;
using Xunit.Abstractions;

namespace OpBX.State.Redis.Tests.State;

/// <summary>Redis stops, dies, forgets, slows down (rule F2). Times are printed; what is asserted is who asks and who does not.</summary>
public sealed class LinkFaultTests(ITestOutputHelper output) : IAsyncLifetime
{
    private PrivateRedis _server = null!;

    public async Task InitializeAsync() => _server = await PrivateRedis.StartAsync();

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task A_stopped_server_costs_one_call_its_limit_and_the_others_nothing()
    {
        await using RedisNode node = Node(_server.ConnectionString);
        await Wait.ForServiceAsync(node.State);
        _server.Suspend();

        await MeasureOutageAsync(node, "SIGSTOP");
        _server.Resume();

        await Wait.ForServiceAsync(node.State);
        node.Link.IsResting.Should().BeFalse();
    }

    [Fact]
    public async Task A_server_that_was_stopped_does_not_count_a_call_twice_that_was_sent_before_and_asked_again()
    {
        await using var node = new RedisNode(_server.ConnectionString, RedisNode.NewPrefix());
        await node.State.Admission.AdmitAsync(Ask.Admission("s0", concurrent: 2), CancellationToken.None);
        _server.Suspend();
        Func<Task> asking = async () => await node.State.Admission.AdmitAsync(Ask.Admission("s1", concurrent: 2), CancellationToken.None);
        await asking.Should().ThrowAsync<OpBXStateException>();
        _server.Resume();
        await Wait.ForServiceAsync(node.State);

        AdmissionAnswer again = await node.State.Admission.AdmitAsync(Ask.Admission("s1", concurrent: 2), CancellationToken.None);
        AdmissionAnswer third = await node.State.Admission.AdmitAsync(Ask.Admission("s2", concurrent: 2), CancellationToken.None);

        again.Verdict.Should().Be(AdmissionVerdict.Admitted);
        third.Verdict.Should().Be(AdmissionVerdict.Refused);
    }

    [Fact]
    public async Task A_killed_server_is_not_waited_for_and_is_used_again_when_it_is_back()
    {
        await using RedisNode node = Node(_server.ConnectionString);
        await Wait.ForServiceAsync(node.State);
        await _server.KillAsync();

        await MeasureOutageAsync(node, "SIGKILL");
        await _server.RestartAsync();

        await Wait.ForServiceAsync(node.State);
    }

    [Fact]
    public async Task A_node_that_starts_while_the_server_is_down_finds_it_later()
    {
        string text = _server.ConnectionString;
        await _server.KillAsync();
        await using RedisNode node = Node(text);
        await MeasureOutageAsync(node, "down from the start");
        await _server.RestartAsync();

        await Wait.ForServiceAsync(node.State);
    }

    [Fact]
    public async Task Scripts_are_sent_again_when_the_server_forgot_them()
    {
        await using RedisNode node = Node(_server.ConnectionString);
        await node.State.Rotation.NextAsync(Ask.Turn("s0"), CancellationToken.None);
        IConnectionMultiplexer connection = await node.Link.ConnectAsync(CancellationToken.None);
        await connection.GetDatabase().ExecuteAsync("SCRIPT", (ICollection<object>)new object[] { "FLUSH" }, CommandFlags.None);

        long[] turns = await Task.WhenAll(Enumerable.Range(1, 20).Select(i => node.State.Rotation.NextAsync(Ask.Turn("s" + i), CancellationToken.None).AsTask()));

        turns.Should().HaveCount(20);
        node.Link.IsResting.Should().BeFalse();
    }

    [Fact]
    public async Task A_silent_link_is_not_waited_for_and_serves_when_it_speaks()
    {
        await using var proxy = new TcpProxy(_server.Process.Port);
        await using RedisNode node = Node("127.0.0.1:" + proxy.Port);
        await Wait.ForServiceAsync(node.State);
        proxy.IsSilent = true;

        await MeasureOutageAsync(node, "silent link");
        proxy.IsSilent = false;

        await Wait.ForServiceAsync(node.State);
    }

    [Fact]
    public async Task A_slow_link_is_given_up_and_serves_when_it_is_quick_again()
    {
        await using var proxy = new TcpProxy(_server.Process.Port);
        await using RedisNode node = Node("127.0.0.1:" + proxy.Port);
        await Wait.ForServiceAsync(node.State);
        proxy.Delay = TimeSpan.FromSeconds(2);

        await MeasureOutageAsync(node, "link 2 s late");
        proxy.Delay = TimeSpan.Zero;

        await Wait.ForServiceAsync(node.State);
    }

    [Fact]
    public async Task A_cut_link_is_made_anew()
    {
        await using var proxy = new TcpProxy(_server.Process.Port);
        await using RedisNode node = Node("127.0.0.1:" + proxy.Port);
        await Wait.ForServiceAsync(node.State);
        int accepted = proxy.Accepted;
        for (int i = 0; i < 3; i++)
        {
            proxy.Cut();
            await Wait.ForServiceAsync(node.State);
        }

        proxy.Accepted.Should().BeGreaterThan(accepted);
    }

    [Fact]
    public async Task A_connection_that_is_dead_for_ever_is_replaced()
    {
        await using var dead = new TcpProxy(_server.Process.Port);
        var connector = new MovingConnector("127.0.0.1:" + dead.Port);
        await using var node = new RedisNode(connector, RedisNode.NewPrefix(), configure: Quick);
        await Wait.ForServiceAsync(node.State);
        IConnectionMultiplexer before = node.Link.Multiplexer!;
        dead.IsSilent = true;
        connector.Address = _server.ConnectionString;

        await Wait.ForAsync("a new connection", async () =>
        {
            await IgnoreAsync(node);
            return !ReferenceEquals(node.Link.Multiplexer, before);
        });
        await Wait.ForServiceAsync(node.State);
        before.IsConnected.Should().BeFalse("the old one is closed");
    }

    [Fact]
    public async Task A_connection_of_the_host_is_neither_replaced_nor_disposed()
    {
        ConnectionMultiplexer own = await ConnectionMultiplexer.ConnectAsync(RedisConfiguration.Parse(_server.ConnectionString));
        await using (var node = new RedisNode(new HostConnector(() => own), RedisNode.NewPrefix(), configure: Quick))
        {
            await Wait.ForServiceAsync(node.State);
            await _server.KillAsync();
            await MeasureOutageAsync(node, "the host's connection");
            await _server.RestartAsync();
            await Wait.ForServiceAsync(node.State);
            node.Link.Multiplexer.Should().BeSameAs(own);
        }

        (await own.GetDatabase().PingAsync()).Should().BePositive();
        own.Dispose();
    }

    [Fact]
    public async Task A_master_that_became_a_replica_is_left()
    {
        await using PrivateRedis other = await PrivateRedis.StartAsync();
        var connector = new MovingConnector(_server.ConnectionString);
        await using var node = new RedisNode(connector, RedisNode.NewPrefix(), configure: Quick);
        await Wait.ForServiceAsync(node.State);
        await node.Link.Multiplexer!.GetDatabase().ExecuteAsync("REPLICAOF", (ICollection<object>)new object[] { "127.0.0.1", other.Process.Port }, CommandFlags.None);
        connector.Address = other.ConnectionString;

        await Wait.ForAsync("the other server is used", async () =>
        {
            await IgnoreAsync(node);
            return node.Link.Multiplexer!.GetEndPoints()[0].ToString()!.EndsWith(":" + other.Process.Port, StringComparison.Ordinal) && !node.Link.IsResting;
        });
        await Wait.ForServiceAsync(node.State);
    }

    [Fact]
    public async Task Notices_are_heard_again_after_a_restart_and_say_that_some_may_have_been_missed()
    {
        await using var node = new RedisNode(_server.ConnectionString, RedisNode.NewPrefix());
        await using IAsyncEnumerator<ConfigurationNotice> listener = node.State.Notices.ListenAsync(CancellationToken.None).GetAsyncEnumerator();
        (await NextAsync(listener)).IsMissed.Should().BeTrue();
        await _server.KillAsync();
        await _server.RestartAsync();

        (await NextAsync(listener)).IsMissed.Should().BeTrue();
        await Wait.ForServiceAsync(node.State);
        // The subscription may come back a moment after the calls: the notice is repeated until it is heard.
        Task<ConfigurationNotice> hearing = HearAsync();
        await Wait.ForAsync("the notice is heard", async () =>
        {
            await IgnoreAsync(node, state => state.Notices.PublishAsync(Ask.Tenant, 5, CancellationToken.None));
            return hearing.IsCompleted;
        });
        (await hearing).Should().Be(new ConfigurationNotice(Ask.Tenant, 5));

        async Task<ConfigurationNotice> HearAsync()
        {
            while (true)
            {
                ConfigurationNotice notice = await NextAsync(listener);
                if (!notice.IsMissed) return notice;
            }
        }
    }

    [Fact]
    public async Task A_lease_that_cannot_be_renewed_is_lost_before_another_can_have_it()
    {
        await using var node = new RedisNode(_server.ConnectionString, RedisNode.NewPrefix());
        await using ILease? lease = await node.State.Leases.TryAcquireAsync("job", TimeSpan.FromSeconds(1), CancellationToken.None);
        _server.Suspend();

        await Wait.ForAsync("the lease is lost", () => lease!.Lost.IsCancellationRequested);
        _server.Resume();
        await Wait.ForServiceAsync(node.State);
        await using ILease? next = await TakeAsync(node);
        next!.FencingToken.Should().BeGreaterThan(lease!.FencingToken);
    }

    [Fact]
    public async Task A_lease_that_another_took_is_lost()
    {
        await using var node = new RedisNode(_server.ConnectionString, RedisNode.NewPrefix());
        await using ILease? lease = await node.State.Leases.TryAcquireAsync("job", TimeSpan.FromSeconds(1), CancellationToken.None);
        await node.Link.Multiplexer!.GetDatabase().KeyDeleteAsync(node.Keys.Lease("job"), CommandFlags.None);

        await Wait.ForAsync("the lease is lost", () => lease!.Lost.IsCancellationRequested);
    }

    /// <summary>Asks 200 times while nothing answers, and sees that one call waits and the others do not even ask.</summary>
    private async Task MeasureOutageAsync(RedisNode node, string fault)
    {
        var times = new List<double>();
        int waited = 0, resting = 0;
        for (int i = 0; i < 200; i++)
        {
            bool isResting = node.Link.IsResting;
            long started = Stopwatch.GetTimestamp();
            Func<Task> asking = async () => await node.State.Rotation.NextAsync(Ask.Turn("s"), CancellationToken.None);
            await asking.Should().ThrowAsync<OpBXStateException>();
            times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            if (isResting) resting++;
            else waited++;
        }
        output.WriteLine($"{fault}: first call {times[0]:F1} ms, {waited} call(s) before the breaker opened, then median {times.Skip(waited).Order().ElementAt(resting / 2):F2} ms, longest {times.Skip(waited).Max():F2} ms");
        // A link that reports its own death at once may be asked five times; one that is silent is asked once.
        waited.Should().BeInRange(1, 5);
        resting.Should().Be(200 - waited);
    }

    private static async Task<ILease?> TakeAsync(RedisNode node)
    {
        ILease? lease = null;
        await Wait.ForAsync("the lease is free", async () => (lease = await node.State.Leases.TryAcquireAsync("job", TimeSpan.FromMinutes(1), CancellationToken.None)) is not null);
        return lease;
    }

    private static Task IgnoreAsync(RedisNode node) => IgnoreAsync(node, static async state => await state.Rotation.NextAsync(Ask.Turn(null), CancellationToken.None));

    private static async Task IgnoreAsync(RedisNode node, Func<IOpBXState, ValueTask> ask)
    {
        try
        {
            await ask(node.State);
        }
        catch (OpBXStateException)
        {
            // The fault is there on purpose.
        }
    }

    private static async Task<ConfigurationNotice> NextAsync(IAsyncEnumerator<ConfigurationNotice> listener)
    {
        await listener.MoveNextAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(60));
        return listener.Current;
    }

    /// <summary>The limits that a host has.</summary>
    private static void Quick(RedisStateOptions options) => options.CallTimeout = new RedisStateOptions().CallTimeout;

    private static RedisNode Node(string connectionString) => new(connectionString, RedisNode.NewPrefix(), configure: Quick);

    /// <summary>Connects to an address that changes, as a name that is resolved anew would.</summary>
    private sealed class MovingConnector(string address) : IRedisConnector
    {
        public string Address { get; set; } = address;

        public bool OwnsConnections => true;

        public event Action? Moved
        {
            add { }
            remove { }
        }

        public async Task<IConnectionMultiplexer> ConnectAsync() => await ConnectionMultiplexer.ConnectAsync(RedisConfiguration.Parse(Address + ",allowAdmin=true"));

        public ValueTask DisposeAsync() => default;
    }
}
