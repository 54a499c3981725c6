namespace OpBX.Calls;

/// <summary>
/// Receives the events of calls, in the background: an answer to the platform never waits for an observer. Register any
/// number in the container.
/// </summary>
public interface ICallEventObserver
{
    /// <summary>Takes one event. An exception is logged and otherwise ignored; events of one process arrive in order.</summary>
    /// <param name="callEvent">The event.</param>
    /// <param name="cancellationToken">Signals that the host stops.</param>
    ValueTask OnCallEventAsync(CallEvent callEvent, CancellationToken cancellationToken);
}
