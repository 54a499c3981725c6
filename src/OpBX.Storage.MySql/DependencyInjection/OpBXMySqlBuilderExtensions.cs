using System.Data.Common;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using OpBX.Numbers;
using OpBX.Storage;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Makes MySQL or MariaDB the storage of a host. Of several storages the last one counts.</summary>
public static class OpBXMySqlBuilderExtensions
{
    /// <summary>Keeps configuration and records in the database of a connection string.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="connectionString">The connection string, database included.</param>
    public static IOpBXBuilder AddMySqlStorage(this IOpBXBuilder builder, string connectionString)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(connectionString);
        return builder.AddMySqlStorage(options => options.ConnectionString = connectionString);
    }

    /// <summary>Keeps configuration and records in a database, by options.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Sets connection string and limits.</param>
    public static IOpBXBuilder AddMySqlStorage(this IOpBXBuilder builder, Action<MySqlStorageOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        builder.Services.Configure(configure);
        return Add(builder, static provider => provider.GetRequiredService<IOptions<MySqlStorageOptions>>().Value.ConnectionString is { Length: > 0 } text
            ? MySqlDriver.CreateDataSource(text)
            : throw new OptionsValidationException(nameof(MySqlStorageOptions), typeof(MySqlStorageOptions), ["MySqlStorageOptions.ConnectionString is not set."]), isOwned: true);
    }

    /// <summary>Keeps configuration and records in the database of the host's own data source, which stays the host's to dispose.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="dataSource">Finds the data source, for example a service of the container.</param>
    public static IOpBXBuilder AddMySqlStorage(this IOpBXBuilder builder, Func<IServiceProvider, DbDataSource> dataSource)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(dataSource);
        return Add(builder, dataSource, isOwned: false);
    }

    /// <summary>Keeps configuration and records in the database of a keyed data source of the container.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="serviceKey">The key of the <see cref="DbDataSource"/>.</param>
    public static IOpBXBuilder AddKeyedMySqlStorage(this IOpBXBuilder builder, object serviceKey)
    {
        ArgumentNullException.ThrowIfNull(serviceKey);
        return builder.AddMySqlStorage(provider => provider.GetRequiredKeyedService<DbDataSource>(serviceKey));
    }

    /// <summary>
    /// Brings the schema to the database when the host starts, or as soon as the database is there, and to that of the archive if it has
    /// one of its own. Migrations that rebuild tables
    /// are left out (<see cref="MySqlMigrator"/>). Repeated: it runs once.
    /// </summary>
    /// <param name="builder">The builder, after <c>AddMySqlStorage</c>.</param>
    public static IOpBXBuilder MigrateMySqlOnStart(this IOpBXBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, MigrationService>(static provider => new MigrationService(
            provider.GetRequiredService<MySqlOpBXStorage>,
            new MigrationOptions(),
            provider.GetService<TimeProvider>() ?? TimeProvider.System,
            provider.GetService<ILogger<MySqlMigrator>>() ?? NullLogger<MySqlMigrator>.Instance)));
        return builder;
    }

    private static IOpBXBuilder Add(IOpBXBuilder builder, Func<IServiceProvider, DbDataSource> dataSource, bool isOwned)
    {
        IServiceCollection services = builder.Services;
        services.AddOptions<MySqlStorageOptions>().ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<MySqlStorageOptions>, MySqlStorageOptionsValidator>());
        services.RemoveAll<MySqlOpBXStorage>();
        services.AddSingleton(provider => new MySqlOpBXStorage(
            dataSource(provider), provider.GetRequiredService<INumberNormalizer>(), provider.GetRequiredService<IOptions<MySqlStorageOptions>>().Value,
            provider.GetService<TimeProvider>(), provider.GetService<ILoggerFactory>(), isOwned));
        services.RemoveAll<IOpBXStorage>();
        services.AddSingleton<IOpBXStorage>(static provider => provider.GetRequiredService<MySqlOpBXStorage>());
        return builder;
    }
}
