using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using OpBX.Calls;
using OpBX.Diagnostics;
using OpBX.Recordings;
using OpBX.Retention;
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
        services.TryAddSingleton<CdrIngestor>();
        services.TryAddSingleton<SessionUpdateIngestor>();
        services.TryAddSingleton<RecordingIngestor>();
        services.TryAddSingleton<CallLogWriter>();
        services.TryAddSingleton<ICdrIngestor>(static provider => provider.GetRequiredService<CdrIngestor>());
        services.TryAddSingleton<ISessionUpdateIngestor>(static provider => provider.GetRequiredService<SessionUpdateIngestor>());
        services.TryAddSingleton<IRecordingIngestor>(static provider => provider.GetRequiredService<RecordingIngestor>());
        AddTaker<CdrIngestor>(services);
        AddTaker<SessionUpdateIngestor>(services);
        AddTaker<RecordingIngestor>(services);
        AddTaker<CallLogWriter>(services);
        services.TryAddSingleton<IDeadLetterRedriver, DeadLetterRedriver>();
        services.TryAddSingleton<ICallReports, CallReports>();
        AddSpool(services);
        AddRetention(services);
    }

    private static void AddRetention(IServiceCollection services)
    {
        services.AddOptionsWithValidateOnStart<RetentionOptions>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<RetentionOptions>, RetentionOptionsValidator>());
        services.TryAddSingleton<RecordRetention>();
        services.TryAddSingleton<IRecordRetention>(static provider => provider.GetRequiredService<RecordRetention>());
        services.TryAddSingleton<IRetentionLease, StateRetentionLease>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, RetentionService>());
    }

    private static void AddTaker<TTaker>(IServiceCollection services)
        where TTaker : class, IRecordTaker
        => services.TryAddEnumerable(ServiceDescriptor.Singleton<IRecordTaker, TTaker>(static provider => provider.GetRequiredService<TTaker>()));

    private static void AddSpool(IServiceCollection services)
    {
        services.AddOptionsWithValidateOnStart<RecordIntakeOptions>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<RecordIntakeOptions>, RecordIntakeOptionsValidator>());
        services.TryAddSingleton<DeliveryGate>();
        services.AddOptionsWithValidateOnStart<SpoolOptions>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<SpoolOptions>, SpoolOptionsValidator>());
        services.TryAddSingleton(static provider => new RecordMetrics(provider.GetService<IMeterFactory>()));
        services.TryAddSingleton(static provider => new RecordSpool(
            provider.GetRequiredService<IOptions<SpoolOptions>>().Value,
            provider.GetRequiredService<RecordMetrics>(),
            provider.GetRequiredService<ILogger<RecordSpool>>(),
            provider.GetRequiredService<SpoolCopySender>()));
        services.TryAddSingleton<SpoolCopySender>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, SpoolCopySender>(static provider => provider.GetRequiredService<SpoolCopySender>()));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, SpoolCopyTaker>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, SpoolDrainer>(static provider => new SpoolDrainer(
            provider.GetRequiredService<RecordSpool>(),
            provider.GetRequiredService<RecordIntake>(),
            provider.GetServices<IRecordTaker>(),
            provider.GetRequiredService<IOptions<SpoolOptions>>().Value,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<SpoolDrainer>>())));
        services.AddOptions<HealthCheckServiceOptions>().Configure<IOptions<SpoolOptions>>(static (options, spool) =>
        {
            // A second registration of one name would make every check fail.
            if (spool.Value.Directory is null || options.Registrations.Any(static check => check.Name == SpoolHealthCheck.Name)) return;
            options.Registrations.Add(new HealthCheckRegistration(
                SpoolHealthCheck.Name,
                static provider => new SpoolHealthCheck(provider.GetRequiredService<RecordSpool>()),
                failureStatus: null,
                tags: [ConfigurationHealthCheck.Tag]));
        });
    }
}
