using System.Data.Common;
using Microsoft.Extensions.Logging;
using OpBX.Numbers;
using OpBX.Storage;
using OpBX.TestServers;
using static OpBX.Cdr.RecordDatabase;

namespace OpBX.Cdr;

public sealed class RecordOutageTests
{
    [Theory]
    [InlineData(DatabaseServer.MySql)]
    [InlineData(DatabaseServer.MariaDb)]
    public async Task What_was_acknowledged_outlives_a_killed_server(DatabaseServer server)
    {
        await using PrivateMySql own = await PrivateMySql.StartAsync(server);
        await using DbDataSource source = await MigrateAsync(own);
        await using var storage = new MySqlOpBXStorage(source, NumberNormalizer.Default, new MySqlStorageOptions { Retries = 0 });
        HashSet<string> acknowledged = [];
        Task<string?>[] running = [.. Enumerable.Range(0, 400).Select(i => TryAsync(storage, $"s{i}"))];
        await running[20];
        await own.KillAsync();
        foreach (string? session in await Task.WhenAll(running))
        {
            if (session is not null) acknowledged.Add(session);
        }
        Func<Task> down = () => UpsertAsync(storage, Leg("down"));
        await down.Should().ThrowAsync<OpBXStorageException>();

        await own.RestartAsync();
        // Whoever was not told that a record is safe delivers it again, and so may those who were.
        for (int i = 0; i < 400; i++)
        {
            RecordResult? result = null;
            while (result is null)
            {
                try
                {
                    result = await UpsertAsync(storage, Leg($"s{i}"));
                }
                catch (OpBXStorageException)
                {
                    // The breaker is open for a moment longer.
                }
            }
            if (acknowledged.Contains($"s{i}")) result.Value.Outcome.Should().Be(RecordOutcome.Duplicate, "it was stored before the server died");
        }
        acknowledged.Should().NotBeEmpty();
        await using DbConnection connection = await source.OpenConnectionAsync();
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = "SELECT COUNT(*) FROM call_detail_records";
        Convert.ToInt64(await command.ExecuteScalarAsync(), System.Globalization.CultureInfo.InvariantCulture).Should().Be(400);
    }

    [Theory]
    [InlineData(DatabaseServer.MySql)]
    [InlineData(DatabaseServer.MariaDb)]
    public async Task A_server_that_hangs_costs_a_batch_its_limit_not_each_record_of_it(DatabaseServer server)
    {
        await using PrivateMySql own = await PrivateMySql.StartAsync(server);
        await using DbDataSource source = await MigrateAsync(own);
        var options = new MySqlStorageOptions { Retries = 0, AttemptTimeout = TimeSpan.FromSeconds(1), OperationTimeout = TimeSpan.FromSeconds(1) };
        var events = new LogEvents();
        await using var storage = new MySqlOpBXStorage(source, NumberNormalizer.Default, options, loggers: events);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => UpsertAsync(storage, Leg($"before{i}"))));

        own.Suspend();
        string?[] kept = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => TryAsync(storage, $"s{i}")));

        events.Ids.Should().NotContain(2010, "records one by one would take a second each");
        kept.Should().OnlyContain(static session => session == null);
        own.Resume();
    }

    private static async Task<string?> TryAsync(MySqlOpBXStorage storage, string session)
    {
        try
        {
            await UpsertAsync(storage, Leg(session));
            return session;
        }
        catch (OpBXStorageException)
        {
            return null;
        }
    }

    /// <summary>Makes a database for records with one organization.</summary>
    private static async Task<DbDataSource> MigrateAsync(PrivateMySql own)
    {
        string database = own.ConnectionString.TrimEnd(';') + ";Database=records";
        await RunAsync(own.ConnectionString, "CREATE DATABASE records CHARACTER SET utf8mb4");
        DbDataSource source = DatabaseDriver.Factory.CreateDataSource(database);
        await new MySqlMigrator(source).MigrateAsync(new MigrationOptions(), default);
        await RunAsync(database, "INSERT INTO organizations (id,name,slug,status) VALUES (1,'Acme','acme','active')");
        return source;
    }

    private static async Task RunAsync(string connectionString, string sql)
    {
        await using DbDataSource source = DatabaseDriver.Factory.CreateDataSource(connectionString);
        await using DbConnection connection = await source.OpenConnectionAsync();
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>The ids of what is logged.</summary>
    private sealed class LogEvents : ILoggerFactory, ILogger
    {
        private readonly System.Collections.Concurrent.ConcurrentQueue<int> _ids = new();

        public IReadOnlyCollection<int> Ids => _ids;

        public ILogger CreateLogger(string categoryName) => this;

        public void AddProvider(ILoggerProvider provider)
        {
        }

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => _ids.Enqueue(eventId.Id);

        public void Dispose()
        {
        }
    }
}
