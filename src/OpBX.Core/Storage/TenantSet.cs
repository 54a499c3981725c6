using System.Buffers;
using System.Collections.Frozen;
using System.Globalization;
using System.Security.Cryptography;
using OpBX.Numbers;
using OpBX.Tenants;

namespace OpBX.Storage;

/// <summary>All tenants at one moment, indexed for the directory; immutable.</summary>
internal sealed class TenantSet
{
    private readonly FrozenDictionary<TenantId, Entry> _entries;
    private readonly FrozenDictionary<TenantId, Trace> _removed;
    private readonly FrozenDictionary<string, TenantCredential[]> _byDomain;
    private readonly FrozenDictionary<PhoneNumber, TenantCredential[]> _byDid;
    private readonly FrozenDictionary<string, TenantCredential[]> _byKeyHash;

    private TenantSet(IReadOnlyDictionary<TenantId, Entry> entries, IReadOnlyDictionary<TenantId, Trace> removed)
    {
        _entries = entries.ToFrozenDictionary();
        _removed = removed.ToFrozenDictionary();
        Ids = [.. entries.Keys.OrderBy(static id => id.Value)];
        var domains = new Dictionary<string, List<TenantCredential>>(StringComparer.OrdinalIgnoreCase);
        var dids = new Dictionary<PhoneNumber, List<TenantCredential>>();
        var hashes = new Dictionary<string, List<TenantCredential>>(StringComparer.Ordinal);
        foreach (TenantId id in Ids)
        {
            Entry entry = _entries[id];
            foreach (string domain in entry.Domains) Add(domains, domain, entry.Credential);
            foreach (PhoneNumber did in entry.Dids) Add(dids, did, entry.Credential);
            Add(hashes, KeyOf(entry.Credential.KeyHash), entry.Credential);
            Add(hashes, KeyOf(entry.Credential.PreviousKeyHash), entry.Credential);
        }
        hashes.Remove("");
        _byDomain = Freeze(domains, StringComparer.OrdinalIgnoreCase);
        _byDid = Freeze(dids, null);
        _byKeyHash = Freeze(hashes, StringComparer.Ordinal);
    }

    public static TenantSet Empty { get; } = new(new Dictionary<TenantId, Entry>(), new Dictionary<TenantId, Trace>());

    /// <summary>All tenants in ascending order.</summary>
    public IReadOnlyList<TenantId> Ids { get; }

    public TenantConfiguration? Find(TenantId tenant) => _entries.TryGetValue(tenant, out Entry? entry) ? entry.Configuration : null;

    public TenantCredential? FindCredential(TenantId tenant) => _entries.TryGetValue(tenant, out Entry? entry) ? entry.Credential : null;

    public IReadOnlyList<TenantCredential> ByDomain(string domain) => _byDomain.GetValueOrDefault(domain.Trim()) ?? [];

    public IReadOnlyList<TenantCredential> ByDid(PhoneNumber number) => _byDid.GetValueOrDefault(number) ?? [];

    public IReadOnlyList<TenantCredential> ByKeyHash(ReadOnlyMemory<byte> hash) => _byKeyHash.GetValueOrDefault(KeyOf(hash)) ?? [];

    /// <summary>The set that follows this one.</summary>
    /// <param name="configurations">Its tenants.</param>
    /// <param name="numbers">Reads the numbers of DIDs.</param>
    /// <param name="changed">The tenants that were added, changed or removed.</param>
    public TenantSet With(IReadOnlyList<TenantConfiguration> configurations, INumberNormalizer numbers, out IReadOnlyList<TenantId> changed)
    {
        var entries = new Dictionary<TenantId, Entry>(configurations.Count);
        var removed = new Dictionary<TenantId, Trace>(_removed);
        var differing = new List<TenantId>();
        foreach (TenantConfiguration configuration in configurations)
        {
            TenantId id = configuration.Organization.Id;
            if (id.Value <= 0) throw new ArgumentException("A configuration is of no organization: its id is 0 or less.", nameof(configurations));
            Trace last = _entries.TryGetValue(id, out Entry? known) ? known.Trace : _removed.GetValueOrDefault(id);
            byte[] content = HashOf(configuration);
            long version = VersionOf(configuration.Version, content, last);
            bool isSame = known is not null && known.Trace.Version == version;
            Entry entry = isSame ? known! : Entry.From(configuration with { Version = version }, content, numbers);
            if (!entries.TryAdd(id, entry)) throw new ArgumentException($"Two configurations are of organization {id}.", nameof(configurations));
            removed.Remove(id);
            if (!isSame) differing.Add(id);
        }
        foreach ((TenantId id, Entry entry) in _entries)
        {
            if (entries.ContainsKey(id)) continue;
            removed[id] = entry.Trace;
            differing.Add(id);
        }
        changed = differing;
        return new TenantSet(entries, removed);
    }

    /// <summary>The set with one tenant's configuration made or replaced; its version grows by one.</summary>
    public TenantSet WithOne(TenantConfiguration configuration, INumberNormalizer numbers)
    {
        TenantId id = configuration.Organization.Id;
        Trace last = _entries.TryGetValue(id, out Entry? known) ? known.Trace : _removed.GetValueOrDefault(id);
        TenantConfiguration next = configuration with { Version = last.Version + 1, Fingerprint = 0 };
        var entries = new Dictionary<TenantId, Entry>(_entries) { [id] = Entry.From(next, HashOf(next), numbers) };
        var removed = new Dictionary<TenantId, Trace>(_removed);
        removed.Remove(id);
        return new TenantSet(entries, removed);
    }

