using System.Buffers;
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
internal sealed class TenantPreloader(
    IOpBXStorage storage,
    ITenantDirectory directory,
    TenantSnapshotCache snapshots,
    StorageWatch watch,
    RoutingEngine engine,
    IOptions<TenantCacheOptions> options,
    TimeProvider time,
    ILogger<TenantPreloader> logger) : BackgroundService
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Value.Preloaded == 0) return;
        try
        {
            while (true)
            {
                // The version watch finds out when the storage answers, also one that answers late.
                while (storage is not InMemoryOpBXStorage && (!watch.HasAnswered || watch.HasFailed)) await Task.Delay(Look, time, stoppingToken).ConfigureAwait(false);
                if (await TryPreloadAsync(stoppingToken).ConfigureAwait(false)) return;
                await Task.Delay(Retry, time, stoppingToken).ConfigureAwait(false);
            }
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
            await foreach (TenantId tenant in storage.Tenants.ListAsync(cancellationToken).ConfigureAwait(false))
            {
                if (await snapshots.GetAsync(tenant, cancellationToken).ConfigureAwait(false) is { } lease) Decide(lease.Snapshot);
                if (await directory.FindAsync(tenant, cancellationToken).ConfigureAwait(false) is { DomainName: { Length: > 0 } domain })
                    await directory.FindByDomainAsync(domain, cancellationToken).ConfigureAwait(false);
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
        foreach (PhoneNumber number in tenant.ActiveNumbers.Take(1))
        {
            var request = new VoiceRequest { Session = "preload", From = "anonymous", To = number.Value, Direction = CallDirection.Inbound };
            if (engine.Decide(tenant, request, RoutingStep.Start, time.GetUtcNow(), RoutingAnswers.None) is RoutingDecision.Done done)
                CxmlWriter.Write(done.Result.Response, new ArrayBufferWriter<byte>());
        }
    }
}
