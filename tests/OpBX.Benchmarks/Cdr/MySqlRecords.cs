using System.Diagnostics;
using System.Globalization;
using OpBX.Calls;
using OpBX.Cdr;
using OpBX.Numbers;
using OpBX.Retention;
using OpBX.Storage;
using OpBX.Tenants;
using OpBX.TestServers;

namespace OpBX.Benchmarks.Cdr;

/// <summary>
/// Records in MySQL: CDRs through the store beside raw multi-row inserts of the same rows of all tables, in one run, and the archive
/// alone and beside ingestion. <c>dotnet run -c Release -- mysql-records</c>; servers by OPBX_TEST_MYSQL and OPBX_TEST_MARIADB.
/// </summary>
internal static class MySqlRecords
{
    private const int Rows = 12_000;
    private const int Callers = 512;

    private static readonly TenantId s_tenant = new(1);
    private static readonly DateTimeOffset s_start = new(2026, 6, 8, 15, 0, 0, TimeSpan.Zero);

    public static async Task RunAsync()
    {
        foreach (DatabaseServer server in Enum.GetValues<DatabaseServer>())
        {
            Console.WriteLine($"== {server}");
            for (int round = 0; round < 2; round++)
            {
                double best = 0;
                foreach (int batch in (int[])[1, 16, 64, 256])
                {
                    double raw = await RawAsync(server, batch, batch == 1 ? Rows / 6 : Rows);
                    best = Math.Max(best, raw);
                    Console.WriteLine($"raw inserts, batches of {batch}: {raw:F0} CDRs/s");
                }
                double store = await StoreAsync(server);
                Console.WriteLine($"store, {Callers} callers: {store:F0} CDRs/s = {store / best:P0} of the best raw");
            }
            await SingleAsync(server);
            await ArchiveAsync(server);
        }
    }

    internal static CallDetailRecord Record(int i) => new()
    {
        CallId = $"leg-{i}@10.0.0.1", SessionId = Token(i), FromNumber = "+15550100001", ToNumber = "+15550100123", Disposition = Disposition.Answered,
        RawDisposition = "ANSWER", DurationSeconds = 61, BilledSeconds = 55, InitiatedAt = s_start, AnsweredAt = s_start.AddSeconds(5), EndedAt = s_start.AddSeconds(61), Cost = 0.0125m,
        CreatedAt = s_start.AddSeconds(i % 100_000), CloudonixData = JsonSettings.Parse(Body(i)),
    };

    private static string Token(int i) => string.Create(CultureInfo.InvariantCulture, $"{i:x8}-4d2f-9c11-{i % 97:x4}0aef");

    internal static string Body(int i) => string.Create(CultureInfo.InvariantCulture, $$"""
        {"call_id":"leg-{{i}}@10.0.0.1","domain":"acme.example.com","from":"+15550100001","to":"+15550100123","disposition":"ANSWER","duration":61,"billsec":55,"timestamp":1780930800,
        "approx_cost":0.0125,"sell_cost":null,"vapp_server":"10.0.0.17","session":{"token":"{{Token(i)}}","id":{{i}},"callStartTime":1780930800123,"callAnswerTime":1780930805456,"callEndTime":1780930861789,
        "status":"answer","profile":{"id":17,"name":"main","headers":{"a":"b","c":"d","user-agent":"Phone Model 7 firmware {{i % 50}}"},"recording":{"enabled":false} },
        "callIds":["leg-{{i}}@10.0.0.1"],"direction":"incoming","timeLimit":7200,"answerUrl":"https://pbx.example.com/voice","notes":"{{new string('x', 600)}}"} }
        """);

    internal static CallReport Report(CallDetailRecord record) => new()
    {
        CallId = record.SessionId, Source = CallReportSource.Cdr, At = s_start, Direction = RecordedDirection.Inbound, From = record.FromNumber, To = record.ToNumber, LegId = record.CallId,
        Status = CallStatus.Completed, InitiatedAt = record.InitiatedAt, AnsweredAt = record.AnsweredAt, EndedAt = record.EndedAt, DurationSeconds = 61,
    };

