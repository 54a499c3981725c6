using OpBX.State.Redis.Tests.Servers;
using OpBX.TestServers;

namespace OpBX.State.Redis.Tests.State;

[Collection("failed-over")]
public sealed class FailoverTests(FailedOverServer server)
{
    [Fact]
    public async Task Fencing_tokens_grow_over_a_failover()
    {
        await using ILease? lease = await server.Node.State.Leases.TryAcquireAsync("job", TimeSpan.FromMinutes(1), CancellationToken.None);

        lease!.FencingToken.Should().BeGreaterThan(server.TokenBefore);
    }

    [Fact]
    public async Task The_one_server_that_the_sentinels_name_is_used_and_no_other()
    {
        var addresses = (await server.Node.Link.ConnectAsync(CancellationToken.None)).GetEndPoints();

        addresses.Should().ContainSingle();
    }
}

public sealed class OldMasterTests
{
    [Fact]
    public async Task An_old_master_that_comes_back_and_still_says_master_gets_no_writes()
    {
        await using RedisSentinelSet set = await RedisSentinelSet.StartAsync();
        string text = set.ConnectionString.Contains("serviceName", StringComparison.OrdinalIgnoreCase) ? set.ConnectionString : set.ConnectionString + ",serviceName=" + RedisSentinelSet.ServiceName;
        await using var node = new RedisNode(text, RedisNode.NewPrefix());
        await Wait.ForServiceAsync(node.State);
        ServerProcess old = await set.MasterAsync(CancellationToken.None);
        old.Suspend();
        ServerProcess now = await set.WaitForFailoverAsync(old, CancellationToken.None);
        await Wait.ForServiceAsync(node.State);
        old.Resume();

        for (int i = 0; i < 20; i++) await node.State.RecordCopies.EnqueueAsync(new RecordCopy("r" + i, new byte[10]), CancellationToken.None);

        (await node.State.RecordCopies.CountAsync(CancellationToken.None)).Should().Be(20);
        (await node.Link.ConnectAsync(CancellationToken.None)).GetEndPoints().Single().ToString().Should().EndWith(":" + now.Port);
    }
}
