using Microsoft.Extensions.Diagnostics.HealthChecks;
using OpBX.State;

namespace OpBX.Diagnostics;

/// <summary>Degraded while Redis does not answer: calls are routed without it (rules F2, F3).</summary>
internal sealed class RedisHealthCheck(RedisLink link) : IHealthCheck
{
    /// <summary>The name of the check.</summary>
    public const string Name = "redis";

    /// <summary>The tag of all checks that <c>/health/ready</c> looks at.</summary>
    public const string Tag = "opbx";

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await link.PingAsync(cancellationToken).ConfigureAwait(false);
            return link.IsResting ? HealthCheckResult.Degraded("A part of the Redis cluster does not answer.") : HealthCheckResult.Healthy();
        }
        catch (OpBXStateException exception)
        {
            return HealthCheckResult.Degraded(exception.Message + " Calls are routed without shared state.");
        }
    }
}