    internal static async Task<TestDatabase> NewAsync(DatabaseServer server)
    {
        TestDatabase database = await TestDatabase.CreateAsync(server);
        await new MySqlMigrator(database.DataSource).MigrateAsync(new MigrationOptions(), default);
        await database.ExecuteAsync("INSERT INTO organizations (id,name,slug,status) VALUES (1,'Acme','acme','active')");
        return database;
    }

    private static async Task<double> RawAsync(DatabaseServer server, int batch, int rows)
    {
        await using TestDatabase database = await NewAsync(server);
        return await RawAsync(database, batch, rows, default);
    }

    /// <summary>
    /// The same rows of call_logs, call_detail_records and call_detail_record_texts, two connections, one transaction per batch, until
    /// they are written or it is told to end.
    /// </summary>
    internal static async Task<double> RawAsync(TestDatabase database, int batch, int rows, CancellationToken end)
    {
        var raw = new MySqlDatabase(database.DataSource, new MySqlStorageOptions(), TimeProvider.System, Microsoft.Extensions.Logging.Abstractions.NullLogger<MySqlDatabase>.Instance);
        (TenantId, CallLog Call, CallDetailRecord Record)[][] batches = [.. Enumerable.Range(0, rows).Select(static i =>
        {
            CallDetailRecord record = Record(i);
            return (s_tenant, CallLog.Create(Report(record), s_start) with { CloudonixCdr = record.CloudonixData }, record with { Id = i + 1 });
        }).Chunk(batch)];
        int next = -1, written = 0;
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Run(async () =>
        {
            for (int i = Interlocked.Increment(ref next); i < batches.Length && !end.IsCancellationRequested; i = Interlocked.Increment(ref next))
            {
                await raw.WriteAsync(async (session, token) => await InsertAsync(session, batches[i], token), isIdempotent: false, default);
                Interlocked.Add(ref written, batches[i].Length);
            }
        })));
        return written / watch.Elapsed.TotalSeconds;
    }

    private static async Task<int> InsertAsync(MySqlSession session, (TenantId Tenant, CallLog Call, CallDetailRecord Record)[] rows, CancellationToken token)
    {
        var sql = new SqlText();
        RecordBatch.Insert(sql, CallLogTable.Instance, rows.Select(static row => (row.Tenant, row.Call))).Append(";");
        sql.Append("INSERT INTO call_detail_records (" + CallDetailRecordTable.Instance.List + ") VALUES ").Rows(rows.Select(static row => CallDetailRecordTable.Instance.Values(row.Tenant, row.Record))).Append(";");
        sql.Append("INSERT INTO call_detail_record_texts (record_id,organization_id,text) VALUES ").Rows(rows.Select(static row => new object?[] { row.Record.Id, 1L, RecordText.Of(row.Record) }));
        return await session.ExecuteAsync(sql, token);
    }

    private static async Task<double> StoreAsync(DatabaseServer server)
    {
        await using TestDatabase database = await NewAsync(server);
        var storage = new MySqlOpBXStorage(database.DataSource, NumberNormalizer.Default);
        CallDetailRecord[] records = [.. Enumerable.Range(0, Rows).Select(Record)];
        int next = -1;
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => Task.Run(async () =>
        {
            for (int i = Interlocked.Increment(ref next); i < records.Length; i = Interlocked.Increment(ref next))
                await storage.CallRecords.UpsertCdrAsync(s_tenant, records[i], Report(records[i]), default);
        })));
        double acknowledged = watch.Elapsed.TotalSeconds;
        await storage.DisposeAsync();
        Console.WriteLine($"  (all acknowledged after {acknowledged:F2} s, all texts written after {watch.Elapsed.TotalSeconds:F2} s)");
        return Rows / watch.Elapsed.TotalSeconds;
    }

    private static async Task SingleAsync(DatabaseServer server)
    {
        await using TestDatabase database = await NewAsync(server);
        await using var storage = new MySqlOpBXStorage(database.DataSource, NumberNormalizer.Default);
        var raw = new MySqlDatabase(database.DataSource, new MySqlStorageOptions(), TimeProvider.System, Microsoft.Extensions.Logging.Abstractions.NullLogger<MySqlDatabase>.Instance);
        List<double> store = [], plain = [];
        for (int i = 0; i < 600; i++)
        {
            CallDetailRecord record = Record(i), other = Record(i + 10_000);
            CallLog call = CallLog.Create(Report(other), s_start) with { CloudonixCdr = other.CloudonixData };
            long begin = Stopwatch.GetTimestamp();
            await storage.CallRecords.UpsertCdrAsync(s_tenant, record, Report(record), default);
            store.Add(Stopwatch.GetElapsedTime(begin).TotalMilliseconds);
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
        Console.WriteLine($"one at a time: store p50 {At(store, 0.5):F2} ms p99 {At(store, 0.99):F2} ms; raw commit p50 {At(plain, 0.5):F2} ms p99 {At(plain, 0.99):F2} ms");
    }

    private static async Task ArchiveAsync(DatabaseServer server)
    {
        await using TestDatabase database = await NewAsync(server);
        await using var storage = new MySqlOpBXStorage(database.DataSource, NumberNormalizer.Default);
        int next = 0;
        await FillAsync(20_000);
        DateTimeOffset late = s_start.AddDays(100);
        foreach (int batch in (int[])[100, 250, 500, 1000])
        {
            var watch = Stopwatch.StartNew();
            int moved = 0;
            for (int i = 0; i < 4000 / batch; i++) moved += await storage.Archive!.MoveAsync(s_tenant, RecordKind.CallRecords, late, batch, default);
            Console.WriteLine($"archive alone, batches of {batch}: {moved / watch.Elapsed.TotalSeconds:F0} rows/s");
        }
        await FillAsync(20_000);
        foreach (int rate in (int[])[500])
        {
            Console.WriteLine($"ingestion of {rate} CDRs/s alone: p99 {await LoadAsync(rate):F1} ms");
            foreach ((int batch, int pause) in ((int, int)[])[(500, 0), (200, 100), (100, 100), (50, 100), (50, 250)])
            {
                using var stop = new CancellationTokenSource();
                Task<(int, double)> archive = Task.Run(async () =>
                {
                    var watch = Stopwatch.StartNew();
                    int moved = 0;
                    while (!stop.IsCancellationRequested)
                    {
                        moved += await storage.Archive!.MoveAsync(s_tenant, RecordKind.CallRecords, late, batch, default);
                        if (pause > 0) await Task.Delay(pause);
                    }
                    return (moved, watch.Elapsed.TotalSeconds);
                });
                double p99 = await LoadAsync(rate);
                await stop.CancelAsync();
                (int rows, double seconds) = await archive;
                Console.WriteLine($"ingestion of {rate} CDRs/s beside the archive, batches of {batch}, pauses of {pause} ms: p99 {p99:F1} ms; {rows / seconds:F0} rows/s archived");
            }
            Console.WriteLine($"ingestion of {rate} CDRs/s alone again: p99 {await LoadAsync(rate):F1} ms");
        }

        async Task FillAsync(int count) => await Task.WhenAll(Enumerable.Range(0, count).Select(_ => Interlocked.Increment(ref next)).Chunk(count / 256).Select(some => Task.Run(async () =>
        {
            foreach (int i in some)
            {
                CallDetailRecord record = Record(i);
                await storage.CallRecords.UpsertCdrAsync(s_tenant, record, Report(record), default);
            }
        })));

        async Task<double> LoadAsync(int rate)
        {
            List<Task<double>> running = [];
            var watch = Stopwatch.StartNew();
            for (int sent = 0; watch.Elapsed.TotalSeconds < 4;)
            {
                for (; sent < watch.Elapsed.TotalSeconds * rate; sent++)
                {
                    CallDetailRecord record = Record(Interlocked.Increment(ref next)) with { CreatedAt = s_start.AddDays(200) };
                    running.Add(Task.Run(async () =>
                    {
                        long begin = Stopwatch.GetTimestamp();
                        await storage.CallRecords.UpsertCdrAsync(s_tenant, record, Report(record), default);
                        return Stopwatch.GetElapsedTime(begin).TotalMilliseconds;
                    }));
                }
                await Task.Delay(1);
            }
            return At([.. await Task.WhenAll(running)], 0.99);
        }
    }

    internal static double At(List<double> values, double share) => values.Order().ElementAt((int)(values.Count * share));
}
