using System.Data.Common;
using System.Net;
using System.Net.Sockets;
using OpBX.TestServers;

namespace OpBX.Repository.Servers;

public sealed class PrivateServerTests : IDisposable
{
    private readonly CancellationTokenSource _limit = new(TimeSpan.FromMinutes(3));

    public void Dispose() => _limit.Dispose();

    [Theory]
    [MemberData(nameof(TestServer.Rows), MemberType = typeof(TestServer))]
    public async Task Database_server_that_is_killed_and_restarted_has_what_was_committed(DatabaseServer kind)
    {
        ServerProcess process;
        await using (PrivateMySql server = await PrivateMySql.StartAsync(kind))
        {
            process = server.Process;
            int id = process.Id, port = process.Port;
            (await ScalarAsync(server, "SELECT VERSION()")).ToString()!.Contains("MariaDB", StringComparison.Ordinal).Should().Be(kind == DatabaseServer.MariaDb);
            await ScalarAsync(server, "CREATE DATABASE kept");
            await ScalarAsync(server, "CREATE TABLE kept.t (id INT PRIMARY KEY)");
            await ScalarAsync(server, "INSERT INTO kept.t VALUES (7)");

            await server.KillAsync();
            process.IsAlive.Should().BeFalse();
            Func<Task> open = () => ScalarAsync(server, "SELECT 1");
            await open.Should().ThrowAsync<Exception>();

            await server.RestartAsync();
            process.Id.Should().NotBe(id);
            process.Port.Should().Be(port);
            Convert.ToInt32(await ScalarAsync(server, "SELECT id FROM kept.t"), null).Should().Be(7);
        }
        process.IsAlive.Should().BeFalse();
    }

    [Fact]
    public async Task Redis_that_is_suspended_answers_when_it_is_resumed()
    {
        await using PrivateRedis redis = await PrivateRedis.StartAsync();
        using TcpClient client = await ConnectAsync(redis.Process.Port);
        (await AskAsync(client, "PING")).Should().Be("+PONG");

        redis.Suspend();
        Task<string?> answer = AskAsync(client, "PING");
        using (await ConnectAsync(redis.Process.Port)) // the kernel still accepts
            answer.IsCompleted.Should().BeFalse();
        redis.Resume();
        (await answer).Should().Be("+PONG");
    }

    [Fact]
    public async Task Redis_servers_of_two_tests_do_not_know_each_other()
    {
        await using PrivateRedis one = await PrivateRedis.StartAsync();
        await using PrivateRedis other = await PrivateRedis.StartAsync();
        one.ConnectionString.Should().NotBe(other.ConnectionString);
        await one.KillAsync();
        using TcpClient client = await ConnectAsync(other.Process.Port);
        (await AskAsync(client, "PING")).Should().Be("+PONG");
        await one.KillAsync(); // gone already
        one.Invoking(server => server.Suspend()).Should().Throw<InvalidOperationException>();
    }

    [Fact]
    public async Task Cluster_gets_back_a_node_that_was_killed()
    {
        await using RedisCluster cluster = await RedisCluster.StartAsync();
        cluster.Processes.Should().HaveCount(3);
        cluster.ConnectionString.Split(',').Should().HaveCount(3);
        ServerProcess node = cluster.Processes[1];
        int port = node.Port;
        await node.KillAsync();
        cluster.Processes.Select(process => process.IsAlive).Should().Equal(true, false, true);

        await cluster.RestartAsync();
        cluster.Processes.Should().HaveCount(3).And.OnlyContain(process => process.IsAlive);
        node.Port.Should().Be(port);
        using TcpClient client = await ConnectAsync(port);
        (await AskAsync(client, "PING")).Should().Be("+PONG");
    }

    [Fact]
    public async Task Sentinels_make_the_replica_master_when_the_master_is_suspended()
    {
        await using RedisSentinelSet set = await RedisSentinelSet.StartAsync();
        set.Data.Should().HaveCount(2);
        set.Sentinels.Should().HaveCount(3);
        ServerProcess first = await set.MasterAsync(_limit.Token);
        first.Should().BeSameAs(set.Data[0]);

        first.Suspend();
        ServerProcess second = await set.WaitForFailoverAsync(first, _limit.Token);
        second.Should().BeSameAs(set.Data[1]);
        first.Resume();
        using TcpClient client = await ConnectAsync(second.Port);
        (await AskAsync(client, "SET opbx 1")).Should().Be("+OK");
    }

    private async Task<TcpClient> ConnectAsync(int port)
    {
        var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port, _limit.Token);
        return client;
    }

    private async Task<string?> AskAsync(TcpClient client, string command)
    {
        NetworkStream stream = client.GetStream();
        await stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes(command + "\r\n"), _limit.Token);
        using var reader = new StreamReader(stream, leaveOpen: true);
        return await reader.ReadLineAsync(_limit.Token);
    }

    private async Task<object> ScalarAsync(PrivateMySql server, string sql)
    {
        await using DbDataSource source = DatabaseDriver.Factory.CreateDataSource(server.ConnectionString + ";Pooling=false");
        await using DbConnection connection = await source.OpenConnectionAsync(_limit.Token);
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = sql;
        return await command.ExecuteScalarAsync(_limit.Token) ?? DBNull.Value;
    }
}
