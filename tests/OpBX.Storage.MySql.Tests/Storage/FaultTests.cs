using System.Data.Common;
using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using OpBX.Cdr;
using OpBX.Extensions;
using OpBX.Numbers;
using OpBX.Tenants;
using OpBX.TestServers;

namespace OpBX.Storage;

/// <summary>Servers that hang, die and come back; tokens that must end a wait; transactions that must leave nothing.</summary>
public sealed class FaultTests
{
    private static readonly MySqlStorageOptions s_options = new() { AttemptTimeout = TimeSpan.FromSeconds(1), OperationTimeout = TimeSpan.FromSeconds(4), Retries = 2 };

    [Theory]
    [MemberData(nameof(TestServer.Rows), MemberType = typeof(TestServer))]
    public async Task A_frozen_server_costs_the_limit_and_no_more_and_works_again_by_itself(DatabaseServer server)
    {
        await using PrivateMySql mysql = await PrivateMySql.StartAsync(server);
        await using DbDataSource source = await MigrateAsync(mysql.ConnectionString);
        await using var storage = new MySqlOpBXStorage(source, NumberNormalizer.Default, s_options);
        (await storage.Tenants.GetVersionAsync(new TenantId(1), default)).Should().BeNull();

        mysql.Suspend();
        var watch = Stopwatch.StartNew();
        await storage.Awaiting(static s => s.Tenants.LoadAsync(new TenantId(1), default).AsTask()).Should().ThrowAsync<OpBXStorageException>();
        watch.Elapsed.Should().BeLessThan(TimeSpan.FromSeconds(30), "without a limit of its own the wait has no end");
        var letter = new DeadLetter { Source = "cdr", Tenant = null, Code = "malformed-json", Body = "{"u8.ToArray(), ReceivedAt = DateTimeOffset.UnixEpoch };
        await storage.Awaiting(s => s.DeadLetters.AddAsync(letter, default).AsTask()).Should().ThrowAsync<OpBXStorageException>("the letter is not refused: it can be kept later");
        mysql.Resume();

        await Eventually(() => storage.Tenants.GetVersionAsync(new TenantId(1), default).AsTask());
    }

    [Theory]
    [MemberData(nameof(TestServer.Rows), MemberType = typeof(TestServer))]
    public async Task A_token_ends_the_wait_for_a_frozen_server(DatabaseServer server)
    {
        await using PrivateMySql mysql = await PrivateMySql.StartAsync(server);
        await using DbDataSource source = await MigrateAsync(mysql.ConnectionString);
        await using var storage = new MySqlOpBXStorage(source, NumberNormalizer.Default, new MySqlStorageOptions { AttemptTimeout = TimeSpan.FromMinutes(2), OperationTimeout = TimeSpan.FromMinutes(4) });
        await storage.Tenants.GetVersionAsync(new TenantId(1), default);
        mysql.Suspend();
        using var cancel = new CancellationTokenSource();

        Task<TenantConfiguration?> load = storage.Tenants.LoadAsync(new TenantId(1), cancel.Token).AsTask();
        load.IsCompleted.Should().BeFalse();
        await cancel.CancelAsync();

        await load.Awaiting(static task => task.WaitAsync(TimeSpan.FromSeconds(30))).Should().ThrowAsync<OperationCanceledException>();
        mysql.Resume();
    }

    [Theory]
    [MemberData(nameof(TestServer.Rows), MemberType = typeof(TestServer))]
    public async Task A_killed_server_is_told_and_found_again(DatabaseServer server)
    {
        await using PrivateMySql mysql = await PrivateMySql.StartAsync(server);
        await using DbDataSource source = await MigrateAsync(mysql.ConnectionString);
        await using var storage = new MySqlOpBXStorage(source, NumberNormalizer.Default, s_options);
        await storage.Configuration.Organizations.InsertAsync(new Organization { Id = new TenantId(7), Name = "Seven", Slug = "seven" }, default);

        await mysql.KillAsync();
        OpBXStorageException fault = (await storage.Awaiting(static s => s.Tenants.LoadAsync(new TenantId(7), default).AsTask()).Should().ThrowAsync<OpBXStorageException>()).Which;
        fault.InnerException.Should().NotBeNull("the driver's error says what happened");
        fault.Message.Should().NotContain("Password");
        await mysql.RestartAsync();

        TenantConfiguration? loaded = null;
        await Eventually(async () => loaded = await storage.Tenants.LoadAsync(new TenantId(7), default));
        loaded!.Organization.Name.Should().Be("Seven");
    }

