using OpBX.State.Redis.Tests.Servers;
using OpBX.TestServers;

namespace OpBX.State.Redis.Tests.State;

/// <summary>The suite that every provider of shared state passes, by name.</summary>
internal static class Suite
{
    public static TheoryData<string> Names
    {
        get
        {
            var names = new TheoryData<string>();
            foreach (StateCheck check in StateConformance.Checks) names.Add(check.Name);
            return names;
        }
    }

    public static async Task RunAsync(string name, string connectionString)
    {
        await using var state = new RedisStateUnderTest(connectionString);
        await StateConformance.Find(name).RunAsync(state, CancellationToken.None);
    }
}

public sealed class SingleServerConformanceTests
{
    public static TheoryData<string> Names => Suite.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public Task One_server(string name) => Suite.RunAsync(name, TestServer.Redis);
}

[Collection("cluster")]
public sealed class ClusterConformanceTests(ClusterServer server)
{
    public static TheoryData<string> Names => Suite.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public Task Cluster_of_three(string name) => Suite.RunAsync(name, server.Cluster.ConnectionString);
}

[Collection("failed-over")]
public sealed class FailedOverConformanceTests(FailedOverServer server)
{
    public static TheoryData<string> Names => Suite.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public Task Sentinels_after_a_failover(string name) => Suite.RunAsync(name, server.ConnectionString);
}
