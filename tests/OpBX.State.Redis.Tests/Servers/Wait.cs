namespace OpBX.State.Redis.Tests.Servers;

/// <summary>Waits for what must come, and fails when it does not.</summary>
internal static class Wait
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    public static async Task ForAsync(string what, Func<Task<bool>> isThere)
    {
        using var limit = new CancellationTokenSource(Limit);
        while (!await isThere())
        {
            if (limit.IsCancellationRequested) throw new TimeoutException($"After {Limit.TotalSeconds} s still not: {what}.");
            await Task.Delay(10, CancellationToken.None);
        }
    }

    public static Task ForAsync(string what, Func<bool> isThere) => ForAsync(what, () => Task.FromResult(isThere()));

    /// <summary>Waits until a state serves: it gives turns.</summary>
    public static Task ForServiceAsync(IOpBXState state) => ForAsync("the state serves", async () =>
    {
        try
        {
            await state.Rotation.NextAsync(Ask.Turn(null), CancellationToken.None);
            return true;
        }
        catch (OpBXStateException)
        {
            return false;
        }
    });
}
