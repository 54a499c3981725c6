using System.Diagnostics.Metrics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using OpBX.BusinessHours;
using OpBX.Calls;
using OpBX.Cdr;
using OpBX.Diagnostics;
using OpBX.Numbers;
using OpBX.Outbound;
using OpBX.Routing;
using OpBX.State;
using OpBX.Storage;
using OpBX.Tenants;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds OpBX to a container.</summary>
public static class OpBXServiceCollectionExtensions
{
    /// <summary>
    /// Adds the routing engine with storage and state in memory. What the host has registered before stays; the call may be
    /// repeated. Logging comes from the host. Options are validated when the host starts, with all faults at once.
    /// </summary>
    public static IOpBXBuilder AddOpBX(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddOptionsWithValidateOnStart<RoutingOptions, RoutingOptionsValidator>();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<INumberNormalizer>(NumberNormalizer.Default);
        services.TryAddSingleton<IBusinessHoursEvaluator, BusinessHoursEvaluator>();
        services.AddOptions<OutboundOptions>();
        services.TryAddSingleton<IOutboundPolicy>(static provider => new OutboundPolicy(provider.GetRequiredService<IOptions<OutboundOptions>>().Value));
        services.TryAddSingleton(static provider => new RoutingCatalog(
            BuiltInRouting.Handlers().Concat(provider.GetServices<IDestinationHandler>()),
            BuiltInRouting.Strategies().Concat(provider.GetServices<IRingStrategy>()),
            provider.GetRequiredService<INumberNormalizer>(),
            provider.GetRequiredService<IBusinessHoursEvaluator>()));
        services.TryAddSingleton(static provider => new RoutingEngine(
            provider.GetRequiredService<RoutingCatalog>(),
            provider.GetRequiredService<IOptions<RoutingOptions>>().Value,
            provider.GetRequiredService<IOutboundPolicy>()));
        services.AddOpBXHealthChecks();
        StorageServices.AddInMemoryStorage(services);
        services.TryAddSingleton(static provider => provider.GetRequiredService<IOpBXStorage>() is var storage && storage is InMemoryOpBXStorage
            ? storage.Directory
            : ActivatorUtilities.CreateInstance<TenantDirectoryCache>(provider, storage.Directory));
        services.TryAddSingleton(static provider => provider.GetRequiredService<IOpBXStorage>().Tenants);
        services.TryAddSingleton(static provider => provider.GetRequiredService<IOpBXStorage>().DeadLetters);
        services.TryAddSingleton<IOpBXState>(static provider => new InMemoryOpBXState(provider.GetRequiredService<TimeProvider>()));
        AdministrationServices.AddAdministration(services);
        services.AddOptionsWithValidateOnStart<TenantCacheOptions, TenantCacheOptionsValidator>();
        services.TryAddSingleton<StorageWatch>();
        services.TryAddSingleton<SharedCopies>();
        services.TryAddSingleton<TenantSnapshotCache>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, ConfigurationVersionWatch>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, ConfigurationNoticeRelay>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, TenantPreloader>());
        services.TryAddSingleton(static provider => new OpBXMetrics(provider.GetService<IMeterFactory>()));
        services.TryAddSingleton<CallEventDispatcher>();
        services.TryAddSingleton<ICallEventSink>(static provider => provider.GetRequiredService<CallEventDispatcher>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, CallEventDispatcher>(static provider => provider.GetRequiredService<CallEventDispatcher>()));
        services.TryAddSingleton(static provider => new CallTraces(() => provider.GetRequiredService<IOptions<RoutingOptions>>().Value));
        services.TryAddSingleton<ICallRouter, CallRouter>();
        RecordServices.AddRecords(services);
        return new OpBXBuilder(services);
    }

    /// <summary>Adds the routing engine and sets how it routes.</summary>
    /// <param name="services">The container.</param>
    /// <param name="configure">Sets texts and choices; runs after what was configured before.</param>
    public static IOpBXBuilder AddOpBX(this IServiceCollection services, Action<RoutingOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        IOpBXBuilder builder = services.AddOpBX();
        services.Configure(configure);
        return builder;
    }

    /// <summary>Adds the routing engine and reads how it routes from configuration.</summary>
    /// <param name="services">The container.</param>
    /// <param name="configuration">
    /// The members of <see cref="RoutingOptions"/>, for example <c>CustomLogic:AllowedHosts:0</c>; <c>SpoolDirectory</c>, and the members of
    /// <see cref="SpoolOptions"/> below <c>Spool</c> and of <see cref="RecordIntakeOptions"/> below <c>Records</c>,
    /// of <see cref="OpBX.Retention.RetentionOptions"/> below <c>Retention</c>, and of <see cref="TenantCacheOptions"/> below <c>Tenants</c>; what is missing keeps its default.
    /// </param>
    public static IOpBXBuilder AddOpBX(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configuration);
        IOpBXBuilder builder = services.AddOpBX();
        services.Configure<RoutingOptions>(configuration);
        services.Configure<TenantCacheOptions>(configuration.GetSection("Tenants"));
        services.ConfigureRecords(configuration);
        return builder;
    }

    private sealed class OpBXBuilder(IServiceCollection services) : IOpBXBuilder
    {
        public IServiceCollection Services { get; } = services;
    }
}
