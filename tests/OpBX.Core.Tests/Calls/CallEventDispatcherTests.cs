using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using OpBX.Calls;
using OpBX.Cdr;
using OpBX.Core.Tests.Cdr;
using OpBX.Diagnostics;
using OpBX.Routing;

namespace OpBX.Core.Tests.Calls;

/// <summary>Observers hear of events after the records are safe, in order, and hold up nobody.</summary>
public sealed class CallEventDispatcherTests
{
    [Fact]
    public async Task Observer_hears_of_a_call_after_its_row_is_kept_and_in_order()
    {
        var host = new RecordHost();
        var seen = new ConcurrentQueue<(CallEvent Event, bool IsKept)>();
        var observer = new Observer(async callEvent => seen.Enqueue((callEvent, await host.CallAsync(callEvent.Session!) is not null)));
        using CallEventDispatcher dispatcher = await StartAsync(host, observer);

        for (int i = 0; i < 200; i++)
        {
            dispatcher.Post(Routed("s" + i)).Should().BeTrue();
            dispatcher.Post(new CallEnded { Tenant = RecordHost.Tenant, Session = "s" + i, At = RecordHost.Start, Status = CallStatus.Completed }).Should().BeTrue();
        }
        await dispatcher.StopAsync(default);

        seen.Should().HaveCount(400).And.OnlyContain(static entry => entry.IsKept);
        foreach (IGrouping<string?, (CallEvent Event, bool)> call in seen.GroupBy(static entry => entry.Event.Session)) call.Select(static entry => entry.Event.GetType()).Should().Equal(typeof(CallRouted), typeof(CallEnded));
    }

    [Fact]
    public async Task Observer_that_never_ends_holds_up_neither_the_call_log_nor_another_observer()
    {
        var host = new RecordHost();
        var stuck = new TaskCompletionSource();
        var seen = new ConcurrentQueue<CallEvent>();
        using CallEventDispatcher dispatcher = await StartAsync(host, new Observer(_ => stuck.Task), new Observer(callEvent =>
        {
            seen.Enqueue(callEvent);
            return Task.CompletedTask;
        }));

        for (int i = 0; i < 100; i++) dispatcher.Post(Routed("s" + i));
        await UntilAsync(() => seen.Count == 100);

        for (int i = 0; i < 100; i++) (await host.CallAsync("s" + i)).Should().NotBeNull();
        stuck.SetResult();
        await dispatcher.StopAsync(default);
    }

    [Fact]
    public async Task Storage_that_is_stuck_holds_up_no_emergency_and_no_caller()
    {
        using var down = new DownStorage { IsDown = true };
        var host = new RecordHost(new InMemoryRecordOptions(), down);
        var seen = new ConcurrentQueue<CallEvent>();
        var gate = new TaskCompletionSource();
        host.Facts.Wait = gate.Task;
        using CallEventDispatcher dispatcher = await StartAsync(host, new Observer(callEvent =>
        {
            seen.Enqueue(callEvent);
            return Task.CompletedTask;
        }));

        int taken = Enumerable.Range(0, 2_000).Count(_ => dispatcher.Post(Routed("s1")));
        dispatcher.Post(new EmergencyCallPlaced { Tenant = RecordHost.Tenant, Session = "s1", At = RecordHost.Start, EmergencyNumber = "911" }).Should().BeTrue();
        await UntilAsync(() => !seen.IsEmpty);

        seen.Should().ContainSingle().Which.Should().BeOfType<EmergencyCallPlaced>();
        taken.Should().BeInRange(1_000, 1_001, "what waits is bounded");
        gate.SetResult();
        await dispatcher.StopAsync(default);
        seen.Should().HaveCount(taken + 1, "a row that can't be kept is told nevertheless");
    }

    private static CallRouted Routed(string session) => new()
    {
        Tenant = RecordHost.Tenant, Session = session, At = RecordHost.Start, From = "15550100001", To = "15550100002", Direction = CallDirection.Inbound, Outcome = RoutingOutcome.Dial,
    };

    private static async Task<CallEventDispatcher> StartAsync(RecordHost host, params ICallEventObserver[] observers)
    {
        var dispatcher = new CallEventDispatcher(observers, host.Writer, new OpBXMetrics(null), NullLogger<CallEventDispatcher>.Instance);
        await dispatcher.StartAsync(default);
        return dispatcher;
    }

    private static async Task UntilAsync(Func<bool> isSo)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (!isSo()) await Task.Delay(5, limit.Token);
    }

    private sealed class Observer(Func<CallEvent, Task> take) : ICallEventObserver
    {
        public async ValueTask OnCallEventAsync(CallEvent callEvent, CancellationToken cancellationToken) => await take(callEvent).WaitAsync(cancellationToken);
    }
}
