using OpBX.Storage;
using OpBX.TestServers;

namespace OpBX.Storage.MySql.Tests.Schema;

public class TenantDeletionTests
{
    public static TheoryData<DatabaseServer> Servers => [DatabaseServer.MySql, DatabaseServer.MariaDb];

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task Delete_organizationWithRowsInEveryTable_takesAllOfItAndNothingOfItsNeighbours(DatabaseServer server)
    {
        await using TestDatabase database = await TestDatabase.CreateAsync(server);
        await new MySqlMigrator(database.DataSource).MigrateAsync(new MigrationOptions(), default);
        LiveSchema schema = await LiveSchema.ReadAsync(database);
        await ForeignDatabase.FillAsync(database, schema, 1, 2, 3);
        string[] tables = [.. schema.Tables.Keys.Where(t => t != "opbx_migrations")];
        Dictionary<string, List<string>> neighbours = await RowsAsync("NOT BETWEEN 2000 AND 2999");
        (await RowsAsync("BETWEEN 2000 AND 2999")).Values.Should().OnlyContain(rows => rows.Count > 0).And.HaveCount(tables.Length);

        (await database.ExecuteAsync("DELETE FROM organizations WHERE id = 2001")).Should().Be(1);

        (await RowsAsync("BETWEEN 2000 AND 2999")).Values.Should().OnlyContain(rows => rows.Count == 0);
        (await RowsAsync("NOT BETWEEN 2000 AND 2999")).Should().BeEquivalentTo(neighbours);

        async Task<Dictionary<string, List<string>>> RowsAsync(string range)
        {
            var all = new Dictionary<string, List<string>>();
            foreach (string table in tables)
            {
                string key = schema.Indexes.Single(i => i.Table == table && i.Kind == "primary").Columns;
                all[table] = await ForeignDatabase.RowsAsync(database, table, schema.Columns.Where(c => c.Table == table).Select(c => c.Name), $"{key} {range}");
            }
            return all;
        }
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task Delete_extension_clearsOptionalReferences(DatabaseServer server)
    {
        await using TestDatabase database = await TestDatabase.CreateAsync(server);
        await new MySqlMigrator(database.DataSource).MigrateAsync(new MigrationOptions(), default);
        await ForeignDatabase.FillAsync(database, await LiveSchema.ReadAsync(database), 1);

        await database.ExecuteAsync("DELETE FROM extensions WHERE id = 1002");

        foreach (string reference in new[] { "ring_groups.fallback_extension_id", "call_logs.extension_id", "recordings.extension_id" })
        {
            string[] parts = reference.Split('.');
            (await database.QueryAsync($"SELECT {parts[1]} FROM {parts[0]} WHERE id = 1002")).Single()[0].Should().BeNull(reference);
        }
        (await database.QueryAsync("SELECT id FROM ring_group_members WHERE id = 1002 UNION SELECT id FROM conference_rooms WHERE id = 1002")).Should().BeEmpty();
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task KeyHashes_ofRawRows_findTheTenantByAnIndex(DatabaseServer server)
    {
        await using TestDatabase database = await TestDatabase.CreateAsync(server);
        await new MySqlMigrator(database.DataSource).MigrateAsync(new MigrationOptions(), default);
        await ForeignDatabase.FillAsync(database, await LiveSchema.ReadAsync(database), 1, 2);
        const string Key = "schlüssel-😀-0123456789";
        string hash = Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(Key)));
        await database.ExecuteAsync($$"""UPDATE cloudonix_settings SET domain_requests_api_key = '{{Key}}', settings = '{"previous_key_hash": "{{hash}}"}' WHERE organization_id = 2001""");

        (await database.QueryAsync($"SELECT organization_id FROM cloudonix_settings WHERE requests_key_hash = X'{hash}'")).Single()[0].Should().Be(2001UL);
        (await database.QueryAsync($"SELECT organization_id FROM cloudonix_settings WHERE previous_key_hash = '{hash.ToLowerInvariant()}'")).Single()[0].Should().Be(2001UL);
        await database.ExecuteAsync("UPDATE cloudonix_settings SET settings = '[1]' WHERE organization_id = 2001");
        await database.ExecuteAsync("""UPDATE cloudonix_settings SET settings = '{"previous_key_hash": {"not": "a hash"}}' WHERE organization_id = 2001""");
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task Collation_namesByTheEye_idsByTheLetter(DatabaseServer server)
    {
        await using TestDatabase database = await TestDatabase.CreateAsync(server);
        await new MySqlMigrator(database.DataSource).MigrateAsync(new MigrationOptions(), default);
        await ForeignDatabase.FillAsync(database, await LiveSchema.ReadAsync(database), 1);
        Func<string, Task> name = text => database.ExecuteAsync($"INSERT INTO ring_groups (organization_id, name) VALUES (1001, '{text}')");
        Func<string, Task> call = text => database.ExecuteAsync($"INSERT INTO call_logs (organization_id, call_id, from_number, to_number) VALUES (1001, '{text}', '', '')");

        await name("Zoe 😀");
        await name("Zoe 😁");
        await call("abc");
        await call("ABC");

        await name.Awaiting(n => n("ZOË 😀")).Should().ThrowAsync<System.Data.Common.DbException>();
        await call.Awaiting(c => c("abc")).Should().ThrowAsync<System.Data.Common.DbException>();
        (await database.QueryAsync("SELECT status, created_at IS NOT NULL FROM ring_groups WHERE name = 'zoe 😁'")).Single()[0].Should().Be("active");
    }
}
