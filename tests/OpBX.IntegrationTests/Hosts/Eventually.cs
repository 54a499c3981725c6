namespace OpBX.IntegrationTests.Hosts;

/// <summary>Waits for what must come, and fails when it does not.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    public static async Task IsAsync(string what, Func<Task<bool>> isThere)
    {
        using var limit = new CancellationTokenSource(Limit);
        while (!await isThere())
        {
            if (limit.IsCancellationRequested) throw new TimeoutException($"After {Limit.TotalSeconds} s still not: {what}.");
            await Task.Delay(20, CancellationToken.None);
        }
    }

    /// <summary>Nothing waits in the spool of a host.</summary>
    public static Task SpoolIsDrainedAsync(HttpClient client) => IsAsync("the spool is drained", async () =>
    {
        using HttpResponseMessage health = await client.GetAsync(new Uri("/health/ready", UriKind.Relative));
        return (await health.Content.ReadAsStringAsync()).Contains("\"name\":\"spool\",\"status\":\"healthy\"", StringComparison.Ordinal);
    });
}
