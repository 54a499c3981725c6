using OpBX.Calls;
using OpBX.Tenants;

namespace OpBX.State;

/// <summary>Who is on a call now (rule S4).</summary>
internal static class LiveCallChecks
{
    private static readonly DateTimeOffset Start = new(2030, 1, 1, 8, 30, 0, 125, TimeSpan.Zero);

    public static IEnumerable<StateCheck> All =>
    [
        new("live-calls.whole", "What is noted of a call comes back whole, on every node.", async run =>
        {
            var call = new LiveCall
            {
                Session = "s:1 {x}\u00e9",
                Status = CallStatus.Answered,
                Direction = RecordedDirection.Outbound,
                From = "+15550100123",
                To = "Zo\u00eb \"1\"\n",
                DidId = 5,
                ExtensionId = 9007199254740993,
                RingGroupId = 7,
                StartedAt = Start,
                AnsweredAt = Start.AddSeconds(3),
            };
            await run.State.LiveCalls.SetAsync(StateRun.Tenant, call, run.Cancellation);
            await SetAsync(run, "bare", CallStatus.Initiated);
            IReadOnlyList<LiveCall> calls = await run.OtherNode.LiveCalls.ListAsync(StateRun.Tenant, run.Cancellation);
            StateRun.SameItems([call, new LiveCall { Session = "bare", Status = CallStatus.Initiated }], calls, "the calls, those with a known start first");
        }),
        new("live-calls.oldest-first", "The calls of one tenant are listed by their start.", async run =>
        {
            await SetAsync(run, "b", CallStatus.Ringing, Start.AddSeconds(5));
            await SetAsync(run, "a", CallStatus.Answered, Start.AddSeconds(9));
            await SetAsync(run, "c", CallStatus.Initiated, Start.AddSeconds(1), node: 1);
            await SetAsync(run, "d", CallStatus.Initiated, Start, tenant: StateRun.Neighbour);
            StateRun.SameItems(["c", "b", "a"], await SessionsAsync(run), "the sessions");
        }),
        new("live-calls.never-back", "A state never goes back, whatever node reports the older one; the same state again replaces what was noted.", async run =>
        {
            await SetAsync(run, "s", CallStatus.Answered, Start);
            await SetAsync(run, "s", CallStatus.Ringing, Start.AddSeconds(1), node: 1);
            await SetAsync(run, "s", CallStatus.Initiated, Start.AddSeconds(2));
            LiveCall call = (await run.State.LiveCalls.ListAsync(StateRun.Tenant, run.Cancellation)).Single();
            StateRun.Same((CallStatus.Answered, (DateTimeOffset?)Start), (call.Status, call.StartedAt), "state and start");
            await SetAsync(run, "s", CallStatus.Answered, Start.AddSeconds(3), node: 1);
            call = (await run.State.LiveCalls.ListAsync(StateRun.Tenant, run.Cancellation)).Single();
            StateRun.Same(Start.AddSeconds(3), call.StartedAt, "the start noted last");
        }),
        new("live-calls.at-once", "Reports of one call at once, from all nodes, end in the furthest state.", async run =>
        {
            CallStatus[] states = [CallStatus.Initiated, CallStatus.Ringing, CallStatus.Answered];
            await StateRun.AtOnceAsync(60, async i =>
            {
                await SetAsync(run, "s" + (i % 5), states[i / 5 % 3], node: i);
                return true;
            });
            IReadOnlyList<LiveCall> calls = await run.State.LiveCalls.ListAsync(StateRun.Tenant, run.Cancellation);
            StateRun.That(calls.Count == 5 && calls.All(static call => call.Status == CallStatus.Answered), "five calls must be answered; they are " + string.Join(", ", calls.Select(static call => call.Status)));
        }),
        new("live-calls.ended-stays-ended", "A call that ended stays ended, also when its end was reported first.", async run =>
        {
            await SetAsync(run, "s1", CallStatus.Answered);
            await run.OtherNode.LiveCalls.EndAsync(StateRun.Tenant, "s1", run.Cancellation);
            await run.State.LiveCalls.EndAsync(StateRun.Tenant, "s2", run.Cancellation);
            await SetAsync(run, "s1", CallStatus.Answered);
            await SetAsync(run, "s2", CallStatus.Ringing, node: 1);
            StateRun.SameItems([], await SessionsAsync(run), "the calls after both ended");
        }),
        new("live-calls.final-state-ends", "A final state ends the call.", async run =>
        {
            await SetAsync(run, "s1", CallStatus.Answered);
            await SetAsync(run, "s1", CallStatus.Completed);
            await SetAsync(run, "s2", CallStatus.Busy);
            await SetAsync(run, "s1", CallStatus.Answered, node: 1);
            StateRun.SameItems([], await SessionsAsync(run), "the calls after final states");
        }),
        new("live-calls.tenants-apart", "A tenant sees and ends its own calls only.", async run =>
        {
            await SetAsync(run, "s", CallStatus.Ringing);
            await run.State.LiveCalls.EndAsync(StateRun.Neighbour, "s", run.Cancellation);
            StateRun.SameItems(["s"], await SessionsAsync(run), "the calls of the tenant");
            StateRun.SameItems([], await SessionsAsync(run, StateRun.Neighbour), "the calls of its neighbour");
        }),
        new("live-calls.time-to-live", "A call of which nothing is heard for six hours leaves; a report keeps it.", async run =>
        {
            await SetAsync(run, "s1", CallStatus.Answered);
            await SetAsync(run, "s2", CallStatus.Answered);
            run.Advance(TimeSpan.FromHours(4));
            await SetAsync(run, "s2", CallStatus.Answered);
            run.Advance(TimeSpan.FromHours(2.5));
            StateRun.SameItems(["s2"], await SessionsAsync(run), "the calls after six and a half hours");
        }),
        new("live-calls.bounded", "Of one tenant no more calls are kept than the bound; those not heard of for longest leave.", async run =>
        {
            await SetAsync(run, "first", CallStatus.Answered);
            run.Advance(TimeSpan.FromSeconds(1));
            await Parallel.ForAsync(0, ILiveCalls.MaxCallsPerTenant, run.Cancellation, async (i, _) => await SetAsync(run, "s" + i, CallStatus.Answered));
            IReadOnlyList<string> sessions = await SessionsAsync(run);
            StateRun.Same(ILiveCalls.MaxCallsPerTenant, sessions.Count, "calls that are kept");
            StateRun.That(!sessions.Contains("first"), "the call not heard of for longest must have left");
        }),
        new("live-calls.cancelled", "A cancelled request throws.", async run =>
        {
            await StateRun.CancelledAsync("noting a call", async token => await run.State.LiveCalls.SetAsync(StateRun.Tenant, new LiveCall { Session = "s", Status = CallStatus.Ringing }, token));
            await StateRun.CancelledAsync("ending a call", async token => await run.State.LiveCalls.EndAsync(StateRun.Tenant, "s", token));
            await StateRun.CancelledAsync("listing calls", async token => await run.State.LiveCalls.ListAsync(StateRun.Tenant, token));
        }),
    ];

    private static async Task SetAsync(StateRun run, string session, CallStatus status, DateTimeOffset? startedAt = null, int node = 0, TenantId? tenant = null)
        => await run.Node(node).LiveCalls.SetAsync(
            tenant ?? StateRun.Tenant, new LiveCall { Session = session, Status = status, StartedAt = startedAt }, run.Cancellation).ConfigureAwait(false);

    private static async Task<IReadOnlyList<string>> SessionsAsync(StateRun run, TenantId? tenant = null)
        => [.. (await run.OtherNode.LiveCalls.ListAsync(tenant ?? StateRun.Tenant, run.Cancellation).ConfigureAwait(false)).Select(static call => call.Session)];
}
