using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using OpBX.Calls;
using OpBX.Cdr;
using OpBX.Numbers;
using OpBX.Recordings;
using OpBX.Routing;
using OpBX.Storage;
using OpBX.Tenants;
using OpBX.TestServers;
using static OpBX.Cdr.RecordDatabase;

namespace OpBX.Retention;

public sealed class RecordArchiveTests
{
    private static readonly DateTimeOffset s_late = new(2037, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static TheoryData<DatabaseServer> Servers => [DatabaseServer.MySql, DatabaseServer.MariaDb];

    public static TheoryData<DatabaseServer, string> Steps
    {
        get
        {
            var steps = new TheoryData<DatabaseServer, string>();
            foreach (DatabaseServer server in Enum.GetValues<DatabaseServer>())
            {
                foreach (string step in (string[])["locked", "copied", "deleted", "restored"]) steps.Add(server, step);
            }
            return steps;
        }
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task Rows_go_to_the_archive_and_come_back_as_they_were(DatabaseServer server)
    {
        await using RecordDatabase database = await CreateAsync(server);
        await database.Database.ExecuteAsync("ALTER TABLE call_detail_records ADD COLUMN own_note VARCHAR(20) NULL, ADD COLUMN own_bytes VARBINARY(8) NULL, ADD COLUMN own_sum INT GENERATED ALWAYS AS (billsec+1) STORED");
        await FillAsync(database.Storage, 30);
        await database.Database.ExecuteAsync("UPDATE call_detail_records SET own_note=CONCAT('n',id),own_bytes=x'00ff27'");
        IRecordArchive archive = database.Storage.Archive!;
        Dictionary<string, List<object?[]>> before = await TablesAsync(database);
        List<CallDetailRecord> cdrs = await CdrsAsync(database.Storage, Tenant);

        foreach (RecordKind kind in RecordKinds.All)
        {
            long count = await archive.CountAsync(Tenant, kind, s_late, default);
            count.Should().Be(before[kind.Code()].Count(static row => (ulong)row[1]! == 1), "{0}", kind);
            int moved = 0, last;
            do moved += last = await archive.MoveAsync(Tenant, kind, s_late, 7, default);
            while (last == 7);
            moved.Should().Be((int)count);
            (await archive.CountArchivedAsync(Tenant, kind, s_late, default)).Should().Be(count);
        }
        (await TablesAsync(database)).Values.SelectMany(static rows => rows).Should().OnlyContain(static row => (ulong)row[1]! == 2, "the neighbour's rows stay");
        (await CdrsAsync(database.Storage, Tenant)).Should().Equal(cdrs, "archived rows are read the same way");
        (await database.Storage.CallRecords.QueryAsync(Tenant, new CallRecordQuery(), default)).Items.Should().BeEmpty();
        (await database.Storage.CallLogs.QueryAsync(Tenant, new CallLogQuery { IncludeArchived = true, Number = "+15550100001", Sort = CallLogSort.Duration }, default)).Items.Should().HaveCount(30);
        (await CdrsAsync(database.Storage, Neighbour)).Should().HaveCount(3);

        foreach (RecordKind kind in RecordKinds.All)
        {
            int last;
            do last = await archive.RestoreAsync(Tenant, kind, default, s_late, 7, default);
            while (last == 7);
            (await archive.CountArchivedAsync(Tenant, kind, s_late, default)).Should().Be(0);
        }
        Dictionary<string, List<object?[]>> after = await TablesAsync(database);
        foreach ((string table, List<object?[]> rows) in before) after[table].Should().BeEquivalentTo(rows, table);
        (await database.CountAsync("call_detail_record_texts")).Should().BeGreaterThanOrEqualTo(30);
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task A_record_that_came_again_is_one_in_the_archive_and_after_it(DatabaseServer server)
    {
        await using RecordDatabase database = await CreateAsync(server);
        IRecordArchive archive = database.Storage.Archive!;
        foreach (bool isRestored in (bool[])[false, true])
        {
            string session = "s" + isRestored;
            await UpsertAsync(database.Storage, Leg(session, disposition: Disposition.NoAnswer));
            foreach (RecordKind kind in RecordKinds.All) await archive.MoveAsync(Tenant, kind, s_late, 100, default);
            await UpsertAsync(database.Storage, Leg(session, disposition: Disposition.Answered));
            if (isRestored) foreach (RecordKind kind in RecordKinds.All) await archive.RestoreAsync(Tenant, kind, default, s_late, 100, default);
            else foreach (RecordKind kind in RecordKinds.All) await archive.MoveAsync(Tenant, kind, s_late, 100, default);

            (await CdrsAsync(database.Storage, Tenant)).Where(record => record.SessionId == session).Should().ContainSingle().Which.Disposition.Should().Be(Disposition.Answered);
            (await database.Storage.CallLogs.QueryAsync(Tenant, new CallLogQuery { IncludeArchived = true, CallId = session }, default)).Items.Should().ContainSingle();
        }
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task Open_calls_wait_a_week_and_old_ones_are_purged(DatabaseServer server)
    {
        await using RecordDatabase database = await CreateAsync(server);
        await database.Storage.CallLogs.MergeAsync(Tenant, Voice("open"), default);
        await UpsertAsync(database.Storage, Leg("closed"));
        IRecordArchive archive = database.Storage.Archive!;
        DateTimeOffset limit = DateTimeOffset.UtcNow.AddDays(1);

        (await archive.MoveAsync(Tenant, RecordKind.CallLogs, limit, 10, default)).Should().Be(1);
        (await archive.MoveAsync(Tenant, RecordKind.CallLogs, limit.AddDays(7), 10, default)).Should().Be(1);
        (await archive.PurgeAsync(Tenant, RecordKind.CallLogs, limit.AddDays(-9), 10, default)).Should().Be(0);
        (await archive.PurgeAsync(Neighbour, RecordKind.CallLogs, limit, 10, default)).Should().Be(0);
        (await archive.PurgeAsync(Tenant, RecordKind.CallLogs, limit, 1, default)).Should().Be(1);
        (await archive.CountArchivedAsync(Tenant, RecordKind.CallLogs, limit, default)).Should().Be(1);
    }

    [Theory]
    [MemberData(nameof(Steps))]
    public async Task A_kill_at_any_step_leaves_every_row_in_one_place(DatabaseServer server, string step)
    {
        await using RecordDatabase database = await CreateAsync(server);
        await using TestDatabase cold = await TestDatabase.CreateAsync(server);
        await new MySqlMigrator(database.Database.DataSource).MigrateArchiveAsync(cold.DataSource, new MigrationOptions(), default);
        await FillAsync(database.Storage, 20);
        await using var storage = new MySqlOpBXStorage(database.Database.DataSource, NumberNormalizer.Default, new MySqlStorageOptions { ArchiveDataSource = cold.DataSource });
        List<CallDetailRecord> expected = await CdrsAsync(storage, Tenant);
        var other = new MySqlDatabase(cold.DataSource, new MySqlStorageOptions(), TimeProvider.System, NullLogger<MySqlDatabase>.Instance);
        int kills = 3;
        var dying = new MySqlRecordArchive(storage.Database, new ArchiveReader(storage.Database, other), new MySqlDeadLetterStore(storage.Database, NullLogger.Instance), TimeProvider.System,
            at => at == step && kills-- > 0 ? throw new IOException("killed") : default);
        bool isBack = false;
        for (int round = 0; round < 12; round++)
        {
            try
            {
                int moved = isBack ? await dying.RestoreAsync(Tenant, RecordKind.CallRecords, default, s_late, 8, default) : await dying.MoveAsync(Tenant, RecordKind.CallRecords, s_late, 8, default);
                if (moved < 8)
                {
                    if (isBack) break;
                    isBack = true;
                    (await database.Database.QueryAsync("SELECT id FROM call_detail_records WHERE organization_id=1")).Should().BeEmpty();
                }
            }
            catch (Exception exception) when (exception is IOException or OpBXStorageException)
            {
                kills.Should().BeLessThan(3);
            }
            (await CdrsAsync(storage, Tenant)).Should().Equal(expected, "round {0}", round);
        }
        kills.Should().BeLessThan(1);
        (await database.Database.QueryAsync("SELECT id FROM call_detail_records WHERE organization_id=1")).Should().HaveCount(20);
        (await cold.QueryAsync("SELECT id FROM call_detail_records_archive")).Should().BeEmpty();
        (await database.CountAsync("call_detail_records_archive")).Should().Be(0);
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task An_erased_number_is_nowhere_any_more(DatabaseServer server)
    {
        await using RecordDatabase database = await CreateAsync(server);
        await FillAsync(database.Storage, 12);
        IRecordArchive archive = database.Storage.Archive!;
        foreach (RecordKind kind in RecordKinds.All) await archive.MoveAsync(Tenant, kind, s_late, 5, default);
        await database.Storage.DeadLetters.AddAsync(new DeadLetter { Source = "cdr", Tenant = Tenant, Code = "no-session", Body = Encoding.UTF8.GetBytes("""{"from":"15550100001"}"""), ReceivedAt = Start }, default);
        await database.Migrated.Storage.DisposeAsync();
        await using MySqlOpBXStorage storage = database.Migrated.NewStorage();
        NumberNormalizer.Default.TryNormalize("+15550100001", "US", NumberSource.Dialled, out PhoneNumber number, out _).Should().BeTrue();

        ErasureReport report = await storage.Archive!.EraseAsync(Tenant, new ErasureRequest { Number = number }, default);
        ErasureReport again = await storage.Archive!.EraseAsync(Tenant, new ErasureRequest { Number = number }, default);

        report.Rows.Should().BeEquivalentTo(new Dictionary<RecordKind, long> { [RecordKind.CallLogs] = 12, [RecordKind.CallRecords] = 12, [RecordKind.SessionUpdates] = 12, [RecordKind.Recordings] = 12 });
        report.DeadLetters.Should().Be(1);
        report.RecordingUrls.Should().HaveCount(12);
        again.Rows.Values.Should().OnlyContain(static count => count == 0);
        foreach (string table in (string[])["call_logs", "call_detail_records", "session_updates", "recordings", "dead_letters", "call_detail_record_texts", "call_logs_archive", "call_detail_records_archive", "session_updates_archive", "recordings_archive"])
        {
            string[] texts = [.. (await database.Database.QueryAsync($"SELECT * FROM {table} WHERE organization_id=1")).SelectMany(static row => row).Select(Text)];
            texts.Should().NotBeEmpty().And.NotContain(static text => text.Contains("5550100001", StringComparison.Ordinal), table);
        }
        (await CdrsAsync(storage, Neighbour)).Should().OnlyContain(static record => record.FromNumber == "+15550100001");

        int removed, sum = 0;
        do sum += removed = await storage.Archive.DeleteTenantAsync(Tenant, 10, default);
        while (removed > 0);
        sum.Should().Be((4 * 12) + 1);
        (await CdrsAsync(storage, Neighbour)).Should().HaveCount(3);
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task Notices_of_a_recording_at_once_are_one_row(DatabaseServer server)
    {
        await using RecordDatabase database = await CreateAsync(server);
        await using MySqlOpBXStorage other = database.Migrated.NewStorage();
        Recording notice = Notice("s") with { SourceUrl = null, Status = RecordingStatus.Processing };

        RecordingResult[] results = await Task.WhenAll(Enumerable.Range(0, 16).Select(i =>
            (i % 2 == 0 ? database.Storage : other).Recordings.MergeAsync(Tenant, i < 8 ? notice : notice with { SourceUrl = "https://r.example/1", Status = RecordingStatus.Completed }, default).AsTask()));

        results.Count(static result => result.Before is null).Should().Be(1);
        Recording row = (await other.Recordings.ListBySessionAsync(Tenant, "s", default)).Should().ContainSingle().Subject;
        row.Should().BeEquivalentTo(new { Status = RecordingStatus.Completed, SourceUrl = "https://r.example/1", ExtensionId = 11L, Kind = RecordingKind.Voicemail });
        (await other.Recordings.MergeAsync(Tenant, notice with { SourceUrl = "https://r.example/2" }, default)).Before.Should().BeNull("another address is another recording");
        (await other.Recordings.MarkHeardAsync(Neighbour, row.Id, Start, default)).Should().BeFalse();
        (await other.Recordings.MarkHeardAsync(Tenant, row.Id, Start, default)).Should().BeTrue();
        (await other.Recordings.MarkHeardAsync(Tenant, row.Id, Start.AddDays(1), default)).Should().BeTrue();
        (await other.Recordings.FindAsync(Tenant, row.Id, default))!.HeardAt.Should().Be(Start);
        (await other.Recordings.ListByExtensionAsync(Tenant, 11, RecordingKind.Voicemail, 1, default)).Should().ContainSingle().Which.SourceUrl.Should().Be("https://r.example/2");
        (await other.Recordings.FindAsync(Neighbour, row.Id, default)).Should().BeNull();
        (await other.Recordings.MergeAsync(Tenant, Notice("t") with { ExtensionId = 12 }, default)).After.ExtensionId.Should().BeNull("it is the neighbour's");
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task Dead_letters_are_kept_per_tenant(DatabaseServer server)
    {
        await using RecordDatabase database = await CreateAsync(server);
        IDeadLetterStore letters = database.Storage.DeadLetters;
        byte[] body = [0, 255, 128, 10, 39];
        foreach (TenantId? tenant in (TenantId?[])[Tenant, Neighbour, null, Tenant])
            (await letters.AddAsync(new DeadLetter { Source = "cdr", Tenant = tenant, Code = "malformed-json", Body = body, ReceivedAt = Start.AddMilliseconds(7) }, default)).Should().BeTrue();
        (await letters.AddAsync(new DeadLetter { Source = "cdr", Tenant = new TenantId(999), Code = "x", Body = body, ReceivedAt = Start }, default)).Should().BeFalse();

        List<DeadLetter> own = [];
        await foreach (DeadLetter letter in letters.ListAsync(Tenant, default)) own.Add(letter);
        own.Should().HaveCount(2);
        own[0].Body.ToArray().Should().Equal(body);
        own[0].ReceivedAt.Should().Be(Start.AddMilliseconds(7));
        (await letters.QueryAsync(new DeadLetterQuery { Tenant = null }, default)).Should().ContainSingle().Which.Tenant.Should().BeNull();
        (await letters.QueryAsync(new DeadLetterQuery { Tenant = Tenant, AfterId = own[0].Id, Code = "malformed-json", Source = "cdr" }, default)).Should().ContainSingle();
        (await letters.FindAsync(Neighbour, own[0].Id, default)).Should().BeNull();
        (await letters.NoteAttemptAsync(Tenant, own[0].Id, new string('e', 200), Start, default)).Should().BeTrue();
        (await letters.FindAsync(Tenant, own[0].Id, default)).Should().BeEquivalentTo(new { Attempts = 1, LastError = new string('e', 100), LastAttemptAt = Start });
        (await letters.RemoveAsync(Neighbour, own[0].Id, default)).Should().BeFalse();
        (await letters.RemoveAsync(null, own[0].Id, default)).Should().BeFalse();
        (await letters.RemoveAsync(Tenant, own[0].Id, default)).Should().BeTrue();
    }

    private static Recording Notice(string session) => new()
    {
        CallId = session, Kind = RecordingKind.Voicemail, ExtensionId = 11, Caller = "+15550100001", SourceUrl = "https://r.example/" + session, Status = RecordingStatus.Completed,
        MimeType = "audio/mpeg", DurationSeconds = 5, CreatedAt = Start, UpdatedAt = Start,
    };

    private static async Task FillAsync(MySqlOpBXStorage storage, int count)
    {
        for (int i = 0; i < count; i++)
        {
            await UpsertAsync(storage, Leg($"s{i}", second: i));
            await AddAsync(storage, Update($"s{i}", "e1", CallStatus.Completed, i));
            await storage.Recordings.MergeAsync(Tenant, Notice($"s{i}") with { CreatedAt = Start.AddSeconds(i) }, default);
            if (i >= 3) continue;
            (CallDetailRecord record, CallReport report) = Leg($"n{i}", second: i);
            await storage.CallRecords.UpsertCdrAsync(Neighbour, record, report, default);
        }
    }

    private static async Task<List<CallDetailRecord>> CdrsAsync(MySqlOpBXStorage storage, TenantId tenant)
    {
        List<CallDetailRecord> all = [];
        var query = new CallRecordQuery { IncludeArchived = true, Limit = 6 };
        while (true)
        {
            RecordPage<CallDetailRecord> page = await storage.CallRecords.QueryAsync(tenant, query, default);
            all.AddRange(page.Items);
            if (page.Next is not { } next) return [.. all.OrderBy(static record => record.Id)];
            query = query with { After = next };
        }
    }

    private static async Task<Dictionary<string, List<object?[]>>> TablesAsync(RecordDatabase database)
    {
        var tables = new Dictionary<string, List<object?[]>>();
        foreach (RecordKind kind in RecordKinds.All) tables[kind.Code()] = await database.Database.QueryAsync($"SELECT * FROM {kind.Code()} ORDER BY id");
        return tables;
    }

    private static string Text(object? value) => value switch
    {
        byte[] { Length: > 2 } bytes when bytes[0] == 0x1f && bytes[1] == 0x8b => PackedRows.Unpack(bytes).RootElement.GetRawText(),
        byte[] bytes => Encoding.UTF8.GetString(bytes),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };
}
