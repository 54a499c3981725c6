using System.Data.Common;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace OpBX.Storage;

/// <summary>
/// Brings the schema to the database when the host starts, or as soon as the database is there: the host starts without it and
/// answers from what it has (rule F1). Nothing runs offline migrations but their name.
/// </summary>
internal sealed class MigrationService(Func<DbDataSource> dataSource, MigrationOptions options, TimeProvider time, ILogger<MySqlMigrator> logger) : BackgroundService
{
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        for (bool isTold = false; !stoppingToken.IsCancellationRequested;)
        {
#pragma warning disable CA1031 // Whatever keeps the schema from being brought up to date must not end the host, which goes on trying.
            try
            {
                await new MySqlMigrator(dataSource(), time, logger).MigrateAsync(options, stoppingToken).ConfigureAwait(false);
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
