using OpBX.Storage;

namespace OpBX.Tenants;

/// <summary>What a row keeps others from having: an id, or a text of a unique key.</summary>
/// <param name="Set">The table, or the unique key.</param>
/// <param name="Value">The value as it is compared.</param>
/// <param name="Path">The member, relative to the object.</param>
/// <param name="IsGlobal">Whether no other tenant may have it either.</param>
internal readonly record struct ConfigurationKey(string Set, string Value, string Path, bool IsGlobal);

/// <summary>Where the objects of one kind stand in a configuration, and what their table asks of them.</summary>
internal sealed class ConfigurationTable<T>
    where T : class
{
    /// <summary>The member of the JSON document, which is also the table.</summary>
    public required string Name { get; init; }

    public required Func<TenantConfiguration, IReadOnlyList<T>> Read { get; init; }

    public required Func<TenantConfiguration, IReadOnlyList<T>, TenantConfiguration> Write { get; init; }

    public required Func<T, long> IdOf { get; init; }

    public required Func<T, long, T> WithId { get; init; }

    /// <summary>What the columns refuse.</summary>
    public required Func<T, IReadOnlyList<ChangeFault>> Check { get; init; }

    /// <summary>The object as its row holds it.</summary>
    public Func<T, T> Fit { get; init; } = static item => item;

    /// <summary>Unique keys besides ids.</summary>
    public Func<T, IEnumerable<ConfigurationKey>> KeysOf { get; init; } = static _ => [];

    /// <summary>The ids of children: table, id, path.</summary>
    public Func<T, IEnumerable<ConfigurationKey>> ChildKeysOf { get; init; } = static _ => [];

    /// <summary>Gives children without an id one; the function makes the ids of a table.</summary>
    public Func<T, Func<string, long>, T> WithChildIds { get; init; } = static (item, _) => item;

    /// <summary>The texts that a search looks at.</summary>
    public required Func<T, IEnumerable<string?>> TextsOf { get; init; }

    /// <summary>What goes with a row, and what is cleared (foreign keys).</summary>
    public Func<TenantConfiguration, long, TenantConfiguration> Detach { get; init; } = static (configuration, _) => configuration;

    public int IndexOf(TenantConfiguration configuration, long id)
    {
        IReadOnlyList<T> items = Read(configuration);
        for (int i = 0; i < items.Count; i++)
        {
            if (IdOf(items[i]) == id) return i;
        }
        return -1;
    }

    public T? Find(TenantConfiguration configuration, long id) => IndexOf(configuration, id) is var index and >= 0 ? Read(configuration)[index] : null;

    /// <summary>The configuration with the object in place of the one of its id, or added to it, in ascending order of ids.</summary>
    public TenantConfiguration Put(TenantConfiguration configuration, T item)
    {
        List<T> items = [.. Read(configuration)];
        int index = IndexOf(configuration, IdOf(item));
        if (index >= 0) items[index] = item;
        else
        {
            int at = items.FindIndex(other => IdOf(other) > IdOf(item));
            items.Insert(at < 0 ? items.Count : at, item);
        }
        return Write(configuration, items);
    }

    public TenantConfiguration Remove(TenantConfiguration configuration, long id)
        => Detach(Write(configuration, [.. Read(configuration).Where(item => IdOf(item) != id)]), id);

    /// <summary>All that the object keeps others from having.</summary>
    public IEnumerable<ConfigurationKey> AllKeysOf(T item)
    {
        if (IdOf(item) > 0) yield return new ConfigurationKey(Name, ConfigurationTables.Text(IdOf(item)), "id", IsGlobal: true);
        foreach (ConfigurationKey key in KeysOf(item)) yield return key;
        foreach (ConfigurationKey key in ChildKeysOf(item)) yield return key;
    }
}
