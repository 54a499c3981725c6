using System.Data.Common;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using OpBX.IntegrationTests.Databases;
using OpBX.IntegrationTests.Flows;
using OpBX.State;
using OpBX.TestServers;

namespace OpBX.IntegrationTests.Hosts;

/// <summary>What waits on the disk of one host is stored by another one that reaches the database (rule C7).</summary>
public sealed class SpoolCopyTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("opbx-copies-");
    private readonly string _prefix = $"opbx-c-{Guid.NewGuid():N}"[..24];

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [MemberData(nameof(TestServer.Rows), MemberType = typeof(TestServer))]
    public async Task Another_host_stores_what_waits_and_the_owner_does_not_store_it_twice(DatabaseServer server)
    {
        await using PrivateDatabase database = await PrivateDatabase.StartAsync(server, Office.Tenant());
        await using var proxy = new TcpProxy(database.Server.Process.Port);
        await using PbxHost well = await StartAsync(database.ConnectionString, "well");
        PbxHost cut = await StartAsync(Through(proxy, database.ConnectionString), "cut");
        IRecordCopies copies = well.Services.GetRequiredService<IOpBXState>().RecordCopies;
        Delivery[] before = [.. Delivery.Six("before")], waiting = [.. Delivery.Six("waiting-1"), .. Delivery.Six("waiting-2")];
        await using (cut)
        {
            foreach (Delivery delivery in before)
                await Eventually.IsAsync("it is accepted", async () => await delivery.SendAsync(cut.Client) is HttpStatusCode.OK or HttpStatusCode.Accepted);
            await Eventually.SpoolIsDrainedAsync(cut.Client);
            proxy.IsRefusing = true;
            proxy.Cut();

            foreach (Delivery delivery in waiting) (await delivery.SendAsync(cut.Client)).Should().Be(HttpStatusCode.Accepted);
            await Eventually.IsAsync("the other host stores them", async () => (await database.Rows.KeysAsync()).Count == before.Length + waiting.Length);
            await Eventually.IsAsync("no copy waits", async () => await copies.CountAsync(default) == 0);
            (await cut.Client.GetStringAsync(new Uri("/health/ready", UriKind.Relative))).Should().Contain("\"name\":\"spool\",\"status\":\"degraded\"", "its own disk still answers for them");
        }
        proxy.IsRefusing = false;
        await using PbxHost again = await StartAsync(Through(proxy, database.ConnectionString), "cut");
        await Eventually.SpoolIsDrainedAsync(again.Client);
        await database.Rows.ShouldBeExactlyAsync([.. before, .. waiting]);
    }

    [Theory]
    [MemberData(nameof(TestServer.Rows), MemberType = typeof(TestServer))]
    public async Task Both_drain_at_once_when_the_database_comes_back(DatabaseServer server)
    {
        await using PrivateDatabase database = await PrivateDatabase.StartAsync(server, Office.Tenant());
        await using PbxHost one = await StartAsync(database.ConnectionString, "one"), two = await StartAsync(database.ConnectionString, "two");
        IRecordCopies copies = one.Services.GetRequiredService<IOpBXState>().RecordCopies;
        Delivery[] before = [.. Delivery.Six("before")], dead = [.. Enumerable.Range(0, 8).SelectMany(static i => Delivery.Six($"dead-{i}"))];
        foreach (PbxHost host in (PbxHost[])[one, two])
            foreach (Delivery delivery in before) await Eventually.IsAsync("it is accepted", async () => await delivery.SendAsync(host.Client) is HttpStatusCode.OK or HttpStatusCode.Accepted);
        await database.Server.KillAsync();
        foreach (Delivery delivery in dead) (await delivery.SendAsync(one.Client)).Should().Be(HttpStatusCode.Accepted);
        await Eventually.IsAsync("copies wait", async () => await copies.CountAsync(default) >= dead.Length);
        await database.Server.RestartAsync();
        foreach (PbxHost host in (PbxHost[])[one, two]) await Eventually.SpoolIsDrainedAsync(host.Client);
        await Eventually.IsAsync("no copy waits", async () => await copies.CountAsync(default) == 0);
        await database.Rows.ShouldBeExactlyAsync([.. before, .. dead]);
    }

    private static string Through(TcpProxy proxy, string connectionString)
    {
        var builder = new DbConnectionStringBuilder { ConnectionString = connectionString };
        builder["Port"] = proxy.Port;
        return builder.ConnectionString;
    }

    private Task<PbxHost> StartAsync(string connectionString, string spool) => PbxHost.StartAsync(PlayedHost.Noon, builder =>
    {
        builder.Services.Replace(ServiceDescriptor.Singleton(TimeProvider.System));
        builder.AddMySqlStorage(options =>
        {
            options.ConnectionString = connectionString;
            options.AttemptTimeout = TimeSpan.FromSeconds(1);
            options.OperationTimeout = TimeSpan.FromSeconds(2);
            options.BreakDuration = TimeSpan.FromMilliseconds(500);
        });
        builder.AddSpool(options =>
        {
            options.Directory = Path.Combine(_folder.FullName, spool);
            options.RetryDelay = TimeSpan.FromMilliseconds(100);
            options.MaxRetryDelay = TimeSpan.FromSeconds(1);
        });
        builder.AddRedisState(TestServer.Redis, options =>
        {
            options.KeyPrefix = _prefix;
            options.CallTimeout = TimeSpan.FromSeconds(1);
        });
    });
}
