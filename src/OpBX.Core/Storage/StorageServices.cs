using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using OpBX.Cdr;
using OpBX.Diagnostics;
using OpBX.Numbers;
using OpBX.State;
using OpBX.Tenants;

namespace OpBX.Storage;

/// <summary>Registers the in-memory storage and the configuration file.</summary>
internal static class StorageServices
{
    /// <summary>Adds the in-memory storage as the storage unless another one is there; may be repeated.</summary>
    public static void AddInMemoryStorage(IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        RecordServices.AddInMemoryRecords(services);
        services.TryAddSingleton(static provider => new InMemoryOpBXStorage(
            provider.GetRequiredService<INumberNormalizer>(), [.. provider.GetServices<TenantConfiguration>()], provider.GetRequiredService<InMemoryRecords>()));
        services.TryAddSingleton<IOpBXStorage>(static provider => provider.GetRequiredService<InMemoryOpBXStorage>());
        services.AddOptions<ConfigurationFileOptions>().ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<ConfigurationFileOptions>, ConfigurationFileValidator>());
        services.TryAddSingleton<ConfigurationFileLoader>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, ConfigurationFileLoader>(
            static provider => provider.GetRequiredService<ConfigurationFileLoader>()));
        for (int i = services.Count - 1; i >= 0; i--)
        {
            if (services[i].ServiceType == typeof(IConfigurationStatus) && services[i].ImplementationType == typeof(UnknownConfigurationStatus)) services.RemoveAt(i);
        }
        services.TryAddSingleton<IConfigurationStatus, ConfigurationStatus>();
    }
}

/// <summary>Refuses options that can't be meant.</summary>
internal sealed class ConfigurationFileValidator : IValidateOptions<ConfigurationFileOptions>
{
    public ValidateOptionsResult Validate(string? name, ConfigurationFileOptions options)
    {
        var faults = new List<string>();
        if (options.PollInterval < ConfigurationFileOptions.MinPollInterval || options.PollInterval > ConfigurationFileOptions.MaxPollInterval)
            faults.Add("ConfigurationFileOptions.PollInterval must be from 50 ms to 1 hour.");
        if (options.Path is { } path && path.Contains('\0'))
            faults.Add("ConfigurationFileOptions.Path is no path.");
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }
}

/// <summary>What the health check says: of tenants in memory, whether they are loaded; of another storage, whether it answers (rule F3).</summary>
internal sealed class ConfigurationStatus(IOpBXStorage storage, ConfigurationFileLoader loader, TenantSnapshotCache snapshots, StorageWatch watch, SharedCopies copies) : IConfigurationStatus
{
    public bool HasTenants => storage is InMemoryOpBXStorage memory ? memory.Current.Ids.Count > 0 : (watch.HasAnswered && !watch.HasFailed) || snapshots.HasSnapshots;

    public string? LastFault => storage is InMemoryOpBXStorage ? loader.LastFault
        : !watch.HasFailed ? (HasTenants ? null : "The storage has not answered yet.")
        : snapshots.HasSnapshots ? "The storage does not answer; tenants are served with the configuration that was read last."
        : "The storage does not answer, and no configuration is there to serve.";

    public ValueTask<bool> HasCopiesAsync() => new(copies.HasAnyAsync());
}
