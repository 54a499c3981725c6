using System.Text;
using OpBX.Calls;
using OpBX.Cdr;
using OpBX.Core.Tests.Cdr;
using OpBX.Retention;
using OpBX.Storage;

namespace OpBX.Core.Tests.Calls;

/// <summary>Reading records (rule C8).</summary>
public sealed class CallReportsTests
{
    private static string Cdr(int i, string disposition = "ANSWER", string more = "")
        => $$"""{"call_id":"leg-{{i}}","session":{"token":"s{{i}}","direction":"inbound"},"disposition":"{{disposition}}","from":"1555010{{i:0000}}","to":"15550100002","duration":{{i}},"billsec":{{i}},"sell_cost":0.5{{more}}}""";

    private static async Task<RecordHost> FilledAsync(int count)
    {
        var host = new RecordHost();
        for (int i = 0; i < count; i++)
        {
            // Several share an instant: only the id tells them apart.
            host.Time.Now = RecordHost.Start.AddSeconds(i / 3);
            await host.CdrAsync(Cdr(i, i % 2 == 0 ? "ANSWER" : "BUSY"));
        }
        await host.CdrAsync(Cdr(9999), RecordHost.Other);
        return host;
    }

    [Theory]
    [InlineData(CallRecordSort.CreatedAt, false)]
    [InlineData(CallRecordSort.CreatedAt, true)]
    [InlineData(CallRecordSort.Duration, false)]
    [InlineData(CallRecordSort.Cost, true)]
    [InlineData(CallRecordSort.InitiatedAt, false)]
    public async Task Pages_hold_every_record_once_in_order_also_while_others_come(CallRecordSort sort, bool ascending)
    {
        RecordHost host = await FilledAsync(25);
        var query = new CallRecordQuery { Sort = sort, Ascending = ascending, Limit = 4 };
        var seen = new List<CallDetailRecord>();
        do
        {
            RecordPage<CallDetailRecord> page = await host.Storage.CallRecords.QueryAsync(RecordHost.Tenant, query, default);
            page.Items.Count.Should().BeLessThanOrEqualTo(4);
            seen.AddRange(page.Items);
            if (page.Next is null) break;
            RecordCursor.TryParse(page.Next.ToString(), out RecordCursor cursor).Should().BeTrue();
            query = query with { After = cursor };
            host.Time.Now = RecordHost.Start.AddMinutes(ascending ? -5 : 5);
            await host.CdrAsync(Cdr(1000 + seen.Count));
        }
        while (true);

        CallDetailRecord[] first = [.. seen.Where(static record => record.SessionId.Length < 5)];
        first.Should().HaveCount(25).And.OnlyHaveUniqueItems(static record => record.Id);
        long[] values = [.. seen.Select(query.SortValue)];
        values.Should().Equal(ascending ? values.Order() : values.OrderDescending());
    }

    [Fact]
    public async Task Filters_restrict_together_and_never_reach_another_tenant()
    {
        RecordHost host = await FilledAsync(12);

        (await CountAsync(new())).Should().Be(12);
        (await CountAsync(new() { Disposition = Disposition.Busy })).Should().Be(6);
        (await CountAsync(new() { Number = "+15550100002" })).Should().Be(12);
        (await CountAsync(new() { Number = "+15550100005", Disposition = Disposition.Busy })).Should().Be(1);
        (await CountAsync(new() { FromNumber = "+15550100002" })).Should().Be(1);
        (await CountAsync(new() { Since = RecordHost.Start.AddSeconds(1), Until = RecordHost.Start.AddSeconds(3) })).Should().Be(6);
        (await CountAsync(new() { DidId = 7 })).Should().Be(12);
        (await CountAsync(new() { DidId = 8 })).Should().Be(0);
        (await CountAsync(new() { Direction = RecordedDirection.Outbound })).Should().Be(0);
        (await CountAsync(new() { Text = "leg-3" })).Should().Be(12, "«leg» begins a word of each; «3» is too short to be searched");
        (await CountAsync(new() { Text = "155501000" })).Should().Be(12);
        (await CountAsync(new() { Text = "BUSY 15550100003" })).Should().Be(1);
        (await CountAsync(new() { Text = "%" })).Should().Be(0);

        async Task<int> CountAsync(CallRecordQuery query) => (await host.Storage.CallRecords.QueryAsync(RecordHost.Tenant, query with { Limit = 1000 }, default)).Items.Count;
    }

    [Fact]
    public async Task Call_history_of_a_number_lists_its_calls_newest_first()
    {
        RecordHost host = await FilledAsync(6);

        RecordPage<CallLog> page = await host.Storage.CallLogs.QueryAsync(RecordHost.Tenant, new CallLogQuery { Number = "+15550100002", Limit = 5 }, default);

        page.Items.Select(static call => call.CallId).Should().Equal("s5", "s4", "s3", "s2", "s1");
        (await host.Storage.CallLogs.QueryAsync(RecordHost.Tenant, new CallLogQuery { Number = "+15550100002", Limit = 5, After = page.Next }, default)).Items.Should().ContainSingle().Which.CallId.Should().Be("s0");
        (await host.Storage.CallLogs.QueryAsync(RecordHost.Tenant, new CallLogQuery { Status = CallStatus.Busy }, default)).Items.Should().HaveCount(3);
    }

