using Microsoft.Extensions.DependencyInjection;
using OpBX.Calls;
using OpBX.Routing;
using OpBX.State.Redis.Tests.Servers;
using OpBX.Tenants;
using OpBX.TestServers;
using StackExchange.Redis;

namespace OpBX.State.Redis.Tests.State;

/// <summary>Each operation is one round trip: the client counts what it sends.</summary>
public sealed class RoundTripTests
{
    /// <summary>No sign of life is sent in the time of a test.</summary>
    private static string Address => TestServer.Redis + ",keepAlive=600";

    [Fact]
    public async Task Each_operation_sends_one_command()
    {
        await using var node = new RedisNode(Address, RedisNode.NewPrefix());
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
            ["count"] = async _ => await state.RecordCopies.CountAsync(CancellationToken.None),
        };
        foreach ((string name, Func<string, Task> operation) in operations)
        {
            await operation("warm"); // the first time the script may be sent too
            (await SentAsync(node.Link, async () =>
            {
                for (int i = 0; i < 10; i++) await operation("s" + i);
            })).Should().Be(10, name);
        }
    }

    [Theory]
    [InlineData("+15550100201", 1, "a round robin")]
    [InlineData("+15550100200", 0, "an extension")]
    [InlineData("+15550100202", 0, "a ring group without turns")]
    [InlineData("+15550100299", 0, "a number that is nobody's")]
    public async Task A_call_asks_Redis_for_its_turn_and_nothing_else(string number, int commands, string why)
    {
        await using ServiceProvider provider = Build();
        ICallRouter router = provider.GetRequiredService<ICallRouter>();
        await WarmAsync(provider, router);

        (await SentAsync(provider.GetRequiredService<RedisLink>(), async () =>
            await router.RouteAsync(Tenant, new VoiceRequest { Session = "s1", From = "+15550100001", To = number, Direction = CallDirection.Inbound }, RoutingStep.Start, CancellationToken.None))).Should().Be(commands, why);
    }

    [Theory]
    [InlineData("1001", 1, "a limited outbound call")]
    [InlineData("1002", 1, "an outbound call of an extension with the organization's limits only")]
    public async Task A_limited_outbound_call_asks_Redis_once(string caller, int commands, string why)
    {
        await using ServiceProvider provider = Build();
        ICallRouter router = provider.GetRequiredService<ICallRouter>();
        await WarmAsync(provider, router);
        RoutingResult result = null!;

        (await SentAsync(provider.GetRequiredService<RedisLink>(), async () => result = await router.RouteAsync(
            Tenant, new VoiceRequest { Session = "s2", From = caller, To = "+12025550123", Direction = CallDirection.Subscriber }, RoutingStep.Start, CancellationToken.None))).Should().Be(commands, why);
        result.Outcome.Should().Be(RoutingOutcome.DialOut, result.Trace.ToString());
    }

    private static TenantId Tenant => Office.Tenant;

    private static async Task WarmAsync(ServiceProvider provider, ICallRouter router)
    {
        IOpBXState state = provider.GetRequiredService<IOpBXState>();
        await state.Rotation.NextAsync(Ask.Turn("warm"), CancellationToken.None);
        await state.Admission.AdmitAsync(Ask.Admission("warm"), CancellationToken.None);
        await router.RouteAsync(Tenant, new VoiceRequest { Session = "s0", From = "+15550100001", To = "+15550100299", Direction = CallDirection.Inbound }, RoutingStep.Start, CancellationToken.None);
    }

    private static async Task<long> SentAsync(RedisLink link, Func<Task> work)
    {
        IConnectionMultiplexer connection = await link.ConnectAsync(CancellationToken.None);
        long before = connection.OperationCount;
        await work();
        return connection.OperationCount - before;
    }

    private static ServiceProvider Build()
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddOpBX().AddTenant(Office.Create()).AddRedisState(Address, static options =>
        {
            options.KeyPrefix = RedisNode.NewPrefix();
            options.CallTimeout = TimeSpan.FromSeconds(1);
        });
        return services.BuildServiceProvider();
    }
}
