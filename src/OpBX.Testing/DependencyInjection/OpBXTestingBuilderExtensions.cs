using Microsoft.Extensions.DependencyInjection.Extensions;
using OpBX.Routing;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Sets a host up for tests.</summary>
public static class OpBXTestingBuilderExtensions
{
    private static readonly object InnerRouter = new();

    /// <summary>
    /// Records every routing decision: ask the container for the <see cref="RoutingTraceRecorder"/>. Call it after everything that
    /// replaces <see cref="ICallRouter"/>; repeated calls change nothing.
    /// </summary>
    /// <param name="builder">The builder.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="InvalidOperationException">There is no <see cref="ICallRouter"/> to record.</exception>
    public static IOpBXBuilder AddRoutingTraceRecorder(this IOpBXBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        IServiceCollection services = builder.Services;
        if (services.Any(static service => service.ServiceType == typeof(RoutingTraceRecorder))) return builder;
        ServiceDescriptor router = services.LastOrDefault(static service => service.ServiceType == typeof(ICallRouter) && !service.IsKeyedService)
            ?? throw new InvalidOperationException("There is no ICallRouter to record: call AddOpBX() first.");
        services.Add(Keyed(router));
        services.AddSingleton<RoutingTraceRecorder>();
        services.Replace(ServiceDescriptor.Describe(
            typeof(ICallRouter),
            static provider => new RecordingCallRouter(provider.GetRequiredKeyedService<ICallRouter>(InnerRouter), provider.GetRequiredService<RoutingTraceRecorder>()),
            router.Lifetime));
        return builder;
    }

    private static ServiceDescriptor Keyed(ServiceDescriptor router)
    {
        if (router.ImplementationInstance is { } instance) return new ServiceDescriptor(typeof(ICallRouter), InnerRouter, instance);
        if (router.ImplementationFactory is { } factory) return new ServiceDescriptor(typeof(ICallRouter), InnerRouter, (provider, _) => factory(provider), router.Lifetime);
        return new ServiceDescriptor(typeof(ICallRouter), InnerRouter, router.ImplementationType!, router.Lifetime);
    }
}
