using OpBX.IntegrationTests.Contract;
using OpBX.TestServers;

namespace OpBX.IntegrationTests.Databases;

/// <summary>The databases of <see cref="DatabaseCaseTests"/>, one per server, made when first asked for.</summary>
public sealed class CaseDatabases : IAsyncLifetime
{
    private readonly Dictionary<DatabaseServer, CaseDatabase> _databases = [];

    internal async Task<CaseDatabase> OfAsync(DatabaseServer server)
    {
        if (!_databases.TryGetValue(server, out CaseDatabase? database)) _databases.Add(server, database = await CaseDatabase.CreateAsync(server));
        return database;
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (CaseDatabase database in _databases.Values) await database.DisposeAsync();
    }
}

/// <summary>Every case of <c>routing.json</c> again, the configuration as rows of a database and the records kept in it.</summary>
public sealed class DatabaseCaseTests(CaseDatabases databases) : IClassFixture<CaseDatabases>
{
    public static IEnumerable<object[]> Cases => from server in TestServer.Available from row in (IEnumerable<object[]>)RoutingCaseTests.Ids select new object[] { server, row[0] };

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Case_ends_as_expected(DatabaseServer server, string id)
    {
        CaseDatabase database = await databases.OfAsync(server);
        await RoutingCaseTests.PlayAsync(id, async (now, tenants) =>
        {
            await database.KeepAsync(tenants);
            return await database.StartHostAsync(now, static _ => { });
        });
    }
}
