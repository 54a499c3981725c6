namespace OpBX.Hosting;

/// <summary>Waits for what another thread or process is about to do.</summary>
internal static class Wait
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>Waits until it is so; fails when it never comes.</summary>
    public static async Task UntilAsync(Func<bool> isSo)
    {
        using var stop = new CancellationTokenSource(Patience);
        while (!isSo()) await Task.Delay(5, stop.Token);
    }
}
