using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using OpBX.Diagnostics;
using OpBX.State;
using StackExchange.Redis;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Lets several hosts behave as one by state in Redis.</summary>
public static class OpBXRedisStateBuilderExtensions
{
    /// <summary>
    /// Shares state through Redis, on connections of OpBX's own, made when they are first needed: a host starts and routes with
    /// Redis down (rule F2). Of several calls the last one counts.
    /// </summary>
    /// <param name="builder">The builder.</param>
    /// <param name="connectionString">
    /// As StackExchange.Redis reads it: <c>redis-1:6379,password=…</c>; several addresses of one cluster; or sentinels with
    /// <c>serviceName=</c>, which are asked for the master.
    /// </param>
    /// <param name="configure">Sets further options.</param>
    /// <exception cref="ArgumentException">The connection string names no address.</exception>
    public static IOpBXBuilder AddRedisState(this IOpBXBuilder builder, string connectionString, Action<RedisStateOptions>? configure = null)
        => Add(builder, Own(RedisConfiguration.Parse(connectionString)), configure);

    /// <summary>Shares state through Redis, on connections of OpBX's own.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configuration">The client's options. A copy is used, in which <c>AbortOnConnectFail</c> is off.</param>
    /// <param name="configure">Sets further options.</param>
    public static IOpBXBuilder AddRedisState(this IOpBXBuilder builder, ConfigurationOptions configuration, Action<RedisStateOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return Add(builder, Own(RedisConfiguration.Prepare(configuration)), configure);
    }

    /// <summary>
    /// Shares state through Redis, on the host's own connection, which OpBX neither makes anew nor disposes. With sentinels let OpBX make its own:
    /// see docs/scaling.md.
    /// </summary>
    /// <param name="builder">The builder.</param>
    /// <param name="find">Finds the connection; asked once, when it is first needed, and again only if it throws.</param>
    /// <param name="configure">Sets further options.</param>
    public static IOpBXBuilder AddRedisState(this IOpBXBuilder builder, Func<IServiceProvider, IConnectionMultiplexer> find, Action<RedisStateOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(find);
        return Add(builder, (provider, _) => new HostConnector(() => find(provider)), configure);
    }

    /// <summary>Shares state through Redis, on a connection that is in the container.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="serviceKey">The key of the <see cref="IConnectionMultiplexer"/>; null = the one without a key.</param>
    /// <param name="configure">Sets further options.</param>
    public static IOpBXBuilder AddRedisStateFromServices(this IOpBXBuilder builder, object? serviceKey = null, Action<RedisStateOptions>? configure = null)
        => AddRedisState(
            builder,
            provider => serviceKey is null ? provider.GetRequiredService<IConnectionMultiplexer>() : provider.GetRequiredKeyedService<IConnectionMultiplexer>(serviceKey),
            configure);

    private static Func<IServiceProvider, RedisStateOptions, IRedisConnector> Own(ConfigurationOptions configuration)
        => string.IsNullOrEmpty(configuration.ServiceName)
            ? (_, _) => new OwnConnector(configuration)
            : (provider, options) => new SentinelConnector(configuration, options.SentinelPassword, provider.GetRequiredService<TimeProvider>(), Logger(provider));

    private static IOpBXBuilder Add(IOpBXBuilder builder, Func<IServiceProvider, RedisStateOptions, IRedisConnector> connector, Action<RedisStateOptions>? configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        IServiceCollection services = builder.Services;
        services.AddOptionsWithValidateOnStart<RedisStateOptions, RedisStateOptionsValidator>();
        if (configure is not null) services.Configure(configure);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(static provider => new RedisMetrics(provider.GetService<IMeterFactory>()));
        services.TryAddSingleton(static provider => new RedisKeys(provider.GetRequiredService<IOptions<RedisStateOptions>>().Value.KeyPrefix));
        services.Replace(ServiceDescriptor.Singleton(provider =>
        {
            RedisStateOptions options = provider.GetRequiredService<IOptions<RedisStateOptions>>().Value;
            return new RedisLink(
                connector(provider, options), provider.GetRequiredService<RedisKeys>(), options,
                provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<RedisMetrics>(), Logger(provider));
        }));
        services.Replace(ServiceDescriptor.Singleton<IOpBXState>(static provider => new RedisOpBXState(
            provider.GetRequiredService<RedisLink>(), provider.GetRequiredService<RedisKeys>(), new RedisClock(),
            provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<RedisMetrics>(), Logger(provider))));
        services.AddHealthChecks();
        services.Configure<HealthCheckServiceOptions>(static options =>
        {
            // A second registration of one name would make every check fail.
            if (options.Registrations.Any(static check => check.Name == RedisHealthCheck.Name)) return;
            options.Registrations.Add(new HealthCheckRegistration(
                RedisHealthCheck.Name,
                static provider => new RedisHealthCheck(provider.GetRequiredService<RedisLink>()),
                failureStatus: null,
                tags: [RedisHealthCheck.Tag]));
        });
        return builder;
    }

    private static ILogger Logger(IServiceProvider provider)
        => provider.GetService<ILoggerFactory>()?.CreateLogger("OpBX.State.Redis") ?? NullLogger.Instance;
}
