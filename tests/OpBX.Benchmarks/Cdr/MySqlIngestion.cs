using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using OpBX.Calls;
using OpBX.Cdr;
using OpBX.Numbers;
using OpBX.Retention;
using OpBX.Storage;
using OpBX.Tenants;
using OpBX.TestServers;

namespace OpBX.Benchmarks.Cdr;

/// <summary>
/// CDRs through HTTP: a host on Kestrel, a sender in a process of its own, and in the same run raw inserts of the same rows while an
/// endpoint that does nothing is sent as much. <c>dotnet run -c Release -- mysql-ingestion</c>; servers by OPBX_TEST_MYSQL and
/// OPBX_TEST_MARIADB.
/// </summary>
internal static class MySqlIngestion
{
    private const string Cdrs = "/api/webhooks/cloudonix/cdr";
    private const string Nothing = "/nothing";
    private const int Rows = 30_000;
    private const int WarmUp = 15_000;
    private const int Connections = 256;

    private static readonly TenantId s_tenant = new(1);

    public static async Task RunAsync(string[] parts)
    {
        foreach (DatabaseServer server in Enum.GetValues<DatabaseServer>())
        {
            Console.WriteLine($"== {server}");
            double rate = parts is [] or ["rates", ..] ? await RatesAsync(server) : 1000;
            if (parts is [] or ["single", ..]) await SingleAsync(server);
            if (parts is [] or ["archive", ..]) await ArchiveAsync(server, rate / 2);
        }
    }

    private static async Task<double> RatesAsync(DatabaseServer server)
    {
        double rate = 0;
        for (int round = 0; round < 2; round++)
        {
            await using (Host host = await Host.StartAsync(server))
            {
                await CdrSender.StartAsync(host.Port, Cdrs, 1_000_000, WarmUp, Connections, 0);
                await host.TextsAsync(WarmUp);
                var watch = Stopwatch.StartNew();
                TimeSpan before = Environment.CpuUsage.TotalTime;
                Sent sent = await CdrSender.StartAsync(host.Port, Cdrs, 0, Rows, Connections, 0);
                double texts = watch.Elapsed.TotalSeconds;
                await host.TextsAsync(Rows + WarmUp);
                texts = watch.Elapsed.TotalSeconds - texts;
                rate = sent.Requests / (sent.Seconds + texts);
                Console.WriteLine($"through HTTP, {Connections} connections: {sent.Rate:F0} CDRs/s acknowledged, {rate:F0} until all texts are written; p50 {sent.P50:F1} ms, p99 {sent.P99:F1} ms; {sent.Requests} of {Rows} accepted; {(Environment.CpuUsage.TotalTime - before).TotalMicroseconds / Rows:F0} us of CPU each in the host");
            }
            await using Host idle = await Host.StartAsync(server);
            double best = 0;
            foreach (int batch in (int[])[1, 16, 64, 256])
            {
                await using TestDatabase database = await MySqlRecords.NewAsync(server);
                using var end = new CancellationTokenSource();
                Task<Sent> load = CdrSender.StartAsync(idle.Port, Nothing, 0, (int)(rate * 6), Connections, rate);
                await Task.Delay(1500);
                Task<double> raw = MySqlRecords.RawAsync(database, batch, 40_000, end.Token);
                await Task.WhenAny(raw, load);
                await end.CancelAsync();
                double reached = await raw;
                Sent nothing = await load;
                best = Math.Max(best, reached);
                Console.WriteLine($"raw inserts, batches of {batch}, beside {nothing.Rate:F0} requests/s that do nothing: {reached:F0} CDRs/s");
            }
            Console.WriteLine($"through HTTP = {rate / best:P0} of the best raw");
        }
        return rate;
    }

    private static async Task SingleAsync(DatabaseServer server)
    {
        await using Host host = await Host.StartAsync(server);
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{host.Port}") };
        client.DefaultRequestHeaders.Authorization = new("Bearer", CdrSender.Key);
        var raw = new MySqlDatabase(host.Database.DataSource, new MySqlStorageOptions(), TimeProvider.System, NullLogger<MySqlDatabase>.Instance);
        List<double> http = [], plain = [];
        for (int i = 0; i < 1200; i++)
        {
            using var content = new StringContent(MySqlRecords.Body(i), Encoding.UTF8, "application/json");
            long begin = Stopwatch.GetTimestamp();
            using (HttpResponseMessage answer = await client.PostAsync(Cdrs, content)) answer.EnsureSuccessStatusCode();
            http.Add(Stopwatch.GetElapsedTime(begin).TotalMilliseconds);
            CallDetailRecord other = MySqlRecords.Record(i + 100_000);
            CallLog call = CallLog.Create(MySqlRecords.Report(other), other.CreatedAt) with { CloudonixCdr = other.CloudonixData };
            begin = Stopwatch.GetTimestamp();
            await raw.WriteAsync(async (session, token) =>
            {
                var sql = new SqlText();
                RecordBatch.Insert(sql, CallLogTable.Instance, [(s_tenant, call)]).Append(";");
                RecordBatch.Insert(sql, CallDetailRecordTable.Instance, [(s_tenant, other)]);
                return await session.ExecuteAsync(sql, token);
            }, isIdempotent: false, default);
            plain.Add(Stopwatch.GetElapsedTime(begin).TotalMilliseconds);
        }
        http.RemoveRange(0, 200);
        plain.RemoveRange(0, 200);
        Console.WriteLine(
            $"one at a time: HTTP p50 {MySqlRecords.At(http, 0.5):F2} ms p99 {MySqlRecords.At(http, 0.99):F2} ms; raw commit p50 {MySqlRecords.At(plain, 0.5):F2} ms p99 {MySqlRecords.At(plain, 0.99):F2} ms");
    }

