namespace OpBX.Diagnostics;

/// <summary>Counts what code allocates on this thread.</summary>
internal static class Allocations
{
    /// <summary>
    /// The bytes of a run, the least of several: the runtime allocates now and then for itself, when it compiles a method anew for
    /// example.
    /// </summary>
    public static long Of(Action action)
    {
        action();
        long least = long.MaxValue;
        for (int round = 0; round < 10 && least > 0; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            action();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        return least;
    }
}
