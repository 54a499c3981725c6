using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using OpBX.IntegrationTests.Flows;
using OpBX.IntegrationTests.Hosts;
using OpBX.TestServers;

namespace OpBX.IntegrationTests.Databases;

/// <summary>Deliveries to two hosts while their database hangs, dies and comes back (rules H4, C7).</summary>
public sealed class RecordOutageTests : IDisposable
{
    private const int Calls = 6;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("opbx-outage-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [MemberData(nameof(TestServer.Rows), MemberType = typeof(TestServer))]
    public async Task Deliveries_with_a_spool_are_accepted_and_kept_once(DatabaseServer server)
    {
        await using PrivateDatabase database = await PrivateDatabase.StartAsync(server, Office.Tenant());
        await using PbxHost one = await StartAsync(database, "one"), two = await StartAsync(database, "two");
        Delivery[] before = Of("before"), hung = Of("hung"), dead = Of("dead");
        await AcceptedAsync(before, one, two);
        await DrainedAsync(one, two);

        database.Server.Suspend();
        (await DeliverAsync(hung, one, two)).Should().OnlyContain(static status => status == HttpStatusCode.Accepted);
        database.Server.Resume();
        await DrainedAsync(one, two);
        await database.Rows.ShouldBeExactlyAsync([.. before, .. hung]);

        await database.Server.KillAsync();
        (await DeliverAsync(dead, one, two)).Should().OnlyContain(static status => status == HttpStatusCode.Accepted);
        (await DeliverAsync(hung, two, one)).Should().OnlyContain(static status => status == HttpStatusCode.Accepted, "nobody can tell now that they are repetitions");
        await database.Server.RestartAsync();
        await DrainedAsync(one, two);
        await database.Rows.ShouldBeExactlyAsync([.. before, .. hung, .. dead]);
        (await database.Rows.QueryAsync("SELECT DISTINCT status, initiated_at, answered_at, ended_at, duration FROM call_logs")).Should().ContainSingle().Which[0].Should().Be("completed");
    }

    [Theory]
    [MemberData(nameof(TestServer.Rows), MemberType = typeof(TestServer))]
    public async Task Deliveries_without_a_spool_are_to_be_delivered_again_and_none_is_half_kept(DatabaseServer server)
    {
        await using PrivateDatabase database = await PrivateDatabase.StartAsync(server, Office.Tenant());
        await using PbxHost one = await StartAsync(database, null), two = await StartAsync(database, null);
        Delivery[] before = Of("before"), hung = Of("hung"), dead = Of("dead");
        await AcceptedAsync(before, one, two);

        database.Server.Suspend();
        (await DeliverAsync(hung, one, two)).Should().OnlyContain(static status => status == HttpStatusCode.ServiceUnavailable);
        database.Server.Resume();
        await database.Server.KillAsync();
        (await DeliverAsync(dead, one, two)).Should().OnlyContain(static status => status == HttpStatusCode.ServiceUnavailable);
        await database.Server.RestartAsync();

        List<(string Route, string Session, string Name)> rows = await database.Rows.KeysAsync();
        rows.Should().Contain(before.Select(static delivery => delivery.Key)).And.NotContain(dead.Select(static delivery => delivery.Key));
        (await database.Rows.CallsAsync()).Should().BeEquivalentTo(rows.Select(static row => row.Session).Distinct(), "a record and its call are kept together");

        await AcceptedAsync([.. hung, .. dead], two, one);
        await database.Rows.ShouldBeExactlyAsync([.. before, .. hung, .. dead]);
    }

    private static Delivery[] Of(string name) => [.. Enumerable.Range(0, Calls).SelectMany(i => Delivery.Six($"{name}-{i}"))];

    /// <summary>Delivers all at once, by turns to both, every third one to both.</summary>
    private static async Task<HttpStatusCode[]> DeliverAsync(Delivery[] deliveries, PbxHost one, PbxHost two)
    {
        IEnumerable<Task<HttpStatusCode>> first = deliveries.Select((delivery, i) => delivery.SendAsync((i % 2 == 0 ? one : two).Client));
        IEnumerable<Task<HttpStatusCode>> again = deliveries.Where(static (_, i) => i % 3 == 0).Select((delivery, i) => delivery.SendAsync((i % 2 == 0 ? two : one).Client));
        return await Task.WhenAll([.. first, .. again]);
    }

    /// <summary>Delivers by turns to both, each until it is accepted.</summary>
    private static async Task AcceptedAsync(Delivery[] deliveries, PbxHost one, PbxHost two)
    {
        foreach ((int i, Delivery delivery) in deliveries.Index())
            await Eventually.IsAsync("it is accepted", async () => await delivery.SendAsync((i % 2 == 0 ? one : two).Client) is HttpStatusCode.OK or HttpStatusCode.Accepted);
    }

    private static async Task DrainedAsync(params PbxHost[] hosts)
    {
        foreach (PbxHost host in hosts) await Eventually.SpoolIsDrainedAsync(host.Client);
    }

    private Task<PbxHost> StartAsync(PrivateDatabase database, string? spool) => PbxHost.StartAsync(PlayedHost.Noon, builder =>
    {
        builder.Services.Replace(ServiceDescriptor.Singleton(TimeProvider.System));
        builder.AddMySqlStorage(options =>
        {
            options.ConnectionString = database.ConnectionString;
            options.AttemptTimeout = TimeSpan.FromSeconds(1);
            options.OperationTimeout = TimeSpan.FromSeconds(2);
            options.BreakDuration = TimeSpan.FromMilliseconds(500);
        });
        if (spool is null) return;
        builder.AddSpool(options =>
        {
            options.Directory = Path.Combine(_folder.FullName, spool);
            options.RetryDelay = TimeSpan.FromMilliseconds(50);
            options.MaxRetryDelay = TimeSpan.FromMilliseconds(200);
        });
    });
}
