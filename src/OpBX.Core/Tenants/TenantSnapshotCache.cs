using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OpBX.Diagnostics;
using OpBX.Routing;
using OpBX.State;
using OpBX.Storage;

namespace OpBX.Tenants;

/// <summary>What the cache gives: the snapshot and whether it could be verified in time.</summary>
internal readonly record struct SnapshotLease(TenantSnapshot Snapshot, bool IsStale);

/// <summary>
/// Keeps the snapshot of each tenant in the process (rules A2, F1). One load at a time per tenant; a snapshot unverified
/// for a minute is verified by its version and fingerprint, for a moment at most; when the storage fails the last good one
/// serves on, and while it is known to fail nobody waits for it.
/// </summary>
internal sealed class TenantSnapshotCache
{
    /// <summary>How long a snapshot serves without being verified.</summary>
    public static readonly TimeSpan VerifyAfter = TimeSpan.FromSeconds(60);

    /// <summary>How long a request waits for the verification of a snapshot that is there.</summary>
    public static readonly TimeSpan VerifyWait = TimeSpan.FromMilliseconds(250);

    /// <summary>How long a request waits for the first load; authentication may have waited 1 s before, and both together stay under 2 s (rule F1).</summary>
    public static readonly TimeSpan LoadWait = TimeSpan.FromMilliseconds(900);

    /// <summary>The same where a copy may be had meanwhile: short enough that authentication does not give up before the copy serves.</summary>
    public static readonly TimeSpan CopyWait = TimeSpan.FromMilliseconds(700);

    /// <summary>How long a request waits for the storage.</summary>
    /// <param name="isKnown">Whether something is there that serves meanwhile.</param>
    /// <param name="hasCopy">Whether a copy is being read.</param>
    public static TimeSpan WaitFor(bool isKnown, bool hasCopy) => isKnown ? VerifyWait : hasCopy ? CopyWait : LoadWait;

    private readonly ConcurrentDictionary<TenantId, Entry> _entries = new();
    private readonly IOpBXStorage _storage;
    private readonly RoutingCatalog _catalog;
    private readonly StorageWatch _watch;
    private readonly SharedCopies _copies;
    private readonly int _capacity;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Lock _trimming = new();

    public TenantSnapshotCache(
        IOpBXStorage storage,
        RoutingCatalog catalog,
        ConfigurationChanges changes,
        StorageWatch watch,
        SharedCopies copies,
        IOptions<TenantCacheOptions> options,
        TimeProvider time,
        ILogger<TenantSnapshotCache> logger)
    {
        _storage = storage;
        _catalog = catalog;
        _watch = watch;
        _copies = copies;
        _capacity = options.Value.Capacity;
        _time = time;
        _logger = logger;
        if (storage is InMemoryOpBXStorage memory) memory.Changed += Invalidate;
        changes.Noticed += Notice;
        changes.Made += Kept;
    }

    private sealed class Entry
    {
        public readonly Lock Gate = new();
        public volatile TenantSnapshot? Snapshot;
        public long Fingerprint;
        public long VerifiedAt;
        public long UsedAt;

        // What is kept is fresh while nothing was heard since it was asked for.
        public long Heard = 1;
        public long Known;

        public Task? Refresh;
        public Task? InVain;
        public long FailedAt;
        public bool HasFailed;
        public long CopiedAt;
    }

    /// <summary>Whether anything is there to serve.</summary>
    public bool HasSnapshots => _entries.Values.Any(static entry => entry.Snapshot is not null);

    /// <summary>How many tenants are kept.</summary>
    public int Count => _entries.Count;

