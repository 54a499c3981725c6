using OpBX.Routing;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Sets OpBX up: what <c>services.AddOpBX()</c> returns. Every call may be repeated.</summary>
public interface IOpBXBuilder
{
    /// <summary>The services of the host.</summary>
    IServiceCollection Services { get; }
}

/// <summary>Extension points that need nothing but the contracts.</summary>
public static class OpBXBuilderContractExtensions
{
    /// <summary>Adds a destination kind. Two handlers of one kind are a start-up error that names both types.</summary>
    /// <typeparam name="THandler">The handler, created once.</typeparam>
    public static IOpBXBuilder AddDestination<[System.Diagnostics.CodeAnalysis.DynamicallyAccessedMembers(System.Diagnostics.CodeAnalysis.DynamicallyAccessedMemberTypes.PublicConstructors)] THandler>(this IOpBXBuilder builder)
        where THandler : class, IDestinationHandler
    {
        ArgumentNullException.ThrowIfNull(builder);
        TryAddOnce(builder.Services, ServiceDescriptor.Singleton<IDestinationHandler, THandler>());
        return builder;
    }

    /// <summary>Adds a ring strategy. Two strategies of one name are a start-up error that names both types.</summary>
    /// <typeparam name="TStrategy">The strategy, created once.</typeparam>
    public static IOpBXBuilder AddRingStrategy<[System.Diagnostics.CodeAnalysis.DynamicallyAccessedMembers(System.Diagnostics.CodeAnalysis.DynamicallyAccessedMemberTypes.PublicConstructors)] TStrategy>(this IOpBXBuilder builder)
        where TStrategy : class, IRingStrategy
    {
        ArgumentNullException.ThrowIfNull(builder);
        TryAddOnce(builder.Services, ServiceDescriptor.Singleton<IRingStrategy, TStrategy>());
        return builder;
    }

    /// <summary>Adds an observer of call events.</summary>
    /// <typeparam name="TObserver">The observer, created once.</typeparam>
    public static IOpBXBuilder AddCallEventObserver<[System.Diagnostics.CodeAnalysis.DynamicallyAccessedMembers(System.Diagnostics.CodeAnalysis.DynamicallyAccessedMemberTypes.PublicConstructors)] TObserver>(this IOpBXBuilder builder)
        where TObserver : class, OpBX.Calls.ICallEventObserver
    {
        ArgumentNullException.ThrowIfNull(builder);
        TryAddOnce(builder.Services, ServiceDescriptor.Singleton<OpBX.Calls.ICallEventObserver, TObserver>());
        return builder;
    }

    private static void TryAddOnce(IServiceCollection services, ServiceDescriptor descriptor)
        => Extensions.ServiceCollectionDescriptorExtensions.TryAddEnumerable(services, descriptor);
}
