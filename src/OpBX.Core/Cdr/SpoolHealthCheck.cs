using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace OpBX.Cdr;

/// <summary>Degraded while deliveries wait in the spool, or while it is configured and can't be used (rule F3).</summary>
internal sealed class SpoolHealthCheck(RecordSpool spool) : IHealthCheck
{
    /// <summary>The name of the check.</summary>
    public const string Name = "spool";

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(Check());

    private HealthCheckResult Check()
    {
        if (!spool.IsConfigured) return HealthCheckResult.Healthy();
        if (!spool.IsOpen) return HealthCheckResult.Degraded("The spool can't be used: another process holds it, or its disk refuses.");
        return spool.Waiting > 0 ? HealthCheckResult.Degraded($"{spool.Waiting} deliveries wait in the spool.") : HealthCheckResult.Healthy();
    }
}
