using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using OpBX.Storage;
using OpBX.Tenants;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Gives the in-memory storage its tenants.</summary>
public static class OpBXStorageBuilderExtensions
{
    /// <summary>
    /// Loads tenants from a JSON document (rule A3) and again whenever the file changes. The host starts with a missing or broken
    /// file too; the log then says what is wrong, and a later good file is loaded. Repeated: the last path counts.
    /// </summary>
    /// <param name="builder">The builder.</param>
    /// <param name="path">The file; a relative path is relative to the current directory of the process.</param>
    /// <returns>The builder.</returns>
    public static IOpBXBuilder AddJsonConfiguration(this IOpBXBuilder builder, string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        return AddJsonConfiguration(builder, options => options.Path = path);
    }

    /// <summary>Loads tenants from a JSON document (rule A3) and again whenever the file changes.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Sets the options.</param>
    /// <returns>The builder.</returns>
    public static IOpBXBuilder AddJsonConfiguration(this IOpBXBuilder builder, Action<ConfigurationFileOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        StorageServices.AddInMemoryStorage(builder.Services);
        builder.Services.Configure(configure);
        return builder;
    }

    /// <summary>
    /// Fills a storage that has no tenants from a JSON document (rule A3) when the host starts, or as soon as the storage answers. A
    /// storage with any tenant is left as it is. Repeated: the last path counts.
    /// </summary>
    /// <param name="builder">The builder.</param>
    /// <param name="path">The file; a relative path is relative to the current directory of the process.</param>
    /// <returns>The builder.</returns>
    public static IOpBXBuilder AddTenantImport(this IOpBXBuilder builder, string path)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        builder.Services.RemoveAll<TenantImportFile>();
        builder.Services.AddSingleton(new TenantImportFile(path));
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, TenantImportService>());
        return builder;
    }

    /// <summary>
    /// Adds a tenant to the in-memory storage. It stays when a configuration file is loaded; a tenant of the same id in the file
    /// is ignored. Repeated for one tenant: the last configuration counts.
    /// </summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configuration">The tenant.</param>
    /// <returns>The builder.</returns>
    public static IOpBXBuilder AddTenant(this IOpBXBuilder builder, TenantConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configuration);
        StorageServices.AddInMemoryStorage(builder.Services);
        for (int i = builder.Services.Count - 1; i >= 0; i--)
        {
            if (builder.Services[i].ServiceType == typeof(TenantConfiguration)
                && builder.Services[i].ImplementationInstance is TenantConfiguration known
                && known.Organization.Id == configuration.Organization.Id) builder.Services.RemoveAt(i);
        }
        builder.Services.AddSingleton(configuration);
        return builder;
    }
}