    [Theory]
    [MemberData(nameof(TestServer.Rows), MemberType = typeof(TestServer))]
    public async Task A_cancelled_change_leaves_nothing(DatabaseServer server)
    {
        await using MigratedDatabase database = await MigratedDatabase.CreateAsync(server);
        TenantConfiguration kept = await database.KeepAsync(ConfigurationStoreTests.Demo());
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await database.Storage.Awaiting(storage => storage.Configuration.Extensions.InsertAsync(
            kept.Organization.Id, new Extension { Id = 0, ExtensionNumber = "890" }, null, cancelled.Token).AsTask()).Should().ThrowAsync<OperationCanceledException>();

        (await database.Storage.Tenants.GetVersionAsync(kept.Organization.Id, default))!.Value.Version.Should().Be(kept.Version);
    }

    [Theory]
    [MemberData(nameof(TestServer.Rows), MemberType = typeof(TestServer))]
    public async Task A_transaction_that_fails_takes_all_its_statements_with_it(DatabaseServer server)
    {
        await using MigratedDatabase database = await MigratedDatabase.CreateAsync(server);
        var direct = new MySqlDatabase(database.Database.DataSource, new MySqlStorageOptions(), TimeProvider.System, NullLogger<MySqlDatabase>.Instance);

        Func<Task> failing = () => direct.WriteAsync<int>(async (session, token) =>
        {
            await session.ExecuteAsync("INSERT INTO organizations (id,name,slug) VALUES (@organization_id,'a','a')", [("@organization_id", 5L)], token);
            throw new InvalidOperationException("half-way");
        }, isIdempotent: true, default).AsTask();
        await failing.Should().ThrowAsync<OpBXStorageException>();

        (await database.Storage.Tenants.GetVersionAsync(new TenantId(5), default)).Should().BeNull();
    }

    [Theory]
    [MemberData(nameof(TestServer.Rows), MemberType = typeof(TestServer))]
    public async Task A_deadlock_is_tried_again_until_both_are_through(DatabaseServer server)
    {
        string[] names = await DeadlockAsync(server, static (session, id, token)
            => session.ExecuteAsync("UPDATE organizations SET name=CONCAT(name,'!') WHERE id=@organization_id", [("@organization_id", id)], token));

        names.Should().Equal("one!!", "two!!");
    }

    [Theory]
    [MemberData(nameof(TestServer.Rows), MemberType = typeof(TestServer))]
    public async Task A_deadlock_among_the_rows_of_a_query_is_tried_again_and_its_connection_can_be_used(DatabaseServer server)
    {
        string[] names = await DeadlockAsync(server, static async (session, id, token)
            => (await session.QueryAsync("SELECT name FROM organizations WHERE id=@organization_id FOR UPDATE", [("@organization_id", id)], static reader => reader.GetString(0), token)).Count);

        names.Should().Equal("one!", "two!");
    }

    [Theory]
    [MemberData(nameof(TestServer.Rows), MemberType = typeof(TestServer))]
    public async Task A_text_and_a_number_in_the_same_place_of_one_statement_are_not_mistaken(DatabaseServer server)
    {
        await using MigratedDatabase database = await MigratedDatabase.CreateAsync(server);
        await database.Database.ExecuteAsync("INSERT INTO organizations (id,name,slug) VALUES (1,'0','a'),(2,'abc','b'),(3,'12abc','c')");
        var direct = new MySqlDatabase(database.Database.DataSource, new MySqlStorageOptions(), TimeProvider.System, NullLogger<MySqlDatabase>.Instance);

        List<long> Ids(object value) => direct.ReadAsync((session, token) => session.QueryAsync(
            "SELECT id FROM organizations WHERE name=@value ORDER BY id", [("@value", value)], static reader => reader.GetInt64(0), token), default).AsTask().GetAwaiter().GetResult();

        for (int round = 0; round < 3; round++)
        {
            Ids(12).Should().Equal(3);
            Ids("abc").Should().Equal(2);
            Ids("0").Should().Equal(1);
        }
    }

