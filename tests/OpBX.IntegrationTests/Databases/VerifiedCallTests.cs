using Microsoft.Extensions.DependencyInjection;
using OpBX.Calls;
using OpBX.Diagnostics;
using OpBX.IntegrationTests.Flows;
using OpBX.IntegrationTests.Hosts;
using OpBX.Numbers;
using OpBX.RingGroups;
using OpBX.Storage;
using OpBX.Tenants;
using OpBX.TestServers;

namespace OpBX.IntegrationTests.Databases;

/// <summary>Calls within a minute of a verification ask the database for no configuration (rule A2).</summary>
public sealed class VerifiedCallTests
{
    private const int Calls = 10;

    private static readonly string[] s_recordTables = ["call_logs", "call_detail_records", "call_detail_record_texts", "session_updates", "dead_letters"];

    private static readonly TenantConfiguration s_office = Office.Tenant() with
    {
        Extensions = [Office.User(201), Office.User(202).WithVoicemail()],
        RingGroups = [Office.Group(1, RingStrategyName.Sequential, 201, 202)],
        DidNumbers = [Office.Did("ring_group", 1)],
    };

    [Theory]
    [MemberData(nameof(TestServer.Rows), MemberType = typeof(TestServer))]
    public async Task Calls_within_a_minute_of_a_verification_send_no_statement_but_those_of_call_records(DatabaseServer server)
    {
        await using TestDatabase database = await TestDatabase.CreateAsync(server);
        await new MySqlMigrator(database.DataSource).MigrateAsync(new MigrationOptions(), default);
        await using (var storage = new MySqlOpBXStorage(database.DataSource, NumberNormalizer.Default))
            (await storage.Configuration.ReplaceAsync(s_office, null, default)).Faults.Should().BeEmpty();
        await using var statements = new CountingDataSource(database.DataSource);
        await using PbxHost host = await PbxHost.StartAsync(PlayedHost.Noon, builder => builder.AddMySqlStorage(_ => statements));
        CallSimulator calls = CallSimulator.ForHttp(host.Client, PlayedHost.DomainOf(s_office), host.Clock);

        await PlayAsync(calls);
        statements.Statements.Count(IsOfConfiguration).Should().BeGreaterThanOrEqualTo(2, "the first call looks the tenant up and loads it");
        statements.Clear();

        TimeSpan pause = TimeSpan.FromSeconds(59) / Calls;
        for (int i = 0; i < Calls; i++)
        {
            host.Clock.Advance(pause);
            await PlayAsync(calls);
        }
        statements.Statements.Where(IsOfConfiguration).Should().BeEmpty();

        host.Clock.Advance(TimeSpan.FromSeconds(2));
        await PlayAsync(calls);
        // What the host does each minute by itself may have begun as well.
        statements.Statements.Count(static sql => sql.Contains("WHERE s.domain_name=@domain", StringComparison.Ordinal)).Should().Be(1, "after a minute the tenant is looked up again");
        statements.Statements.Count(static sql => sql.Contains("SELECT COALESCE((SELECT version", StringComparison.Ordinal)).Should().Be(1, "and its version is asked for");
    }

    private static async Task PlayAsync(CallSimulator calls)
    {
        CallResult result = await calls.Inbound(Office.Caller, Office.Main).Phone("201").RingsOut().Phone("202").Answers().PlayAsync();
        result.RangTargets.Should().Equal("201", "202");
    }

    // Whatever is not plainly a record counts, so that a new statement of any kind is noticed; but not the question for the versions
    // of all tenants in use, which the host asks now and then without any call.
    private static bool IsOfConfiguration(string sql)
        => sql is not ("BEGIN" or "COMMIT" or "ROLLBACK") && !sql.Contains("SELECT organization_id,version FROM configuration_versions", StringComparison.Ordinal)
            && !Array.Exists(s_recordTables, table => sql.Contains(table, StringComparison.Ordinal));
}
