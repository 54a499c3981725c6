using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpBX.Diagnostics;
using OpBX.Tenants;

namespace OpBX.State;

/// <summary>
/// Tells the nodes that share state of changes made here, and the caches here of changes made there (rule A2). Notices that may have
/// been missed make every tenant in use be verified.
/// </summary>
internal sealed class ConfigurationNoticeService(
    IOpBXState state, ConfigurationChanges changes, TenantSnapshotCache snapshots, ILogger<ConfigurationNoticeService> logger) : BackgroundService
{
    private readonly Channel<(TenantId Tenant, long Version)> _made = Channel.CreateBounded<(TenantId, long)>(
        new BoundedChannelOptions(1000) { FullMode = BoundedChannelFullMode.DropOldest });

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // What is in the memory of this process has no other nodes, and hears of its changes itself.
        if (state is InMemoryOpBXState) return;
        changes.Made += Enqueue;
        try
        {
            await Task.WhenAll(PublishAsync(stoppingToken), ListenAsync(stoppingToken)).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
        finally
        {
            changes.Made -= Enqueue;
        }
    }

    private void Enqueue(TenantId tenant, long version) => _made.Writer.TryWrite((tenant, version));

    private async Task PublishAsync(CancellationToken cancellationToken)
    {
        await foreach ((TenantId tenant, long version) in _made.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
        {
#pragma warning disable CA1031 // State may be any provider; the next notice is published all the same.
            try
            {
                await state.Notices.PublishAsync(tenant, version, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                StateLog.NoticeNotSent(logger, tenant.Value, exception);
            }
#pragma warning restore CA1031
        }
    }

    private async Task ListenAsync(CancellationToken cancellationToken)
    {
#pragma warning disable CA1031 // State may be any provider; without notices the version check goes on.
        try
        {
            await foreach (ConfigurationNotice notice in state.Notices.ListenAsync(cancellationToken).ConfigureAwait(false))
            {
                if (notice.Tenant is { } tenant) changes.Notice(tenant, notice.Version);
                else foreach (TenantId used in snapshots.UsedWithin(ConfigurationVersionWatch.UsedWithin).Keys) changes.Notice(used, 0);
            }
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            StateLog.NotListening(logger, exception);
        }
#pragma warning restore CA1031
    }
}
