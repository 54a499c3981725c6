using System.Data.Common;
using System.Diagnostics;
using System.Globalization;
using OpBX.Numbers;
using OpBX.Storage;
using OpBX.Tenants;
using OpBX.TestServers;

namespace OpBX.Benchmarks.Tenants;

/// <summary>
/// Configuration in MySQL: loading, looking up and verifying tenants, and the first call of tenants that nobody has asked for yet.
/// <c>dotnet run -c Release -- mysql-configuration</c>; servers by OPBX_TEST_MYSQL and OPBX_TEST_MARIADB. <c>large</c>, <c>directory</c>
/// or <c>cold</c> after it runs one part only.
/// </summary>
internal static class MySqlConfiguration
{
    private const int Rounds = 1_000;

    public static async Task RunAsync(string[] parts)
    {
        foreach (DatabaseServer server in TestServer.Available)
        {
            Console.WriteLine($"== {server}");
            if (Wanted("large")) await LargeAsync(server);
            if (!Wanted("directory") && !Wanted("cold")) continue;
            var watch = Stopwatch.StartNew();
            await using TestDatabase database = await TestDatabase.CreateAsync(server);
            await new MySqlMigrator(database.DataSource).MigrateAsync(new MigrationOptions(), default);
            watch.Restart();
            await MySqlConfigurationRows.ManyAsync(database);
            Console.WriteLine($"{MySqlConfigurationRows.Tenants} tenants seeded in {watch.Elapsed.TotalSeconds:F0} s");
            if (Wanted("directory")) await DirectoryAsync(database);
            if (Wanted("directory")) await VersionsAsync(database);
            if (Wanted("cold")) await MySqlFirstCalls.RunAsync(database);
        }

        bool Wanted(string part) => parts.Length == 0 || parts.Contains(part);
    }

    /// <summary>One row: shares of the times.</summary>
    public static void Print(string what, List<double> milliseconds)
    {
        double[] sorted = [.. milliseconds.Order()];
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}: min {At(0):F3} p50 {At(0.5):F3} p90 {At(0.9):F3} p99 {At(0.99):F3} ms ({sorted.Length})"));