    /// <summary>The set without a tenant.</summary>
    public TenantSet Without(TenantId tenant)
    {
        var entries = new Dictionary<TenantId, Entry>(_entries);
        var removed = new Dictionary<TenantId, Trace>(_removed);
        if (entries.Remove(tenant, out Entry? gone)) removed[tenant] = gone.Trace;
        return new TenantSet(entries, removed);
    }

    /// <summary>Whether another tenant has a value that nobody else may have.</summary>
    public bool IsTakenByOther(TenantId tenant, ConfigurationKey key)
    {
        foreach ((TenantId id, Entry entry) in _entries)
        {
            if (id != tenant && entry.Keys.Value.Values.Contains((key.Set, key.Value))) return true;
        }
        return false;
    }

    /// <summary>The highest id of a table over all tenants; 0 = it has no rows.</summary>
    public long HighestId(string table)
        => table == "organizations"
            ? Ids.Concat(_removed.Keys).Select(static id => id.Value).DefaultIfEmpty().Max()
            : _entries.Values.Select(entry => entry.Keys.Value.Highest.GetValueOrDefault(table)).DefaultIfEmpty().Max();

    // The version never goes back, so that a snapshot of an older content is never taken for the current one.
    private static long VersionOf(long given, byte[] content, Trace last)
    {
        if (last.Content is null) return Math.Max(given, 1);
        if (given > last.Version) return given;
        return content.AsSpan().SequenceEqual(last.Content) ? last.Version : last.Version + 1;
    }

    // The content is what the document of the tenant would say, its version aside.
    private static byte[] HashOf(TenantConfiguration configuration)
    {
        var buffer = new ArrayBufferWriter<byte>();
        TenantDocument.Write(configuration.Version == 0 ? configuration : configuration with { Version = 0 }, buffer);
        return SHA256.HashData(buffer.WrittenSpan);
    }

    private static void Add<TKey>(Dictionary<TKey, List<TenantCredential>> index, TKey key, TenantCredential credential)
        where TKey : notnull
    {
        if (!index.TryGetValue(key, out List<TenantCredential>? list)) index.Add(key, list = []);
        if (!list.Contains(credential)) list.Add(credential);
    }

    private static FrozenDictionary<TKey, TenantCredential[]> Freeze<TKey>(Dictionary<TKey, List<TenantCredential>> index, IEqualityComparer<TKey>? comparer)
        where TKey : notnull
        => index.ToFrozenDictionary(static pair => pair.Key, static pair => pair.Value.ToArray(), comparer);

    private static string KeyOf(ReadOnlyMemory<byte> hash) => hash.IsEmpty ? "" : Convert.ToHexString(hash.Span);

    /// <summary>What is remembered of a content: its version and its hash.</summary>
    private readonly record struct Trace(long Version, byte[]? Content);

    /// <summary>What a tenant keeps others from having; worked out when somebody asks.</summary>
    private sealed class EntryKeys
    {
        public EntryKeys(TenantConfiguration configuration)
        {
            foreach (ConfigurationKey key in ConfigurationTables.KeysOf(configuration))
            {
                if (!key.IsGlobal) continue;
                Values.Add((key.Set, key.Value));
                if (!key.Path.EndsWith(".id", StringComparison.Ordinal)) continue;
                Highest[key.Set] = Math.Max(Highest.GetValueOrDefault(key.Set), long.Parse(key.Value, CultureInfo.InvariantCulture));
            }
        }

        public HashSet<(string Set, string Value)> Values { get; } = [];

        public Dictionary<string, long> Highest { get; } = new(StringComparer.Ordinal);
    }

    private sealed class Entry
    {
        public required Lazy<EntryKeys> Keys { get; init; }

        public required TenantConfiguration Configuration { get; init; }

        public required TenantCredential Credential { get; init; }

        public required Trace Trace { get; init; }

        public required string[] Domains { get; init; }

        public required PhoneNumber[] Dids { get; init; }

        public static Entry From(TenantConfiguration configuration, byte[] content, INumberNormalizer numbers)
        {
            var reader = ConfiguredNumbers.Of(configuration.Organization, numbers);
            return new Entry
            {
                Keys = new Lazy<EntryKeys>(() => new EntryKeys(configuration)),
                Configuration = configuration,
                Credential = TenantCredentials.From(configuration),
                Trace = new Trace(configuration.Version, content),
                Domains = DomainsOf(configuration.CloudonixSettings),
                Dids = [.. configuration.DidNumbers
                    .Where(static did => did.Status == EntityStatus.Active)
                    .Select(did => reader.TryRead(did.PhoneNumber, out PhoneNumber number) ? number : default)
                    .Where(static number => !number.IsEmpty)
                    .Distinct()],
            };
        }

        private static string[] DomainsOf(CloudonixSettings? settings)
            => settings is null ? [] : [.. new[] { settings.DomainName.Trim(), settings.DomainUuid?.Trim() ?? "" }.Where(static text => text.Length > 0).Distinct(StringComparer.OrdinalIgnoreCase)];
    }
}
