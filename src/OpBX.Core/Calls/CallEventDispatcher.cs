using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpBX.Diagnostics;

namespace OpBX.Calls;

/// <summary>
/// Writes the call log and hands events to the observers, in the background: what an event says is in the records before an
/// observer hears of it, an emergency alone is told at once. Events of one call stay in order. Each observer has a queue of its
/// own, so that a slow one holds up neither the others nor the call log. Queues are bounded; what does not fit is counted and logged.
/// </summary>
internal sealed class CallEventDispatcher : BackgroundService, ICallEventSink
{
    private const int Lanes = 16;
    private const int LaneCapacity = 1_000;
    private const int ObserverCapacity = 10_000;
    private static readonly TimeSpan DrainTime = TimeSpan.FromSeconds(5);

    private readonly CallLogWriter _writer;
    private readonly OpBXMetrics _metrics;
    private readonly ILogger<CallEventDispatcher> _logger;
    private readonly Channel<CallEvent>[] _lanes;
    private readonly (ICallEventObserver Observer, Channel<CallEvent> Queue)[] _observers;

    public CallEventDispatcher(IEnumerable<ICallEventObserver> observers, CallLogWriter writer, OpBXMetrics metrics, ILogger<CallEventDispatcher> logger)
    {
        _writer = writer;
        _metrics = metrics;
        _logger = logger;
        _lanes = [.. Enumerable.Range(0, Lanes).Select(static _ => Queue(LaneCapacity))];
        _observers = [.. observers.Select(static observer => (observer, Queue(ObserverCapacity)))];
    }

    public bool Post(CallEvent callEvent)
    {
        if (callEvent is EmergencyCallPlaced) return Forward(callEvent);
        int lane = callEvent.Session is { } session ? (session.GetHashCode(StringComparison.Ordinal) & int.MaxValue) % Lanes : 0;
        return _lanes[lane].Writer.TryWrite(callEvent) || Drop(callEvent);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        foreach (Channel<CallEvent> lane in _lanes) lane.Writer.TryComplete();
        if (ExecuteTask is { } draining)
        {
            await Task.WhenAny(draining, Task.Delay(DrainTime, cancellationToken)).ConfigureAwait(false);
        }
        await base.StopAsync(cancellationToken).ConfigureAwait(false);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            Task telling = Task.WhenAll(_observers.Select(entry => TellAsync(entry.Observer, entry.Queue.Reader, stoppingToken)));
            await Task.WhenAll(_lanes.Select(lane => WriteAsync(lane.Reader, stoppingToken))).ConfigureAwait(false);
            foreach ((_, Channel<CallEvent> queue) in _observers) queue.Writer.TryComplete();
            await telling.ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // A host that is disposed without being stopped ends here.
        }
    }

    private async Task WriteAsync(ChannelReader<CallEvent> lane, CancellationToken cancellationToken)
    {
        await foreach (CallEvent callEvent in lane.ReadAllAsync(cancellationToken).ConfigureAwait(false))
        {
#pragma warning disable CA1031 // A call that can't be logged is told to observers nevertheless, and holds up no other call.
            try
            {
                await _writer.OnCallEventAsync(callEvent, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                RoutingLog.ObserverFailed(_logger, nameof(CallLogWriter), callEvent.GetType().Name, exception);
            }
#pragma warning restore CA1031
            Forward(callEvent);
        }
    }

    private async Task TellAsync(ICallEventObserver observer, ChannelReader<CallEvent> queue, CancellationToken cancellationToken)
    {
        await foreach (CallEvent callEvent in queue.ReadAllAsync(cancellationToken).ConfigureAwait(false))
        {
#pragma warning disable CA1031 // An observer of the host may throw anything; no other observer and no call may suffer from it.
            try
            {
                await observer.OnCallEventAsync(callEvent, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                RoutingLog.ObserverFailed(_logger, observer.GetType().Name, callEvent.GetType().Name, exception);
            }
#pragma warning restore CA1031
        }
    }

    private bool Forward(CallEvent callEvent)
    {
        bool isTaken = true;
        foreach ((_, Channel<CallEvent> queue) in _observers)
        {
            if (!queue.Writer.TryWrite(callEvent)) isTaken = Drop(callEvent);
        }
        return isTaken;
    }

    private bool Drop(CallEvent callEvent)
    {
        _metrics.EventDropped();
        RoutingLog.EventDropped(_logger, callEvent.GetType().Name, callEvent.Session);
        return false;
    }

    private static Channel<CallEvent> Queue(int capacity) => Channel.CreateBounded<CallEvent>(new BoundedChannelOptions(capacity) { SingleReader = true });
}
