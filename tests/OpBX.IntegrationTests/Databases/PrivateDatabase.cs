using System.Data.Common;
using OpBX.Numbers;
using OpBX.Storage;
using OpBX.Tenants;
using OpBX.TestServers;

namespace OpBX.IntegrationTests.Databases;

/// <summary>A database server of a test's own with the schema and one tenant.</summary>
internal sealed class PrivateDatabase : IAsyncDisposable
{
    private readonly DbDataSource _source;

    private PrivateDatabase(PrivateMySql server)
    {
        Server = server;
        ConnectionString = server.ConnectionString + ";Database=opbx";
        _source = DatabaseDriver.Factory.CreateDataSource(ConnectionString);
        Rows = new RecordRows(_source);
    }

    public PrivateMySql Server { get; }

    public string ConnectionString { get; }

    public RecordRows Rows { get; }

    public static async Task<PrivateDatabase> StartAsync(DatabaseServer server, TenantConfiguration tenant)
    {
        var database = new PrivateDatabase(await PrivateMySql.StartAsync(server));
        await new MySqlMigrator(database._source).MigrateAsync(new MigrationOptions(), default);
        await using var storage = new MySqlOpBXStorage(database._source, NumberNormalizer.Default);
        (await storage.Configuration.ReplaceAsync(tenant, null, default)).Faults.Should().BeEmpty();
        return database;
    }

    public async ValueTask DisposeAsync()
    {
        await _source.DisposeAsync();
        await Server.DisposeAsync();
    }
}
