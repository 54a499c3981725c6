using System.Data.Common;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace OpBX.Storage;

/// <summary>
/// Brings the schema to the database when the host starts, or as soon as the database is there: the host starts without it and
/// answers from what it has (rule F1). Nothing runs offline migrations but their name.
/// </summary>
internal sealed class MigrationService(Func<MySqlOpBXStorage> storage, MigrationOptions options, TimeProvider time, ILogger<MySqlMigrator> logger) : BackgroundService
{
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(2);

    // The archive may be on another server: neither waits for the other.
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(
        UntilDoneAsync(() => new MySqlMigrator(storage().Source, time, logger).MigrateAsync(options, stoppingToken), stoppingToken),
        UntilDoneAsync(
            () => storage().ArchiveSource is { } archive ? new MySqlMigrator(storage().Source, time, logger).MigrateArchiveAsync(archive, options, stoppingToken) : Task.CompletedTask,
            stoppingToken));

    private async Task UntilDoneAsync(Func<Task> migrate, CancellationToken stoppingToken)
    {
        for (bool isTold = false; !stoppingToken.IsCancellationRequested;)
        {
#pragma warning disable CA1031 // Whatever keeps the schema from being brought up to date must not end the host, which goes on trying.
            try
            {
                await migrate().ConfigureAwait(false);
                return;
            }
            catch (Exception) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                if (!isTold) SchemaLog.StartMigrationFailed(logger, exception);
                isTold = true;
            }
#pragma warning restore CA1031
            try
            {
                await Task.Delay(s_pause, time, stoppingToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }
}
