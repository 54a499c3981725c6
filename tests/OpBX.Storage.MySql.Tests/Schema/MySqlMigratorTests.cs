using OpBX.Storage;
using OpBX.TestServers;

namespace OpBX.Storage.MySql.Tests.Schema;

public class MySqlMigratorTests
{
    public static TheoryData<DatabaseServer> Servers => [DatabaseServer.MySql, DatabaseServer.MariaDb];

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task MigrateAsync_emptyDatabase_appliesEverythingOnce(DatabaseServer server)
    {
        await using TestDatabase database = await TestDatabase.CreateAsync(server);
        var migrator = new MySqlMigrator(database.DataSource);

        IReadOnlyList<PendingMigration> before = await migrator.GetPendingAsync(default);
        MigrationResult first = await migrator.MigrateAsync(new MigrationOptions(), default);
        MigrationResult second = await migrator.MigrateAsync(new MigrationOptions(), default);

        before.Select(p => p.Name).Should().Equal("0001_tables", "0002_additions", "0003_documented_indexes", "0004_full_text");
        before.Should().OnlyContain(p => !p.IsOffline);
        first.Applied.Should().Equal(before.Select(p => p.Name));
        first.Pending.Should().BeEmpty();
        second.Applied.Should().BeEmpty();
        (await migrator.GetPendingAsync(default)).Should().BeEmpty();
        (await database.QueryAsync("SELECT COUNT(*) FROM opbx_migrations WHERE finished_at IS NULL")).Single()[0].Should().Be(0L);
    }
}
