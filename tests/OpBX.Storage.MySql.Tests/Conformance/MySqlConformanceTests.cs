using System.Data.Common;
using OpBX.Numbers;
using OpBX.TestServers;

namespace OpBX.Storage;

/// <summary>The storage conformance suite on MySQL.</summary>
public sealed class MySqlConformanceTests(MySqlConformanceTests.Server server) : IClassFixture<MySqlConformanceTests.Server>
{
    public static TheoryData<string> Names => [.. StorageConformance.Checks.Select(static check => check.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public Task MySql_does_what_every_storage_must(string name) => StorageConformance.Get(name).RunAsync(server, CancellationToken.None);

    [Theory]
    [InlineData(1, 998)]
    [InlineData(2, 999)]
    public Task MySql_holds_what_the_model_says(int seed, int space) => StorageSequence.RunAsync(server, seed, steps: 200, space, CancellationToken.None);

    public sealed class Server() : DatabaseUnderTest(DatabaseServer.MySql);
}

/// <summary>The storage conformance suite on MariaDB.</summary>
public sealed class MariaDbConformanceTests(MariaDbConformanceTests.Server server) : IClassFixture<MariaDbConformanceTests.Server>
{
    public static TheoryData<string> Names => MySqlConformanceTests.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public Task MariaDb_does_what_every_storage_must(string name) => StorageConformance.Get(name).RunAsync(server, CancellationToken.None);

    [Theory]
    [InlineData(1, 998)]
    [InlineData(2, 999)]
    public Task MariaDb_holds_what_the_model_says(int seed, int space) => StorageSequence.RunAsync(server, seed, steps: 200, space, CancellationToken.None);

    public sealed class Server() : DatabaseUnderTest(DatabaseServer.MariaDb);
}

/// <summary>One migrated database for all checks of a class, seen by two storages that share nothing else.</summary>
public abstract class DatabaseUnderTest(DatabaseServer server) : IStorageUnderTest, IAsyncLifetime
{
    private TestDatabase? _database;
    private DbDataSource? _otherConnections;

    public IOpBXStorage Storage { get; private set; } = null!;

    public IOpBXStorage OtherNode { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync(server);
        await new MySqlMigrator(_database.DataSource).MigrateAsync(new MigrationOptions(), CancellationToken.None);
        Storage = new MySqlOpBXStorage(_database.DataSource, NumberNormalizer.Default);
        _otherConnections = DatabaseDriver.Factory.CreateDataSource(_database.ConnectionString);
        OtherNode = new MySqlOpBXStorage(_otherConnections, NumberNormalizer.Default);
    }

    public async Task DisposeAsync()
    {
        if (_otherConnections is not null) await _otherConnections.DisposeAsync();
        if (_database is not null) await _database.DisposeAsync();
    }
}