    /// <summary>The snapshot of a tenant; null = there is no such tenant, or nothing could be loaded in time.</summary>
    public async ValueTask<SnapshotLease?> GetAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        Entry entry = _entries.GetOrAdd(tenant, static _ => new Entry());
        long now = _time.GetTimestamp();
        Volatile.Write(ref entry.UsedAt, now);
        TenantSnapshot? snapshot = entry.Snapshot;
        bool isCurrent = Volatile.Read(ref entry.Known) == Volatile.Read(ref entry.Heard);
        if (snapshot is not null && isCurrent && _time.GetElapsedTime(Volatile.Read(ref entry.VerifiedAt), now) < VerifyAfter)
        {
            return new SnapshotLease(snapshot, IsStale: false);
        }
        if (_entries.Count > _capacity) Trim();
        if (snapshot is not null && (_watch.IsSlow || HasJustFailed(entry))) return new SnapshotLease(snapshot, IsStale: true);
        // Read while the storage is waited for, so that both waits are one (rule F1).
        Task<TenantSnapshot?>? copy = snapshot is null && _copies.IsShared ? _copies.FindAsync(tenant) : null;
        if (snapshot is null && _watch.IsDown) return await FromCopyAsync(entry, copy, now, cancellationToken).ConfigureAwait(false);

