using OpBX.Calls;
using OpBX.Cdr;
using OpBX.Tenants;

namespace OpBX.Storage;

/// <summary>Call logs and CDRs (rules S1, S2, C1–C6).</summary>
internal static class RecordChecks
{
    public static IEnumerable<ConformanceCheck> All()
    {
        yield return Check("call-logs.first-report", "The first report makes the row: Before is null, After is the row, with an id, as CallLog.Create says.", async (run, call) =>
        {
            RecordResult result = await run.Storage.CallLogs.MergeAsync(run.Left, call.Voice, run.Cancellation);
            Expect.Same(RecordOutcome.Stored, result.Outcome, "the outcome of a first report");
            Expect.That(result.Before is null, "there was no row before the first report");
            Expect.That(result.After is { Id: > 0 }, "the row must have an id");
            Expect.Same(Plain(CallLog.Create(call.Voice, default)), Plain(result.After), "the row that a first report makes");
            await IsKeptAsync(run, result.After);
        });
        yield return Check("call-logs.merge", "A further report is merged as CallLog.Merge says: Before and After are the rows before and after, and the id stays.", async (run, call) =>
        {
            CallLog first = (await run.Storage.CallLogs.MergeAsync(run.Left, call.Voice, run.Cancellation)).After!;
            RecordResult result = await run.Storage.CallLogs.MergeAsync(run.Left, call.Session(6, CallStatus.Answered), run.Cancellation);
            Expect.Same(RecordOutcome.Stored, result.Outcome, "the outcome of a report that tells something new");
            Expect.Same(Plain(first), Plain(result.Before), "the row before");
            Expect.Same(first.Id, result.After!.Id, "the id of the row");
            Expect.Same(first.CreatedAt, result.After.CreatedAt, "when the row was made");
            Expect.Same(Plain(first.Merge(call.Session(6, CallStatus.Answered), default)), Plain(result.After), "the row after");
            await IsKeptAsync(run, result.After);
        });
        yield return Check("call-logs.repetition", "A report that says nothing new is a duplicate: the row is the same, also when it was last changed.", async (run, call) =>
        {
            await run.Storage.CallLogs.MergeAsync(run.Left, call.Session(30, CallStatus.Completed), run.Cancellation);
            CallLog before = (await run.Storage.CallLogs.FindAsync(run.Left, call.Token, run.Cancellation))!;
            foreach (CallReport report in new[] { call.Session(30, CallStatus.Completed), call.Session(30, CallStatus.Completed) with { Status = CallStatus.Ringing, AnsweredAt = null, EndedAt = null } })
            {
                RecordResult result = await run.Storage.CallLogs.MergeAsync(run.Left, report, run.Cancellation);
                Expect.Same(RecordOutcome.Duplicate, result.Outcome, "the outcome of a report that says nothing new");
                Expect.That(ReferenceEquals(result.Before, result.After), "Before and After of a row that did not change are the same instance");
            }
            Expect.Same(before, await run.Storage.CallLogs.FindAsync(run.Left, call.Token, run.Cancellation), "the row after reports that say nothing new");
        });
        yield return Check("call-logs.all-orders", "The row is the same in all 720 orders in which six reports of a call may arrive (rule S1).", AllOrdersAsync);
        yield return Check("call-logs.at-once", "Reports of one call from many nodes at once make one row that holds them all.", async (run, call) =>
        {
            CallReport[] reports = [.. Enumerable.Range(0, 16).Select(n => call.Session(n, (CallStatus)(n % 3)) with { InitiatedAt = RecordedCall.At(n), AnsweredAt = RecordedCall.At(100 - n), EndedAt = RecordedCall.At(200 + n) })];
            RecordResult[] results = await StorageRun.AtOnceAsync(16, async n => await (n % 2 == 0 ? run.Storage : run.OtherNode).CallLogs.MergeAsync(run.Left, reports[n], run.Cancellation));
            Expect.Same(1, results.Count(static result => result.Before is null), "how many of sixteen reports at once found no row");
            Expect.Same(1, results.Select(static result => result.After!.Id).Distinct().Count(), "how many rows sixteen reports at once made");
            CallLog expected = reports.Skip(1).Aggregate(CallLog.Create(reports[0], default), static (row, report) => row.Merge(report, default));
            Expect.Same(Plain(expected), Plain(await run.Storage.CallLogs.FindAsync(run.Left, call.Token, run.Cancellation)), "the row after sixteen reports at once");
        });
        yield return Check("call-logs.foreign-token", "A token that another tenant holds is foreign: no rows in the result, and nothing changes (rule C1).", async (run, call) =>
        {
            CallLog row = (await run.Storage.CallLogs.MergeAsync(run.Right, call.Voice with { DidId = null, ExtensionId = null, RingGroupId = null }, run.Cancellation)).After!;
            Expect.Same(new RecordResult(RecordOutcome.ForeignToken, null, null), await run.Storage.CallLogs.MergeAsync(run.Left, call.Session(30, CallStatus.Completed), run.Cancellation), "the result of a foreign token");
            Expect.That(await run.Storage.CallLogs.FindAsync(run.Left, call.Token, run.Cancellation) is null, "another tenant's call must not be found");
            Expect.Same(Plain(row), Plain(await run.Storage.CallLogs.FindAsync(run.Right, call.Token, run.Cancellation)), "the row of the tenant that holds the token");
        });
        yield return Check("call-logs.tokens-are-exact", "Tokens that differ in letter case, accents or white space at the end are different calls.", async (run, call) =>
        {
            string[] tokens = [call.Token, call.Token.ToUpperInvariant(), call.Token.Replace('o', '\u00F6'), call.Token + " ", call.Token + "\0", call.Token + ":{\U0001F4DE}", call.Token + "'; --", call.Token.PadRight(100, 'x')];
            foreach (string token in tokens)
            {
                RecordResult result = await run.Storage.CallLogs.MergeAsync(run.Left, call.Voice with { CallId = token, From = "+1555010" + Array.IndexOf(tokens, token) }, run.Cancellation);
                Expect.That(result is { Outcome: RecordOutcome.Stored, Before: null }, $"the token '{token}' must be a new call; the outcome was {result.Outcome}");
            }
            foreach (string token in tokens)
            {
                CallLog? row = await run.Storage.CallLogs.FindAsync(run.Left, token, run.Cancellation);
                Expect.Same(token, row?.CallId, "the token of a row");
                Expect.Same("+1555010" + Array.IndexOf(tokens, token), row?.FromNumber, $"who called in the call '{token}'");
            }
        });
        yield return Check("call-logs.gone-references", "A report that names a DID, extension or group that is gone, or another tenant's, is kept all the same.", async (run, call) =>
        {
            foreach ((string name, long id) in new[] { ("gone", run.Twins.Id(Twin.Left, 40_000)), ("foreign", run.Twins.Id(Twin.Right, 1)) })
            {
                CallReport report = call.Voice with { CallId = call.Token + name, DidId = id, ExtensionId = id, RingGroupId = id };
                RecordResult result = await run.Storage.CallLogs.MergeAsync(run.Left, report, run.Cancellation);
                Expect.Same(RecordOutcome.Stored, result.Outcome, "the outcome of a report that names what is " + name);
                Expect.That(await run.Storage.CallLogs.FindAsync(run.Left, report.CallId, run.Cancellation) is not null, "the row of a report that names what is " + name);
            }
        });
        yield return Check("cdrs.new", "A CDR makes a row and closes its call: the row of the call holds the CDR's body.", async (run, call) =>
        {
            RecordResult result = await run.Storage.CallRecords.UpsertCdrAsync(run.Left, call.Record(RecordedCall.OwnLeg), call.CdrReport(RecordedCall.OwnLeg), run.Cancellation);
            Expect.Same(RecordOutcome.Stored, result.Outcome, "the outcome of a new CDR");
            Expect.That(result is { Before: null, After: { IsClosed: true, Status: CallStatus.Completed } }, "a CDR makes and closes the row of its call");
            Expect.Same(call.Record(RecordedCall.OwnLeg).CloudonixData, result.After!.CloudonixCdr, "CloudonixCdr of the call");
            await IsKeptAsync(run, result.After);
            IReadOnlyList<CallDetailRecord> records = await run.Storage.CallRecords.ListBySessionAsync(run.Left, call.Token, run.Cancellation);
            Expect.SameItems([call.Record(RecordedCall.OwnLeg)], records.Select(static record => record with { Id = 0 }), "the records of the session");
            Expect.That(records[0].Id > 0, "a record must have an id");
            Expect.Same(records[0], await run.Storage.CallRecords.FindAsync(run.Left, records[0].Id, run.Cancellation), "the record that is found by its id");
            Expect.Same(TimeSpan.Zero, records[0].InitiatedAt!.Value.Offset, "the offset of a record's times");
        });
        yield return Check("cdrs.values", "Every member of a record is kept: empty leg, no times, six decimals, costs below zero, the greatest numbers.", async (run, call) =>
        {
            CallDetailRecord[] records =
            [
                new() { CallId = "", SessionId = call.Token, CreatedAt = RecordedCall.At(0), Disposition = Disposition.NoAnswer },
                call.Record("a", Disposition.Busy) with { Cost = -9999.999999m, DurationSeconds = int.MaxValue, BilledSeconds = 0, FromNumber = "anonymous", ToNumber = new string('9', 20), RecordingUrl = new string('u', 500), Direction = RecordedDirection.Outbound },
                call.Record("b", Disposition.Failed) with { Cost = 9999.999999m, InitiatedAt = null, EndedAt = null, RecordingUrl = null },
                call.Record(new string('l', 100)) with { Cost = 0m },
            ];
            foreach (CallDetailRecord record in records) await run.Storage.CallRecords.UpsertCdrAsync(run.Left, record, call.CdrReport(record.CallId), run.Cancellation);
            Expect.SameItems(records, (await run.Storage.CallRecords.ListBySessionAsync(run.Left, call.Token, run.Cancellation)).Select(static record => record with { Id = 0 }), "the records of the session, oldest first");
        });
        yield return Check("cdrs.repetition", "The same CDR again is a duplicate, also with times of milliseconds; nothing changes (rule C1).", async (run, call) =>
        {
            CallDetailRecord record = call.Record(RecordedCall.OwnLeg) with { InitiatedAt = RecordedCall.At(0.123), AnsweredAt = RecordedCall.At(6.789), EndedAt = RecordedCall.At(29.999), CreatedAt = RecordedCall.At(60.5) };
            CallReport report = call.CdrReport(RecordedCall.OwnLeg) with { InitiatedAt = RecordedCall.At(0.123), AnsweredAt = RecordedCall.At(6.789), EndedAt = RecordedCall.At(29.999) };
            await run.Storage.CallRecords.UpsertCdrAsync(run.Left, record, report, run.Cancellation);
            string before = await RecordsAsync(run, run.Left, call.Token);
            RecordResult again = await run.Storage.CallRecords.UpsertCdrAsync(run.Left, record with { CreatedAt = RecordedCall.At(99) }, report, run.Cancellation);
            Expect.Same(RecordOutcome.Duplicate, again.Outcome, "the outcome of the same CDR again");
            Expect.That(again.Before is not null && ReferenceEquals(again.Before, again.After), "the row of the call does not change when the same CDR comes again");
            Expect.SameText(before, await RecordsAsync(run, run.Left, call.Token), "what is kept after the same CDR came again");
        });
        yield return Check("cdrs.merge", "A CDR that tells more about a known leg is merged as CallDetailRecord.Merge says, in either order; the id and the time of arrival stay.", async (run, call) =>
        {
            CallDetailRecord poor = call.Record(RecordedCall.OwnLeg, Disposition.NoAnswer, 20) with { RecordingUrl = null, Cost = null }, rich = call.Record(RecordedCall.OwnLeg) with { CreatedAt = RecordedCall.At(90) };
            await run.Storage.CallRecords.UpsertCdrAsync(run.Left, poor, call.CdrReport(RecordedCall.OwnLeg, CallStatus.NoAnswer, 20), run.Cancellation);
            RecordResult result = await run.Storage.CallRecords.UpsertCdrAsync(run.Left, rich, call.CdrReport(RecordedCall.OwnLeg), run.Cancellation);
            Expect.Same(RecordOutcome.Stored, result.Outcome, "the outcome of a CDR that tells more");
            Expect.SameItems([poor.Merge(rich)], (await run.Storage.CallRecords.ListBySessionAsync(run.Left, call.Token, run.Cancellation)).Select(static record => record with { Id = 0 }), "the record after two reports of one leg");
            Expect.Same(poor.Merge(rich).CloudonixData, result.After!.CloudonixCdr, "CloudonixCdr of the call");
        });
        yield return Check("cdrs.fuller-body", "Of two bodies of one leg the fuller one stays, in either order and however the storage writes JSON (rule C5).", async (run, call) =>
        {
            // Blanks after commas and colons and other orders of members must not make the first one the longer one.
            JsonSettings many = JsonSettings.Parse("{" + string.Join(',', Enumerable.Range(0, 30).Select(static i => $"\"member{30 - i}\":{i}")) + "}");
            JsonSettings fuller = JsonSettings.Parse("{\"note\":\"" + new string('x', many.ToJson().Length) + "\",\"cost\":1.50}");
            int session = 0;
            foreach ((JsonSettings first, JsonSettings second) in new[] { (many, fuller), (fuller, many) })
            {
                string token = call.Token + ++session;
                CallReport report = call.CdrReport(RecordedCall.OwnLeg) with { CallId = token };
                foreach (JsonSettings body in new[] { first, second })
                    await run.Storage.CallRecords.UpsertCdrAsync(run.Left, call.Record(RecordedCall.OwnLeg) with { SessionId = token, CloudonixData = body }, report, run.Cancellation);
                Expect.Same(fuller, (await run.Storage.CallRecords.ListBySessionAsync(run.Left, token, run.Cancellation)).Single().CloudonixData, "the body that stays");
            }
        });
        yield return Check("cdrs.other-legs", "CDRs of other legs are kept as rows of their own and do not close the call; its own leg does, before or after them (rule C6).", async (run, call) =>
        {
            RecordResult other = await run.Storage.CallRecords.UpsertCdrAsync(run.Left, call.Record(RecordedCall.OtherLeg, Disposition.Busy), call.CdrReport(RecordedCall.OtherLeg, CallStatus.Busy), run.Cancellation);
            Expect.That(other.After is { IsClosed: false, CloudonixCdr: null }, "the CDR of another leg must not close the call");
            RecordResult own = await run.Storage.CallRecords.UpsertCdrAsync(run.Left, call.Record(RecordedCall.OwnLeg), call.CdrReport(RecordedCall.OwnLeg), run.Cancellation);
            Expect.That(own.After is { IsClosed: true, Status: CallStatus.Completed }, "the CDR of the own leg closes the call");
            RecordResult again = await run.Storage.CallRecords.UpsertCdrAsync(run.Left, call.Record("third-leg"), call.CdrReport("third-leg", CallStatus.Failed), run.Cancellation);
            Expect.Same(call.Record(RecordedCall.OwnLeg).CloudonixData, again.After!.CloudonixCdr, "CloudonixCdr after another leg's CDR");
            Expect.Same(3, (await run.Storage.CallRecords.ListBySessionAsync(run.Left, call.Token, run.Cancellation)).Count, "the number of legs");
        });
        yield return Check("cdrs.foreign-token", "A CDR whose token another tenant holds is kept by nobody: foreign, no rows, nothing changes (rule C1).", async (run, call) =>
        {
            await run.Storage.CallRecords.UpsertCdrAsync(run.Right, call.Record(RecordedCall.OwnLeg), call.CdrReport(RecordedCall.OwnLeg), run.Cancellation);
            string right = await RecordsAsync(run, run.Right, call.Token);
            foreach (string leg in new[] { RecordedCall.OwnLeg, RecordedCall.OtherLeg })
                Expect.Same(new RecordResult(RecordOutcome.ForeignToken, null, null), await run.Storage.CallRecords.UpsertCdrAsync(run.Left, call.Record(leg, Disposition.Failed, 99), call.CdrReport(leg, CallStatus.Failed, 99), run.Cancellation), "the result of a foreign token");
            Expect.Same(0, (await run.Storage.CallRecords.ListBySessionAsync(run.Left, call.Token, run.Cancellation)).Count, "the records of the tenant that does not hold the token");
            Expect.SameText(right, await RecordsAsync(run, run.Right, call.Token), "what the tenant that holds the token has");
            long id = (await run.Storage.CallRecords.ListBySessionAsync(run.Right, call.Token, run.Cancellation))[0].Id;
            Expect.That(await run.Storage.CallRecords.FindAsync(run.Left, id, run.Cancellation) is null, "another tenant's record must not be found");
            foreach (long nobody in new[] { 0, -1, long.MaxValue }) Expect.That(await run.Storage.CallRecords.FindAsync(run.Right, nobody, run.Cancellation) is null, $"a record of id {nobody}");
        });
        yield return Check("cdrs.at-once", "Sixteen deliveries of one CDR at once make one row: one is stored, the others are duplicates (rule C1).", async (run, call) =>
        {
            RecordResult[] results = await StorageRun.AtOnceAsync(16, async n =>
                await (n % 2 == 0 ? run.Storage : run.OtherNode).CallRecords.UpsertCdrAsync(run.Left, call.Record(RecordedCall.OwnLeg), call.CdrReport(RecordedCall.OwnLeg), run.Cancellation));
            Expect.Same(1, results.Count(static result => result.Outcome == RecordOutcome.Stored), "how many of sixteen deliveries are stored");
            Expect.Same(1, results.Count(static result => result.Before is null), "how many of sixteen deliveries found no row of the call");
            Expect.Same(15, results.Count(static result => result.Outcome == RecordOutcome.Duplicate), "how many of sixteen deliveries are duplicates");
            Expect.Same(1, (await run.Storage.CallRecords.ListBySessionAsync(run.Left, call.Token, run.Cancellation)).Count, "the number of rows");
        });
        yield return Check("cdrs.two-tenants-at-once", "Of two tenants that bring one token at once one holds it; the other's is foreign.", async (run, call) =>
        {
            RecordResult[] results = await StorageRun.AtOnceAsync(8, async n =>
                await run.Storage.CallRecords.UpsertCdrAsync(n % 2 == 0 ? run.Left : run.Right, call.Record(RecordedCall.OwnLeg), call.CdrReport(RecordedCall.OwnLeg), run.Cancellation));
            int left = (await run.Storage.CallRecords.ListBySessionAsync(run.Left, call.Token, run.Cancellation)).Count, right = (await run.Storage.CallRecords.ListBySessionAsync(run.Right, call.Token, run.Cancellation)).Count;
            Expect.That(left + right == 1, $"one tenant must have one row; the tenants have {left} and {right}");
            Expect.Same(4, results.Count(static result => result.Outcome == RecordOutcome.ForeignToken), "how many of eight deliveries are foreign");
            Expect.Same(1, results.Count(static result => result.Outcome == RecordOutcome.Stored), "how many of eight deliveries are stored");
        });
        yield return Check("records.cancellation", "A cancelled token ends every operation with OperationCanceledException, and nothing is written.", async (run, call) =>
        {
            await run.CancelledAsync("MergeAsync", async token => await run.Storage.CallLogs.MergeAsync(run.Left, call.Voice, token));
            await run.CancelledAsync("UpsertCdrAsync", async token => await run.Storage.CallRecords.UpsertCdrAsync(run.Left, call.Record(""), call.CdrReport(""), token));
            await run.CancelledAsync("AddAsync", async token => await run.Storage.SessionUpdates.AddAsync(run.Left, call.Update("e", 1, "new"), call.Session(1, CallStatus.Initiated), token));
            await run.CancelledAsync("FindAsync", async token => await run.Storage.CallLogs.FindAsync(run.Left, call.Token, token));
            await run.CancelledAsync("ListBySessionAsync", async token => await run.Storage.CallRecords.ListBySessionAsync(run.Left, call.Token, token));
            Expect.SameText("null\n", await RecordsAsync(run, run.Left, call.Token), "what is kept of cancelled operations");
            Expect.Same(0, (await run.Storage.SessionUpdates.ListBySessionAsync(run.Left, call.Token, run.Cancellation)).Count, "the events that are kept of cancelled operations");
        });
    }

