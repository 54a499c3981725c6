using System.Data.Common;
using System.Globalization;
using Microsoft.Extensions.Logging;
using OpBX.Storage;
using OpBX.TestServers;

namespace OpBX.Storage.MySql.Tests.Schema;

public class MySqlMigratorTests
{
    private static readonly string[] All = ["0001_tables", "0002_additions", "0003_documented_indexes", "0004_full_text"];
    private static readonly MigrationOptions Default = new();

    public static TheoryData<DatabaseServer> Servers => [DatabaseServer.MySql, DatabaseServer.MariaDb];

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task MigrateAsync_emptyDatabase_appliesEverythingOnce(DatabaseServer server)
    {
        await using TestDatabase database = await TestDatabase.CreateAsync(server);
        var migrator = new MySqlMigrator(database.DataSource);

        IReadOnlyList<PendingMigration> before = await migrator.GetPendingAsync(default);
        (await LiveSchema.ReadAsync(database)).Tables.Should().BeEmpty("looking changes nothing");
        MigrationResult first = await migrator.MigrateAsync(Default, default);
        MigrationResult second = await migrator.MigrateAsync(Default, default);

        before.Select(p => p.Name).Should().Equal(All);
        before.Should().OnlyContain(p => !p.IsOffline);
        first.Applied.Should().Equal(All);
        first.Pending.Should().BeEmpty();
        second.Applied.Should().BeEmpty();
        (await migrator.GetPendingAsync(default)).Should().BeEmpty();
        (await database.QueryAsync("SELECT COUNT(*) FROM opbx_migrations WHERE finished_at IS NULL")).Single()[0].Should().Be(0L);
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task MigrateAsync_poolWithoutReset_getsTheConnectionBackAsItWas(DatabaseServer server)
    {
        await using TestDatabase database = await TestDatabase.CreateAsync(server);
        await using DbDataSource onlyOne = DatabaseDriver.Factory.CreateDataSource(database.ConnectionString + ";ConnectionReset=false;Maximum Pool Size=1");
        const string Settings = "SELECT CONCAT_WS(',', CONNECTION_ID(), @@SESSION.foreign_key_checks, @@SESSION.lock_wait_timeout)";
        string before = await ReadAsync();

        await new MySqlMigrator(onlyOne).MigrateAsync(Default, default);

        (await ReadAsync()).Should().Be(before);

        async Task<string> ReadAsync()
        {
            await using DbConnection connection = await onlyOne.OpenConnectionAsync();
            await using DbCommand command = connection.CreateCommand();
            command.CommandText = Settings;
            await using DbDataReader reader = await command.ExecuteReaderAsync();
            (await reader.ReadAsync()).Should().BeTrue();
            return reader.GetString(0);
        }
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task MigrateAsync_twoHostsAtOnce_oneWorksWhileTheOtherWaits(DatabaseServer server)
    {
        await using TestDatabase database = await TestDatabase.CreateAsync(server);
        var waiting = new WaitingLogger();
        var second = new MySqlMigrator(database.DataSource, TimeProvider.System, waiting);
        Task<MigrationResult>? other = null;
        var first = new MySqlMigrator(database.DataSource)
        {
            StatementDone = async (_, _) =>
            {
                other ??= Task.Run(() => second.MigrateAsync(new MigrationOptions { LockTimeout = TimeSpan.FromMinutes(10) }, default));
                await waiting.Seen;
            },
        };

        MigrationResult result = await first.MigrateAsync(Default, default);

        result.Applied.Should().Equal(All);
        (await other!).Applied.Should().BeEmpty();
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task MigrateAsync_manyHostsAtOnce_eachMigrationIsAppliedOnce(DatabaseServer server)
    {
        for (int round = 0; round < 3; round++)
        {
            await using TestDatabase database = await TestDatabase.CreateAsync(server);
            var options = new MigrationOptions { LockTimeout = TimeSpan.FromMinutes(10) };

            MigrationResult[] results = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(() => new MySqlMigrator(database.DataSource).MigrateAsync(options, default))));

            results.SelectMany(r => r.Applied).Should().Equal(All);
        }
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task MigrateAsync_lockNotFreedInTime_fails(DatabaseServer server)
    {
        await using TestDatabase database = await TestDatabase.CreateAsync(server);
        Exception? failure = null;
        var first = new MySqlMigrator(database.DataSource)
        {
            StatementDone = async (_, _) => failure ??= await Record.ExceptionAsync(
                () => new MySqlMigrator(database.DataSource).MigrateAsync(new MigrationOptions { LockTimeout = TimeSpan.Zero }, default)),
        };

        await first.MigrateAsync(Default, default);

        failure.Should().BeOfType<OpBXStorageException>().Which.Message.Should().Contain("Another migrator");
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task MigrateAsync_cutOffAfterEachStatement_goesOnFromThere(DatabaseServer server)
    {
        await using TestDatabase whole = await TestDatabase.CreateAsync(server);
        await using TestDatabase database = await TestDatabase.CreateAsync(server);
        // Some tables are there, some are not: all kinds of statements run.
        string[] half = ["organizations", "users", "extensions", "ring_groups", "cloudonix_settings", "recordings", "session_updates"];
        await ForeignDatabase.CreateAsync(whole, half);
        await ForeignDatabase.CreateAsync(database, half);
        int expected = 0;
        await new MySqlMigrator(whole.DataSource) { StatementDone = (_, _) => Task.FromResult(expected++) }.MigrateAsync(Default, default);

        int crashes = 0;
        var done = new List<SchemaObject>();
        var crashing = new MySqlMigrator(database.DataSource)
        {
            StatementDone = (_, statement) =>
            {
                done.Add(statement.Provides);
                throw new InvalidOperationException("The process ends here.");
            },
        };
        while (await Record.ExceptionAsync(() => crashing.MigrateAsync(Default, default)) is { } failure)
        {
            failure.Should().BeOfType<OpBXStorageException>();
            (++crashes).Should().BeLessThanOrEqualTo(expected);
        }

        expected.Should().BeGreaterThan(30);
        crashes.Should().Be(expected);
        done.Should().OnlyHaveUniqueItems("what is done is not done again");
        (await crashing.GetPendingAsync(default)).Should().BeEmpty();
        await ShouldEqualAsync(database, whole);
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task MigrateAsync_connectionKilled_freesTheLockAndGoesOnWithTheNextRun(DatabaseServer server)
    {
        await using TestDatabase database = await TestDatabase.CreateAsync(server);
        int statements = 0;
        var killed = new MySqlMigrator(database.DataSource)
        {
            StatementDone = async (connection, _) =>
            {
                if (++statements != 5) return;
                await using DbCommand command = connection.CreateCommand();
                command.CommandText = "SELECT CONNECTION_ID()";
                long id = Convert.ToInt64(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture);
                await database.ExecuteAsync(string.Create(CultureInfo.InvariantCulture, $"KILL {id}"));
            },
        };

        await killed.Invoking(m => m.MigrateAsync(Default, default)).Should().ThrowAsync<OpBXStorageException>();
        MigrationResult result = await new MySqlMigrator(database.DataSource).MigrateAsync(Default, default);

        statements.Should().Be(5);
        result.Applied.Should().Equal(All);
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task MigrateAsync_cancelled_saysSoAndFreesTheLock(DatabaseServer server)
    {
        await using TestDatabase database = await TestDatabase.CreateAsync(server);
        using var cancel = new CancellationTokenSource();
        var migrator = new MySqlMigrator(database.DataSource) { StatementDone = (_, _) => cancel.CancelAsync() };

        await migrator.Invoking(m => m.MigrateAsync(Default, cancel.Token)).Should().ThrowAsync<OperationCanceledException>();

        (await new MySqlMigrator(database.DataSource).MigrateAsync(new MigrationOptions { LockTimeout = TimeSpan.FromMinutes(1) }, default)).Applied.Should().Equal(All);
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task MigrateAsync_appliedFileWithAnotherText_isRefusedByName(DatabaseServer server)
    {
        await using TestDatabase database = await TestDatabase.CreateAsync(server);
        MigrationFile one = MigrationFile.FromText("0001_one", "-- opbx: unless table one\nCREATE TABLE one (\nid INT NOT NULL,\nPRIMARY KEY (id)\n) ENGINE=InnoDB;\n");
        MigrationFile two = MigrationFile.FromText("0002_two", "-- opbx: unless column one.two\nALTER TABLE one ADD COLUMN two INT NULL, ALGORITHM=INSTANT;\n");
        MigrationFile changed = MigrationFile.FromText("0001_one", "-- Another text.\n-- opbx: unless table one\nCREATE TABLE one (\nid INT NOT NULL,\nPRIMARY KEY (id)\n) ENGINE=InnoDB;\n");
        await new MySqlMigrator(database.DataSource) { Files = [one] }.MigrateAsync(Default, default);
        var migrator = new MySqlMigrator(database.DataSource) { Files = [changed, two] };

        foreach (Func<Task> act in new Func<Task>[] { () => migrator.MigrateAsync(Default, default), () => migrator.GetPendingAsync(default), () => migrator.ScriptAsync(Default, default) })
        {
            (await act.Should().ThrowAsync<OpBXStorageException>()).Which.Message.Should().Contain("0001_one").And.NotContain("0002_two");
        }
        (await LiveSchema.ReadAsync(database)).Columns.Should().NotContain(c => c.Name == "two");
        // A text that never ran to its end may be mended; line ends are no change.
        await database.ExecuteAsync("UPDATE opbx_migrations SET finished_at = NULL");
        (await migrator.MigrateAsync(Default, default)).Applied.Should().Equal("0001_one", "0002_two");
        MigrationFile windows = MigrationFile.FromText("0002_two", "-- opbx: unless column one.two\r\nALTER TABLE one ADD COLUMN two INT NULL, ALGORITHM=INSTANT;\r\n");
        (await new MySqlMigrator(database.DataSource) { Files = [windows] }.MigrateAsync(Default, default)).Applied.Should().BeEmpty("the history of later versions is no concern of an older one");
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task ScriptAsync_appliedByHand_equalsAMigration(DatabaseServer server)
    {
        foreach (string[] tables in new string[][] { [], [.. SchemaDocument.Contract.Select(t => t.Name)] })
        {
            await using TestDatabase migrated = await TestDatabase.CreateAsync(server);
            await using TestDatabase byHand = await TestDatabase.CreateAsync(server);
            foreach (TestDatabase database in new[] { migrated, byHand })
            {
                if (tables.Length == 0) continue;
                await ForeignDatabase.CreateAsync(database, tables);
                await ForeignDatabase.FillAsync(database, await LiveSchema.ReadAsync(database), 1);
            }
            MigrationResult result = await new MySqlMigrator(migrated.DataSource).MigrateAsync(Default, default);
            var migrator = new MySqlMigrator(byHand.DataSource);

            string script = await migrator.ScriptAsync(Default, default);
            await byHand.ExecuteAsync(string.Join('\n', script.Split('\n').Where(line => !line.StartsWith("--", StringComparison.Ordinal))));

            await ShouldEqualAsync(byHand, migrated);
            (await migrator.GetPendingAsync(default)).Should().BeEquivalentTo(result.Pending);
            (await byHand.QueryAsync("SELECT id, name, checksum FROM opbx_migrations ORDER BY id"))
                .Should().BeEquivalentTo(await migrated.QueryAsync("SELECT id, name, checksum FROM opbx_migrations ORDER BY id"));
        }
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task MigrateArchiveAsync_otherDatabase_makesTheArchiveTablesWithoutForeignKeys(DatabaseServer server)
    {
        await using TestDatabase main = await TestDatabase.CreateAsync(server);
        await using TestDatabase archive = await TestDatabase.CreateAsync(server);
        var migrator = new MySqlMigrator(main.DataSource);
        await migrator.MigrateAsync(Default, default);

        string script = await migrator.ScriptArchiveAsync(archive.DataSource, Default, default);
        MigrationResult result = await migrator.MigrateArchiveAsync(archive.DataSource, Default, default);

        result.Applied.Should().Equal("archive");
        script.Should().Contain("CREATE TABLE recordings_archive").And.NotContain("FOREIGN KEY");
        LiveSchema schema = await LiveSchema.ReadAsync(main), made = await LiveSchema.ReadAsync(archive);
        made.Keys.Should().BeEmpty();
        made.Tables.Should().HaveCount(5);
        made.Columns.Should().BeEquivalentTo(schema.Columns.Where(c => made.Tables.ContainsKey(c.Table)));
        made.Indexes.Should().BeEquivalentTo(schema.Indexes.Where(i => made.Tables.ContainsKey(i.Table)));
        (await migrator.MigrateArchiveAsync(archive.DataSource, Default, default)).Applied.Should().BeEmpty();
        // The main database may be the archive as well.
        await migrator.MigrateArchiveAsync(main.DataSource, Default, default);
        (await LiveSchema.ReadAsync(main)).Keys.Should().BeEquivalentTo(schema.Keys);
    }

    [Fact]
    public async Task MigrateAsync_wrongOptions_isRefusedBeforeAnyConnection()
    {
        await using DbDataSource nowhere = DatabaseDriver.Factory.CreateDataSource("Server=127.0.0.1;Port=1;User ID=x;Password=secret-word;Database=x;Connection Timeout=1");
        var migrator = new MySqlMigrator(nowhere);

        foreach (MigrationOptions options in new MigrationOptions[] { new() { Offline = ["0099_nothing"] }, new() { LockTimeout = TimeSpan.FromSeconds(-1) }, new() { TableLockTimeout = TimeSpan.Zero } })
        {
            await migrator.Invoking(m => m.MigrateAsync(options, default)).Should().ThrowAsync<ArgumentException>();
        }
        (await migrator.Invoking(m => m.MigrateAsync(Default, default)).Should().ThrowAsync<OpBXStorageException>()).Which.Message.Should().NotContain("secret-word");
    }

    private static async Task ShouldEqualAsync(TestDatabase actual, TestDatabase expected)
    {
        LiveSchema left = await LiveSchema.ReadAsync(actual), right = await LiveSchema.ReadAsync(expected);
        left.Tables.Should().BeEquivalentTo(right.Tables);
        left.Columns.Should().BeEquivalentTo(right.Columns);
        left.Indexes.Should().BeEquivalentTo(right.Indexes);
        left.Keys.Should().BeEquivalentTo(right.Keys);
    }

    private sealed class WaitingLogger : ILogger<MySqlMigrator>
    {
        private readonly TaskCompletionSource _seen = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Seen => _seen.Task;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (eventId.Id == 2903) _seen.TrySetResult();
        }
    }
}
