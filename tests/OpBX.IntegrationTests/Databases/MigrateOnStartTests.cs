using System.Data.Common;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using OpBX.Cdr;
using OpBX.IntegrationTests.Flows;
using OpBX.IntegrationTests.Hosts;
using OpBX.Retention;
using OpBX.Storage;
using OpBX.Tenants;
using OpBX.TestServers;

namespace OpBX.IntegrationTests.Databases;

/// <summary>A host that brings the schema itself (rule H9), also to an archive of its own (rule D1).</summary>
public sealed class MigrateOnStartTests
{
    [Theory]
    [MemberData(nameof(TestServer.Rows), MemberType = typeof(TestServer))]
    public async Task A_host_that_starts_before_its_empty_databases_migrates_both_when_they_come(DatabaseServer server)
    {
        await using PrivateMySql own = await PrivateMySql.StartAsync(server);
        await ExecuteAsync(own.ConnectionString, "CREATE DATABASE calls CHARACTER SET utf8mb4");
        await ExecuteAsync(own.ConnectionString, "CREATE DATABASE cold CHARACTER SET utf8mb4");
        await own.KillAsync();

        await using PbxHost host = await PbxHost.StartAsync(PlayedHost.Noon, builder =>
        {
            builder.Services.Replace(ServiceDescriptor.Singleton(TimeProvider.System));
            builder.AddMySqlStorage(options =>
            {
                options.ConnectionString = own.ConnectionString + ";Database=calls";
                options.ArchiveConnectionString = own.ConnectionString + ";Database=cold";
                options.BreakDuration = TimeSpan.FromMilliseconds(500);
            }).MigrateMySqlOnStart();
        });
        (await host.Client.GetAsync(new Uri("/health/live", UriKind.Relative))).EnsureSuccessStatusCode();
        await own.RestartAsync();

        IOpBXStorage storage = host.Services.GetRequiredService<IOpBXStorage>();
        await Eventually.IsAsync("the schema is there", async () => await IsDoneAsync(() => storage.Configuration.ReplaceAsync(Office.Tenant(), null, default)));
        TenantId tenant = Office.Tenant().Organization.Id;
        var record = new CallDetailRecord { CallId = "leg", SessionId = "s1", CreatedAt = DateTimeOffset.UtcNow.AddYears(-9) };
        var report = new Calls.CallReport { CallId = "s1", Source = Calls.CallReportSource.Cdr, At = record.CreatedAt, Status = Calls.CallStatus.Completed, LegId = "leg" };
        await storage.CallRecords.UpsertCdrAsync(tenant, record, report, default);
        // A row that somebody has locked, such as whoever writes its words, is passed over and waits for the next run.
        await Eventually.IsAsync("the record is archived", async ()
            => await IsDoneAsync(async () => await host.Services.GetRequiredService<IRecordRetention>().RunAsync(tenant, default)) && await CountAsync(own.ConnectionString + ";Database=cold") == 1);

        (await CountAsync(own.ConnectionString + ";Database=calls")).Should().Be(0);
    }

    private static async Task<bool> IsDoneAsync<T>(Func<ValueTask<T>> work)
    {
        try
        {
            await work();
            return true;
        }
        catch (OpBXStorageException)
        {
            return false;
        }
    }

    private static async Task<long> CountAsync(string connectionString)
    {
        await using DbDataSource source = DatabaseDriver.Factory.CreateDataSource(connectionString);
        return await new RecordRows(source).CountAsync("call_detail_records_archive");
    }

    private static async Task ExecuteAsync(string connectionString, string sql)
    {
        await using DbDataSource source = DatabaseDriver.Factory.CreateDataSource(connectionString);
        await using DbConnection connection = await source.OpenConnectionAsync();
        await using DbCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // Constants of this class.
        command.CommandText = sql;
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
    }
}
