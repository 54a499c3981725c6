using Microsoft.Extensions.Logging;
using OpBX.Diagnostics;
using OpBX.Routing;
using OpBX.Storage;
using OpBX.Tenants;

namespace OpBX.State;

/// <summary>
/// Copies of configurations and of answers of the directory in the shared state, so that a node that starts while the storage is
/// down can serve (rule F1). Copies are written in the background; they have no secret in clear.
/// </summary>
internal sealed class SharedCopies(IOpBXState state, IOpBXStorage storage, RoutingCatalog catalog, TimeProvider time, ILogger<SharedCopies> logger)
{
    /// <summary>How long after it was written a copy is written again, so that it is not forgotten.</summary>
    public static readonly TimeSpan RenewAfter = TimeSpan.FromDays(1);

    /// <summary>More than so many writes at once are not begun: copies are written again later.</summary>
    private const int MaxWrites = 16;

    // A copy that says that there are copies.
    private const string Mark = "any";
    private static readonly byte[] s_mark = [1];

    private int _writes;
    private long _markedAt = long.MinValue;

    /// <summary>Whether there is a storage that can be down and a state that another process sees.</summary>
    public bool IsShared { get; } = state.IsShared && storage is not InMemoryOpBXStorage;

    /// <summary>Writes the copy of a configuration, in the background.</summary>
    public void Keep(TenantConfiguration configuration)
    {
        if (!IsShared) return;
        KeepMark();
        Write(NameOf(configuration.Organization.Id), () => new SnapshotCopy(Math.Max(0, configuration.Version), SnapshotCopyFormat.Write(configuration)));
    }

    /// <summary>Forgets the copy of a tenant that is no more, in the background.</summary>
    public void Forget(TenantId tenant)
    {
        if (IsShared) Start(NameOf(tenant), () => state.SnapshotCopies.RemoveAsync(NameOf(tenant), CancellationToken.None));
    }

    /// <summary>Writes the copy of an answer of the directory, in the background; the latest counts.</summary>
    /// <param name="question">What was asked: <c>domain:…</c>.</param>
    /// <param name="answer">Whoever may be meant.</param>
    public void Keep(string question, IReadOnlyList<TenantCredential> answer)
    {
        if (IsShared) Write("directory:" + question, () => new SnapshotCopy(time.GetUtcNow().ToUnixTimeMilliseconds(), CredentialCopyFormat.Write(answer)));
    }

    /// <summary>A snapshot of the copy; null = there is none that can be used. Never throws.</summary>
    public async Task<TenantSnapshot?> FindAsync(TenantId tenant)
    {
        string name = NameOf(tenant);
        SnapshotCopy? copy = await ReadAsync(name).ConfigureAwait(false);
        if (copy is null) return null;
        TenantSnapshot? snapshot = SnapshotCopyFormat.Read(copy.Content, catalog, out int faults);
        if (snapshot is null || snapshot.Id != tenant)
        {
            StateLog.CopyUnusable(logger, name, faults);
            return null;
        }
        StateLog.ServedFromCopy(logger, tenant.Value, snapshot.Version);
        return snapshot;
    }

    /// <summary>A copy of an answer of the directory; null = there is none that can be used. Never throws.</summary>
    public async Task<IReadOnlyList<TenantCredential>?> FindAsync(string question)
    {
        string name = "directory:" + question;
        SnapshotCopy? copy = await ReadAsync(name).ConfigureAwait(false);
        if (copy is null) return null;
        IReadOnlyList<TenantCredential>? answer = CredentialCopyFormat.Read(copy.Content);
        if (answer is null) StateLog.CopyUnusable(logger, name, 1);
        return answer;
    }

    /// <summary>Whether some node kept copies within the last week. Never throws.</summary>
    public async Task<bool> HasAnyAsync() => await ReadAsync(Mark).ConfigureAwait(false) is not null;

    /// <summary>Waits for a copy that is being read as long as the storage would have been waited for, counted from the same moment (rule F1).</summary>
    /// <returns>The copy; null = there is none in time.</returns>
    public async ValueTask<T?> WaitAsync<T>(Task<T?>? copy, long startedAt, CancellationToken cancellationToken)
        where T : class
    {
        if (copy is null) return null;
        TimeSpan left = TenantSnapshotCache.LoadWait - time.GetElapsedTime(startedAt);
        try
        {
            return await copy.WaitAsync(left > TimeSpan.Zero ? left : TimeSpan.Zero, time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            return null;
        }
    }

    private static string NameOf(TenantId tenant) => "tenant:" + tenant;

    private async Task<SnapshotCopy?> ReadAsync(string name)
    {
        if (!IsShared || name.Length > ISnapshotCopies.MaxNameLength) return null;
#pragma warning disable CA1031 // State may be any provider; without a copy it is as if there were none.
        try
        {
            return await state.SnapshotCopies.GetAsync(name, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            StateLog.CopyNotRead(logger, name, exception);
            return null;
        }
#pragma warning restore CA1031
    }

    private void KeepMark()
    {
        long now = time.GetTimestamp(), before = Volatile.Read(ref _markedAt);
        if (before != long.MinValue && time.GetElapsedTime(before, now) < RenewAfter) return;
        // Until it is there, each copy brings it again.
        Start(Mark, async () =>
        {
            await state.SnapshotCopies.PutAsync(Mark, new SnapshotCopy(time.GetUtcNow().ToUnixTimeMilliseconds(), s_mark), CancellationToken.None).ConfigureAwait(false);
            Volatile.Write(ref _markedAt, now);
        });
    }

    private void Write(string name, Func<SnapshotCopy> make)
    {
        if (name.Length > ISnapshotCopies.MaxNameLength) return;
        Start(name, async () =>
        {
            SnapshotCopy copy = make();
            if (copy.Content.Length <= ISnapshotCopies.MaxContentBytes) await state.SnapshotCopies.PutAsync(name, copy, CancellationToken.None).ConfigureAwait(false);
        });
    }

    private void Start(string name, Func<ValueTask> write)
    {
        if (Interlocked.Increment(ref _writes) > MaxWrites)
        {
            Interlocked.Decrement(ref _writes);
            return;
        }
        _ = Task.Run(async () =>
        {
#pragma warning disable CA1031 // Nobody waits for a copy, and none is needed.
            try
            {
                await write().ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                StateLog.CopyNotWritten(logger, name, exception);
            }
            finally
            {
                Interlocked.Decrement(ref _writes);
            }
#pragma warning restore CA1031
        });
    }
}