    [Theory]
    [MemberData(nameof(TestServer.Rows), MemberType = typeof(TestServer))]
    public async Task Sessions_are_strict_and_in_UTC_whatever_the_server_is_set_to(DatabaseServer server)
    {
        await using MigratedDatabase database = await MigratedDatabase.CreateAsync(server);
        var direct = new MySqlDatabase(database.Database.DataSource, new MySqlStorageOptions(), TimeProvider.System, NullLogger<MySqlDatabase>.Instance);

        List<(string Zone, string Mode)> settings = await direct.ReadAsync((session, token) => session.QueryAsync(
            "SELECT @@time_zone,@@sql_mode", [], static reader => (reader.GetString(0), reader.GetString(1)), token), default);

        settings.Should().ContainSingle().Which.Zone.Should().Be("+00:00");
        settings[0].Mode.Should().Contain("STRICT_TRANS_TABLES").And.NotContain("NO_BACKSLASH_ESCAPES").And.NotContain("ANSI_QUOTES");
    }

    [Fact]
    public async Task The_breaker_stops_asking_a_database_that_is_not_there()
    {
        await using DbDataSource source = DatabaseDriver.Factory.CreateDataSource("Server=127.0.0.1;Port=1;User ID=opbx;Password=x;Database=none;Connection Timeout=1");
        await using var storage = new MySqlOpBXStorage(source, NumberNormalizer.Default, new MySqlStorageOptions { Retries = 0, BreakDuration = TimeSpan.FromMinutes(5) });
        var causes = new List<Exception?>();
        for (int i = 0; i < 8; i++)
        {
            causes.Add((await storage.Awaiting(static s => s.Tenants.GetVersionAsync(new TenantId(1), default).AsTask()).Should().ThrowAsync<OpBXStorageException>()).Which.InnerException);
        }
        causes[0].Should().NotBeOfType<Polly.CircuitBreaker.BrokenCircuitException>();
        causes[^1].Should().BeOfType<Polly.CircuitBreaker.BrokenCircuitException>();
    }

    private static async Task<DbDataSource> MigrateAsync(string server)
    {
        DbDataSource admin = DatabaseDriver.Factory.CreateDataSource(server);
        await using (admin)
        {
            await using DbConnection connection = await admin.OpenConnectionAsync();
            await using DbCommand command = connection.CreateCommand();
            command.CommandText = "CREATE DATABASE IF NOT EXISTS faults CHARACTER SET utf8mb4";
            await command.ExecuteNonQueryAsync();
        }
        DbDataSource source = MySqlDriver.CreateDataSource(server + ";Database=faults");
        await new MySqlMigrator(source).MigrateAsync(new MigrationOptions(), default);
        return source;
    }

    // Comes back by itself: how soon is the server's matter, that it does is ours.
    private static async Task Eventually(Func<Task> work)
    {
        for (int attempt = 0; ; attempt++)
        {
            try
            {
                await work();
                return;
            }
            catch (OpBXStorageException) when (attempt < 100)
            {
                await Task.Delay(100);
            }
        }
    }

    /// <summary>Two transactions change one row each and then want the other's. Gives the names of both in the end.</summary>
    private static async Task<string[]> DeadlockAsync(DatabaseServer server, Func<MySqlSession, long, CancellationToken, ValueTask<int>> want)
    {
        await using MigratedDatabase database = await MigratedDatabase.CreateAsync(server);
        await database.Database.ExecuteAsync("INSERT INTO organizations (id,name,slug) VALUES (1,'one','one'),(2,'two','two')");
        var direct = new MySqlDatabase(database.Database.DataSource, new MySqlStorageOptions(), TimeProvider.System, NullLogger<MySqlDatabase>.Instance);
        using var both = new Barrier(2);
        int attempts = 0;
        await Task.WhenAll(ChangeAsync(1, 2), ChangeAsync(2, 1));

        attempts.Should().BeGreaterThan(2, "one of them was the victim");
        return [.. (await database.Database.QueryAsync("SELECT name FROM organizations ORDER BY id")).Select(static row => (string)row[0]!)];

        Task ChangeAsync(long first, long second) => Task.Run(async () =>
        {
            bool isFirst = true;
            await direct.WriteAsync(async (session, token) =>
            {
                Interlocked.Increment(ref attempts);
                await session.ExecuteAsync("UPDATE organizations SET name=CONCAT(name,'!') WHERE id=@organization_id", [("@organization_id", first)], token);
                if (isFirst) both.SignalAndWait(token);
                isFirst = false;
                return await want(session, second, token);
            }, isIdempotent: true, default);
        });
    }
}
