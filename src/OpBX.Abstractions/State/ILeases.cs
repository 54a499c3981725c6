namespace OpBX.State;

/// <summary>Gives a job to one node at a time, over all nodes that share the state.</summary>
public interface ILeases
{
    /// <summary>Takes a lease that nobody holds. It is renewed by itself until it is disposed or lost.</summary>
    /// <param name="name">Names the job; 1 to 100 characters.</param>
    /// <param name="timeToLive">How long after its last renewal the lease ends; 1 second to 1 hour. It is renewed three times in that time.</param>
    /// <param name="cancellationToken">Ends the wait; does not end the lease.</param>
    /// <returns>The lease; null = another holds it.</returns>
    /// <exception cref="ArgumentException">The name or the time is out of bounds.</exception>
    /// <exception cref="OpBXStateException">The shared state did not answer, so nobody may run the job by this call.</exception>
    ValueTask<ILease?> TryAcquireAsync(string name, TimeSpan timeToLive, CancellationToken cancellationToken);
}

/// <summary>A lease that is held. Disposing gives it back, so that another may take it at once.</summary>
public interface ILease : IAsyncDisposable
{
    /// <summary>The job.</summary>
    string Name { get; }

    /// <summary>
    /// Greater than that of every earlier lease of this name. Whoever writes on behalf of the job stores it and refuses
    /// smaller ones, so that a holder which was paused and does not know yet that it lost the lease changes nothing.
    /// </summary>
    long FencingToken { get; }

    /// <summary>
    /// Cancelled when the lease is lost or given back: the job must stop. It is cancelled before another node can
    /// take the lease, unless this process stands still.
    /// </summary>
    CancellationToken Lost { get; }
}
