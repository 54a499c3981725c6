using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpBX.Diagnostics;

namespace OpBX.Calls;

/// <summary>Hands events to the observers, in order, in the background. The queue is bounded; what does not fit is counted and logged.</summary>
internal sealed class CallEventDispatcher(IEnumerable<ICallEventObserver> observers, OpBXMetrics metrics, ILogger<CallEventDispatcher> logger)
    : BackgroundService, ICallEventSink
{
    private const int Capacity = 10_000;
    private static readonly TimeSpan DrainTime = TimeSpan.FromSeconds(5);

    private readonly ICallEventObserver[] _observers = [.. observers];
    private readonly Channel<CallEvent> _queue = Channel.CreateBounded<CallEvent>(new BoundedChannelOptions(Capacity) { SingleReader = true });

    public bool Post(CallEvent callEvent)
    {
        if (_observers.Length == 0 || _queue.Writer.TryWrite(callEvent)) return true;
        metrics.EventDropped();
        RoutingLog.EventDropped(logger, callEvent.GetType().Name, callEvent.Session);
        return false;
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        _queue.Writer.TryComplete();
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
            await foreach (CallEvent callEvent in _queue.Reader.ReadAllAsync(stoppingToken).ConfigureAwait(false))
            {
                foreach (ICallEventObserver observer in _observers)
                {
                    await NotifyAsync(observer, callEvent, stoppingToken).ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // A host that is disposed without being stopped ends here.
        }
    }

    private async ValueTask NotifyAsync(ICallEventObserver observer, CallEvent callEvent, CancellationToken cancellationToken)
    {
#pragma warning disable CA1031 // An observer of the host may throw anything; no other observer and no call may suffer from it.
        try
        {
            await observer.OnCallEventAsync(callEvent, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            RoutingLog.ObserverFailed(logger, observer.GetType().Name, callEvent.GetType().Name, exception);
        }
#pragma warning restore CA1031
    }
}
