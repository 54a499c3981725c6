namespace OpBX.State;

/// <summary>Copies of configurations (rule F1).</summary>
internal static class SnapshotCopyChecks
{
    public static IEnumerable<StateCheck> All =>
    [
        new("snapshot-copies.whole", "A copy comes back whole on every node, whatever bytes and name it has.", async run =>
        {
            byte[] bytes = [.. Enumerable.Range(0, 300_000).Select(static i => (byte)(i * 7))];
            foreach (string name in (string[])["tenant:7", "domain:{a}\u00e9 b", new string('n', ISnapshotCopies.MaxNameLength)])
            {
                StateRun.That(await run.State.SnapshotCopies.PutAsync(name, new SnapshotCopy(long.MaxValue >> 11, bytes), run.Cancellation), "a first copy must be kept");
                SnapshotCopy? copy = await run.OtherNode.SnapshotCopies.GetAsync(name, run.Cancellation);
                StateRun.That(copy is not null && copy.Version == long.MaxValue >> 11 && copy.Content.Span.SequenceEqual(bytes), $"the copy '{name}' must come back whole; it was {copy}");
            }
            await run.State.SnapshotCopies.PutAsync("empty", new SnapshotCopy(0, default), run.Cancellation);
            StateRun.Same(0, (await run.OtherNode.SnapshotCopies.GetAsync("empty", run.Cancellation))?.Content.Length, "the length of an empty copy");
        }),
        new("snapshot-copies.newest", "An older version never replaces a newer one, whoever comes last; the same version does.", async run =>
        {
            StateRun.Same(true, await PutAsync(run, 0, 5, 50), "version 5 is kept");
            StateRun.Same(false, await PutAsync(run, 1, 4, 40), "version 4 is kept after it");
            StateRun.Same(50, await GetAsync(run, 1), "the content");
            StateRun.Same(true, await PutAsync(run, 1, 5, 51), "version 5 is kept again");
            StateRun.Same(51, await GetAsync(run, 0), "the content after that");
            StateRun.Same(true, await PutAsync(run, 0, 10, 100), "version 10 is kept");
            StateRun.Same(100, await GetAsync(run, 1), "the content after that");
        }),
        new("snapshot-copies.remove", "What is not there is null; a removed copy is gone and may be put again, of any version.", async run =>
        {
            StateRun.Same(null, await GetAsync(run, 0), "a copy that was never put");
            await PutAsync(run, 0, 5, 50);
            await run.OtherNode.SnapshotCopies.RemoveAsync("tenant:7", run.Cancellation);
            await run.OtherNode.SnapshotCopies.RemoveAsync("tenant:7", run.Cancellation);
            StateRun.Same(null, await GetAsync(run, 0), "a copy that was removed");
            StateRun.Same(true, await PutAsync(run, 0, 1, 10), "version 1 is kept after that");
        }),
        new("snapshot-copies.bounds", "Names and copies out of bounds are a mistake of whoever puts them; a cancelled request throws.", async run =>
        {
            await StateRun.RefusesAsync("an empty name", async () => await run.State.SnapshotCopies.GetAsync("", run.Cancellation));
            await StateRun.RefusesAsync("a name that is too long", async () => await run.State.SnapshotCopies.RemoveAsync(new string('n', ISnapshotCopies.MaxNameLength + 1), run.Cancellation));
            await StateRun.RefusesAsync("a copy that is too large", async () => await run.State.SnapshotCopies.PutAsync("a", new SnapshotCopy(1, new byte[ISnapshotCopies.MaxContentBytes + 1]), run.Cancellation));
            await StateRun.RefusesAsync("a negative version", async () => await run.State.SnapshotCopies.PutAsync("a", new SnapshotCopy(-1, new byte[1]), run.Cancellation));
            await StateRun.CancelledAsync("putting a copy", async token => await run.State.SnapshotCopies.PutAsync("a", new SnapshotCopy(1, new byte[1]), token));
            await StateRun.CancelledAsync("getting a copy", async token => await run.State.SnapshotCopies.GetAsync("a", token));
        }),
    ];

    private static async Task<bool> PutAsync(StateRun run, int node, long version, byte content)
        => await run.Node(node).SnapshotCopies.PutAsync("tenant:7", new SnapshotCopy(version, new[] { content }), run.Cancellation).ConfigureAwait(false);

    private static async Task<int?> GetAsync(StateRun run, int node)
        => (await run.Node(node).SnapshotCopies.GetAsync("tenant:7", run.Cancellation).ConfigureAwait(false))?.Content.Span[0];
}
