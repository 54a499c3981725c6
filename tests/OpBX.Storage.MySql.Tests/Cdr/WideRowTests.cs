using OpBX.Calls;
using OpBX.Retention;
using OpBX.Sessions;
using OpBX.Storage;
using OpBX.Tenants;
using OpBX.TestServers;
using static OpBX.Cdr.RecordDatabase;

namespace OpBX.Cdr;

/// <summary>Bodies that are longer than the sort buffer of a server once they are JSON columns are found all the same.</summary>
public sealed class WideRowTests
{
    private static readonly DateTimeOffset s_at = new(2026, 6, 8, 15, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(DatabaseServer.MySql)]
    [InlineData(DatabaseServer.MariaDb)]
    public async Task Rows_longer_than_the_sort_buffer_are_listed_searched_archived_and_erased(DatabaseServer server)
    {
        await using RecordDatabase database = await CreateAsync(server);
        IOpBXStorage storage = database.Storage;
        // 250,000 bytes of short members are half a megabyte as the server keeps them; texts that no packing shortens make the archive's row long too.
        JsonSettings many = JsonSettings.Parse("{" + string.Join(',', Enumerable.Range(0, 21_000).Select(static i => $"\"{i:x4}\":{i % 7}")) + "}");
        JsonSettings text = JsonSettings.Parse("{\"a\":\"" + Convert.ToHexString(Noise(240_000)) + "\"}");
        foreach ((string leg, JsonSettings body) in new[] { ("a", many), ("b", text), ("c", many) })
        {
            var record = new CallDetailRecord { CallId = leg, SessionId = "wide", FromNumber = "+15550100001", ToNumber = "+15550100002", DurationSeconds = leg[0], CreatedAt = s_at, CloudonixData = body };
            var report = new CallReport { CallId = "wide", Source = CallReportSource.Cdr, At = s_at, Status = CallStatus.Completed, LegId = leg, OwnLegId = "a", From = record.FromNumber };
            await storage.CallRecords.UpsertCdrAsync(Tenant, record, report, default);
            await storage.SessionUpdates.AddAsync(Tenant, new SessionUpdate { CallId = "wide", SessionId = "1", EventId = leg, Status = "ringing", EventAt = s_at, CreatedAt = s_at, ProcessedAt = s_at, Data = body }, null, default);
            await storage.DeadLetters.AddAsync(new DeadLetter { Source = "cdr", Tenant = Tenant, Code = "no-session", Body = new byte[3_000_000], ReceivedAt = s_at }, default);
        }

        (await storage.SessionUpdates.ListBySessionAsync(Tenant, "wide", default)).Should().HaveCount(3);
        (await storage.CallRecords.ListBySessionAsync(Tenant, "wide", default)).Should().HaveCount(3);
        foreach (CallRecordSort sort in Enum.GetValues<CallRecordSort>())
        {
            foreach (string? number in (string?[])[null, "+15550100001"])
                (await storage.CallRecords.QueryAsync(Tenant, new CallRecordQuery { Sort = sort, Number = number }, default)).Items.Should().HaveCount(3);
        }
        foreach (CallLogSort sort in Enum.GetValues<CallLogSort>())
            (await storage.CallLogs.QueryAsync(Tenant, new CallLogQuery { Sort = sort, Number = "+15550100001" }, default)).Items.Should().HaveCount(1);
        (await storage.DeadLetters.QueryAsync(new DeadLetterQuery { Tenant = Tenant, Code = "no-session" }, default)).Should().HaveCount(3);

        IRecordArchive archive = storage.Archive!;
        foreach (RecordKind kind in (RecordKind[])[RecordKind.CallRecords, RecordKind.CallLogs, RecordKind.SessionUpdates])
            (await archive.MoveAsync(Tenant, kind, s_at.AddDays(900), 10, default)).Should().BePositive();
        (await storage.CallRecords.QueryAsync(Tenant, new CallRecordQuery { IncludeArchived = true }, default)).Items.Should().HaveCount(3);
        (await archive.RestoreAsync(Tenant, RecordKind.CallRecords, s_at.AddDays(-1), s_at.AddDays(1), 10, default)).Should().Be(3);
        (await archive.EraseAsync(Tenant, new ErasureRequest { ExtensionNumber = "1001" }, default)).Rows.Should().NotBeNull();
    }

    private static byte[] Noise(int characters)
    {
        byte[] bytes = new byte[characters / 2];
        new Random(7).NextBytes(bytes);
        return bytes;
    }
}
