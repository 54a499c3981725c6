using System.Collections.Concurrent;
using OpBX.Calls;
using OpBX.Storage;
using OpBX.Tenants;
using OpBX.TestServers;
using static OpBX.Cdr.RecordDatabase;

namespace OpBX.Cdr;

public sealed class RecordIngestionTests
{
    public static TheoryData<DatabaseServer> Servers => [DatabaseServer.MySql, DatabaseServer.MariaDb];

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task All_720_orders_of_six_reports_give_the_row_that_memory_gives(DatabaseServer server)
    {
        await using RecordDatabase database = await CreateAsync(server);
        InMemoryOpBXStorage reference = Reference();
        foreach (Func<IOpBXStorage, Task<RecordResult>> deliver in Six("s")) await deliver(reference);
        CallLog expected = Bare((await reference.CallLogs.FindAsync(Tenant, "s", default))!);
        int[][] orders = [.. Permutations([0, 1, 2, 3, 4, 5])];
        orders.Should().HaveCount(720);
        var reports = orders.Select((_, i) => Six($"order-{i}")).ToArray();
        for (int step = 0; step < 6; step++)
            await Task.WhenAll(orders.Select((order, i) => reports[i][order[step]](database.Storage)));

        foreach (int i in Enumerable.Range(0, orders.Length))
        {
            CallLog row = (await database.Storage.CallLogs.FindAsync(Tenant, $"order-{i}", default))!;
            Bare(row).Should().Be(expected, "order {0}", string.Join(' ', orders[i]));
        }
        (await database.CountAsync("call_logs")).Should().Be(720);
        (await database.CountAsync("call_detail_records")).Should().Be(1440);
        (await database.CountAsync("session_updates")).Should().Be(2160);
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task Two_nodes_that_get_everything_at_once_in_other_orders_store_each_once(DatabaseServer server)
    {
        const int Calls = 40;
        await using RecordDatabase database = await CreateAsync(server);
        await using MySqlOpBXStorage other = database.Migrated.NewStorage();
        InMemoryOpBXStorage reference = Reference();
        foreach (Func<IOpBXStorage, Task<RecordResult>> deliver in Six("s")) await deliver(reference);
        CallLog expected = Bare((await reference.CallLogs.FindAsync(Tenant, "s", default))!);

        RecordResult[][] results = await Task.WhenAll(Enumerable.Range(0, Calls).SelectMany(i => Six($"call-{i}").SelectMany(deliver => new[] { deliver(database.Storage), deliver(other) }))
            .Chunk(12).Select(Task.WhenAll));

        foreach (RecordResult[] call in results)
        {
            call.Count(static result => result.Before is null && result.After is not null).Should().Be(1, "one delivery made the row");
            call.Should().OnlyContain(static result => result.Outcome != RecordOutcome.ForeignToken && result.After!.Id > 0);
        }
        for (int i = 0; i < Calls; i++) Bare((await other.CallLogs.FindAsync(Tenant, $"call-{i}", default))!).Should().Be(expected);
        (await database.CountAsync("call_logs")).Should().Be(Calls);
        (await database.CountAsync("call_detail_records")).Should().Be(2 * Calls);
        (await database.CountAsync("session_updates")).Should().Be(3 * Calls);
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task The_same_CDR_64_times_at_once_from_two_nodes_is_one_row_and_one_change(DatabaseServer server)
    {
        await using RecordDatabase database = await CreateAsync(server);
        await using MySqlOpBXStorage other = database.Migrated.NewStorage();

        RecordResult[] results = await Task.WhenAll(Enumerable.Range(0, 64).Select(i => UpsertAsync(i % 2 == 0 ? database.Storage : other, Leg("s"))));

        results.Count(static result => result.Outcome == RecordOutcome.Stored).Should().Be(1);
        results.Where(static result => result.Outcome == RecordOutcome.Duplicate).Should().OnlyContain(static result => ReferenceEquals(result.Before, result.After) && result.After != null);
        CallDetailRecord stored = (await other.CallRecords.ListBySessionAsync(Tenant, "s", default)).Should().ContainSingle().Subject;
        stored.Should().Be(Leg("s").Record with { Id = stored.Id });
        CallLog call = (await other.CallLogs.FindAsync(Tenant, "s", default))!;
        call.CloudonixCdr.Should().Be(stored.CloudonixData);
        call.Id.Should().Be(results[0].After!.Id);
        (await other.CallRecords.FindAsync(Tenant, stored.Id, default)).Should().Be(stored);
        (await other.CallRecords.FindAsync(Neighbour, stored.Id, default)).Should().BeNull();
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task A_token_of_another_tenant_changes_nothing(DatabaseServer server)
    {
        await using RecordDatabase database = await CreateAsync(server);
        IOpBXStorage storage = database.Storage;
        await Task.WhenAll(Six("s").Select(deliver => deliver(storage)));
        List<object?[]> before = await database.Database.QueryAsync("SELECT * FROM call_logs");
        (CallDetailRecord record, CallReport report) = Leg("s", "leg-9");
        (Sessions.SessionUpdate update, CallReport? progress) = Update("s", "e9", CallStatus.Busy, 9);

        RecordResult[] results = await Task.WhenAll(
            storage.CallRecords.UpsertCdrAsync(Neighbour, record, report, default).AsTask(),
            storage.SessionUpdates.AddAsync(Neighbour, update, progress, default).AsTask(),
            storage.SessionUpdates.AddAsync(Neighbour, update with { EventId = "e10" }, null, default).AsTask(),
            storage.CallLogs.MergeAsync(Neighbour, Voice("s") with { To = "neighbour" }, default).AsTask());

        results.Should().OnlyContain(static result => result == new RecordResult(RecordOutcome.ForeignToken, null, null));
        (await database.Database.QueryAsync("SELECT * FROM call_logs")).Should().BeEquivalentTo(before);
        (await database.Database.QueryAsync("SELECT id FROM call_detail_records WHERE organization_id=2 UNION ALL SELECT id FROM session_updates WHERE organization_id=2")).Should().BeEmpty();
        (await storage.CallLogs.FindAsync(Neighbour, "s", default)).Should().BeNull();
        (await storage.CallRecords.ListBySessionAsync(Neighbour, "s", default)).Should().BeEmpty();
        (await storage.SessionUpdates.ListBySessionAsync(Neighbour, "s", default)).Should().BeEmpty();
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task Within_one_batch_a_token_belongs_to_whom_it_came_from_first(DatabaseServer server)
    {
        await using RecordDatabase database = await CreateAsync(server);

        RecordResult[] results = await Task.WhenAll(Enumerable.Range(0, 20).SelectMany(i => new[]
        {
            database.Storage.CallLogs.MergeAsync(Tenant, Voice($"s{i}"), default).AsTask(),
            database.Storage.CallLogs.MergeAsync(Neighbour, Voice($"s{i}"), default).AsTask(),
        }));

        results.Chunk(2).Should().OnlyContain(static pair => pair.Count(static result => result.Outcome == RecordOutcome.ForeignToken) == 1);
        (await database.CountAsync("call_logs")).Should().Be(20);
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task A_record_that_fits_no_column_fails_alone(DatabaseServer server)
    {
        await using RecordDatabase database = await CreateAsync(server);
        var outcomes = new ConcurrentDictionary<int, Exception?>();

        await Task.WhenAll(Enumerable.Range(0, 60).Select(async i =>
        {
            try
            {
                await UpsertAsync(database.Storage, Leg($"s{i}", from: i == 30 ? new string('9', 30) : "+15550100001"));
                outcomes[i] = null;
            }
            catch (OpBXStorageException exception)
            {
                outcomes[i] = exception;
            }
        }));
        Func<Task> nobody = () => database.Storage.CallLogs.MergeAsync(new TenantId(999), Voice("nobody"), default).AsTask();

        outcomes.Where(static pair => pair.Value is not null).Select(static pair => pair.Key).Should().Equal(30);
        (await database.CountAsync("call_detail_records")).Should().Be(59);
        (await database.CountAsync("call_logs")).Should().Be(59);
        await nobody.Should().ThrowAsync<OpBXStorageException>("there is no such tenant");
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task Objects_that_are_gone_or_a_neighbours_are_left_out_of_the_row(DatabaseServer server)
    {
        await using RecordDatabase database = await CreateAsync(server);
        RecordResult result = await database.Storage.CallLogs.MergeAsync(Tenant, Voice("s") with { DidId = 22, ExtensionId = 11, RingGroupId = 999 }, default);
        result.After.Should().BeEquivalentTo(new { DidId = (long?)null, ExtensionId = 11L, RingGroupId = (long?)null });

        await database.Database.ExecuteAsync("DELETE FROM extensions WHERE id=11");
        await AddAsync(database.Storage, Update("s", "e1", CallStatus.Ringing, 1));
        await UpsertAsync(database.Storage, Leg("s"));

        CallLog call = (await database.Storage.CallLogs.FindAsync(Tenant, "s", default))!;
        call.ExtensionId.Should().BeNull();
        call.Status.Should().Be(CallStatus.Completed);
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task Rows_of_another_application_are_gone_on_with(DatabaseServer server)
    {
        await using RecordDatabase database = await CreateAsync(server);
        await database.Database.ExecuteAsync(
            "INSERT INTO call_logs (organization_id,call_id,direction,from_number,to_number,did_id,extension_id,ring_group_id,status,initiated_at,answered_at,created_at) "
            + "VALUES (1,'s','outbound','1001','+15550100177',21,11,NULL,'answered','2026-06-08 15:00:00','2026-06-08 15:00:04','2026-06-08 15:00:00')");
        await database.Database.ExecuteAsync(
            "INSERT INTO call_detail_records (organization_id,call_id,session_id,direction,from_number,to_number,disposition,cloudonix_data) VALUES (1,'leg-1','s','outbound','1001','+15550100177','FAILED','{\"old\":true}')");

        RecordResult busy = await AddAsync(database.Storage, Update("s", "e1", CallStatus.Ringing, 1));
        RecordResult cdr = await UpsertAsync(database.Storage, Leg("s"));

        busy.After.Should().BeEquivalentTo(new { Status = CallStatus.Answered, Direction = RecordedDirection.Outbound, FromNumber = "1001", ExtensionId = 11L, DidId = 21L });
        cdr.After.Should().BeEquivalentTo(new { Status = CallStatus.Completed, Direction = RecordedDirection.Outbound, ToNumber = "+15550100177" });
        (await database.Storage.CallRecords.ListBySessionAsync(Tenant, "s", default)).Should().ContainSingle("the leg was known").Which.Disposition.Should().Be(Disposition.Answered);
        (await UpsertAsync(database.Storage, Leg("s"))).Outcome.Should().Be(RecordOutcome.Duplicate);
        (await database.CountAsync("call_logs")).Should().Be(1);
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task Calls_that_another_application_closed_stay_closed(DatabaseServer server)
    {
        await using RecordDatabase database = await CreateAsync(server);
        await database.Database.ExecuteAsync(
            "INSERT INTO call_logs (organization_id,call_id,direction,from_number,to_number,status,initiated_at,ended_at,duration,cloudonix_cdr,created_at) "
            + "VALUES (1,'s','inbound','+15550100177','+15550100100','no_answer','2026-06-08 15:00:00','2026-06-08 15:00:20',20,'{\"disposition\":\"NOANSWER\"}','2026-06-08 15:00:00')");

        await AddAsync(database.Storage, Update("s", "e1", CallStatus.Completed, 500));
        await AddAsync(database.Storage, Update("s", "e2", CallStatus.Answered, 501));

        CallLog kept = (await database.Storage.CallLogs.FindAsync(Tenant, "s", default))!;
        kept.Should().BeEquivalentTo(new { Status = CallStatus.NoAnswer, AnsweredAt = (DateTimeOffset?)null, DurationSeconds = 20, IsClosed = true });
        kept.EndedAt.Should().Be(new DateTimeOffset(2026, 6, 8, 15, 0, 20, TimeSpan.Zero));
        (await UpsertAsync(database.Storage, Leg("s"))).After!.Status.Should().Be(CallStatus.Completed, "its own CDR, delivered again, decides");
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task Bodies_that_servers_would_change_or_refuse_are_known_again(DatabaseServer server)
    {
        await using RecordDatabase database = await CreateAsync(server);
        string[] bodies =
        [
            """{"n":12345678901234567890123,"m":0.1234567890123456789,"e":1e400,"z":-0,"b":18446744073709551615}""",
            """{"twice":1,"twice":{"a":2},"order":true,"bb":1,"a":2}""",
            "{\"deep\":" + string.Concat(Enumerable.Repeat("[", 60)) + "1" + string.Concat(Enumerable.Repeat("]", 60)) + "}",
            """{"half":"\ud800x","\udfff":1,"nul":"a\u0000b","emoji":"😀","quote":"'\"\\"}""",
            "{ \"space\" :  1.50 ,\n \"x\":1E5 }",
        ];
        for (int i = 0; i < bodies.Length; i++)
        {
            (CallDetailRecord record, CallReport report) = Leg($"s{i}");
            record = record with { CloudonixData = JsonSettings.Parse(bodies[i]) };
            (await UpsertAsync(database.Storage, (record, report))).Outcome.Should().Be(RecordOutcome.Stored, bodies[i]);
            (await UpsertAsync(database.Storage, (record, report))).Outcome.Should().Be(RecordOutcome.Duplicate, bodies[i]);
            (await database.Storage.CallLogs.FindAsync(Tenant, $"s{i}", default))!.IsClosed.Should().BeTrue();
        }
        foreach ((string session, bool isReverse) in ((string, bool)[])[("forth", false), ("back", true)])
        {
            (CallDetailRecord, CallReport)[] both =
                [.. new[] { """{"aaa":1,"b":[1,2]}""", """{"aaa":1,"b":[1,2,3]}""" }.Select(body => (Leg(session).Record with { CloudonixData = JsonSettings.Parse(body) }, Leg(session).Report))];
            if (isReverse) Array.Reverse(both);
            foreach ((CallDetailRecord, CallReport) cdr in both) await UpsertAsync(database.Storage, cdr);
            (await database.Storage.CallRecords.ListBySessionAsync(Tenant, session, default))[0].CloudonixData.Should().Be(JsonSettings.Parse("""{"b":[1,2,3],"aaa":1}"""));
        }
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task Times_that_no_TIMESTAMP_holds_and_tokens_of_any_text_are_kept(DatabaseServer server)
    {
        await using RecordDatabase database = await CreateAsync(server);
        DateTimeOffset far = new(2099, 1, 1, 0, 0, 0, 5, TimeSpan.Zero);
        foreach (string token in (string[])["Token", "token", "tökén 😀", "half \ud800", "'; DROP TABLE call_logs;--", new string('x', 100)])
        {
            (CallDetailRecord record, CallReport report) = Leg(token);
            await UpsertAsync(database.Storage, (record with { EndedAt = far }, report with { EndedAt = far }));
            (await UpsertAsync(database.Storage, (record with { EndedAt = far }, report with { EndedAt = far }))).Outcome.Should().Be(RecordOutcome.Duplicate, token);
            (await database.Storage.CallLogs.FindAsync(Tenant, token, default))!.EndedAt.Should().Be(far);
            (await database.Storage.CallRecords.ListBySessionAsync(Tenant, token, default)).Should().ContainSingle().Which.EndedAt.Should().Be(far);
        }
        (await database.CountAsync("call_logs")).Should().Be(6);
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task Connections_that_are_killed_in_the_middle_lose_and_double_nothing(DatabaseServer server)
    {
        await using RecordDatabase database = await CreateAsync(server);
        var stored = new ConcurrentBag<string>();
        for (int round = 0; round < 15; round++)
        {
            Task killer = KillAsync(database.Database);
            await Task.WhenAll(Enumerable.Range(0, 40).Select(async i =>
            {
                string session = $"s{round}-{i}";
                try
                {
                    await UpsertAsync(database.Storage, Leg(session));
                    await AddAsync(database.Storage, Update(session, "e1", CallStatus.Completed, 60));
                    stored.Add(session);
                }
                catch (OpBXStorageException)
                {
                    // Not acknowledged: whoever delivered it does so again.
                }
            }));
            await killer;
        }

        List<object?[]> rows = await database.Database.QueryAsync(
            "SELECT c.call_id,(SELECT COUNT(*) FROM call_detail_records r WHERE r.session_id=c.call_id),(SELECT COUNT(*) FROM session_updates u WHERE u.call_id=c.call_id) FROM call_logs c");
        var found = rows.ToDictionary(static row => (string)row[0]!, static row => ((long)row[1]!, (long)row[2]!));
        stored.Select(session => found[session]).Distinct().Should().Equal((1L, 1L));
        rows.Should().OnlyContain(static row => (long)row[1]! == 1 && (long)row[2]! <= 1);
        stored.Should().NotBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task A_closed_storage_has_stored_what_waited_and_takes_nothing_more(DatabaseServer server)
    {
        await using RecordDatabase database = await CreateAsync(server);
        MySqlOpBXStorage storage = database.Migrated.NewStorage();
        Task<RecordResult>[] waiting = [.. Enumerable.Range(0, 300).Select(i => UpsertAsync(storage, Leg($"s{i}")))];
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        Func<Task> late = () => UpsertAsync(storage, Leg("late"));
        Func<Task> gone = () => storage.CallLogs.MergeAsync(Tenant, Voice("gone"), cancelled.Token).AsTask();

        await gone.Should().ThrowAsync<OperationCanceledException>();
        await storage.DisposeAsync();

        waiting.Should().OnlyContain(static task => task.IsCompletedSuccessfully || !task.IsFaulted);
        await Task.WhenAll(waiting);
        (await database.CountAsync("call_logs")).Should().Be(300);
        (await database.CountAsync("call_detail_record_texts")).Should().Be(300);
        await late.Should().ThrowAsync<OpBXStorageException>();
    }

    private static async Task KillAsync(TestDatabase database)
    {
        for (int i = 0; i < 3; i++)
        {
            // Not information_schema: MySQL fails to put statements with four-byte characters into that table.
            const string List = "SHOW PROCESSLIST";
            foreach (object?[] row in await database.QueryAsync(List))
            {
                if (row[3] as string != database.Name || row[7] as string == List) continue;
                try
                {
                    await database.ExecuteAsync($"KILL {row[0]}");
                }
                catch (Exception exception) when (exception is System.Data.Common.DbException or NullReferenceException)
                {
                    // It is gone by then, or the statement killed its own connection, of which MySql.Data makes a NullReferenceException.
                }
            }
        }
    }

    private static IEnumerable<int[]> Permutations(int[] items)
    {
        if (items.Length == 1) return [items];
        return items.SelectMany(first => Permutations([.. items.Where(item => item != first)]).Select(rest => (int[])[first, .. rest]));
    }
}
