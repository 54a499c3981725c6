using OpBX.Calls;
using OpBX.Storage;
using OpBX.Tenants;
using OpBX.TestServers;
using static OpBX.Cdr.RecordDatabase;

namespace OpBX.Cdr;

/// <summary>Every query gives what the reference in memory gives, page by page, and nothing of the neighbour.</summary>
public sealed class RecordQueryTests
{
    private const int Calls = 60;

    public static TheoryData<DatabaseServer> Servers => [DatabaseServer.MySql, DatabaseServer.MariaDb];

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task Pages_of_CDRs_are_those_of_the_reference(DatabaseServer server)
    {
        await using RecordDatabase database = await CreateAsync(server);
        await using MySqlOpBXStorage storage = database.Migrated.NewStorage();
        InMemoryOpBXStorage reference = Reference();
        await FillAsync(storage);
        await FillAsync(reference);
        // Its texts are written when it is closed.
        await storage.DisposeAsync();
        CallRecordQuery[] queries =
        [
            new(), new() { Ascending = true }, new() { Sort = CallRecordSort.InitiatedAt }, new() { Sort = CallRecordSort.InitiatedAt, Ascending = true },
            new() { Sort = CallRecordSort.Duration }, new() { Sort = CallRecordSort.Duration, Ascending = true }, new() { Sort = CallRecordSort.BilledSeconds },
            new() { Sort = CallRecordSort.Cost, Ascending = true }, new() { Sort = CallRecordSort.Cost },
            new() { Since = Start.AddSeconds(10), Until = Start.AddSeconds(20) }, new() { Number = "+15550100002" }, new() { FromNumber = "+15550100002" }, new() { ToNumber = "ANONYMOUS" },
            new() { SessionId = "call-7" }, new() { SessionId = "neighbour-7" }, new() { Disposition = Disposition.Busy }, new() { Direction = RecordedDirection.Outbound },
            new() { ExtensionId = 11 }, new() { DidId = 21, Disposition = Disposition.Answered }, new() { DidId = 22 },
            new() { Text = "zürich" }, new() { Text = "zurich" }, new() { Text = "special7" }, new() { Text = "special" }, new() { Text = "ecial7" }, new() { Text = "the special9" }, new() { Text = "+*\"(" },
            new() { Text = "special7\" -zürich" }, new() { Text = "neighbours" }, new() { Text = "call", Disposition = Disposition.Failed, Sort = CallRecordSort.Duration },
        ];
        foreach (CallRecordQuery query in queries)
        {
            List<string> expected = await AllAsync(reference, query with { Limit = 1000 });
            (await AllAsync(database.Storage, query with { Limit = 1000 })).Should().Equal(expected, "{0}", query);
            (await AllAsync(database.Storage, query with { Limit = 7 })).Should().Equal(expected, "{0}", query);
        }
        (await AllAsync(database.Storage, new CallRecordQuery { Text = "special7" })).Should().NotBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task Pages_of_calls_are_those_of_the_reference(DatabaseServer server)
    {
        await using RecordDatabase database = await CreateAsync(server);
        InMemoryOpBXStorage reference = Reference();
        await FillAsync(database.Storage);
        await FillAsync(reference);
        CallLogQuery[] queries =
        [
            new() { Ascending = true }, new(), new() { Sort = CallLogSort.InitiatedAt }, new() { Sort = CallLogSort.Duration }, new() { Sort = CallLogSort.Duration, Ascending = true },
            new() { Number = "+15550100002" }, new() { Number = "+15550100123" }, new() { FromNumber = "+15550100002" }, new() { ToNumber = "+15550100123" }, new() { CallId = "call-3" },
            new() { CallId = "neighbour-3" }, new() { ExtensionId = 11 }, new() { DidId = 21 }, new() { RingGroupId = 31 }, new() { Status = CallStatus.Completed }, new() { Direction = RecordedDirection.Outbound },
            new() { Since = Start }, new() { Until = Start },
        ];
        foreach (CallLogQuery query in queries)
        {
            List<string> expected = [.. (await AllAsync(reference, query with { Limit = 1000 })).Order()];
            (await AllAsync(database.Storage, query with { Limit = 7 })).Should().BeEquivalentTo(expected, "{0}", query);
            RecordPage<CallLog> page = await database.Storage.CallLogs.QueryAsync(Tenant, query with { Limit = 1000 }, default);
            long[] values = [.. page.Items.Select(call => query.SortValue(call is { InitiatedAt: { } time } ? call with { InitiatedAt = RecordForm.Seconds(time) } : call))];
            values.Should().Equal(query.Ascending ? values.Order() : values.OrderDescending());
        }
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task Statistics_are_those_of_the_reference(DatabaseServer server)
    {
        await using RecordDatabase database = await CreateAsync(server);
        InMemoryOpBXStorage reference = Reference();
        await FillAsync(database.Storage);
        await FillAsync(reference);
        DateTimeOffset[] bounds = [Start.AddSeconds(3), Start.AddSeconds(9), Start.AddSeconds(40), Start.AddDays(1)];

        IReadOnlyList<CallStatistics> statistics = await database.Storage.CallRecords.GetStatisticsAsync(Tenant, bounds, default);

        statistics.Should().BeEquivalentTo(await reference.CallRecords.GetStatisticsAsync(Tenant, bounds, default));
        statistics.Sum(static row => row.Count).Should().Be(Calls - 3);
        (await database.Storage.CallRecords.GetStatisticsAsync(new TenantId(999), bounds, default)).Should().BeEmpty();
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task The_usual_pages_go_by_an_index(DatabaseServer server)
    {
        await using RecordDatabase database = await CreateAsync(server);
        await FillAsync(database.Storage);
        await database.Database.ExecuteAsync("INSERT INTO call_detail_records (organization_id,call_id,session_id,direction,from_number,to_number,disposition,created_at) "
            + "SELECT 2,CONCAT('x',a.id,'-',b.id),CONCAT('x',a.id,'-',b.id),a.direction,a.from_number,a.to_number,a.disposition,a.created_at FROM call_detail_records a JOIN call_detail_records b ON b.id<30");
        await database.Database.QueryAsync("ANALYZE TABLE call_detail_records");

        (await KeyAsync("EXPLAIN SELECT id FROM call_detail_records r WHERE r.organization_id=1 AND r.created_at<='2026-06-08 15:00:30' AND (r.created_at<'2026-06-08 15:00:30' OR r.id<30) ORDER BY r.created_at DESC,r.id DESC LIMIT 7"))
            .Should().Contain("organization_id_created_at");
        (await KeyAsync("EXPLAIN SELECT id FROM call_logs r WHERE r.organization_id=1 AND r.from_number='+15550100002' ORDER BY r.created_at DESC,r.id DESC LIMIT 7")).Should().Contain("created_at");

        async Task<string> KeyAsync(string sql) => string.Join(' ', (await database.Database.QueryAsync(sql)).SelectMany(static row => row).OfType<string>());
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task Records_without_a_text_get_one(DatabaseServer server)
    {
        await using RecordDatabase database = await CreateAsync(server);
        await FillAsync(database.Storage);
        await database.Migrated.Storage.DisposeAsync();
        await database.Database.ExecuteAsync("DELETE FROM call_detail_record_texts");
        await using MySqlOpBXStorage storage = database.Migrated.NewStorage();
        await UpsertAsync(storage, Leg("new"));

        for (int i = 0; i < 1000 && (await database.CountAsync("call_detail_record_texts")) <= Calls * 2; i++) await Task.Delay(20);

        (await AllAsync(storage, new CallRecordQuery { Text = "special7" })).Should().NotBeEmpty();
        (await database.CountAsync("call_detail_record_texts")).Should().Be((Calls * 2) + 1);
    }

    private static async Task FillAsync(IOpBXStorage storage)
    {
        var random = new Random(7);
        for (int i = 0; i < Calls; i++)
        {
            (CallDetailRecord record, CallReport report) = Leg($"call-{i}", second: i, disposition: (Disposition)random.Next(4), from: $"+1555010000{i % 4}");
            record = record with
            {
                Direction = (RecordedDirection)random.Next(2), DurationSeconds = i % 5 == 0 ? null : random.Next(4), BilledSeconds = random.Next(3), Cost = i % 7 == 0 ? null : random.Next(5) / 100m,
                InitiatedAt = i % 6 == 0 ? null : Start.AddMilliseconds(random.Next(3000)), ToNumber = i % 9 == 0 ? "anonymous" : record.ToNumber,
                CloudonixData = JsonSettings.Parse($$"""{"a":{"b":"Special{{i % 10}} Zürich the end"} }"""),
            };
            if (i % 2 == 0) await storage.CallLogs.MergeAsync(Tenant, Voice($"call-{i}"), default);
            await storage.CallRecords.UpsertCdrAsync(Tenant, record, report with { InitiatedAt = record.InitiatedAt, DurationSeconds = record.DurationSeconds }, default);
            await storage.CallRecords.UpsertCdrAsync(Neighbour, record with { SessionId = $"neighbour-{i}", CloudonixData = JsonSettings.Parse("""{"x":"neighbours special7 Zürich"}""") },
                report with { CallId = $"neighbour-{i}" }, default);
        }
    }

    private static async Task<List<string>> AllAsync(IOpBXStorage storage, CallRecordQuery query)
    {
        List<string> all = [];
        while (true)
        {
            RecordPage<CallDetailRecord> page = await storage.CallRecords.QueryAsync(Tenant, query, default);
            page.Items.Count.Should().BeLessThanOrEqualTo(query.PageSize);
            all.AddRange(page.Items.Select(static record => record.SessionId + record.CreatedAt));
            if (page.Next is not { } next) return all;
            RecordCursor.TryParse(next.ToString(), out RecordCursor cursor).Should().BeTrue();
            query = query with { After = cursor };
        }
    }

    private static async Task<List<string>> AllAsync(IOpBXStorage storage, CallLogQuery query)
    {
        List<string> all = [];
        while (true)
        {
            RecordPage<CallLog> page = await storage.CallLogs.QueryAsync(Tenant, query, default);
            all.AddRange(page.Items.Select(static call => call.CallId));
            if (page.Next is not { } next) return all;
            query = query with { After = next };
        }
    }
}
