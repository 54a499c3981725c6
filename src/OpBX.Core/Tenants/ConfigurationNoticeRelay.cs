using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpBX.Diagnostics;
using OpBX.State;

namespace OpBX.Tenants;

/// <summary>
/// Tells the nodes that share state of changes that this one made, and this one's caches of changes of others (rule A2). Where
/// notices may have been missed, every tenant that is kept is verified by its next request.
/// </summary>
internal sealed class ConfigurationNoticeRelay(
    IOpBXState state, TenantSnapshotCache snapshots, ConfigurationChanges changes, ILogger<ConfigurationNoticeRelay> logger) : BackgroundService
{
    private static readonly TimeSpan Everything = TimeSpan.MaxValue;

    // The version watch of the others finds what is dropped here.
    private readonly Channel<(TenantId Tenant, long Version)> _made = Channel.CreateBounded<(TenantId Tenant, long Version)>(
        new BoundedChannelOptions(10_000) { SingleReader = true, FullMode = BoundedChannelFullMode.DropOldest });

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        changes.Made += Queue;
        return base.StartAsync(cancellationToken);
    }

    public override Task StopAsync(CancellationToken cancellationToken)
    {
        changes.Made -= Queue;
        return base.StopAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // A state without notices throws: its nodes learn of changes by the version watch.
        await Task.WhenAll(GuardAsync(PublishAsync, stoppingToken), GuardAsync(ListenAsync, stoppingToken)).ConfigureAwait(false);
    }

    private void Queue(TenantId tenant, long version) => _made.Writer.TryWrite((tenant, version));

    private async Task PublishAsync(CancellationToken cancellationToken)
    {
        IConfigurationNotices notices = state.Notices;
        await foreach ((TenantId tenant, long version) in _made.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
        {
            try
            {
                await notices.PublishAsync(tenant, version, cancellationToken).ConfigureAwait(false);
            }
            catch (OpBXStateException exception)
            {
                StorageLog.NoticeFailed(logger, tenant.Value, exception);
            }
        }
    }

    private async Task ListenAsync(CancellationToken cancellationToken)
    {
        await foreach (ConfigurationNotice notice in state.Notices.ListenAsync(cancellationToken).ConfigureAwait(false))
        {
            if (notice.Tenant is { } tenant) changes.Notice(tenant, notice.Version);
            else foreach (TenantId kept in snapshots.UsedWithin(Everything).Keys) changes.Notice(kept, 0);
        }
    }

    private async Task GuardAsync(Func<CancellationToken, Task> work, CancellationToken stoppingToken)
    {
#pragma warning disable CA1031 // Notices are hints: without them a node learns of changes later, and goes on.
        try
        {
            await work(stoppingToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
        catch (Exception exception)
        {
            StorageLog.NoticesEnded(logger, exception);
        }
#pragma warning restore CA1031
    }
}
