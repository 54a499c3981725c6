namespace OpBX.State;

/// <summary>Jobs that one node may run at a time.</summary>
internal static class LeaseChecks
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(1);

    public static IEnumerable<StateCheck> All =>
    [
        new("leases.one-holder", "Of all that ask at once, one gets the lease; nobody else until it is given back.", async run =>
        {
            ILease?[] got = await StateRun.AtOnceAsync(20, i => run.Node(i).Leases.TryAcquireAsync("job", Long, run.Cancellation).AsTask());
            StateRun.Same(1, got.Count(static lease => lease is not null), "holders of one lease");
            ILease holder = got.OfType<ILease>().Single();
            StateRun.That(!holder.Lost.IsCancellationRequested && holder.Name == "job", "a lease that is held must not be lost");
            await holder.DisposeAsync();
            await using ILease? next = await run.OtherNode.Leases.TryAcquireAsync("job", Long, run.Cancellation);
            StateRun.That(next is not null, "a lease that was given back must be free at once");
        }),
        new("leases.fencing-token", "Each lease of a name has a greater token than every one before it, on whatever node.", async run =>
        {
            long last = 0;
            for (int i = 0; i < 6; i++)
            {
                ILease lease = await AcquireAsync(run, "job", i);
                StateRun.That(lease.FencingToken > last, $"token {lease.FencingToken} must be greater than {last}");
                last = lease.FencingToken;
                await lease.DisposeAsync();
            }
        }),
        new("leases.given-back", "Giving a lease back cancels its token, once and for all; giving it back again takes it from nobody.", async run =>
        {
            ILease lease = await AcquireAsync(run, "job", 0);
            CancellationToken lost = lease.Lost;
            await lease.DisposeAsync();
            StateRun.That(lost.IsCancellationRequested && lease.Lost.IsCancellationRequested, "the token of a lease that was given back must be cancelled");
            await using ILease next = await AcquireAsync(run, "job", 1);
            await lease.DisposeAsync();
            StateRun.That(await run.State.Leases.TryAcquireAsync("job", Long, run.Cancellation) is null, "the next holder must keep its lease");
            StateRun.That(!next.Lost.IsCancellationRequested, "the next holder's lease must not be lost");
        }),
        new("leases.names-apart", "Names do not touch each other, whatever characters they have.", async run =>
        {
            await using ILease one = await AcquireAsync(run, "job:{1}", 0);
            await using ILease two = await AcquireAsync(run, "job:{2}", 1);
            await using ILease three = await AcquireAsync(run, "JOB:{1}", 0);
        }),
        new("leases.renewed", "A lease that is held longer than its time to live is still held.", async run =>
        {
            await using ILease lease = await AcquireAsync(run, "job", 0, TimeSpan.FromSeconds(3));
            await Task.Delay(TimeSpan.FromSeconds(3.6), run.Cancellation);
            StateRun.That(!lease.Lost.IsCancellationRequested, "a lease that could be renewed must not be lost");
            StateRun.That(await run.OtherNode.Leases.TryAcquireAsync("job", Long, run.Cancellation) is null, "nobody else may take a lease that is renewed");
        }),
        new("leases.bounds", "Names and times out of bounds are a mistake of whoever asks; a cancelled request takes nothing.", async run =>
        {
            await StateRun.RefusesAsync("an empty name", async () => await run.State.Leases.TryAcquireAsync("", Long, run.Cancellation));
            await StateRun.RefusesAsync("a name that is too long", async () => await run.State.Leases.TryAcquireAsync(new string('n', 101), Long, run.Cancellation));
            await StateRun.RefusesAsync("a time that is too short", async () => await run.State.Leases.TryAcquireAsync("a", TimeSpan.FromMilliseconds(999), run.Cancellation));
            await StateRun.RefusesAsync("a time that is too long", async () => await run.State.Leases.TryAcquireAsync("a", TimeSpan.FromHours(2), run.Cancellation));
            await StateRun.CancelledAsync("taking a lease", async token => await run.State.Leases.TryAcquireAsync("a", Long, token));
            await using ILease lease = await AcquireAsync(run, "a", 0);
        }),
    ];

    private static async Task<ILease> AcquireAsync(StateRun run, string name, int node, TimeSpan? timeToLive = null)
        => await run.Node(node).Leases.TryAcquireAsync(name, timeToLive ?? Long, run.Cancellation).ConfigureAwait(false)
            ?? throw new StateConformanceException($"the lease '{name}' is free and must be given.");
}