        double At(double share) => sorted[(int)(sorted.Length * share)];
    }

    public static async Task<double> TimeAsync(Func<Task> work)
    {
        long begin = Stopwatch.GetTimestamp();
        await work();
        return Stopwatch.GetElapsedTime(begin).TotalMilliseconds;
    }

    private static async Task LargeAsync(DatabaseServer server)
    {
        await using TestDatabase database = await TestDatabase.CreateAsync(server);
        await new MySqlMigrator(database.DataSource).MigrateAsync(new MigrationOptions(), default);
        await MySqlConfigurationRows.LargeAsync(database);
        await using var storage = new MySqlOpBXStorage(database.DataSource, NumberNormalizer.Default);
        var tenant = new TenantId(1);
        TenantConfiguration first = (await storage.Tenants.LoadAsync(tenant, default))!;
        Console.WriteLine($"{first.Extensions.Count} extensions, {first.DidNumbers.Count} DIDs, {first.RingGroups.Count} groups, {first.RingGroups.Sum(static g => g.Members.Count)} members");
        List<double> load = [], both = [], version = [], trivial = [];
        for (int i = 0; i < 250; i++)
        {
            double loaded = await TimeAsync(async () => await storage.Tenants.LoadAsync(tenant, default));
            double built = await TimeAsync(async () => TenantSnapshot.Build((await storage.Tenants.LoadAsync(tenant, default))!));
            double verified = await TimeAsync(async () => await storage.Tenants.GetVersionAsync(tenant, default));
            double nothing = await TimeAsync(() => database.ExecuteAsync("DO 1"));
            if (i < 50) continue;
            load.Add(loaded);
            both.Add(built);
            version.Add(verified);
            trivial.Add(nothing);
        }
        Print("DO 1, for comparison", trivial);
        Print("LoadAsync", load);
        Print("LoadAsync and TenantSnapshot.Build", both);
        Print("GetVersionAsync", version);
    }

    // All ways in turns, so that what else the machine does hits each alike.
    private static async Task DirectoryAsync(TestDatabase database)
    {
        await using var storage = new MySqlOpBXStorage(database.DataSource, NumberNormalizer.Default);
        await using var host = MySqlFirstCalls.Services(database.ConnectionString);
        ITenantDirectory cached = host.Directory;
        await using DbConnection kept = await database.DataSource.OpenConnectionAsync();
        await using DbCommand prepared = Point(kept);
        await prepared.PrepareAsync();
        List<double> raw = [], pooled = [], text = [], directory = [], cache = [];
        for (int i = 0; i < Rounds * 4; i++)
        {
            string domain = MySqlConfigurationRows.DomainOf(1 + (i * 7919 % MySqlConfigurationRows.Tenants));
            double a = await TimeAsync(() => ReadAsync(prepared, domain));
            double b = await TimeAsync(() => PooledAsync(domain, isPrepared: true));
            double c = await TimeAsync(() => PooledAsync(domain, isPrepared: false));
            double d = await TimeAsync(async () => await storage.Directory.FindByDomainAsync(domain, default));
            await cached.FindByDomainAsync(domain, default);
            double e = await TimeAsync(async () => await cached.FindByDomainAsync(domain, default));
            if (i < Rounds) continue;
            raw.Add(a);
            pooled.Add(b);
            text.Add(c);
            directory.Add(d);
            cache.Add(e);
        }
        Print("raw point read, connection and prepared statement kept", raw);
        Print("raw point read, connection of the pool, prepared", pooled);
        Print("raw point read, connection of the pool, text", text);
        Print("FindByDomainAsync", directory);
        Print("FindByDomainAsync, remembered", cache);

        async Task PooledAsync(string domain, bool isPrepared)
        {
            await using DbConnection connection = await database.DataSource.OpenConnectionAsync();
            await using DbCommand command = Point(connection);
            if (isPrepared) await command.PrepareAsync();
            await ReadAsync(command, domain);
        }
    }

    private static DbCommand Point(DbConnection connection)
    {
        DbCommand command = connection.CreateCommand();
        command.CommandText = "SELECT organization_id,domain_name,domain_uuid,domain_requests_api_key,settings FROM cloudonix_settings WHERE domain_name=@domain";
        DbParameter parameter = command.CreateParameter();
        parameter.ParameterName = "@domain";
        parameter.Value = "";
        command.Parameters.Add(parameter);
        return command;
    }

    private static async Task ReadAsync(DbCommand command, string domain)
    {
        command.Parameters[0].Value = domain;
        await using DbDataReader reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            _ = reader.GetInt64(0);
            _ = reader.GetString(1);
            _ = reader.IsDBNull(2) ? null : reader.GetString(2);
            _ = reader.GetString(3);
            _ = reader.IsDBNull(4) ? null : reader.GetString(4);
        }
    }

    private static async Task VersionsAsync(TestDatabase database)
    {
        await using var storage = new MySqlOpBXStorage(database.DataSource, NumberNormalizer.Default);
        TenantId[] tenants = [.. Enumerable.Range(1, 1000).Select(static i => new TenantId(i))];
        List<double> versions = [], version = [], load = [];
        for (int i = 0; i < 400; i++)
        {
            double all = await TimeAsync(async () => await storage.Tenants.GetVersionsAsync(tenants, default));
            double one = await TimeAsync(async () => await storage.Tenants.GetVersionAsync(tenants[i], default));
            double loaded = await TimeAsync(async () => await storage.Tenants.LoadAsync(tenants[i], default));
            if (i < 100) continue;
            versions.Add(all);
            version.Add(one);
            load.Add(loaded);
        }
        Print("GetVersionsAsync, 1,000 tenants", versions);
        Print("GetVersionAsync, 100 extensions", version);
        Print("LoadAsync, 100 extensions", load);
    }
}
