using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using OpBX.Extensions;
using OpBX.IntegrationTests.Hosts;
using OpBX.Numbers;
using OpBX.Storage;
using OpBX.Tenants;
using OpBX.TestServers;

namespace OpBX.IntegrationTests.Databases;

/// <summary>One migrated database of a test class, emptied between tests.</summary>
internal sealed class CaseDatabase : IAsyncDisposable
{
    private readonly TestDatabase _database;
    private readonly MySqlOpBXStorage _storage;

    private CaseDatabase(TestDatabase database)
    {
        _database = database;
        _storage = new MySqlOpBXStorage(database.DataSource, NumberNormalizer.Default);
    }

    public string ConnectionString => _database.ConnectionString;

    public IOpBXStorage Storage => _storage;

    public TestDatabase Database => _database;

    public static async Task<CaseDatabase> CreateAsync(DatabaseServer server)
    {
        TestDatabase database = await TestDatabase.CreateAsync(server);
        await new MySqlMigrator(database.DataSource).MigrateAsync(new MigrationOptions(), default);
        return new CaseDatabase(database);
    }

    /// <summary>Keeps these tenants and no others.</summary>
    public async Task KeepAsync(IEnumerable<TenantConfiguration> tenants)
    {
        await _database.ExecuteAsync("DELETE FROM organizations");
        foreach (TenantConfiguration tenant in tenants)
        {
            ChangeResult<TenantConfiguration> result = await _storage.Configuration.ReplaceAsync(Storable(tenant), null, default);
            result.Faults.Should().BeEmpty();
        }
    }

    /// <summary>A host on the database, with the clock of the test for calls and the system's for what waits.</summary>
    public Task<PbxHost> StartHostAsync(DateTimeOffset now, Action<IOpBXBuilder> configure) => PbxHost.StartAsync(now, builder =>
    {
        builder.AddMySqlStorage(ConnectionString);
        configure(builder);
    });

    // What foreign keys allow: no references to nothing, and a room belongs to an extension.
    private static TenantConfiguration Storable(TenantConfiguration tenant)
    {
        HashSet<long> extensions = [.. tenant.Extensions.Select(static extension => extension.Id)];
        long id = tenant.Organization.Id.Value;
        long carrier = 900_000 + id;
        return tenant with
        {
            Organization = tenant.Organization with { Slug = "case-" + id.ToString(CultureInfo.InvariantCulture) },
            Extensions = tenant.ConferenceRooms.All(room => extensions.Contains(room.ExtensionId)) ? tenant.Extensions
                : [.. tenant.Extensions, new Extension { Id = carrier, ExtensionNumber = "room", Status = EntityStatus.Inactive }],
            RingGroups = [.. tenant.RingGroups.Select(group => group with
            {
                Members = [.. group.Members.Where(member => extensions.Contains(member.ExtensionId))],
                FallbackExtensionId = group.FallbackExtensionId is { } fallback && extensions.Contains(fallback) ? fallback : null,
            })],
            // The cases number the rules of each tenant from 1.
            OutboundWhitelists = [.. tenant.OutboundWhitelists.Select((rule, i) => rule with { Id = (id * 1_000) + i })],
            ConferenceRooms = [.. tenant.ConferenceRooms.Select(room => extensions.Contains(room.ExtensionId) ? room : room with { ExtensionId = carrier })],
        };
    }

    public async ValueTask DisposeAsync()
    {
        await _storage.DisposeAsync();
        await _database.DisposeAsync();
    }
}
