using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpBX.Retention;
using OpBX.Tenants;
using OpBX.TestServers;

namespace OpBX.Benchmarks.Tenants;

/// <summary>Calls through a whole host, from the HTTP request to the bytes of the answer: the first of each tenant, and the next within a minute.</summary>
internal static class MySqlFirstCalls
{
    private const int WarmUp = 500;
    private const int Measured = 3_000;

    public static async Task RunAsync(TestDatabase database)
    {
        var source = new CountingDataSource(database.DataSource);
        await using Host host = await Host.StartAsync(builder => builder.AddMySqlStorage(_ => source));
        int[] tenants = [.. Enumerable.Range(1, MySqlConfigurationRows.Tenants)];
        new Random(17).Shuffle(tenants);
        foreach (int tenant in tenants[..WarmUp]) await host.CallAsync(tenant, "warm");

        List<double> cold = [], trivial = [], next = [];
        foreach (int tenant in tenants[WarmUp..(WarmUp + Measured)])
        {
            cold.Add(await MySqlConfiguration.TimeAsync(() => host.CallAsync(tenant, "first")));
            trivial.Add(await MySqlConfiguration.TimeAsync(() => database.ExecuteAsync("DO 1")));
        }
        MySqlConfiguration.Print("DO 1 after each, for comparison", trivial);
        MySqlConfiguration.Print("first call of a tenant", cold);

        await Task.Delay(TimeSpan.FromSeconds(2)); // call records that are still being written
        long before = await QuestionsAsync(database);
        source.Clear();
        foreach (int tenant in tenants[(WarmUp + Measured - 1000)..(WarmUp + Measured)])
            next.Add(await MySqlConfiguration.TimeAsync(() => host.CallAsync(tenant, "next")));
        await Task.Delay(TimeSpan.FromSeconds(2));
        long sent = await QuestionsAsync(database) - before;
        int ofConfiguration = source.Statements.Count(static sql => sql.Contains("cloudonix_settings", StringComparison.Ordinal) || sql.Contains("CRC32(", StringComparison.Ordinal));
        MySqlConfiguration.Print("next call of a tenant, within a minute", next);
        Console.WriteLine($"commands of {next.Count} such calls: {source.Statements.Count}, of which on configuration {ofConfiguration}; questions counted by the server, all its users together: {sent}");
    }

    /// <summary>The services of a host without its web server.</summary>
    public static Container Services(string connectionString)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddOpBX().AddMySqlStorage(connectionString);
        return new Container(services.BuildServiceProvider());
    }

    private static async Task<long> QuestionsAsync(TestDatabase database)
        => Convert.ToInt64((await database.QueryAsync("SHOW GLOBAL STATUS LIKE 'Questions'"))[0][1], CultureInfo.InvariantCulture);

    internal sealed class Container(ServiceProvider provider) : IAsyncDisposable
    {
        public ITenantDirectory Directory { get; } = provider.GetRequiredService<ITenantDirectory>();

        public ValueTask DisposeAsync() => provider.DisposeAsync();
    }

    private sealed class Host(WebApplication app) : IAsyncDisposable
    {
        private readonly HttpClient _client = app.GetTestClient();

        public static async Task<Host> StartAsync(Action<IOpBXBuilder> configure)
        {
            WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
            builder.WebHost.UseTestServer();
            builder.Logging.ClearProviders();
            configure(builder.Services.AddOpBX().AddWebhooks());
            // Its first run would go through all tenants while they are measured.
            builder.Services.Configure<RetentionOptions>(static options => options.IsEnabled = false);
            WebApplication app = builder.Build();
            app.MapOpBX();
            await app.StartAsync();
            return new Host(app);
        }

        public async Task CallAsync(int tenant, string session)
        {
            using var message = new HttpRequestMessage(HttpMethod.Post, "/api/voice/route")
            {
                Content = new StringContent(
                    $$"""{"Session":"{{session}}-{{tenant}}","From":"15550100001","To":"{{MySqlConfigurationRows.DidOf(tenant)[1..]}}","Direction":"inbound","Domain":"{{MySqlConfigurationRows.DomainOf(tenant)}}"}""",
                    Encoding.UTF8, "application/json"),
            };
            message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", MySqlConfigurationRows.KeyOf(tenant));
            using HttpResponseMessage answer = await _client.SendAsync(message);
            string text = await answer.Content.ReadAsStringAsync();
            if (!text.Contains("1001", StringComparison.Ordinal)) throw new InvalidOperationException("The call did not reach its extension: " + text);
        }

        public async ValueTask DisposeAsync()
        {
            _client.Dispose();
            await app.DisposeAsync();
        }
    }
}
