using System.Globalization;
using OpBX.Calls;
using OpBX.State.Redis.Tests.Servers;
using OpBX.TestServers;
using StackExchange.Redis;

namespace OpBX.State.Redis.Tests.State;

/// <summary>Each operation is one round trip: the server counts what it is sent.</summary>
public sealed class RoundTripTests
{
    [Fact]
    public async Task Each_operation_sends_one_command()
    {
        await using PrivateRedis server = await PrivateRedis.StartAsync();
        await using var node = new RedisNode(server.ConnectionString, RedisNode.NewPrefix());
        using ConnectionMultiplexer counter = await ConnectionMultiplexer.ConnectAsync(RedisConfiguration.Parse(server.ConnectionString));
        IOpBXState state = node.State;
        var operations = new Dictionary<string, Func<string, Task>>
        {
            ["turn"] = async session => await state.Rotation.NextAsync(Ask.Turn(session), CancellationToken.None),
            ["admission"] = async session => await state.Admission.AdmitAsync(Ask.Admission(session), CancellationToken.None),
            ["release"] = async session => await state.Admission.ReleaseAsync(Ask.Tenant, session, 5, CancellationToken.None),
            ["live call"] = async session => await state.LiveCalls.SetAsync(Ask.Tenant, new LiveCall { Session = session, Status = CallStatus.Ringing }, CancellationToken.None),
            ["end"] = async session => await state.LiveCalls.EndAsync(Ask.Tenant, session, CancellationToken.None),
            ["list"] = async _ => await state.LiveCalls.ListAsync(Ask.Tenant, CancellationToken.None),
            ["notice"] = async _ => await state.Notices.PublishAsync(Ask.Tenant, 5, CancellationToken.None),
            ["put copy"] = async session => await state.SnapshotCopies.PutAsync(session, new SnapshotCopy(1, new byte[9]), CancellationToken.None),
            ["get copy"] = async session => await state.SnapshotCopies.GetAsync(session, CancellationToken.None),
            ["enqueue"] = async session => await state.RecordCopies.EnqueueAsync(new RecordCopy(session, new byte[9]), CancellationToken.None),
            ["take"] = async _ => await state.RecordCopies.TakeAsync(10, TimeSpan.FromMinutes(1), CancellationToken.None),
            ["acknowledge"] = async session => await state.RecordCopies.AcknowledgeAsync([session], CancellationToken.None),
        };
        foreach ((string name, Func<string, Task> operation) in operations)
        {
            await operation("warm"); // the first time the script is sent too
            long before = await CommandsAsync(counter);
            for (int i = 0; i < 10; i++) await operation("s" + i);
            long sent = await CommandsAsync(counter) - before;
            sent.Should().Be(10, name);
        }
    }

    /// <summary>Commands that clients sent, without the question itself: replies are counted on the wire by the proxy-free total of the server.</summary>
    private static async Task<long> CommandsAsync(ConnectionMultiplexer connection)
    {
        var text = (string?)await connection.GetDatabase().ExecuteAsync("INFO", (ICollection<object>)new object[] { "commandstats" }, CommandFlags.None) ?? "";
        long evaluated = Calls("evalsha") + Calls("eval");
        // Commands inside scripts are counted too; of what is sent outside them, the only one is the read of a copy.
        return evaluated > 0 ? evaluated + Calls("hmget") : 0;

        long Calls(string command)
        {
            string mark = "cmdstat_" + command + ":calls=";
            int at = text.IndexOf(mark, StringComparison.Ordinal);
            return at < 0 ? 0 : long.Parse(text.AsSpan(at + mark.Length, text.IndexOf(',', at) - at - mark.Length), CultureInfo.InvariantCulture);
        }
    }
}
