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
            await using Listener here = await ListenAsync(run.State, run.Cancellation), there = await ListenAsync(run.OtherNode, run.Cancellation);
            await run.State.Notices.PublishAsync(StateRun.Tenant, 41, run.Cancellation);
            await run.OtherNode.Notices.PublishAsync(StateRun.Neighbour, 9007199254740993, run.Cancellation);
            ConfigurationNotice[] expected = [new(StateRun.Tenant, 41), new(StateRun.Neighbour, 9007199254740993)];
            StateRun.SameItems(expected, await here.TakeAsync(2), "the notices on the node that published");
            StateRun.SameItems(expected, await there.TakeAsync(2), "the notices on the other node");
        }),
        new("notices.first-is-missed", "The first notice says that listening began, so that whoever listens verifies what it has.", async run =>
        {
            await run.State.Notices.PublishAsync(StateRun.Tenant, 1, run.Cancellation);
            await using Listener listener = await ListenAsync(run.State, run.Cancellation);
            await run.State.Notices.PublishAsync(StateRun.Tenant, 2, run.Cancellation);
            StateRun.SameItems([new ConfigurationNotice(StateRun.Tenant, 2)], await listener.TakeAsync(1), "the notices after listening began");
        }),
        new("notices.many", "None of many notices is lost without saying so.", async run =>
        {
            await using Listener listener = await ListenAsync(run.OtherNode, run.Cancellation);
            await StateRun.AtOnceAsync(200, async i =>
            {
                await run.Node(i).Notices.PublishAsync(new TenantId(100 + i), 1, run.Cancellation);
                return true;
            });
            var told = new HashSet<long>();
            while (told.Count < 200)
            {
                ConfigurationNotice notice = await listener.NextAsync();
                if (notice.IsMissed) return;
                told.Add(notice.Tenant!.Value.Value);
            }
        }),
        new("notices.cancelled", "Listening ends when it is cancelled.", async run =>
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(run.Cancellation);
            await using Listener listener = await ListenAsync(run.State, stop.Token);
            Task<ConfigurationNotice> waiting = listener.NextAsync();
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

    /// <summary>Begins to listen and waits until notices come.</summary>
    private static async Task<Listener> ListenAsync(IOpBXState state, CancellationToken cancellationToken)
    {
        var listener = new Listener(state.Notices, cancellationToken);
        try
        {
            StateRun.That((await listener.NextAsync().ConfigureAwait(false)).IsMissed, "the first notice must say that earlier ones may have been missed");
            return listener;
        }
        catch
        {
            await listener.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private sealed class Listener : IAsyncDisposable
    {
        private readonly CancellationTokenSource _stop;
        private readonly IAsyncEnumerator<ConfigurationNotice> _notices;
        private Task<bool> _moving = Task.FromResult(true);

        public Listener(IConfigurationNotices notices, CancellationToken cancellationToken)
        {
            _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            _notices = notices.ListenAsync(_stop.Token).GetAsyncEnumerator(CancellationToken.None);
        }

        public async Task<ConfigurationNotice> NextAsync()
        {
            _moving = _notices.MoveNextAsync().AsTask();
            try
            {
                StateRun.That(await _moving.WaitAsync(Patience).ConfigureAwait(false), "listening must not end by itself");
            }
            catch (TimeoutException)
            {
                throw new StateConformanceException("a notice was expected and none came.");
            }
            return _notices.Current;
        }

        public async Task<List<ConfigurationNotice>> TakeAsync(int count)
        {
            var notices = new List<ConfigurationNotice>();
            while (notices.Count < count)
            {
                ConfigurationNotice notice = await NextAsync().ConfigureAwait(false);
                if (!notice.IsMissed && !notices.Contains(notice)) notices.Add(notice);
            }
            return [.. notices.OrderBy(static notice => notice.Tenant!.Value.Value)];
        }

        /// <summary>Ends the listening, also while a notice is waited for: an enumeration may not be disposed while it moves.</summary>
        public async ValueTask DisposeAsync()
        {
            await _stop.CancelAsync().ConfigureAwait(false);
            await Task.WhenAny(_moving, Task.Delay(Patience, CancellationToken.None)).ConfigureAwait(false);
            if (_moving.IsCompleted) await _notices.DisposeAsync().ConfigureAwait(false);
            _stop.Dispose();
        }
    }
}