    [Fact]
    public async Task Story_tells_all_of_one_call_also_from_the_archive()
    {
        var host = new RecordHost();
        var reports = new CallReports(host.Storage, host.Traces);
        await host.UpdateAsync("""{"token":"s1","eventId":"e1","status":"ringing"}""");
        await host.CdrAsync(Cdr(1));
        await host.Recordings.IngestAsync(RecordHost.Tenant, new() { Session = "s1", Kind = OpBX.Routing.RecordingKind.Call, Status = "completed", Url = "https://r.example.test/1.mp3" }, default);

        CallStory story = (await reports.GetStoryAsync(RecordHost.Tenant, "s1", false, default))!;
        story.Should().BeEquivalentTo(new { Call = new { Status = CallStatus.Completed }, Legs = new[] { new { CallId = "leg-1" } } });
        story.Updates.Should().ContainSingle();
        story.Recordings.Should().ContainSingle();
        story.Decisions.Should().BeEmpty();
        (await reports.GetStoryAsync(RecordHost.Other, "s1", true, default)).Should().BeNull();

        IRecordArchive archive = host.Storage.Archive!;
        foreach (RecordKind kind in RecordKinds.All) (await archive.MoveAsync(RecordHost.Tenant, kind, RecordHost.Start.AddDays(30), 10, default)).Should().Be(1);
        (await reports.GetStoryAsync(RecordHost.Tenant, "s1", false, default)).Should().BeNull();
        story = (await reports.GetStoryAsync(RecordHost.Tenant, "s1", true, default))!;
        story.Call.Should().NotBeNull();
        story.Legs.Should().ContainSingle();
    }

    [Fact]
    public async Task Statistics_count_by_the_days_of_the_zone()
    {
        var host = new RecordHost();
        // 3 June, 03:59:59 and 04:00:00 UTC: the two sides of midnight in New York.
        host.Time.Now = RecordHost.At("2026-06-03T03:59:59Z");
        await host.CdrAsync(Cdr(10));
        host.Time.Now = RecordHost.At("2026-06-03T04:00:00Z");
        await host.CdrAsync(Cdr(20));
        await host.CdrAsync(Cdr(30));
        await host.CdrAsync(Cdr(40, "BUSY"));
        var reports = new CallReports(host.Storage, host.Traces);

        (await reports.GetDailyStatisticsAsync(RecordHost.Tenant, new(2026, 6, 1), new(2026, 6, 4), "America/New_York", default)).Should().BeEquivalentTo(
        [
            new DailyCallStatistics(new(2026, 6, 2), Disposition.Answered, RecordedDirection.Inbound, 1, 10, 10, 0.5m),
            new DailyCallStatistics(new(2026, 6, 3), Disposition.Answered, RecordedDirection.Inbound, 2, 50, 50, 1m),
            new DailyCallStatistics(new(2026, 6, 3), Disposition.Busy, RecordedDirection.Inbound, 1, 40, 40, 0.5m),
        ]);
        (await reports.GetDailyStatisticsAsync(RecordHost.Tenant, new(2026, 6, 3), new(2026, 6, 3), null, default)).Sum(static day => day.Count).Should().Be(4);
        foreach ((DateOnly first, DateOnly last, string zone) in ((DateOnly, DateOnly, string)[])[(new(2026, 6, 4), new(2026, 6, 3), "UTC"), (new(2025, 1, 1), new(2026, 6, 3), "UTC"), (new(2026, 6, 3), new(2026, 6, 3), "Mars/Olympus")])
        {
            await reports.Invoking(r => r.GetDailyStatisticsAsync(RecordHost.Tenant, first, last, zone, default).AsTask()).Should().ThrowAsync<ArgumentException>();
        }
    }

    [Fact]
    public async Task Csv_is_quoted_and_runs_nothing_in_a_spreadsheet()
    {
        var host = new RecordHost();
        await host.CdrAsync("""{"call_id":"=cmd|' /C calc'!A0","session":{"token":"a,\"b\""},"disposition":"@SUM(1)","from":"15550100001","to":"-1+1","sell_cost":-0.25,"recording_url":"https://r.example.test/a,b.mp3","duration":5}""");
        using var output = new MemoryStream();

        long written = await new CallReports(host.Storage, host.Traces).WriteCsvAsync(RecordHost.Tenant, new CallRecordQuery(), output, default);

        written.Should().Be(1);
        string[] lines = Encoding.UTF8.GetString(output.ToArray()).Split("\r\n");
        lines.Should().HaveCount(3);
        lines[2].Should().BeEmpty();
        lines[1].Should().StartWith("1,\"a,\"\"b\"\"\",'=cmd|' /C calc'!A0,inbound,+15550100001,").And.Contain(",FAILED,'@SUM(1),5,0,").And.Contain(",-0.25,\"https://r.example.test/a,b.mp3\",2026-06-08T15:00:00Z");
        lines[0].Split(',').Should().HaveCount(16);
    }

    [Fact]
    public async Task Csv_of_many_pages_holds_each_record_once()
    {
        RecordHost host = await FilledAsync(1000);
        using var output = new MemoryStream();

        (await new CallReports(host.Storage, host.Traces).WriteCsvAsync(RecordHost.Tenant, new CallRecordQuery { Limit = 7, Ascending = true }, output, default)).Should().Be(1000);

        string[] lines = Encoding.UTF8.GetString(output.ToArray()).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        lines.Skip(1).Select(static line => line.Split(',')[1]).Should().Equal(Enumerable.Range(0, 1000).Select(static i => "s" + i));
    }

    [Theory]
    [InlineData("r123_4", true)]
    [InlineData("a-9223372036854775808_4", true)]
    [InlineData("", false)]
    [InlineData("x1_1", false)]
    [InlineData("r1", false)]
    [InlineData("r_1", false)]
    [InlineData("r1_-1", false)]
    [InlineData("r99999999999999999999_1", false)]
    public void Cursor_text_may_come_from_outside(string text, bool isCursor)
    {
        RecordCursor.TryParse(text, out RecordCursor cursor).Should().Be(isCursor);
        if (isCursor) cursor.ToString().Should().Be(text);
    }
}
