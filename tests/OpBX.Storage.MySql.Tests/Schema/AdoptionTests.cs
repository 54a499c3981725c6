using OpBX.Storage;
using OpBX.TestServers;

namespace OpBX.Storage.MySql.Tests.Schema;

/// <summary>A database that has the documented tables with data, made without OpBX.</summary>
public class AdoptionTests
{
    private static readonly string[] Documented = [.. SchemaDocument.Contract.Select(t => t.Name)];

    public static TheoryData<DatabaseServer> Servers => [DatabaseServer.MySql, DatabaseServer.MariaDb];

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task MigrateAsync_databaseInUse_addsAndTouchesNothing(DatabaseServer server)
    {
        await using TestDatabase database = await TestDatabase.CreateAsync(server);
        await ForeignDatabase.CreateAsync(database, Documented);
        LiveSchema before = await LiveSchema.ReadAsync(database);
        await ForeignDatabase.FillAsync(database, before, 1, 2);
        // What an application without idempotency keys leaves behind.
        await CopyAsync("call_detail_records");
        await CopyAsync("session_updates");
        Dictionary<string, List<string>> rows = await RowsAsync();
        List<object?[]> files = await TableIdsAsync();
        var migrator = new MySqlMigrator(database.DataSource);

        IReadOnlyList<PendingMigration> pending = await migrator.GetPendingAsync(default);
        MigrationResult result = await migrator.MigrateAsync(new MigrationOptions(), default);

        pending.Single(p => p.IsOffline).Name.Should().Be("0004_full_text");
        pending.Should().HaveCount(4);
        pending[0].Statements.Should().Be(0, "all documented tables are there");
        result.Applied.Should().Equal("0001_tables", "0002_additions", "0003_documented_indexes");
        result.Pending.Single().Should().BeEquivalentTo(new { Name = "0004_full_text", IsOffline = true, Statements = 8 });
        (await TableIdsAsync()).Should().BeEquivalentTo(files, "a rebuilt table would have another id");
        (await RowsAsync()).Should().BeEquivalentTo(rows);
        LiveSchema after = await LiveSchema.ReadAsync(database);
        after.Columns.Where(c => before.Columns.Any(b => b.Table == c.Table && b.Name == c.Name)).Should().BeEquivalentTo(before.Columns);
        // An index that a foreign key got by itself gives way when another begins with its column.
        before.Indexes.Should().OnlyContain(b => after.Indexes.Contains(b) || (b.Kind == "index" && after.Indexes.Any(a => a.Table == b.Table && a.Columns.StartsWith(b.Columns + ",", StringComparison.Ordinal))));
        after.Keys.Should().Contain(before.Keys);
        after.Indexes.Should().NotContain(i => i.Kind == "full text" && i.Table != "call_detail_record_texts");
        (await migrator.MigrateAsync(new MigrationOptions(), default)).Applied.Should().BeEmpty();

        MigrationResult offline = await migrator.MigrateAsync(new MigrationOptions { Offline = ["0004_full_text"] }, default);

        offline.Applied.Should().Equal("0004_full_text");
        offline.Pending.Should().BeEmpty();
        (await RowsAsync()).Should().BeEquivalentTo(rows);
        await EqualsNewAsync(server, await LiveSchema.ReadAsync(database));

        async Task CopyAsync(string table)
        {
            string columns = string.Join(", ", before.Columns.Where(c => c.Table == table && c.Name != "id").Select(c => $"`{c.Name}`"));
            await database.ExecuteAsync($"INSERT INTO {table} ({columns}) SELECT {columns} FROM {table}");
        }

        async Task<Dictionary<string, List<string>>> RowsAsync()
        {
            var all = new Dictionary<string, List<string>>();
            foreach (string table in before.Tables.Keys)
            {
                all[table] = await ForeignDatabase.RowsAsync(database, table, before.Columns.Where(c => c.Table == table).Select(c => c.Name));
                all[table].Should().NotBeEmpty();
            }
            return all;
        }

        Task<List<object?[]>> TableIdsAsync() => database.QueryAsync(
            $"SELECT NAME, TABLE_ID FROM information_schema.{(server == DatabaseServer.MySql ? "INNODB_TABLES" : "INNODB_SYS_TABLES")} " +
            $"WHERE NAME IN ({string.Join(", ", before.Tables.Keys.Select(t => $"'{database.Name}/{t}'"))}) ORDER BY NAME");
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task MigrateAsync_tablesThatCanNotBeUsed_saysAllReasonsAndChangesNothing(DatabaseServer server)
    {
        await using TestDatabase database = await TestDatabase.CreateAsync(server);
        await database.ExecuteAsync("CREATE TABLE organizations (id INT NOT NULL PRIMARY KEY, name VARCHAR(100) NOT NULL) ENGINE=MyISAM");
        await database.ExecuteAsync("CREATE TABLE dead_letters (id BIGINT UNSIGNED NOT NULL PRIMARY KEY, source ENUM('a') NOT NULL)");
        var migrator = new MySqlMigrator(database.DataSource);

        Func<Task> act = () => migrator.MigrateAsync(new MigrationOptions(), default);

        string message = (await act.Should().ThrowAsync<OpBXStorageException>()).Which.Message;
        message.Should().ContainAll("MyISAM", "organizations.id is int", "organizations.name is varchar(100)", "organizations.slug is missing",
            "dead_letters.source is enum('a')", "dead_letters.body is missing", "Nothing was changed");
        (await LiveSchema.ReadAsync(database)).Tables.Keys.Should().BeEquivalentTo("organizations", "dead_letters");
        await migrator.Invoking(m => m.GetPendingAsync(default)).Should().ThrowAsync<OpBXStorageException>();
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task MigrateAsync_columnThatNeedsARebuild_waitsUntilTheMigrationIsNamed(DatabaseServer server)
    {
        await using TestDatabase database = await TestDatabase.CreateAsync(server);
        await ForeignDatabase.CreateAsync(database, Documented);
        await database.ExecuteAsync("ALTER TABLE conference_rooms ADD FULLTEXT KEY old_search (name, description)");
        await ForeignDatabase.FillAsync(database, await LiveSchema.ReadAsync(database), 1);
        var migrator = new MySqlMigrator(database.DataSource);

        Func<Task> act = () => migrator.MigrateAsync(new MigrationOptions(), default);

        (await act.Should().ThrowAsync<OpBXStorageException>()).Which.Message.Should().ContainAll("0002_additions", "conference_rooms", "MigrationOptions.Offline");
        (await migrator.GetPendingAsync(default)).Should().Contain(p => p.Name == "0002_additions");
        (await migrator.MigrateAsync(new MigrationOptions { Offline = ["0002_additions", "0004_full_text"] }, default)).Pending.Should().BeEmpty();
        (await LiveSchema.ReadAsync(database)).Columns.Should().Contain(c => c.Table == "conference_rooms" && c.Name == "pin");
    }

    // Indexes by their columns: an adopted database has other names, and may have more.
    private static async Task EqualsNewAsync(DatabaseServer server, LiveSchema adopted)
    {
        await using TestDatabase database = await TestDatabase.CreateAsync(server);
        await new MySqlMigrator(database.DataSource).MigrateAsync(new MigrationOptions(), default);
        LiveSchema made = await LiveSchema.ReadAsync(database);
        made.Tables.Keys.Should().BeSubsetOf(adopted.Tables.Keys);
        made.Keys.Should().BeEquivalentTo(adopted.Keys);
        adopted.Indexes.Should().Contain(made.Indexes.Where(i => !adopted.Indexes.Any(a => i.Kind == "index" && a.Kind != "full text" && a.Table == i.Table && (a.Columns + ",").StartsWith(i.Columns + ",", StringComparison.Ordinal))));
        foreach (LiveColumn column in made.Columns.Where(c => !Documented.Contains(c.Table) || SchemaDocument.Rows("Added columns").Any(r => r[0] == $"{c.Table}.{c.Name}")))
        {
            adopted.Columns.Single(c => c.Table == column.Table && c.Name == column.Name)
                .Should().BeEquivalentTo(column, o => o.Excluding(c => c.Position).Excluding(c => c.Collation));
        }
    }
}