    private static async Task ArchiveAsync(DatabaseServer server, double rate)
    {
        await using Host host = await Host.StartAsync(server);
        IOpBXStorage storage = host.Services.GetRequiredService<IOpBXStorage>();
        DateTimeOffset late = DateTimeOffset.UtcNow.AddDays(-2);
        int old = 10_000_000, next = 0;
        await FillAsync(40_000);
        var watch = Stopwatch.StartNew();
        IRecordRetention retention = host.Services.GetRequiredService<IRecordRetention>();
        long moved = (await retention.RunAsync(s_tenant, default)).Sum(static result => result.Archived);
        Console.WriteLine($"archive alone, as the service does it: {moved / watch.Elapsed.TotalSeconds:F0} rows/s ({moved} rows)");
        await FillAsync(40_000);
        for (int round = 0; round < 3; round++)
        {
            Sent alone = await LoadAsync();
            using var stop = new CancellationTokenSource();
            long before = await CountAsync();
            watch.Restart();
            Task archive = Task.Run(async () =>
            {
                try
                {
                    await retention.RunAsync(s_tenant, stop.Token);
                }
                catch (OperationCanceledException)
                {
                    // Told to.
                }
            });
            Sent beside = await LoadAsync();
            await stop.CancelAsync();
            await archive;
            double archived = (before - await CountAsync()) / watch.Elapsed.TotalSeconds;
            Console.WriteLine(
                $"ingestion of {rate:F0} CDRs/s alone: p50 {alone.P50:F1} p99 {alone.P99:F1} ms; beside the archive: p50 {beside.P50:F1} p99 {beside.P99:F1} ms = {beside.P99 / alone.P99:F2} times; {archived:F0} rows/s archived");
        }

        async Task<Sent> LoadAsync()
        {
            int count = (int)(rate * 10);
            next += count;
            return await CdrSender.StartAsync(host.Port, Cdrs, next, count, Connections, rate);
        }

        async Task<long> CountAsync() => await storage.Archive!.CountAsync(s_tenant, RecordKind.CallRecords, late, default);

        async Task FillAsync(int count)
        {
            int from = old;
            old += count;
            await Task.WhenAll(Enumerable.Range(from, count).Chunk(count / 256).Select(some => Task.Run(async () =>
            {
                foreach (int i in some)
                {
                    CallDetailRecord record = MySqlRecords.Record(i) with { CreatedAt = DateTimeOffset.UtcNow.AddDays(-4000) };
                    await storage.CallRecords.UpsertCdrAsync(s_tenant, record, MySqlRecords.Report(record), default);
                }
            })));
        }
    }

    /// <summary>A host on Kestrel with a fresh database and one tenant.</summary>
    private sealed class Host(WebApplication app, TestDatabase database) : IAsyncDisposable
    {
        public TestDatabase Database => database;

        public IServiceProvider Services => app.Services;

        public int Port { get; } = new Uri(app.Urls.First()).Port;

        public static async Task<Host> StartAsync(DatabaseServer server)
        {
            TestDatabase database = await TestDatabase.CreateAsync(server);
            WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            builder.Services.AddOpBX().AddWebhooks().AddMySqlStorage(options => options.ConnectionString = database.ConnectionString)
                .AddRetention(static options => options.IsEnabled = false);
            WebApplication app = builder.Build();
            await new MySqlMigrator(database.DataSource).MigrateAsync(new MigrationOptions(), default);
            var tenant = new TenantConfiguration
            {
                Organization = new Organization { Id = s_tenant, Name = "Acme", Settings = JsonSettings.Parse("""{"country":"US"}""") },
                CloudonixSettings = new CloudonixSettings { DomainName = "acme.example.com", DomainRequestsApiKey = CdrSender.Key },
            };
            if ((await app.Services.GetRequiredService<IOpBXStorage>().Configuration.ReplaceAsync(tenant, null, default)).Faults.Count > 0) throw new InvalidOperationException("The tenant was refused.");
            app.MapOpBX();
            app.MapPost(Nothing, static async (HttpContext context) =>
            {
                await context.Request.Body.CopyToAsync(Stream.Null);
                await context.Response.WriteAsync("""{"status":"stored"}""");
            });
            await app.StartAsync();
            return new Host(app, database);
        }

        /// <summary>Waits until so many CDRs can be searched.</summary>
        public async Task TextsAsync(long count)
        {
            while (Convert.ToInt64((await database.QueryAsync("SELECT COUNT(*) FROM call_detail_record_texts"))[0][0], CultureInfo.InvariantCulture) < count) await Task.Delay(50);
        }

        public async ValueTask DisposeAsync()
        {
            await app.DisposeAsync();
            await database.DisposeAsync();
        }
    }
}
