using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OpBX.Diagnostics;
using OpBX.Numbers;
using OpBX.State;
using OpBX.Storage;

namespace OpBX.Tenants;

/// <summary>
/// Remembers what the directory of the storage answered (rules A2, F1, H5), so that authentication needs no query per call:
/// for a minute, or until a change is heard of; when the storage fails the last answer serves on. That nobody is meant is
/// remembered briefly, of domains and numbers only: keys that fit nobody are without number.
/// </summary>
internal sealed class TenantDirectoryCache : ITenantDirectory
{
    /// <summary>How long an answer serves without being asked for again.</summary>
    public static readonly TimeSpan VerifyAfter = TimeSpan.FromSeconds(60);

    /// <summary>How long it is remembered that nobody is meant.</summary>
    public static readonly TimeSpan MissingFor = TimeSpan.FromSeconds(5);

    /// <summary>The longest domain that can be stored.</summary>
    private const int MaxDomainLength = 255;

    private readonly ConcurrentDictionary<Key, Entry> _found = new();
    private readonly ConcurrentDictionary<Key, long> _missing = new();
    private readonly ConcurrentDictionary<Key, Task<IReadOnlyList<TenantCredential>>> _asking = new();
    private readonly ITenantDirectory _inner;
    private readonly StorageWatch _watch;
    private readonly SharedCopies _copies;
    private readonly int _capacity;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Lock _trimming = new();

    // Answers that were asked for before a change was heard of are not fresh.
    private long _heard;

    public TenantDirectoryCache(
        ITenantDirectory inner, ConfigurationChanges changes, StorageWatch watch, SharedCopies copies, IOptions<TenantCacheOptions> options, TimeProvider time, ILogger<TenantDirectoryCache> logger)
    {
        _inner = inner;
        _watch = watch;
        _copies = copies;
        _capacity = options.Value.Capacity;
        _time = time;
        _logger = logger;
        changes.Noticed += (tenant, _) => Invalidate(tenant);
    }

    private enum Kind
    {
        Domain,
        Did,
        KeyHash,
        Tenant,
    }

    private readonly record struct Key(Kind Kind, string Text);

    private sealed class Entry
    {
        public required IReadOnlyList<TenantCredential> Tenants { get; init; }

        public required long AskedAt { get; init; }

        public long UsedAt;
        public long FailedAt;
        public bool HasFailed;
        public bool IsInvalid;
    }

    /// <summary>How many answers are kept.</summary>
    public int Count => _found.Count + _missing.Count;

    public ValueTask<IReadOnlyList<TenantCredential>> FindByDomainAsync(string domain, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(domain);
        string text = domain.Trim();
        return text.Length is 0 or > MaxDomainLength
            ? ValueTask.FromResult<IReadOnlyList<TenantCredential>>([])
            : FindAsync(new Key(Kind.Domain, text.ToUpperInvariant()), token => _inner.FindByDomainAsync(text, token), cancellationToken);
    }

    public ValueTask<IReadOnlyList<TenantCredential>> FindByDidAsync(PhoneNumber number, CancellationToken cancellationToken)
        => FindAsync(new Key(Kind.Did, number.Value), token => _inner.FindByDidAsync(number, token), cancellationToken);

    public ValueTask<IReadOnlyList<TenantCredential>> FindByKeyHashAsync(ReadOnlyMemory<byte> keyHash, CancellationToken cancellationToken)
        => FindAsync(new Key(Kind.KeyHash, Convert.ToHexString(keyHash.Span)), token => _inner.FindByKeyHashAsync(keyHash, token), cancellationToken);

