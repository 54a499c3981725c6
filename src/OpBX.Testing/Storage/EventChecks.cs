using OpBX.Calls;
using OpBX.Cdr;
using OpBX.Recordings;
using OpBX.Routing;
using OpBX.Sessions;
using OpBX.Tenants;

namespace OpBX.Storage;

/// <summary>Session updates, recordings and dead letters (rules S3, V1, V2, H3).</summary>
internal static class EventChecks
{
    public static IEnumerable<ConformanceCheck> All()
    {
        yield return Check("session-updates.new", "An event is kept whole and moves its call.", async (run, call) =>
        {
            SessionUpdate update = call.Update("e1", 2.345, HostileTexts.Get(4)) with { EventId = "{\U0001F4DE}:'" + new string('x', 90), ProcessedAt = null };
            RecordResult result = await run.Storage.SessionUpdates.AddAsync(run.Left, update, call.Session(2, CallStatus.Ringing), run.Cancellation);
            Expect.Same(RecordOutcome.Stored, result.Outcome, "the outcome of a new event");
            Expect.That(result is { Before: null, After.Status: CallStatus.Ringing }, "an event moves its call");
            IReadOnlyList<SessionUpdate> kept = await run.Storage.SessionUpdates.ListBySessionAsync(run.Left, call.Token, run.Cancellation);
            Expect.SameItems([update], kept.Select(static one => one with { Id = 0 }), "the events of the session");
            Expect.That(kept[0].Id > 0 && kept[0].EventAt.Offset == TimeSpan.Zero, "an event has an id, and its times are UTC");
            Expect.Same(0, (await run.Storage.SessionUpdates.ListBySessionAsync(run.Right, call.Token, run.Cancellation)).Count, "the events that the neighbour sees");
        });
        yield return Check("session-updates.once", "An event is kept once, whatever it says the second time; the same event id of another session is another event.", async (run, call) =>
        {
            await run.Storage.SessionUpdates.AddAsync(run.Left, call.Update("e1", 2, "ringing"), call.Session(2, CallStatus.Ringing), run.Cancellation);
            RecordResult again = await run.Storage.SessionUpdates.AddAsync(run.Left, call.Update("e1", 9, "completed"), call.Session(30, CallStatus.Completed), run.Cancellation);
            Expect.Same(RecordOutcome.Duplicate, again.Outcome, "the outcome of an event that is known");
            Expect.That(again.After is { Status: CallStatus.Ringing } && ReferenceEquals(again.Before, again.After), "an event that is known does not move its call");
            Expect.SameItems([call.Update("e1", 2, "ringing")], (await run.Storage.SessionUpdates.ListBySessionAsync(run.Left, call.Token, run.Cancellation)).Select(static one => one with { Id = 0 }), "the events of the session");
            var other = new RecordedCall(call.Token + "-other", run.Twins, Twin.Left);
            Expect.Same(RecordOutcome.Stored, (await run.Storage.SessionUpdates.AddAsync(run.Left, other.Update("e1", 2, "ringing"), other.Session(2, CallStatus.Ringing), run.Cancellation)).Outcome, "the same event id in another session");
            Expect.Same(RecordOutcome.Stored, (await run.Storage.SessionUpdates.AddAsync(run.Left, call.Update("E1", 3, "ringing"), null, run.Cancellation)).Outcome, "an event id that differs in letter case");
        });
        yield return Check("session-updates.order", "Events are in the order of their milliseconds, then of their arrival.", async (run, call) =>
        {
            foreach ((string id, double second) in new[] { ("c", 1.003), ("a", 1.001), ("d", 1.003), ("b", 1.002), ("e", 0) })
                await run.Storage.SessionUpdates.AddAsync(run.Left, call.Update(id, second, "ringing"), null, run.Cancellation);
            Expect.SameItems(["e", "a", "b", "c", "d"], (await run.Storage.SessionUpdates.ListBySessionAsync(run.Left, call.Token, run.Cancellation)).Select(static one => one.EventId), "the order of events");
            Expect.That(await run.Storage.CallLogs.FindAsync(run.Left, call.Token, run.Cancellation) is null, "events without a report make no call");
        });
        yield return Check("session-updates.foreign-token", "An event whose token another tenant holds is not kept.", async (run, call) =>
        {
            await run.Storage.CallLogs.MergeAsync(run.Right, call.Session(1, CallStatus.Initiated), run.Cancellation);
            Expect.Same(new RecordResult(RecordOutcome.ForeignToken, null, null), await run.Storage.SessionUpdates.AddAsync(run.Left, call.Update("e1", 2, "completed"), call.Session(30, CallStatus.Completed), run.Cancellation), "the result of a foreign token");
            Expect.Same(0, (await run.Storage.SessionUpdates.ListBySessionAsync(run.Left, call.Token, run.Cancellation)).Count, "the events that are kept");
            Expect.Same(CallStatus.Initiated, (await run.Storage.CallLogs.FindAsync(run.Right, call.Token, run.Cancellation))?.Status, "the state of the call of the tenant that holds the token");
        });
        yield return Check("session-updates.at-once", "Sixteen deliveries of one event at once keep one.", async (run, call) =>
        {
            RecordResult[] results = await StorageRun.AtOnceAsync(16, async n =>
                await (n % 2 == 0 ? run.Storage : run.OtherNode).SessionUpdates.AddAsync(run.Left, call.Update("e1", 2, "ringing"), call.Session(2, CallStatus.Ringing), run.Cancellation));
            Expect.Same(1, results.Count(static result => result.Outcome == RecordOutcome.Stored), "how many of sixteen deliveries are stored");
            Expect.Same(1, (await run.Storage.SessionUpdates.ListBySessionAsync(run.Left, call.Token, run.Cancellation)).Count, "the number of events");
        });
        yield return Check("recordings.new", "The first notice makes the row, whole, found by id, call and owner, and not by the neighbour.", async (run, call) =>
        {
            Recording notice = call.Recording() with { Filename = HostileTexts.Get(0), OriginalFilename = HostileTexts.Get(4), FilePath = HostileTexts.Get(2), FileSize = long.MaxValue, SourceUrl = "https://recordings.example/" + new string('x', 1_900) };
            RecordingResult result = await run.Storage.Recordings.MergeAsync(run.Left, notice, run.Cancellation);
            Expect.Same(RecordOutcome.Stored, result.Outcome, "the outcome of a first notice");
            Expect.That(result.Before is null && result.After.Id > 0, "a first notice makes a row with an id");
            Expect.Same(notice, result.After with { Id = 0 }, "the row that a first notice makes");
            Expect.Same(result.After, await run.Storage.Recordings.FindAsync(run.Left, result.After.Id, run.Cancellation), "the recording that is found by its id");
            Expect.SameItems([result.After], await run.Storage.Recordings.ListBySessionAsync(run.Left, call.Token, run.Cancellation), "the recordings of the call");
            Expect.SameItems([result.After], await run.Storage.Recordings.ListByExtensionAsync(run.Left, run.Twins.Id(Twin.Left, 1), RecordingKind.Voicemail, 10, run.Cancellation), "the voicemail of the owner");
            Expect.That(await run.Storage.Recordings.FindAsync(run.Right, result.After.Id, run.Cancellation) is null, "another tenant's recording must not be found");
            Expect.Same(0, (await run.Storage.Recordings.ListBySessionAsync(run.Right, call.Token, run.Cancellation)).Count, "the recordings that the neighbour sees of the call");
            Expect.Same(0, (await run.Storage.Recordings.ListByExtensionAsync(run.Right, run.Twins.Id(Twin.Left, 1), RecordingKind.Voicemail, 10, run.Cancellation)).Count, "the recordings that the neighbour sees of the owner");
            foreach (long nobody in new[] { 0, -1, long.MaxValue }) Expect.That(await run.Storage.Recordings.FindAsync(run.Left, nobody, run.Cancellation) is null, $"a recording of id {nobody}");
        });
        yield return Check("recordings.merge", "A further notice is merged as Recording.Merge says, whichever comes first; a repetition is a duplicate (rule V1).", async (run, call) =>
        {
            Recording[] notices = [call.Recording(null) with { DurationSeconds = null }, call.Recording() with { ExtensionId = null, Caller = null, Status = RecordingStatus.Completed, DurationSeconds = 14 }];
            foreach (bool forward in (bool[])[true, false])
            {
                string name = forward ? "-forward" : "-backward";
                Recording[] order = [.. (forward ? notices : notices.Reverse()).Select(notice => notice with { CallId = call.Token + name })];
                Recording first = (await run.Storage.Recordings.MergeAsync(run.Left, order[0], run.Cancellation)).After;
                RecordingResult second = await run.Storage.Recordings.MergeAsync(run.Left, order[1], run.Cancellation);
                Expect.Same(RecordOutcome.Stored, second.Outcome, "the outcome of a notice that tells more");
                Expect.Same(first, second.Before, "the row before the second notice");
                Expect.Same(first.Merge(order[1], default) with { UpdatedAt = default }, second.After with { UpdatedAt = default }, "the row after the second notice");
                RecordingResult third = await run.Storage.Recordings.MergeAsync(run.Left, order[0], run.Cancellation);
                Expect.Same(RecordOutcome.Duplicate, third.Outcome, "the outcome of a notice that says nothing new");
                Expect.SameItems([second.After], await run.Storage.Recordings.ListBySessionAsync(run.Left, call.Token + name, run.Cancellation), "the recordings of the call");
            }
        });
        yield return Check("recordings.several", "Two addresses, kinds or owners are two recordings; a notice goes to the row with its address first.", async (run, call) =>
        {
            Recording[] notices =
            [
                call.Recording(), call.Recording("https://recordings.example/v2.mp3"), call.Recording("https://recordings.example/V2.mp3"), call.Recording() with { Kind = RecordingKind.Call, ExtensionId = null }, call.Recording() with { ExtensionId = run.Twins.Id(Twin.Left, 2) },
            ];
            foreach (Recording notice in notices) Expect.That((await run.Storage.Recordings.MergeAsync(run.Left, notice, run.Cancellation)).Before is null, "a notice about another recording makes a row of its own");
            RecordingResult result = await run.Storage.Recordings.MergeAsync(run.Left, call.Recording("https://recordings.example/v2.mp3", RecordingStatus.Failed), run.Cancellation);
            IReadOnlyList<Recording> all = await run.Storage.Recordings.ListBySessionAsync(run.Left, call.Token, run.Cancellation);
            Expect.SameItems(notices.Select(static notice => (notice.SourceUrl, notice.Kind, notice.ExtensionId)), all.Select(static one => (one.SourceUrl, one.Kind, one.ExtensionId)), "the recordings of the call, oldest first");
            Expect.Same(all[1].Id, result.After.Id, "the row that a notice with the address of the second is about");
            Expect.SameItems([RecordingStatus.Processing, RecordingStatus.Failed, RecordingStatus.Processing, RecordingStatus.Processing, RecordingStatus.Processing], all.Select(static one => one.Status), "the states of the recordings");
        });
        yield return Check("recordings.by-extension", "The recordings of an owner come newest first, of one kind, at most as many as asked for (rule V2).", async (run, call) =>
        {
            var ids = new List<long>();
            for (int n = 0; n < 4; n++) ids.Insert(0, (await run.Storage.Recordings.MergeAsync(run.Left, call.Recording("https://recordings.example/" + n) with { CallId = call.Token + n, CreatedAt = RecordedCall.At(100 + n), UpdatedAt = RecordedCall.At(100 + n) }, run.Cancellation)).After.Id);
            long owner = run.Twins.Id(Twin.Left, 1);
            Expect.SameItems(ids, await IdsAsync(RecordingKind.Voicemail, 10), "the voicemail of the owner, newest first");
            Expect.SameItems(ids.Take(2), await IdsAsync(RecordingKind.Voicemail, 2), "the two newest");
            Expect.SameItems([], await IdsAsync(RecordingKind.Call, 10), "the recorded conversations of the owner");

            async Task<IEnumerable<long>> IdsAsync(RecordingKind kind, int limit) => (await run.Storage.Recordings.ListByExtensionAsync(run.Left, owner, kind, limit, run.Cancellation)).Select(static one => one.Id);
        });
        yield return Check("recordings.heard", "The first time a recording was listened to stays; another tenant can't say so.", async (run, call) =>
        {
            long id = (await run.Storage.Recordings.MergeAsync(run.Left, call.Recording(), run.Cancellation)).After.Id;
            Expect.Same(false, await run.Storage.Recordings.MarkHeardAsync(run.Right, id, RecordedCall.At(1), run.Cancellation), "MarkHeardAsync of the neighbour");
            Expect.Same(null, (await run.Storage.Recordings.FindAsync(run.Left, id, run.Cancellation))?.HeardAt, "when it was heard, after the neighbour said so");
            Expect.Same(true, await run.Storage.Recordings.MarkHeardAsync(run.Left, id, RecordedCall.At(500), run.Cancellation), "MarkHeardAsync");
            Expect.Same(true, await run.Storage.Recordings.MarkHeardAsync(run.Left, id, RecordedCall.At(400), run.Cancellation), "MarkHeardAsync a second time");
            Expect.Same(RecordedCall.At(500), (await run.Storage.Recordings.FindAsync(run.Left, id, run.Cancellation))?.HeardAt, "when it was heard");
            Expect.Same(false, await run.Storage.Recordings.MarkHeardAsync(run.Left, long.MaxValue, RecordedCall.At(1), run.Cancellation), "MarkHeardAsync of nothing");
        });
        yield return Check("recordings.at-once", "Sixteen notices of one recording at once make one row.", async (run, call) =>
        {
            RecordingResult[] results = await StorageRun.AtOnceAsync(16, async n =>
                await (n % 2 == 0 ? run.Storage : run.OtherNode).Recordings.MergeAsync(run.Left, call.Recording(n % 3 == 0 ? null : "https://recordings.example/v1.mp3"), run.Cancellation));
            Expect.Same(1, results.Select(static result => result.After.Id).Distinct().Count(), "how many rows sixteen notices made");
            Expect.Same(1, results.Count(static result => result.Before is null), "how many of sixteen notices found no row");
            Expect.Same("https://recordings.example/v1.mp3", (await run.Storage.Recordings.ListBySessionAsync(run.Left, call.Token, run.Cancellation)).Single().SourceUrl, "the address");
        });
        yield return Check("recordings.cancellation", "A cancelled token ends every operation with OperationCanceledException, and nothing is written.", async (run, call) =>
        {
            await run.CancelledAsync("MergeAsync", async token => await run.Storage.Recordings.MergeAsync(run.Left, call.Recording(), token));
            Expect.Same(0, (await run.Storage.Recordings.ListBySessionAsync(run.Left, call.Token, run.Cancellation)).Count, "the recordings that a cancelled notice made");
            long id = (await run.Storage.Recordings.MergeAsync(run.Left, call.Recording(), run.Cancellation)).After.Id;
            await run.CancelledAsync("MarkHeardAsync", async token => await run.Storage.Recordings.MarkHeardAsync(run.Left, id, RecordedCall.At(1), token));
            Expect.Same(null, (await run.Storage.Recordings.FindAsync(run.Left, id, run.Cancellation))?.HeardAt, "when it was heard, after that was cancelled");
            await run.CancelledAsync("ListByExtensionAsync", async token => await run.Storage.Recordings.ListByExtensionAsync(run.Left, 1, RecordingKind.Voicemail, 1, token));
        });
        yield return Check("dead-letters.kept", "What can't be taken in is kept byte for byte, by tenant or by nobody, oldest first (rule H3).", async (run, call) =>
        {
            byte[] body = [0, 255, 254, (byte)'"', (byte)'\\', .. "\U0001F4DE"u8, 0];
            DeadLetter Letter(TenantId? tenant, int n) => new() { Source = "session-update", Tenant = tenant, Code = "code-" + n + "-" + run.Space, Body = body, ReceivedAt = RecordedCall.At(n) };
            foreach (TenantId? tenant in new TenantId?[] { run.Left, run.Right, null })
            {
                for (int n = 0; n < 3; n++) Expect.Same(true, await run.Storage.DeadLetters.AddAsync(Letter(tenant, n), run.Cancellation), "AddAsync");
            }
            foreach (TenantId? tenant in new TenantId?[] { run.Left, run.Right, null })
            {
                var letters = new List<DeadLetter>();
                await foreach (DeadLetter letter in run.Storage.DeadLetters.ListAsync(tenant, run.Cancellation)) letters.Add(letter);
                letters.RemoveAll(letter => !letter.Code.EndsWith("-" + run.Space, StringComparison.Ordinal));
                Expect.SameItems([0, 1, 2], letters.Select(letter => int.Parse(letter.Code.Split('-')[1], System.Globalization.CultureInfo.InvariantCulture)), $"the letters of {tenant?.ToString() ?? "nobody"}, oldest first");
                foreach (DeadLetter letter in letters)
                {
                    Expect.Same(tenant, letter.Tenant, "the tenant of a letter");
                    Expect.Same("session-update", letter.Source, "where a letter was delivered");
                    Expect.That(letter.Body.Span.SequenceEqual(body), "the body of a letter must be kept byte for byte");
                }
                Expect.Same(RecordedCall.At(2), letters[2].ReceivedAt, "when a letter was delivered");
            }
        });
    }

    private static ConformanceCheck Check(string name, string rule, Func<StorageRun, RecordedCall, Task> body) => new(name, rule, async run =>
    {
        await run.ImportAsync();
        await body(run, new RecordedCall(run.Token("call"), run.Twins, Twin.Left));
    });
}
