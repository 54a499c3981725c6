using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OpBX.Diagnostics;
using OpBX.State;
using OpBX.Storage;
using OpBX.Tenants;

namespace OpBX.Retention;

/// <summary>Makes retention the job of one node at a time.</summary>
internal interface IRetentionLease
{
    /// <summary>Takes the job.</summary>
    /// <returns>What gives it back, and when it is lost; null = another node has it.</returns>
    ValueTask<(IAsyncDisposable Lease, CancellationToken Lost)?> TryTakeAsync(CancellationToken cancellationToken);
}

/// <summary>
/// The job under a lease of the state that nodes share. A state that gives no leases, or does not answer, gives nobody the job:
/// retention can wait.
/// </summary>
internal sealed class StateRetentionLease(IOpBXState state, ILogger<StateRetentionLease> logger) : IRetentionLease
{
    private const string Name = "retention";
    private static readonly TimeSpan TimeToLive = TimeSpan.FromSeconds(30);

    public async ValueTask<(IAsyncDisposable Lease, CancellationToken Lost)?> TryTakeAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await state.Leases.TryAcquireAsync(Name, TimeToLive, cancellationToken).ConfigureAwait(false) is { } lease ? (lease, lease.Lost) : null;
        }
        catch (OpBXStateException exception)
        {
            RecordLog.NoRetentionLease(logger, exception);
            return null;
        }
    }
}

/// <summary>Archives and purges for all tenants from time to time, on one node (rule D1).</summary>
internal sealed class RetentionService(
    IOpBXStorage storage, RecordRetention retention, IRetentionLease lease, IOptions<RetentionOptions> options, TimeProvider time, ILogger<RetentionService> logger) : BackgroundService
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMinutes(1);
    private readonly RetentionOptions _options = options.Value;

    /// <summary>One run over all tenants, if this node gets the job.</summary>
    /// <returns>Whether it got it.</returns>
    public async ValueTask<bool> RunOnceAsync(CancellationToken cancellationToken)
    {
        if (await lease.TryTakeAsync(cancellationToken).ConfigureAwait(false) is not { } job) return false;
        await using (job.Lease.ConfigureAwait(false))
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, job.Lost);
            await foreach (TenantId tenant in storage.Tenants.ListAsync(either.Token).ConfigureAwait(false))
            {
                await RunAsync(tenant, either.Token).ConfigureAwait(false);
            }
        }
        return true;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!_options.IsEnabled) return;
        TimeSpan delay = _options.Interval < FirstDelay ? _options.Interval : FirstDelay;
        try
        {
            while (true)
            {
                await Task.Delay(delay, time, stoppingToken).ConfigureAwait(false);
                if (!retention.IsSupported) return;
                await RunSafelyAsync(stoppingToken).ConfigureAwait(false);
                delay = _options.Interval;
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // What is left over is done by the next run.
        }
    }

    private async ValueTask RunAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        if (!_options.IsDryRun)
        {
            await retention.RunAsync(tenant, cancellationToken).ConfigureAwait(false);
            return;
        }
        foreach (RetentionPlan plan in await retention.PlanAsync(tenant, cancellationToken).ConfigureAwait(false))
        {
            if (plan.ToArchive + plan.ToPurge > 0) RecordLog.WouldRetain(logger, plan.Kind.Code(), tenant.Value, plan.ToArchive, plan.ToPurge);
        }
    }

    private async ValueTask RunSafelyAsync(CancellationToken cancellationToken)
    {
#pragma warning disable CA1031 // Whatever ends a run: the next one goes on where it ended.
        try
        {
            await RunOnceAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            RecordLog.RetentionStopped(logger, exception);
        }
#pragma warning restore CA1031
    }
}
