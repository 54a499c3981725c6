using System.Security.Cryptography;
using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpBX.Diagnostics;
using OpBX.State;

namespace OpBX.Cdr;

/// <summary>
/// Tells the shared state what waits on the disk of this process, so that another node stores it sooner (rule C7), and takes it
/// back when it is stored. Best effort, in the background: what the state does not take, or what comes faster than it takes it,
/// waits in the spool alone.
/// </summary>
internal sealed class SpoolCopySender(IOpBXState state, ILogger<SpoolCopySender> logger) : BackgroundService
{
    private const int MaxPending = 4096;
    private const long MaxPendingBytes = 16 * 1024 * 1024;

    private readonly Channel<Work> _pending = Channel.CreateBounded<Work>(new BoundedChannelOptions(MaxPending) { SingleReader = true });
    private long _pendingBytes;

    /// <summary>An entry is on the disk.</summary>
    /// <param name="entry">The entry. Dead letters are not copied: nobody waits for them, and two of them would be kept.</param>
    /// <param name="payload">The entry as it is on the disk.</param>
    public void Offer(SpoolEntry entry, byte[] payload)
    {
        if (!state.IsShared || entry.IsDeadLetter || payload.Length > IRecordCopies.MaxContentBytes) return;
        bool hasRoom = Interlocked.Add(ref _pendingBytes, payload.Length) <= MaxPendingBytes;
        if (!hasRoom || !_pending.Writer.TryWrite(new Work(payload, []))) Interlocked.Add(ref _pendingBytes, -payload.Length);
    }

    /// <summary>Entries are stored, or set aside. A copy whose end is not told here is found to be stored by whoever takes it.</summary>
    public void Forget(IReadOnlyList<SpoolItem> items)
    {
        if (state.IsShared) _pending.Writer.TryWrite(new Work(null, items));
    }

    /// <summary>What tells copies apart: a hash of the entry.</summary>
    public static string IdOf(ReadOnlySpan<byte> payload) => Convert.ToHexStringLower(SHA256.HashData(payload));

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!state.IsShared) return;
        bool isTold = false;
        try
        {
            await foreach (Work work in _pending.Reader.ReadAllAsync(stoppingToken).ConfigureAwait(false))
            {
                Interlocked.Add(ref _pendingBytes, -(work.Payload?.Length ?? 0));
                try
                {
                    await DoAsync(work, stoppingToken).ConfigureAwait(false);
                    isTold = false;
                }
                catch (OpBXStateException exception)
                {
                    if (!isTold) RecordLog.CopiesNotKept(logger, exception);
                    isTold = true;
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // What waits is in the spool.
        }
    }

    private async ValueTask DoAsync(Work work, CancellationToken cancellationToken)
    {
        IRecordCopies copies = state.RecordCopies;
        if (work.Payload is { } payload) await copies.EnqueueAsync(new RecordCopy(IdOf(payload), payload), cancellationToken).ConfigureAwait(false);
        else await copies.AcknowledgeAsync([.. work.Stored.Select(static item => IdOf(item.Payload))], cancellationToken).ConfigureAwait(false);
    }

    private readonly record struct Work(byte[]? Payload, IReadOnlyList<SpoolItem> Stored);
}
