using System.Data.Common;
using System.Globalization;
using System.Text;
using OpBX.TestServers;

namespace OpBX.Benchmarks.Tenants;

/// <summary>Rows of tenants, written past the stores in statements of many rows.</summary>
internal static class MySqlConfigurationRows
{
    /// <summary>How many tenants <see cref="ManyAsync"/> makes.</summary>
    public const int Tenants = 10_000;

    private const int ExtensionsEach = 100;

    private const string Organizations = "organizations (id,name,slug,status,timezone,settings)";
    private const string Settings = "cloudonix_settings (organization_id,domain_name,domain_uuid,domain_api_key,domain_requests_api_key,settings)";
    private const string Versions = "configuration_versions (organization_id,version,updated_at)";
    private const string Extensions = "extensions (id,organization_id,extension_number,type,status,voicemail_enabled,password,configuration)";
    private const string Dids = "did_numbers (id,organization_id,phone_number,friendly_name,routing_type,routing_config,status)";
    private const string Groups = "ring_groups (id,organization_id,name,strategy,timeout,ring_turns,fallback_action,status)";
    private const string Members = "ring_group_members (ring_group_id,extension_id,priority)";

    public static string DomainOf(int tenant) => string.Create(CultureInfo.InvariantCulture, $"tenant-{tenant}.example.test");

    public static string KeyOf(int tenant) => string.Create(CultureInfo.InvariantCulture, $"requests-key-of-{tenant:D8}");

    public static string DidOf(int tenant) => string.Create(CultureInfo.InvariantCulture, $"+1212555{tenant:D4}");

    /// <summary>Tenant 1 with 1,000 extensions, 500 DIDs and 100 groups of ten.</summary>
    public static async Task LargeAsync(TestDatabase database)
    {
        await using DbConnection connection = await OpenAsync(database);
        await OwnersAsync(connection, 1, 1);
        await InsertAsync(connection, Extensions, Range(1, 1000).Select(static i => Extension(1, i, 1000 + i)));
        await InsertAsync(connection, Dids, Range(1, 500).Select(static i => Did(i, 1, Text($"+1202555{i:D4}"), i)));
        await InsertAsync(connection, Groups, Range(1, 100).Select(static i => Text($"{i},1,'Group {i}','round_robin',20,2,'hangup','active'")));
        await InsertAsync(connection, Members, Range(0, 1000).Select(static i => Text($"{1 + (i / 10)},{1 + i},{1 + (i % 10)}")));
    }

    /// <summary><see cref="Tenants"/> tenants of 100 extensions and a DID each.</summary>
    public static async Task ManyAsync(TestDatabase database)
    {
        const int each = 2_500;
        await Task.WhenAll(Enumerable.Range(0, Tenants / each).Select(part => Task.Run(async () =>
        {
            int first = 1 + (part * each);
            await using DbConnection connection = await OpenAsync(database);
            await OwnersAsync(connection, first, each);
            await InsertAsync(connection, Dids, Range(first, each).Select(static t => Did(t, t, DidOf(t), (t * 1000L) + 1)));
            await InsertAsync(connection, Extensions, Range(first, each).SelectMany(static t => Range(1, ExtensionsEach).Select(i => Extension(t, (t * 1000L) + i, 1000 + i))));
        })));
        await using DbConnection last = await database.DataSource.OpenConnectionAsync();
        await RunAsync(last, "ANALYZE TABLE organizations,cloudonix_settings,configuration_versions,extensions,did_numbers");
    }

    private static async Task OwnersAsync(DbConnection connection, int first, int count)
    {
        await InsertAsync(connection, Organizations, Range(first, count).Select(static t => Text($$"""{{t}},'Tenant {{t}}','tenant-{{t}}','active','America/New_York','{"country":"US"}'""")));
        await InsertAsync(connection, Settings, Range(first, count).Select(static t => $"{t},'{DomainOf(t)}','{new Guid(t, 0, 0, new byte[8])}','api','{KeyOf(t)}',NULL"));
        await InsertAsync(connection, Versions, Range(first, count).Select(static t => Text($"{t},1,UTC_TIMESTAMP(3)")));
    }

    private static string Extension(int tenant, long id, int number)
        => Text($$"""{{id}},{{tenant}},'{{number}}','user','active',1,'secret-{{id}}','{"ring_timeout":25,"caller_id_name":"Extension {{number}}"}'""");

    private static string Did(long id, int tenant, string number, long extension)
        => Text($$"""{{id}},{{tenant}},'{{number}}','Line {{id}}','extension','{"extension_id":{{extension}}}','active'""");

    private static IEnumerable<int> Range(int first, int count) => Enumerable.Range(first, count);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static async Task<DbConnection> OpenAsync(TestDatabase database)
    {
        DbConnection connection = await database.DataSource.OpenConnectionAsync();
        await RunAsync(connection, "SET time_zone='+00:00',foreign_key_checks=0,unique_checks=0");
        return connection;
    }

    private static async Task InsertAsync(DbConnection connection, string table, IEnumerable<string> rows)
    {
        foreach (string[] some in rows.Chunk(5_000))
        {
            var sql = new StringBuilder("INSERT INTO ").Append(table).Append(" VALUES ");
            for (int i = 0; i < some.Length; i++) sql.Append(i == 0 ? "(" : ",(").Append(some[i]).Append(')');
            await RunAsync(connection, sql.ToString());
        }
    }

    private static async Task RunAsync(DbConnection connection, string sql)
    {
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.CommandTimeout = 300;
        await command.ExecuteNonQueryAsync();
    }
}
