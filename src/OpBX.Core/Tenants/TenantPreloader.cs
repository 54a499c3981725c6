using System.Buffers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OpBX.Calls;
using OpBX.Cxml;
using OpBX.Diagnostics;
using OpBX.Numbers;
using OpBX.Routing;
using OpBX.Storage;

namespace OpBX.Tenants;

/// <summary>
/// Reads the first tenants when the host starts and decides a call of each that nobody makes: so that the first calls wait for no
/// look-up and no code that never ran, and are served even if the storage goes away before they come (rule F1).
/// </summary>
/// <param name="services">Whatever a call needs is made here as late as for a call: what is broken must not keep the host from starting.</param>
/// <param name="options">How many.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">The log.</param>
internal sealed class TenantPreloader(IServiceProvider services, IOptions<TenantCacheOptions> options, TimeProvider time, ILogger<TenantPreloader> logger) : BackgroundService
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Value.Preloaded == 0) return;
        try
        {
            while (!await TryPreloadAsync(stoppingToken).ConfigureAwait(false)) await Task.Delay(Retry, time, stoppingToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    private async Task<bool> TryPreloadAsync(CancellationToken cancellationToken)
    {
        int read = 0;
#pragma warning disable CA1031 // Whatever a storage or a handler of the host's does: calls that nobody makes must not end the host.
        try
        {
            var storage = services.GetRequiredService<IOpBXStorage>();
            var snapshots = services.GetRequiredService<TenantSnapshotCache>();
            var directory = services.GetRequiredService<ITenantDirectory>();
            // The version watch finds out when the storage answers, also one that answers late.
            var watch = services.GetRequiredService<StorageWatch>();
            while (storage is not InMemoryOpBXStorage && (!watch.HasAnswered || watch.HasFailed)) await Task.Delay(Look, time, cancellationToken).ConfigureAwait(false);
            await foreach (TenantId tenant in storage.Tenants.ListAsync(cancellationToken).ConfigureAwait(false))
            {
                if (await snapshots.GetAsync(tenant, cancellationToken).ConfigureAwait(false) is { } lease)
                {
                    Decide(lease.Snapshot);
                    if (lease.Snapshot.DomainName.Length > 0) await directory.FindByDomainAsync(lease.Snapshot.DomainName, cancellationToken).ConfigureAwait(false);
                }
                if (++read == options.Value.Preloaded) break;
            }
            StorageLog.Preloaded(logger, read);
            return true;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            StorageLog.NotPreloaded(logger, read, exception);
            return exception is not OpBXStorageException;
        }
#pragma warning restore CA1031
    }

    // The engine has no side effects: nothing is told, counted or kept of this call.
    private void Decide(TenantSnapshot tenant)
    {
        var engine = services.GetRequiredService<RoutingEngine>();
        foreach (PhoneNumber number in tenant.ActiveNumbers.Take(1))
        {
            var request = new VoiceRequest { Session = "preload", From = "anonymous", To = number.Value, Direction = CallDirection.Inbound };
            if (engine.Decide(tenant, request, RoutingStep.Start, time.GetUtcNow(), RoutingAnswers.None) is RoutingDecision.Done done)
                CxmlWriter.Write(done.Result.Response, new ArrayBufferWriter<byte>());
        }
    }
}
