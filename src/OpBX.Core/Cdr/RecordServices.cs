using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using OpBX.Calls;
using OpBX.Recordings;
using OpBX.Sessions;
using OpBX.Tenants;

namespace OpBX.Cdr;

/// <summary>Registers what takes in records. Storage, state, numbers, the clock, the snapshot cache and the event sink come from elsewhere.</summary>
internal static class RecordServices
{
    public static void AddRecords(IServiceCollection services)
    {
        services.AddOptionsWithValidateOnStart<InMemoryRecordOptions>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<InMemoryRecordOptions>, InMemoryRecordOptionsValidator>());
        services.TryAddSingleton(static provider => new InMemoryRecords(
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<IOptions<InMemoryRecordOptions>>().Value,
            provider.GetService<ILogger<InMemoryRecords>>() ?? NullLogger<InMemoryRecords>.Instance));
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
