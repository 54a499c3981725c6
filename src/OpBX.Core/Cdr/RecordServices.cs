using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using OpBX.Calls;
using OpBX.Recordings;
using OpBX.Sessions;
using OpBX.Storage;
using OpBX.Tenants;

namespace OpBX.Cdr;

/// <summary>Registers what takes in records and keeps them in memory. State, numbers, the clock, the snapshot cache and the event sink come from elsewhere.</summary>
internal static class RecordServices
{
    /// <summary>Adds the records that the storage in memory keeps; may be repeated.</summary>
    public static void AddInMemoryRecords(IServiceCollection services)
    {
        services.AddOptions<InMemoryRecordOptions>().ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<InMemoryRecordOptions>, InMemoryRecordOptionsValidator>());
        services.TryAddSingleton(static provider => new InMemoryRecords(
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<IOptions<InMemoryRecordOptions>>().Value,
            provider.GetService<ILogger<InMemoryRecords>>() ?? NullLogger<InMemoryRecords>.Instance));
    }

    /// <summary>Adds the intake of records; may be repeated.</summary>
    public static void AddRecords(IServiceCollection services)
    {
        services.TryAddSingleton(static provider => provider.GetRequiredService<IOpBXStorage>().DeadLetters);
        services.TryAddSingleton<ITenantFacts, SnapshotTenantFacts>();
        services.TryAddSingleton<ReportedNumberReader>();
        services.TryAddSingleton<CdrReader>();
        services.TryAddSingleton<SessionUpdateReader>();
        services.TryAddSingleton<CallLogEffects>();
        services.TryAddSingleton<RecordIntake>();
        services.TryAddSingleton<ICdrIngestor, CdrIngestor>();
        services.TryAddSingleton<ISessionUpdateIngestor, SessionUpdateIngestor>();
        services.TryAddSingleton<IRecordingIngestor, RecordingIngestor>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<ICallEventObserver, CallLogWriter>());
    }
}
