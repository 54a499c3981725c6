using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpBX.Diagnostics;
using OpBX.Tenants;

namespace OpBX.Storage;

/// <summary>The file that an empty storage is filled from.</summary>
internal sealed record TenantImportFile(string Path);

/// <summary>
/// Fills a storage that has no tenants from one JSON document (rule A3), as soon as the storage answers. A storage with any tenant is left
/// as it is, so that a restart never undoes what was changed since.
/// </summary>
internal sealed class TenantImportService(IOpBXStorage storage, TenantManager tenants, TenantImportFile file, TimeProvider time, ILogger<TenantImportService> logger)
    : BackgroundService
{
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            TenantDocumentResult document = TenantDocument.Parse(await File.ReadAllBytesAsync(file.Path, stoppingToken).ConfigureAwait(false));
            foreach (TenantDocumentFault fault in document.Faults.Where(static fault => fault.Severity == TenantDocumentSeverity.Error))
                StorageLog.ImportRefused(logger, file.Path, fault.Path, fault.Reason);
            if (!document.IsValid) return;
            while (!await TryFillAsync(document.Tenants, stoppingToken).ConfigureAwait(false)) await Task.Delay(s_pause, time, stoppingToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            StorageLog.ImportUnreadable(logger, file.Path, exception);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops before the storage answered.
        }
    }

    private async Task<bool> TryFillAsync(IReadOnlyList<TenantConfiguration> configurations, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (TenantId _ in storage.Tenants.ListAsync(cancellationToken).ConfigureAwait(false)) return true;
            foreach (TenantConfiguration configuration in configurations)
            {
                ChangeResult<TenantConfiguration> result = await tenants.ImportAsync(configuration, new TenantImportOptions { AllowUnusable = true }, cancellationToken).ConfigureAwait(false);
                foreach (ChangeFault fault in result.Faults) StorageLog.ImportRefused(logger, file.Path, fault.Path, fault.Reason);
                if (result.Outcome == ChangeOutcome.Done) StorageLog.Imported(logger, configuration.Organization.Id.Value, file.Path);
            }
            return true;
        }
        catch (OpBXStorageException)
        {
            return false;
        }
    }
}
