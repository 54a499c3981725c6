using OpBX.Tenants;

namespace OpBX.Storage;

/// <summary>An item that a store must refuse.</summary>
/// <param name="What">What is wrong with it.</param>
/// <param name="Code">The code of the refusal.</param>
/// <param name="Item">The item.</param>
internal sealed record BadItem<T>(string What, string Code, T Item);

/// <summary>What the checks need to know of one kind of configuration object.</summary>
internal sealed record StoreProbe<T>
    where T : class
{
    /// <summary>The kind, as the checks are named.</summary>
    public required string Name { get; init; }

    public required Func<IConfigurationStores, IConfigurationStore<T>> Store { get; init; }

    public required Func<TenantConfiguration, IReadOnlyList<T>> Items { get; init; }

    /// <summary>The configuration with these items and no others.</summary>
    public required Func<TenantConfiguration, IReadOnlyList<T>, TenantConfiguration> With { get; init; }

    public required Func<T, long> IdOf { get; init; }

    public required Func<T, long, T> WithId { get; init; }

    /// <summary>A new item of a tenant, with id 0, children with id 0, and unique values that are free; n tells several apart (0 to 3).</summary>
    public required Func<TwinTenants, Twin, int, T> Fresh { get; init; }

    /// <summary>The item with every member but the id changed; children in part kept with their ids, in part new, in part gone.</summary>
    public required Func<TwinTenants, T, T> Changed { get; init; }

    /// <summary>The item with that text of at most 50 characters in every member that takes any text.</summary>
    public required Func<T, string, T> WithText { get; init; }

    /// <summary>The item with that text in one member that is no JSON.</summary>
    public required Func<T, string, T> WithPlainText { get; init; }

    /// <summary>The item with a text that is too long by one character in two members.</summary>
    public required Func<T, T> TooLong { get; init; }

    /// <summary>The item with words to search for: «Zephyrine Quillback» in its name, or what stands for it.</summary>
    public Func<T, T> Searchable { get; init; } = static item => item;

    /// <summary>Texts that find the searchable item, and none of the twins' own.</summary>
    public IReadOnlyList<string> Finds { get; init; } = ["Zephyrine", "zephy", "QUILLBACK", "quillb zeph"];

    /// <summary>Texts that find nothing.</summary>
    public IReadOnlyList<string> Misses { get; init; } = ["ephyrine", "zephyrine nobody", "' OR 'nobody'='nobody"];

    /// <summary>The ids of the item's children.</summary>
    public Func<T, IReadOnlyList<long>> ChildIds { get; init; } = static _ => [];

    /// <summary>Items with values that their columns don't hold.</summary>
    public Func<TwinTenants, T, IEnumerable<BadItem<T>>> Invalid { get; init; } = static (_, _) => [];

    /// <summary>Items that refer to what this tenant does not have.</summary>
    public Func<TwinTenants, T, IEnumerable<BadItem<T>>> Dangling { get; init; } = static (_, _) => [];

    /// <summary>Items with unique values that are taken.</summary>
    public Func<TwinTenants, T, IEnumerable<BadItem<T>>> Duplicate { get; init; } = static (_, _) => [];

    /// <summary>The item as text.</summary>
    public string Text(T item) => StateText.Of(With(new TenantConfiguration { Organization = new Organization { Id = new TenantId(1), Name = "" } }, [item]));
}
