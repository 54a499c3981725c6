namespace OpBX.Core.Tests.State;

/// <summary>Runs the same work on several threads that all begin at the same moment.</summary>
internal static class ManyThreads
{
    /// <summary>How many threads there are.</summary>
    public const int Count = 8;

    /// <param name="work">The work; its argument is the number of the thread, from 0.</param>
    public static async Task RunAsync(Func<int, Task> work)
    {
        using var barrier = new Barrier(Count);
        await Task.WhenAll(Enumerable.Range(0, Count).Select(thread => Task.Factory.StartNew(
            async () =>
            {
                barrier.SignalAndWait();
                await work(thread);
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default).Unwrap()));
    }
}
