using System.Globalization;
using System.Text;

namespace OpBX.State;

/// <summary>Copies of records that wait for the storage (rule C7).</summary>
internal static class RecordCopyChecks
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    public static IEnumerable<StateCheck> All =>
    [
        new("record-copies.in-order", "Copies are taken in the order in which they came, on any node, and come back whole.", async run =>
        {
            for (int i = 0; i < 5; i++) StateRun.That(await EnqueueAsync(run, "r" + i, node: i), "a copy must be kept");
            StateRun.Same(5, await run.OtherNode.RecordCopies.CountAsync(run.Cancellation), "copies that wait");
            IReadOnlyList<RecordCopy> taken = await run.OtherNode.RecordCopies.TakeAsync(3, Minute, run.Cancellation);
            StateRun.SameItems(["r0", "r1", "r2"], taken.Select(static copy => copy.Id), "the first three");
            StateRun.SameItems(["r0", "r1", "r2"], taken.Select(static copy => Encoding.UTF8.GetString(copy.Content.Span)), "their contents");
            StateRun.SameItems(["r3", "r4"], await TakeAsync(run, 10), "the rest");
        }),
        new("record-copies.once-per-id", "The same id is kept once, also when it is hidden at the moment.", async run =>
        {
            await EnqueueAsync(run, "r");
            StateRun.That(await EnqueueAsync(run, "r", node: 1), "an id that waits already waits");
            StateRun.SameItems(["r"], await TakeAsync(run, 10), "the copies");
            StateRun.That(await EnqueueAsync(run, "r"), "an id that is hidden waits");
            StateRun.SameItems([], await TakeAsync(run, 10), "the copies while it is hidden");
            StateRun.Same(1, await run.State.RecordCopies.CountAsync(run.Cancellation), "copies that wait");
        }),
        new("record-copies.at-least-once", "What was taken and not acknowledged can be taken again when its time is over, by any node.", async run =>
        {
            await EnqueueAsync(run, "r1");
            await EnqueueAsync(run, "r2");
            StateRun.SameItems(["r1", "r2"], await TakeAsync(run, 10), "the copies");
            run.Advance(TimeSpan.FromSeconds(50));
            StateRun.SameItems([], await TakeAsync(run, 10, node: 1), "the copies while they are hidden");
            await run.State.RecordCopies.AcknowledgeAsync(["r1"], run.Cancellation);
            run.Advance(TimeSpan.FromSeconds(11));
            StateRun.SameItems(["r2"], await TakeAsync(run, 10, node: 1), "the copies after that");
        }),
        new("record-copies.acknowledged", "What is acknowledged is gone, also when another node took it since; unknown ids are ignored.", async run =>
        {
            for (int i = 0; i < 3; i++) await EnqueueAsync(run, "r" + i);
            await TakeAsync(run, 10);
            run.Advance(TimeSpan.FromSeconds(61));
            await TakeAsync(run, 10, node: 1);
            await run.State.RecordCopies.AcknowledgeAsync(["r0", "r1", "nobody"], run.Cancellation);
            await run.OtherNode.RecordCopies.AcknowledgeAsync(["r1", "r2"], run.Cancellation);
            await run.OtherNode.RecordCopies.AcknowledgeAsync([], run.Cancellation);
            StateRun.Same(0, await run.State.RecordCopies.CountAsync(run.Cancellation), "copies that wait");
            run.Advance(TimeSpan.FromSeconds(61));
            StateRun.SameItems([], await TakeAsync(run, 10), "the copies after that");
        }),
        new("record-copies.takers-apart", "Takers at once get different copies, all of them together.", async run =>
        {
            for (int i = 0; i < 60; i++) await EnqueueAsync(run, "r" + i);
            IReadOnlyList<RecordCopy>[] taken = await StateRun.AtOnceAsync(6, i => run.Node(i).RecordCopies.TakeAsync(10, Minute, run.Cancellation).AsTask());
            StateRun.Same(60, taken.SelectMany(static batch => batch).Select(static copy => copy.Id).Distinct().Count(), "different copies that were taken");
        }),
        new("record-copies.answer-is-bounded", "An answer stays under 1 MiB, or holds one copy.", async run =>
        {
            for (int i = 0; i < 6; i++) await run.State.RecordCopies.EnqueueAsync(new RecordCopy("r" + i, new byte[IRecordCopies.MaxContentBytes]), run.Cancellation);
            IReadOnlyList<RecordCopy> first = await run.State.RecordCopies.TakeAsync(10, Minute, run.Cancellation);
            StateRun.Same(4, first.Count, "copies of 256 KiB in one answer");
            StateRun.SameItems(["r4", "r5"], await TakeAsync(run, 10), "the copies after that");
        }),
        new("record-copies.bounded", "A full queue says so, and takes again when there is room.", async run =>
        {
            await Parallel.ForAsync(0, 10_000, run.Cancellation, async (i, _) =>
            {
                StateRun.That(await EnqueueAsync(run, i.ToString(CultureInfo.InvariantCulture), node: i), $"copy {i} must fit");
            });
            StateRun.That(!await EnqueueAsync(run, "more"), "copy 10,001 must not fit");
            StateRun.That(await EnqueueAsync(run, "77"), "an id that waits already waits, also in a full queue");
            await run.State.RecordCopies.AcknowledgeAsync(["77"], run.Cancellation);
            StateRun.That(await EnqueueAsync(run, "more"), "a copy must fit when another has gone");
        }),
        new("record-copies.bytes-bounded", "The queue holds 64 MiB at most.", async run =>
        {
            for (int i = 0; i < 256; i++) StateRun.That(await run.State.RecordCopies.EnqueueAsync(new RecordCopy("r" + i, new byte[IRecordCopies.MaxContentBytes]), run.Cancellation), $"copy {i} of 256 KiB must fit");
            StateRun.That(!await EnqueueAsync(run, "more"), "what goes beyond 64 MiB must not fit");
            await run.State.RecordCopies.AcknowledgeAsync(["r3"], run.Cancellation);
            StateRun.That(await EnqueueAsync(run, "more"), "a copy must fit when another has gone");
            await run.State.RecordCopies.AcknowledgeAsync([.. Enumerable.Range(0, 256).Select(static i => "r" + i)], run.Cancellation);
        }),
        new("record-copies.bounds", "Records and times out of bounds are a mistake of whoever asks; a cancelled request throws.", async run =>
        {
            await StateRun.RefusesAsync("an empty id", async () => await EnqueueAsync(run, ""));
            await StateRun.RefusesAsync("an id that is too long", async () => await EnqueueAsync(run, new string('r', IRecordCopies.MaxIdLength + 1)));
            await StateRun.RefusesAsync("a record that is too large", async () => await run.State.RecordCopies.EnqueueAsync(new RecordCopy("r", new byte[IRecordCopies.MaxContentBytes + 1]), run.Cancellation));
            await StateRun.RefusesAsync("taking none", async () => await TakeAsync(run, 0));
            await StateRun.RefusesAsync("taking for no time", async () => await run.State.RecordCopies.TakeAsync(1, TimeSpan.Zero, run.Cancellation));
            await StateRun.CancelledAsync("enqueueing", async token => await run.State.RecordCopies.EnqueueAsync(new RecordCopy("r", default), token));
            await StateRun.CancelledAsync("taking", async token => await run.State.RecordCopies.TakeAsync(1, Minute, token));
            await StateRun.CancelledAsync("acknowledging", async token => await run.State.RecordCopies.AcknowledgeAsync(["r"], token));
            StateRun.Same(0, await run.State.RecordCopies.CountAsync(run.Cancellation), "copies that wait");
        }),
    ];

    private static async Task<bool> EnqueueAsync(StateRun run, string id, int node = 0)
        => await run.Node(node).RecordCopies.EnqueueAsync(new RecordCopy(id, Encoding.UTF8.GetBytes(id)), run.Cancellation).ConfigureAwait(false);

    private static async Task<IReadOnlyList<string>> TakeAsync(StateRun run, int max, int node = 0)
        => [.. (await run.Node(node).RecordCopies.TakeAsync(max, Minute, run.Cancellation).ConfigureAwait(false)).Select(static copy => copy.Id)];
}
