using OpBX.Numbers;
using OpBX.Tenants;
using OpBX.TestServers;

namespace OpBX.Storage;

/// <summary>A database of its own with the schema, and a storage on it.</summary>
internal sealed class MigratedDatabase : IAsyncDisposable
{
    private MigratedDatabase(TestDatabase database)
    {
        Database = database;
        Storage = NewStorage();
    }

    public TestDatabase Database { get; }

    public MySqlOpBXStorage Storage { get; }

    public static async Task<MigratedDatabase> CreateAsync(DatabaseServer server)
    {
        TestDatabase database = await TestDatabase.CreateAsync(server);
        await new MySqlMigrator(database.DataSource).MigrateAsync(new MigrationOptions(), default);
        return new MigratedDatabase(database);
    }

    /// <summary>Another storage on the same database: another node.</summary>
    public MySqlOpBXStorage NewStorage() => new(Database.DataSource, NumberNormalizer.Default);

    /// <summary>Keeps a configuration.</summary>
    public async Task<TenantConfiguration> KeepAsync(TenantConfiguration configuration)
    {
        ChangeResult<TenantConfiguration> result = await Storage.Configuration.ReplaceAsync(configuration, null, default);
        result.Faults.Should().BeEmpty();
        return result.Item!;
    }

    public async ValueTask DisposeAsync()
    {
        await Storage.DisposeAsync();
        await Database.DisposeAsync();
    }
}
