using OpBX.Tenants;

namespace OpBX.State;

/// <summary>What changed in the configuration (rule A2).</summary>
internal static class NoticeChecks
{
    /// <summary>Long enough for any provider; a notice that never comes ends here.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public static IEnumerable<StateCheck> All =>
    [
        new("notices.every-node", "Every node that listens is told, the one that publishes too.", async run =>
        {
            await using IAsyncEnumerator<ConfigurationNotice> here = Listen(run.State, run), there = Listen(run.OtherNode, run);
            await MissedAsync(here);
            await MissedAsync(there);
            await run.State.Notices.PublishAsync(StateRun.Tenant, 41, run.Cancellation);
            await run.OtherNode.Notices.PublishAsync(StateRun.Neighbour, 9007199254740993, run.Cancellation);
            ConfigurationNotice[] expected = [new(StateRun.Tenant, 41), new(StateRun.Neighbour, 9007199254740993)];
            StateRun.SameItems(expected, await TakeAsync(here, 2), "the notices on the node that published");
            StateRun.SameItems(expected, await TakeAsync(there, 2), "the notices on the other node");
        }),
        new("notices.first-is-missed", "The first notice says that listening began, so that whoever listens verifies what it has.", async run =>
        {
            await run.State.Notices.PublishAsync(StateRun.Tenant, 1, run.Cancellation);
            await using IAsyncEnumerator<ConfigurationNotice> listener = Listen(run.State, run);
            await MissedAsync(listener);
            await run.State.Notices.PublishAsync(StateRun.Tenant, 2, run.Cancellation);
            StateRun.SameItems([new ConfigurationNotice(StateRun.Tenant, 2)], await TakeAsync(listener, 1), "the notices after listening began");
        }),
        new("notices.many", "None of many notices is lost without saying so.", async run =>
        {
            await using IAsyncEnumerator<ConfigurationNotice> listener = Listen(run.OtherNode, run);
            await MissedAsync(listener);
            await StateRun.AtOnceAsync(200, async i =>
            {
                await run.Node(i).Notices.PublishAsync(new TenantId(100 + i), 1, run.Cancellation);
                return true;
            });
            var told = new HashSet<long>();
            while (told.Count < 200)
            {
                ConfigurationNotice notice = await NextAsync(listener);
                if (notice.IsMissed) return;
                told.Add(notice.Tenant!.Value.Value);
            }
        }),
        new("notices.cancelled", "Listening ends when it is cancelled.", async run =>
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(run.Cancellation);
            await using IAsyncEnumerator<ConfigurationNotice> listener = run.State.Notices.ListenAsync(stop.Token).GetAsyncEnumerator(CancellationToken.None);
            await MissedAsync(listener);
            Task<ConfigurationNotice> waiting = NextAsync(listener);
            await stop.CancelAsync();
            try
            {
                await waiting;
            }
            catch (OperationCanceledException)
            {
                return;
            }
            throw new StateConformanceException("a cancelled listener must end with OperationCanceledException.");
        }),
    ];

    private static IAsyncEnumerator<ConfigurationNotice> Listen(IOpBXState state, StateRun run) => state.Notices.ListenAsync(run.Cancellation).GetAsyncEnumerator(CancellationToken.None);

    private static async Task MissedAsync(IAsyncEnumerator<ConfigurationNotice> listener)
        => StateRun.That((await NextAsync(listener).ConfigureAwait(false)).IsMissed, "the first notice must say that earlier ones may have been missed");

    private static async Task<List<ConfigurationNotice>> TakeAsync(IAsyncEnumerator<ConfigurationNotice> listener, int count)
    {
        var notices = new List<ConfigurationNotice>();
        while (notices.Count < count)
        {
            ConfigurationNotice notice = await NextAsync(listener).ConfigureAwait(false);
            if (!notice.IsMissed && !notices.Contains(notice)) notices.Add(notice);
        }
        return [.. notices.OrderBy(static notice => notice.Tenant!.Value.Value)];
    }

    private static async Task<ConfigurationNotice> NextAsync(IAsyncEnumerator<ConfigurationNotice> listener)
    {
        Task<bool> moving = listener.MoveNextAsync().AsTask();
        try
        {
            StateRun.That(await moving.WaitAsync(Patience).ConfigureAwait(false), "listening must not end by itself");
        }
        catch (TimeoutException)
        {
            throw new StateConformanceException("a notice was expected and none came.");
        }
        return listener.Current;
    }
}
