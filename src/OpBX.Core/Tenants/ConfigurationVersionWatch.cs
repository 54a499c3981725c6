using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpBX.Diagnostics;
using OpBX.Storage;

namespace OpBX.Tenants;

/// <summary>
/// Asks every 15 seconds, in one query, whether tenants in use have other versions than they are served with (rule A2): the
/// way in which a node hears of changes without shared state. It says nothing of changes made past OpBX, so it does not stand
/// for the verification of a snapshot. It also is what finds out that the storage is gone or back while no call comes.
/// </summary>
internal sealed class ConfigurationVersionWatch(
    IOpBXStorage storage, TenantSnapshotCache snapshots, ConfigurationChanges changes, StorageWatch watch, TimeProvider time, ILogger<ConfigurationVersionWatch> logger)
    : BackgroundService
{
    /// <summary>How often it asks.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);

    /// <summary>How often it asks a storage that has failed, so that health checks hear soon that it is back.</summary>
    public static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(1);

    /// <summary>Tenants without a request for longer are verified when the next one comes.</summary>
    public static readonly TimeSpan UsedWithin = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(10);

    /// <summary>Asks once.</summary>
    public async ValueTask CheckAsync(CancellationToken cancellationToken)
    {
        IReadOnlyDictionary<TenantId, long> used = snapshots.UsedWithin(UsedWithin);
        // Nobody in use: id 0 names no tenant, and an answer is an answer.
        TenantId[] asked = used.Count == 0 ? [default] : [.. used.Keys];
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
#pragma warning disable CA1031 // Whatever the storage does, the next round asks again.
        try
        {
            IReadOnlyDictionary<TenantId, long> versions = await storage.Tenants.GetVersionsAsync(asked, stop.Token).AsTask()
                .WaitAsync(TimeLimit, time, cancellationToken).ConfigureAwait(false);
            watch.Answered();
            foreach ((TenantId tenant, long version) in versions)
            {
                // What is not named stays as it is: it has no version, or is gone and will be found to be.
                if (used.TryGetValue(tenant, out long served) && served != version) changes.Notice(tenant, 0);
            }
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            await stop.CancelAsync().ConfigureAwait(false);
            watch.Failed();
            StorageLog.VersionsUnknown(logger, exception);
        }
#pragma warning restore CA1031
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Its own storage tells of its changes itself.
        if (storage is InMemoryOpBXStorage) return;
        try
        {
            while (true)
            {
                await CheckAsync(stoppingToken).ConfigureAwait(false);
                await Task.Delay(watch.HasFailed ? RetryInterval : Interval, time, stoppingToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }
}
