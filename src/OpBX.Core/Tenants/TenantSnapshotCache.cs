using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using OpBX.Diagnostics;
using OpBX.Routing;
using OpBX.Storage;

namespace OpBX.Tenants;

/// <summary>What the cache gives: the snapshot and whether it could be verified in time.</summary>
internal readonly record struct SnapshotLease(TenantSnapshot Snapshot, bool IsStale);

/// <summary>
/// Keeps the snapshot of each tenant in the process (rules A2, F1). One load at a time per tenant; a snapshot unverified
/// for a minute is verified by its version, for a moment at most; when the storage fails the last good one serves on.
/// </summary>
internal sealed class TenantSnapshotCache
{
    /// <summary>How long a snapshot serves without being verified.</summary>
    public static readonly TimeSpan VerifyAfter = TimeSpan.FromSeconds(60);

    /// <summary>How long a request waits for the verification of a snapshot that is there.</summary>
    public static readonly TimeSpan VerifyWait = TimeSpan.FromMilliseconds(250);

    /// <summary>How long a request waits for the first load; authentication may have waited as long before, and both together 2 s at most (rule F1).</summary>
    public static readonly TimeSpan LoadWait = TimeSpan.FromSeconds(1);

    /// <summary>The most tenants that are kept; those not used for longest leave.</summary>
    public const int Capacity = 10_000;

    private readonly ConcurrentDictionary<TenantId, Entry> _entries = new();
    private readonly IOpBXStorage _storage;
    private readonly RoutingCatalog _catalog;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    public TenantSnapshotCache(IOpBXStorage storage, RoutingCatalog catalog, TimeProvider time, ILogger<TenantSnapshotCache> logger)
    {
        _storage = storage;
        _catalog = catalog;
        _time = time;
        _logger = logger;
        if (storage is InMemoryOpBXStorage memory) memory.Changed += Invalidate;
    }

    private sealed class Entry
    {
        public readonly Lock Gate = new();
        public volatile TenantSnapshot? Snapshot;
        public long VerifiedAt;
        public long UsedAt;
        public bool IsInvalid;
        public Task? Refresh;
    }

    /// <summary>The snapshot of a tenant; null = there is no such tenant, or nothing could be loaded in _time.</summary>
    public async ValueTask<SnapshotLease?> GetAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        Entry entry = _entries.GetOrAdd(tenant, static _ => new Entry());
        long now = _time.GetTimestamp();
        Volatile.Write(ref entry.UsedAt, now);
        TenantSnapshot? snapshot = entry.Snapshot;
        if (snapshot is not null && !Volatile.Read(ref entry.IsInvalid) && _time.GetElapsedTime(Volatile.Read(ref entry.VerifiedAt), now) < VerifyAfter)
        {
            return new SnapshotLease(snapshot, IsStale: false);
        }

        Task refresh = StartRefresh(tenant, entry);
        bool verified = await FinishesWithin(refresh, snapshot is null ? LoadWait : VerifyWait, cancellationToken).ConfigureAwait(false);
        snapshot = entry.Snapshot;
        if (_entries.Count > Capacity) Trim();
        return snapshot is null ? null : new SnapshotLease(snapshot, IsStale: !verified);
    }

    /// <summary>The configuration of a tenant changed: the next request verifies it.</summary>
    public void Invalidate(TenantId tenant)
    {
        if (_entries.TryGetValue(tenant, out Entry? entry)) Volatile.Write(ref entry.IsInvalid, true);
    }

    private Task StartRefresh(TenantId tenant, Entry entry)
    {
        lock (entry.Gate)
        {
            if (entry.Refresh is { IsCompleted: false } running) return running;
            // Not bound to one request: others wait for the same load.
            return entry.Refresh = Task.Run(() => RefreshAsync(tenant, entry));
        }
    }

    private async Task RefreshAsync(TenantId tenant, Entry entry)
    {
        Volatile.Write(ref entry.IsInvalid, false);
        long started = _time.GetTimestamp();
        try
        {
            if (entry.Snapshot is { } current)
            {
                TenantVersion? version = await _storage.Tenants.GetVersionAsync(tenant, CancellationToken.None).ConfigureAwait(false);
                if (version is { IsKnown: true } known && known.Version == current.Version)
                {
                    Volatile.Write(ref entry.VerifiedAt, started);
                    return;
                }
            }
            TenantConfiguration? configuration = await _storage.Tenants.LoadAsync(tenant, CancellationToken.None).ConfigureAwait(false);
            entry.Snapshot = configuration is null ? null : TenantSnapshot.Build(configuration, _catalog);
            Volatile.Write(ref entry.VerifiedAt, started);
            if (configuration is null) _entries.TryRemove(tenant, out _);
            else RoutingLog.SnapshotLoaded(_logger, tenant.Value, configuration.Version);
        }
        catch (Exception exception)
        {
            // Whatever went wrong, the last good snapshot is still there and the next request tries again.
            Volatile.Write(ref entry.IsInvalid, true);
            RoutingLog.SnapshotFailed(_logger, tenant.Value, exception);
            throw;
        }
    }

    private async ValueTask<bool> FinishesWithin(Task refresh, TimeSpan wait, CancellationToken cancellationToken)
    {
#pragma warning disable CA1031 // The fault was logged where it happened; here only the outcome counts.
        try
        {
            await refresh.WaitAsync(wait, _time, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
#pragma warning restore CA1031
    }

    /// <summary>Lets the tenants go that were not used for longest.</summary>
    private void Trim()
    {
        foreach ((TenantId tenant, _) in _entries.ToArray().OrderBy(static e => Volatile.Read(ref e.Value.UsedAt)).Take(Capacity / 10))
        {
            _entries.TryRemove(tenant, out _);
        }
    }
}
