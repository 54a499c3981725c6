using OpBX.Tenants;

namespace OpBX.Storage;

/// <summary>
/// Reads and writes one kind of configuration object of a tenant, children included (the members of a ring group, the
/// options of a menu). A store keeps what a database would: unique keys, references to rows of the same tenant, the size of
/// columns. Whether a call could use the object is what the managers of OpBX.Core look at before they call a store.
/// </summary>
/// <remarks>
/// Each write is one transaction that also moves the configuration version of the tenant (rule A2). What is refused changes
/// nothing. Ids are those of the schema; children that keep their id keep their row.
/// </remarks>
/// <typeparam name="T">The object.</typeparam>
public interface IConfigurationStore<T>
    where T : class
{
    /// <summary>One object; null = this tenant has none of that id.</summary>
    /// <exception cref="OpBXStorageException">The storage did not answer.</exception>
    ValueTask<T?> FindAsync(TenantId tenant, long id, CancellationToken cancellationToken);

    /// <summary>The tenant's objects in ascending order of their ids, one page.</summary>
    /// <exception cref="OpBXStorageException">The storage did not answer.</exception>
    ValueTask<IReadOnlyList<T>> ListAsync(TenantId tenant, ConfigurationQuery query, CancellationToken cancellationToken);

    /// <summary>Makes a new object.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="item">The object; id 0 = the storage gives one, otherwise that id is used, and refused where it is taken. The same for children.</param>
    /// <param name="expectedVersion">The configuration version on which the change was decided; null = whatever it is.</param>
    /// <param name="cancellationToken">Ends the wait; the change may have been made.</param>
    /// <returns>
    /// <see cref="ChangeOutcome.Done"/> and the object with its ids; <see cref="ChangeOutcome.NotFound"/>: no such tenant;
    /// <see cref="ChangeOutcome.Conflict"/>: another version; <see cref="ChangeOutcome.Refused"/>: all faults.
    /// </returns>
    /// <exception cref="OpBXStorageException">The storage did not answer.</exception>
    ValueTask<ChangeResult<T>> InsertAsync(TenantId tenant, T item, long? expectedVersion, CancellationToken cancellationToken);

    /// <summary>Replaces an object and all its children.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="item">The object with its id.</param>
    /// <param name="expectedVersion">As of <see cref="InsertAsync"/>.</param>
    /// <param name="cancellationToken">Ends the wait; the change may have been made.</param>
    /// <returns>As <see cref="InsertAsync"/>; <see cref="ChangeOutcome.NotFound"/> also when this tenant has no object of that id.</returns>
    /// <exception cref="OpBXStorageException">The storage did not answer.</exception>
    ValueTask<ChangeResult<T>> UpdateAsync(TenantId tenant, T item, long? expectedVersion, CancellationToken cancellationToken);

    /// <summary>
    /// Removes an object and its children. References of foreign keys that may be empty are cleared, others go with it; what
    /// must not go is refused by the managers (rule A1).
    /// </summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="id">The object's id.</param>
    /// <param name="expectedVersion">As of <see cref="InsertAsync"/>.</param>
    /// <param name="cancellationToken">Ends the wait; the change may have been made.</param>
    /// <returns><see cref="ChangeOutcome.Done"/> and the object as it was; else as <see cref="UpdateAsync"/>.</returns>
    /// <exception cref="OpBXStorageException">The storage did not answer.</exception>
    ValueTask<ChangeResult<T>> DeleteAsync(TenantId tenant, long id, long? expectedVersion, CancellationToken cancellationToken);
}

/// <summary>Which configuration objects to list.</summary>
public readonly record struct ConfigurationQuery
{
    /// <summary>The most objects of one page.</summary>
    public const int MaxLimit = 1_000;

    /// <summary>The first page of a hundred.</summary>
    public ConfigurationQuery() { }

    /// <summary>
    /// Words to look for in names, descriptions, numbers and e-mail addresses: each must begin a word of the object, without
    /// letter case. Null or blank = all objects.
    /// </summary>
    public string? Text { get; init; }

    /// <summary>Only objects with a greater id: the last id of the page before.</summary>
    /// <value>Default: 0, from the first.</value>
    public long AfterId { get; init; }

    /// <summary>The most objects to return, 1 to <see cref="MaxLimit"/>; other values are brought into that range.</summary>
    /// <value>Default: 100.</value>
    public int Limit { get; init; } = 100;
}
