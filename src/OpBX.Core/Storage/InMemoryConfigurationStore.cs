using OpBX.Tenants;

namespace OpBX.Storage;

/// <summary>What a change does to the storage.</summary>
internal readonly record struct StorageChange<T>(ChangeResult<T>? Result, TenantConfiguration? Next, TenantConfiguration? Gone, Func<TenantConfiguration, T>? Item)
    where T : class
{
    /// <summary>Nothing is changed.</summary>
    public static StorageChange<T> Of(ChangeResult<T> result) => new(result, null, null, null);

    /// <summary>A tenant has another configuration.</summary>
    public static StorageChange<T> Put(TenantConfiguration next, Func<TenantConfiguration, T> item) => new(null, next, null, item);

    /// <summary>A tenant is gone.</summary>
    public static StorageChange<T> Remove(TenantConfiguration gone, T item) => new(null, null, gone, _ => item);
}

/// <summary>One kind of configuration object in memory.</summary>
internal sealed class InMemoryConfigurationStore<T>(InMemoryOpBXStorage storage, ConfigurationTable<T> table) : IConfigurationStore<T>
    where T : class
{
    public ValueTask<T?> FindAsync(TenantId tenant, long id, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(storage.Current.Find(tenant) is { } configuration ? table.Find(configuration, id) : null);
    }

    public ValueTask<IReadOnlyList<T>> ListAsync(TenantId tenant, ConfigurationQuery query, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (storage.Current.Find(tenant) is not { } configuration) return ValueTask.FromResult<IReadOnlyList<T>>([]);
        return ValueTask.FromResult(new ConfigurationSearch(query).Page(table.Read(configuration).OrderBy(table.IdOf), table.IdOf, table.TextsOf));
    }

    public ValueTask<ChangeResult<T>> InsertAsync(TenantId tenant, T item, long? expectedVersion, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(item);
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(storage.Change<T>(set =>
        {
            if (Misses(set, tenant, expectedVersion, out TenantConfiguration? current) is { } miss) return miss;
            var faults = new List<ChangeFault>();
            if (table.IdOf(item) > 0 && table.Find(current!, table.IdOf(item)) is not null)
                faults.Add(new ChangeFault(ChangeFaultCodes.Duplicate, "id", "The id is taken."));
            return Put(set, tenant, current!, item, faults);
        }));
    }

    public ValueTask<ChangeResult<T>> UpdateAsync(TenantId tenant, T item, long? expectedVersion, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(item);
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(storage.Change<T>(set =>
        {
            if (Misses(set, tenant, null, out TenantConfiguration? current) is { } miss) return miss;
            if (table.Find(current!, table.IdOf(item)) is null) return StorageChange<T>.Of(ChangeResult.NotFound<T>());
            return Misses(set, tenant, expectedVersion, out _) ?? Put(set, tenant, current!, item, []);
        }));
    }

    public ValueTask<ChangeResult<T>> DeleteAsync(TenantId tenant, long id, long? expectedVersion, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(storage.Change<T>(set =>
        {
            if (Misses(set, tenant, null, out TenantConfiguration? current) is { } miss) return miss;
            if (table.Find(current!, id) is not { } item) return StorageChange<T>.Of(ChangeResult.NotFound<T>());
            return Misses(set, tenant, expectedVersion, out _) ?? StorageChange<T>.Put(table.Remove(current!, id), _ => item);
        }));
    }

    private static StorageChange<T>? Misses(TenantSet set, TenantId tenant, long? expectedVersion, out TenantConfiguration? current)
    {
        current = set.Find(tenant);
        if (current is null) return StorageChange<T>.Of(ChangeResult.NotFound<T>());
        return expectedVersion is { } expected && expected != current.Version ? StorageChange<T>.Of(ChangeResult.Conflict<T>()) : null;
    }

    private StorageChange<T> Put(TenantSet set, TenantId tenant, TenantConfiguration current, T item, List<ChangeFault> faults)
    {
        faults.AddRange(table.Check(item));
        TenantConfiguration others = table.Write(current, [.. table.Read(current).Where(other => table.IdOf(other) != table.IdOf(item))]);
        // Values that the object has already are its own, even where a document gave them to another tenant too.
        HashSet<ConfigurationKey> kept = table.Find(current, table.IdOf(item)) is { } before ? [.. table.AllKeysOf(before).Select(Unplaced)] : [];
        InMemoryConfiguration.AddDuplicates(faults, set, tenant, [.. table.AllKeysOf(item).Where(key => !kept.Contains(Unplaced(key)))], ConfigurationTables.KeysOf(others));
        foreach (ConfigurationReference reference in ConfigurationReferences.Of(item))
        {
            if (reference.IsForeignKey && reference.Id >= 0 && !ConfigurationReferences.IsThere(current, reference.Table, reference.Id)
                && !faults.Any(fault => fault.Code == ChangeFaultCodes.MissingReference && fault.Path == reference.Path))
                faults.Add(InMemoryConfiguration.MissingReference(reference));
        }
        if (faults.Count > 0) return StorageChange<T>.Of(ChangeResult.Refused<T>(faults));
        storage.NoteIds(table.AllKeysOf(item));
        T complete = table.Fit(item);
        if (table.IdOf(complete) == 0) complete = table.WithId(complete, storage.NextId(set, table.Name));
        complete = table.WithChildIds(complete, children => storage.NextId(set, children));
        return StorageChange<T>.Put(table.Put(current, complete), next => table.Find(next, table.IdOf(complete))!);
    }

    private static ConfigurationKey Unplaced(ConfigurationKey key) => key with { Path = "" };
}