    /// <summary>A row of a call without what the storage gives: its id and times.</summary>
    public static CallLog? Plain(CallLog? row) => row is null ? null : row with { Id = 0, CreatedAt = default, UpdatedAt = default };

    /// <summary>Call and CDRs of a session as text.</summary>
    public static async Task<string> RecordsAsync(StorageRun run, TenantId tenant, string token)
    {
        CallLog? row = await run.Storage.CallLogs.FindAsync(tenant, token, run.Cancellation);
        IReadOnlyList<CallDetailRecord> records = await run.Storage.CallRecords.ListBySessionAsync(tenant, token, run.Cancellation);
        return (row is null ? "null" : row + row.Evidence.ToJson()) + "\n" + string.Concat(records.Select(static record => record + " " + record.RawDisposition + "\n"));
    }

    private static ConformanceCheck Check(string name, string rule, Func<StorageRun, RecordedCall, Task> body) => new(name, rule, async run =>
    {
        await run.ImportAsync();
        await body(run, new RecordedCall(run.Token("call"), run.Twins, Twin.Left));
    });

    private static async Task IsKeptAsync(StorageRun run, CallLog? told)
    {
        CallLog? found = await run.Storage.CallLogs.FindAsync(run.Left, told!.CallId, run.Cancellation);
        Expect.Same(Plain(told), Plain(found), "the row that FindAsync gives");
        Expect.Same(told.Id, found!.Id, "the id of the row that FindAsync gives");
        Expect.That(found.InitiatedAt is null || found.InitiatedAt.Value.Offset == TimeSpan.Zero, "the times of a row are UTC");
        Expect.That(await run.Storage.CallLogs.FindAsync(run.Right, told.CallId, run.Cancellation) is null, "the neighbour must not find the call");
    }

