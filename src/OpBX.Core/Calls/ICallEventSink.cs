namespace OpBX.Calls;

/// <summary>Takes events for the observers without ever making the caller wait.</summary>
internal interface ICallEventSink
{
    /// <summary>Queues one event.</summary>
    /// <returns>False when the queue is full and the event was dropped.</returns>
    bool Post(CallEvent callEvent);
}