    public async ValueTask<TenantCredential?> FindAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        IReadOnlyList<TenantCredential> found = await FindAsync(
            new Key(Kind.Tenant, tenant.ToString()),
            async token => await _inner.FindAsync(tenant, token).ConfigureAwait(false) is { } credential ? [credential] : [],
            cancellationToken).ConfigureAwait(false);
        return found.Count == 0 ? null : found[0];
    }

    /// <summary>The configuration of a tenant changed: what names it is asked for again, and what named nobody might name it now.</summary>
    public void Invalidate(TenantId tenant)
    {
        Interlocked.Increment(ref _heard);
        _missing.Clear();
        foreach (Entry entry in _found.Values)
        {
            foreach (TenantCredential credential in entry.Tenants)
                if (credential.Tenant == tenant) Volatile.Write(ref entry.IsInvalid, true);
        }
    }

    private ValueTask<IReadOnlyList<TenantCredential>> FindAsync(
        Key key, Func<CancellationToken, ValueTask<IReadOnlyList<TenantCredential>>> ask, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        long now = _time.GetTimestamp();
        if (_found.TryGetValue(key, out Entry? entry))
        {
            Volatile.Write(ref entry.UsedAt, now);
            bool isFresh = !Volatile.Read(ref entry.IsInvalid) && _time.GetElapsedTime(entry.AskedAt, now) < VerifyAfter;
            bool isPaused = _watch.IsSlow || (Volatile.Read(ref entry.HasFailed) && _time.GetElapsedTime(Volatile.Read(ref entry.FailedAt), now) < StorageWatch.Pause);
            if (isFresh || isPaused) return ValueTask.FromResult(entry.Tenants);
        }
        else if (_missing.TryGetValue(key, out long missedAt) && _time.GetElapsedTime(missedAt, now) < MissingFor)
        {
            return ValueTask.FromResult<IReadOnlyList<TenantCredential>>([]);
        }
        else if (_watch.IsDown)
        {
            return FromCopyAsync(key, Copy(key), now, new OpBXStorageException("The storage is known not to answer."), cancellationToken);
        }
        return WaitAsync(key, entry, ask, cancellationToken);
    }

    private async ValueTask<IReadOnlyList<TenantCredential>> WaitAsync(
        Key key, Entry? known, Func<CancellationToken, ValueTask<IReadOnlyList<TenantCredential>>> ask, CancellationToken cancellationToken)
    {
        // Read while the storage is waited for, so that both waits are one (rule F1).
        long startedAt = _time.GetTimestamp();
        Task<IReadOnlyList<TenantCredential>?>? copy = known is null ? Copy(key) : null;
        Task<IReadOnlyList<TenantCredential>> asking = Ask(key, known, ask);
        try
        {
            TimeSpan wait = TenantSnapshotCache.WaitFor(isKnown: known is not null, hasCopy: copy is not null);
            return await asking.WaitAsync(wait, _time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException) when (!asking.IsCompleted)
        {
            _watch.Waited();
            return known?.Tenants ?? await FromCopyAsync(key, copy, startedAt, new OpBXStorageException("The storage did not answer in time."), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception) when (known is not null && !cancellationToken.IsCancellationRequested)
        {
            // The fault was logged where it happened.
            return known.Tenants;
        }
        catch (Exception exception) when (copy is not null && !cancellationToken.IsCancellationRequested)
        {
            return await FromCopyAsync(key, copy, startedAt, exception, cancellationToken).ConfigureAwait(false);
        }
    }

    private Task<IReadOnlyList<TenantCredential>?>? Copy(Key key) => _copies.IsShared ? _copies.FindAsync(QuestionOf(key)) : null;

    private static string QuestionOf(Key key) => key.Kind switch
    {
        Kind.Domain => "domain:",
        Kind.Did => "did:",
        Kind.KeyHash => "key:",
        _ => "tenant:",
    } + key.Text;

    /// <summary>What the shared state has of an answer that the storage could not be asked for; it serves until the storage answers.</summary>
    private async ValueTask<IReadOnlyList<TenantCredential>> FromCopyAsync(
        Key key, Task<IReadOnlyList<TenantCredential>?>? copy, long startedAt, Exception fault, CancellationToken cancellationToken)
    {
        if (await _copies.WaitAsync(copy, startedAt, cancellationToken).ConfigureAwait(false) is not { } found) throw new OpBXStorageException(fault.Message, fault);
        long now = _time.GetTimestamp();
        _found.TryAdd(key, new Entry { Tenants = found, AskedAt = now, UsedAt = now, FailedAt = now, HasFailed = true, IsInvalid = true });
        if (_found.Count > _capacity) Trim();
        return found;
    }

    private Task<IReadOnlyList<TenantCredential>> Ask(Key key, Entry? known, Func<CancellationToken, ValueTask<IReadOnlyList<TenantCredential>>> ask)
    {
        if (_asking.TryGetValue(key, out Task<IReadOnlyList<TenantCredential>>? running)) return running;
        var start = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Task<IReadOnlyList<TenantCredential>> mine = AskAsync(start.Task, key, known, ask);
        running = _asking.GetOrAdd(key, mine);
        if (ReferenceEquals(running, mine)) start.SetResult();
        else start.SetCanceled(CancellationToken.None);
        return running;
    }

    private async Task<IReadOnlyList<TenantCredential>> AskAsync(
        Task start, Key key, Entry? known, Func<CancellationToken, ValueTask<IReadOnlyList<TenantCredential>>> ask)
    {
        try
        {
            await start.ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return [];
        }
        long heard = Volatile.Read(ref _heard);
        long askedAt = _time.GetTimestamp();
        try
        {
            // Not bound to one request: others wait for the same answer.
            IReadOnlyList<TenantCredential> found = await ask(CancellationToken.None).ConfigureAwait(false);
            _watch.Answered();
            Keep(key, found, askedAt, isCurrent: heard == Volatile.Read(ref _heard));
            return found;
        }
        catch (Exception exception)
        {
            if (known is not null)
            {
                Volatile.Write(ref known.FailedAt, _time.GetTimestamp());
                Volatile.Write(ref known.HasFailed, true);
            }
            _watch.Failed();
            StorageLog.DirectoryFailed(_logger, exception);
            throw;
        }
        finally
        {
            _asking.TryRemove(key, out _);
        }
    }

    private void Keep(Key key, IReadOnlyList<TenantCredential> found, long askedAt, bool isCurrent)
    {
        if (found.Count > 0)
        {
            _missing.TryRemove(key, out _);
            _found[key] = new Entry { Tenants = found, AskedAt = askedAt, UsedAt = askedAt, IsInvalid = !isCurrent };
            _copies.Keep(QuestionOf(key), found);
            if (_found.Count > _capacity) Trim();
            return;
        }
        _found.TryRemove(key, out _);
        if (!isCurrent || key.Kind == Kind.KeyHash) return;
        // Whoever asks for many domains that nobody has displaces others of the same kind only.
        if (_missing.Count >= Math.Min(_capacity, 1_000)) _missing.Clear();
        _missing[key] = askedAt;
    }

    private void Trim()
    {
        if (!_trimming.TryEnter()) return;
        try
        {
            foreach ((Key key, _) in _found.ToArray().OrderBy(static e => Volatile.Read(ref e.Value.UsedAt)).Take(Math.Max(1, _capacity / 10)))
                _found.TryRemove(key, out _);
        }
        finally
        {
            _trimming.Exit();
        }
    }
}
