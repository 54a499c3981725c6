using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace OpBX.Diagnostics;

/// <summary>Unhealthy without any tenant, degraded while tenants come from the copies of other nodes or an older configuration is served because the last load failed (rule F3).</summary>
internal sealed class ConfigurationHealthCheck(IConfigurationStatus status) : IHealthCheck
{
    /// <summary>The name of the check.</summary>
    public const string Name = "configuration";

    /// <summary>The tag of all checks that <c>/health/ready</c> looks at.</summary>
    public const string Tag = "opbx";

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (!status.HasTenants)
        {
            return await status.HasCopiesAsync().ConfigureAwait(false)
                ? HealthCheckResult.Degraded("The storage does not answer; tenants are served with the copies of other nodes.")
                : HealthCheckResult.Unhealthy(status.LastFault ?? "No tenant is loaded.");
        }
        return status.LastFault is { } fault ? HealthCheckResult.Degraded(fault) : HealthCheckResult.Healthy();
    }
}

/// <summary>Registers the checks of Core.</summary>
internal static class HealthRegistration
{
    /// <summary>Adds the health check service and the check <c>configuration</c>; may be repeated.</summary>
    public static void AddOpBXHealthChecks(this IServiceCollection services)
    {
        services.TryAddSingleton<IConfigurationStatus, UnknownConfigurationStatus>();
        services.AddHealthChecks();
        services.Configure<HealthCheckServiceOptions>(static options =>
        {
            // A second registration of one name would make every check fail.
            if (options.Registrations.Any(static check => check.Name == ConfigurationHealthCheck.Name)) return;
            options.Registrations.Add(new HealthCheckRegistration(
                ConfigurationHealthCheck.Name,
                static provider => new ConfigurationHealthCheck(provider.GetRequiredService<IConfigurationStatus>()),
                failureStatus: null,
                tags: [ConfigurationHealthCheck.Tag]));
        });
    }
}