    private static async Task AllOrdersAsync(StorageRun run, RecordedCall first)
    {
        int[][] orders = [.. Orders(6)];
        using var turns = new SemaphoreSlim(8);
        await Task.WhenAll(orders.Select(async (order, index) =>
        {
            await turns.WaitAsync(run.Cancellation);
            try
            {
                await OneOrderAsync(run, new RecordedCall($"{first.Token}-{index}", run.Twins, Twin.Left), order);
            }
            finally
            {
                turns.Release();
            }
        }));
    }

    private static async Task OneOrderAsync(StorageRun run, RecordedCall call, int[] order)
    {
        Func<Task<RecordResult>>[] reports =
        [
            async () => await run.Storage.CallLogs.MergeAsync(run.Left, call.Voice, run.Cancellation),
            async () => await run.Storage.SessionUpdates.AddAsync(run.Left, call.Update("e1", 2, "ringing"), call.Session(2, CallStatus.Ringing), run.Cancellation),
            async () => await run.Storage.SessionUpdates.AddAsync(run.Left, call.Update("e2", 30, "completed"), call.Session(30, CallStatus.Completed), run.Cancellation),
            async () => await run.Storage.CallRecords.UpsertCdrAsync(run.Left, call.Record(RecordedCall.OwnLeg), call.CdrReport(RecordedCall.OwnLeg), run.Cancellation),
            async () => await run.Storage.CallRecords.UpsertCdrAsync(run.Left, call.Record(RecordedCall.OtherLeg, Disposition.Busy), call.CdrReport(RecordedCall.OtherLeg, CallStatus.Busy), run.Cancellation),
            async () => await run.Storage.CallLogs.MergeAsync(run.Left, call.RecordingReport, run.Cancellation),
        ];
        foreach (int index in order) await reports[index]();
        CallLog expected = CallLog.Create(call.Voice, default).Merge(call.Session(2, CallStatus.Ringing), default).Merge(call.Session(30, CallStatus.Completed), default)
            .Merge(call.CdrReport(RecordedCall.OwnLeg), default).Merge(call.CdrReport(RecordedCall.OtherLeg, CallStatus.Busy), default).Merge(call.RecordingReport, default);
        CallLog? row = await run.Storage.CallLogs.FindAsync(run.Left, call.Token, run.Cancellation);
        Expect.Same(Plain(expected with { CloudonixCdr = call.Record(RecordedCall.OwnLeg).CloudonixData }), Plain(row), $"the row of the call after its reports in the order {string.Join(", ", order)}");
    }

    private static IEnumerable<int[]> Orders(int count)
    {
        if (count == 0) return [[]];
        return Orders(count - 1).SelectMany(order => Enumerable.Range(0, count).Select(at => (int[])[.. order[..at], count - 1, .. order[at..]]));
    }
}