        Task refresh = StartRefresh(tenant, entry);
        bool verified = await FinishesWithin(entry, refresh, WaitFor(isKnown: snapshot is not null, hasCopy: copy is not null), cancellationToken).ConfigureAwait(false);
        snapshot = entry.Snapshot;
        if (snapshot is null && !verified) return await FromCopyAsync(entry, copy, now, cancellationToken).ConfigureAwait(false);
        return snapshot is null ? null : new SnapshotLease(snapshot, IsStale: !verified);
    }

    /// <summary>What the shared state has of a tenant that the storage could not be asked for.</summary>
    private async ValueTask<SnapshotLease?> FromCopyAsync(Entry entry, Task<TenantSnapshot?>? copy, long startedAt, CancellationToken cancellationToken)
    {
        if (await _copies.WaitAsync(copy, startedAt, cancellationToken).ConfigureAwait(false) is not { } found) return null;
        // The storage may have answered meanwhile, and then it counts.
        return new SnapshotLease(Interlocked.CompareExchange(ref entry.Snapshot, found, null) ?? found, IsStale: true);
    }

    /// <summary>The configuration of a tenant changed: the next request verifies it.</summary>
    public void Invalidate(TenantId tenant)
    {
        if (_entries.TryGetValue(tenant, out Entry? entry)) Interlocked.Increment(ref entry.Heard);
    }

    /// <summary>The configuration of a tenant has this version, 0 = not known which: the next request verifies it unless it is kept already.</summary>
    public void Notice(TenantId tenant, long version)
    {
        if (!_entries.TryGetValue(tenant, out Entry? entry)) return;
        if (version > 0 && entry.Snapshot is { } kept && kept.Version >= version) return;
        Interlocked.Increment(ref entry.Heard);
    }

    // The storage has just kept a change, so it answers: the next request asks it, whatever failed a moment ago.
    private void Kept(TenantId tenant, long version)
    {
        _watch.Answered();
        if (_entries.TryGetValue(tenant, out Entry? entry)) Volatile.Write(ref entry.HasFailed, false);
    }

    /// <summary>The tenants that were used within a time, with the versions that they are served with.</summary>
    public IReadOnlyDictionary<TenantId, long> UsedWithin(TimeSpan span)
    {
        long now = _time.GetTimestamp();
        var used = new Dictionary<TenantId, long>();
        foreach ((TenantId tenant, Entry entry) in _entries)
        {
            if (entry.Snapshot is { } snapshot && _time.GetElapsedTime(Volatile.Read(ref entry.UsedAt), now) <= span) used[tenant] = snapshot.Version;
        }
        return used;
    }

    // A configuration that never changes is read again now and then, so that its copy is not forgotten.
    private bool IsCopyDue(Entry entry) => _copies.IsShared && _time.GetElapsedTime(Volatile.Read(ref entry.CopiedAt)) > SharedCopies.RenewAfter;

    private bool HasJustFailed(Entry entry)
        => Volatile.Read(ref entry.HasFailed) && _time.GetElapsedTime(Volatile.Read(ref entry.FailedAt)) < StorageWatch.Pause;

    private Task StartRefresh(TenantId tenant, Entry entry)
    {
        lock (entry.Gate)
        {
            if (entry.Refresh is { IsCompleted: false } running) return running;
            // Not bound to one request: others wait for the same load.
            return entry.Refresh = Task.Run(() => RefreshAsync(tenant, entry));
        }
    }

    // A change that was heard of during a load may not be in it: whoever waits for the load waits for the next one as well.
    private async Task RefreshAsync(TenantId tenant, Entry entry)
    {
        for (int round = 0; round < 3; round++)
        {
            await RefreshOnceAsync(tenant, entry).ConfigureAwait(false);
            if (Volatile.Read(ref entry.Known) == Volatile.Read(ref entry.Heard)) return;
        }
    }

    private async Task RefreshOnceAsync(TenantId tenant, Entry entry)
    {
        long heard = Volatile.Read(ref entry.Heard);
        long started = _time.GetTimestamp();
        try
        {
            if (entry.Snapshot is { } current)
            {
                TenantVersion? version = await _storage.Tenants.GetVersionAsync(tenant, CancellationToken.None).ConfigureAwait(false);
                if (version is { IsKnown: true } known && known.Version == current.Version && known.Fingerprint == entry.Fingerprint && !IsCopyDue(entry))
                {
                    Verified();
                    return;
                }
            }
            TenantConfiguration? configuration = await _storage.Tenants.LoadAsync(tenant, CancellationToken.None).ConfigureAwait(false);
            entry.Snapshot = configuration is null ? null : TenantSnapshot.Build(configuration, _catalog);
            entry.Fingerprint = configuration?.Fingerprint ?? 0;
            Verified();
            if (configuration is null)
            {
                _entries.TryRemove(new KeyValuePair<TenantId, Entry>(tenant, entry));
                _copies.Forget(tenant);
                return;
            }
            Volatile.Write(ref entry.CopiedAt, started);
            _copies.Keep(configuration);
            RoutingLog.SnapshotLoaded(_logger, tenant.Value, configuration.Version);
        }
        catch (Exception exception)
        {
            // Whatever went wrong, the last good snapshot is still there and a later request tries again.
            Volatile.Write(ref entry.FailedAt, _time.GetTimestamp());
            Volatile.Write(ref entry.HasFailed, true);
            Interlocked.Increment(ref entry.Heard);
            _watch.Failed();
            RoutingLog.SnapshotFailed(_logger, tenant.Value, exception);
            throw;
        }

        void Verified()
        {
            Volatile.Write(ref entry.VerifiedAt, started);
            Volatile.Write(ref entry.HasFailed, false);
            Volatile.Write(ref entry.Known, heard);
            _watch.Answered();
        }
    }

    private async ValueTask<bool> FinishesWithin(Entry entry, Task refresh, TimeSpan wait, CancellationToken cancellationToken)
    {
#pragma warning disable CA1031 // The fault was logged where it happened; here only the outcome counts.
        try
        {
            await refresh.WaitAsync(wait, _time, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            if (!refresh.IsCompleted) NoteWait(entry, refresh);
            return false;
        }
#pragma warning restore CA1031
    }

    // Many may wait for one load: it is one wait in vain until its pause is over.
    private void NoteWait(Entry entry, Task refresh)
    {
        lock (entry.Gate)
        {
            if (entry.InVain == refresh && _watch.IsSlow) return;
            entry.InVain = refresh;
        }
        _watch.Waited();
    }

    /// <summary>Lets the tenants go that were not used for longest.</summary>
    private void Trim()
    {
        if (!_trimming.TryEnter()) return;
        try
        {
            int count = Math.Max(1, _capacity / 10) + Math.Max(0, _entries.Count - _capacity - 1);
            foreach ((TenantId tenant, _) in _entries.ToArray().OrderBy(static e => Volatile.Read(ref e.Value.UsedAt)).Take(Math.Min(count, _entries.Count - 1)))
            {
                _entries.TryRemove(tenant, out _);
            }
        }
        finally
        {
            _trimming.Exit();
        }
    }
}
