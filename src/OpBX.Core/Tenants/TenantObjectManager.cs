using OpBX.Storage;

namespace OpBX.Tenants;

/// <summary>
/// Administers one kind of configuration object of a tenant (rule A1): what it writes, a call can use. All faults are reported
/// at once, with stable codes and the members that they concern; what is refused changes nothing.
/// </summary>
/// <typeparam name="T">The object.</typeparam>
public abstract class TenantObjectManager<T>
    where T : class
{
    private readonly ConfigurationChanger _changer;
    private readonly ConfigurationTable<T> _table;
    private readonly RoleSubject _subject;

    private protected TenantObjectManager(ConfigurationChanger changer, ConfigurationTable<T> table, RoleSubject subject)
    {
        _changer = changer;
        _table = table;
        _subject = subject;
    }

    private protected ConfigurationChanger Changer => _changer;

    private protected abstract IConfigurationStore<T> Store { get; }

    /// <summary>One object; null = the tenant has none of that id.</summary>
    /// <exception cref="OpBXStorageException">The storage did not answer.</exception>
    public ValueTask<T?> FindAsync(TenantId tenant, long id, CancellationToken cancellationToken = default) => Store.FindAsync(tenant, id, cancellationToken);

    /// <summary>The first hundred objects in ascending order of their ids.</summary>
    /// <exception cref="OpBXStorageException">The storage did not answer.</exception>
    public ValueTask<IReadOnlyList<T>> ListAsync(TenantId tenant, CancellationToken cancellationToken = default)
        => Store.ListAsync(tenant, new ConfigurationQuery(), cancellationToken);

    /// <summary>One page of objects in ascending order of their ids, perhaps only those with certain words.</summary>
    /// <exception cref="OpBXStorageException">The storage did not answer.</exception>
    public ValueTask<IReadOnlyList<T>> ListAsync(TenantId tenant, ConfigurationQuery query, CancellationToken cancellationToken = default)
        => Store.ListAsync(tenant, query, cancellationToken);

    /// <summary>Makes a new object; id 0 = the storage gives one.</summary>
    /// <returns>The object with its ids, or why not.</returns>
    /// <exception cref="OpBXStorageException">The storage did not answer.</exception>
    public ValueTask<ChangeResult<T>> CreateAsync(TenantId tenant, T item, CancellationToken cancellationToken = default)
        => CreateAsync(tenant, item, new ChangeOptions(), cancellationToken);

    /// <inheritdoc cref="CreateAsync(TenantId, T, CancellationToken)"/>
    /// <param name="tenant">The tenant.</param>
    /// <param name="item">The object.</param>
    /// <param name="options">Who asks, and on which version.</param>
    /// <param name="cancellationToken">Ends the wait; the change may have been made.</param>
    public ValueTask<ChangeResult<T>> CreateAsync(TenantId tenant, T item, ChangeOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(item);
        ArgumentNullException.ThrowIfNull(options);
        return _changer.ChangeAsync<T>(
            tenant,
            options,
            (current, token) => DecideAsync(current, null, item, options, token),
            (decided, version, token) => Store.InsertAsync(tenant, decided, version, token),
            cancellationToken);
    }

    /// <summary>Replaces an object and its children.</summary>
    /// <returns>The object as it is kept, or why not.</returns>
    /// <exception cref="OpBXStorageException">The storage did not answer.</exception>
    public ValueTask<ChangeResult<T>> UpdateAsync(TenantId tenant, T item, CancellationToken cancellationToken = default)
        => UpdateAsync(tenant, item, new ChangeOptions(), cancellationToken);

    /// <inheritdoc cref="UpdateAsync(TenantId, T, CancellationToken)"/>
    /// <param name="tenant">The tenant.</param>
    /// <param name="item">The object with its id.</param>
    /// <param name="options">Who asks, and on which version.</param>
    /// <param name="cancellationToken">Ends the wait; the change may have been made.</param>
    public ValueTask<ChangeResult<T>> UpdateAsync(TenantId tenant, T item, ChangeOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(item);
        ArgumentNullException.ThrowIfNull(options);
        return _changer.ChangeAsync<T>(
            tenant,
            options,
            (current, token) => _table.Find(current, _table.IdOf(item)) is { } before
                ? DecideAsync(current, before, item, options, token)
                : ValueTask.FromResult(Forbid(current, null, options, RoleAction.Update) is { } fault ? ChangeDecision<T>.Write(item, [fault]) : ChangeDecision<T>.Missing),
            (decided, version, token) => Store.UpdateAsync(tenant, decided, version, token),
            cancellationToken);
    }

    /// <summary>
    /// Removes an object. What others lead calls to is refused with <see cref="ChangeFaultCodes.InUse"/>, one fault for each
    /// reference; references that may be empty and that no call needs are cleared.
    /// </summary>
    /// <returns>The object as it was, or why not.</returns>
    /// <exception cref="OpBXStorageException">The storage did not answer.</exception>
    public ValueTask<ChangeResult<T>> DeleteAsync(TenantId tenant, long id, CancellationToken cancellationToken = default)
        => DeleteAsync(tenant, id, new ChangeOptions(), cancellationToken);

    /// <inheritdoc cref="DeleteAsync(TenantId, long, CancellationToken)"/>
    /// <param name="tenant">The tenant.</param>
    /// <param name="id">The object's id.</param>
    /// <param name="options">Who asks, and on which version.</param>
    /// <param name="cancellationToken">Ends the wait; the change may have been made.</param>
    public ValueTask<ChangeResult<T>> DeleteAsync(TenantId tenant, long id, ChangeOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        return _changer.ChangeAsync<T>(
            tenant,
            options,
            (current, _) => ValueTask.FromResult(DecideDelete(current, id, options)),
            (_, version, token) => Store.DeleteAsync(tenant, id, version, token),
            cancellationToken);
    }

    /// <summary>The object with its numbers in E.164 and the like.</summary>
    private protected virtual T Normalize(TenantConfiguration current, T item) => item;

    /// <summary>What is wrong with the object beyond columns, references and what the validator of configurations sees.</summary>
    private protected abstract void Check(TenantConfiguration current, T item, AdministrationCheck check);

    /// <summary>What only another look at the storage tells.</summary>
    private protected virtual ValueTask CheckOthersAsync(TenantConfiguration current, T item, AdministrationCheck check, CancellationToken cancellationToken) => default;

    /// <summary>Whether a reference keeps the object that it names from being removed.</summary>
    private protected virtual bool Holds(TenantConfiguration current, ConfigurationReference reference) => reference.IsUsed;

    /// <summary>References to the object that are no ids.</summary>
    private protected virtual IEnumerable<string> TextReferences(TenantConfiguration current, T item) => [];

    /// <summary>The role that the change gives or takes, of users only.</summary>
    private protected virtual IEnumerable<UserRole> RolesOf(T item) => [];

    private async ValueTask<ChangeDecision<T>> DecideAsync(TenantConfiguration current, T? before, T item, ChangeOptions options, CancellationToken cancellationToken)
    {
        RoleAction action = before is null ? RoleAction.Create : RoleAction.Update;
        foreach (T? one in new[] { before, item })
            if (one is not null && Forbid(current, one, options, action) is { } forbidden) return ChangeDecision<T>.Write(item, [forbidden]);
        var check = new AdministrationCheck();
        check.AddRange(_table.Check(item));
        // Whatever columns refuse might also be too much for what reads it next.
        if (check.All.Count > 0) return ChangeDecision<T>.Write(item, WithStructure(current, item, check));
        T normal = Normalize(current, item);
        if (before is null && _table.IdOf(normal) > 0 && _table.Find(current, _table.IdOf(normal)) is not null)
            check.Add(ChangeFaultCodes.Duplicate, "id", "The id is taken.");
        CheckKeys(current, normal, check);
        WithStructure(current, normal, check);
        TenantConfiguration after = _table.Put(current, normal);
        string ownPath = ColumnRules.At(_table.Name, _table.IndexOf(after, _table.IdOf(normal)));
        check.AddRange(_changer.NewFaults(current, after, ownPath));
        await CheckOthersAsync(current, normal, check, cancellationToken).ConfigureAwait(false);
        return ChangeDecision<T>.Write(normal, check.All);
    }

    private IReadOnlyList<ChangeFault> WithStructure(TenantConfiguration current, T item, AdministrationCheck check)
    {
        Check(current, item, check);
        TenantConfiguration after = _table.Put(current, item);
        foreach (ConfigurationReference reference in ConfigurationReferences.Of(item))
        {
            if (!reference.IsUsed || ConfigurationReferences.IsThere(after, reference.Table, reference.Id)) continue;
            check.Add(ChangeFaultCodes.MissingReference, reference.Path, FormattableString.Invariant($"This organization has no row {reference.Id} in {reference.Table}."));
        }
        return check.All;
    }

    private void CheckKeys(TenantConfiguration current, T item, AdministrationCheck check)
    {
        var taken = new HashSet<(string, string)>();
        foreach (T other in _table.Read(current))
        {
            if (_table.IdOf(other) == _table.IdOf(item)) continue;
            foreach (ConfigurationKey key in _table.KeysOf(other)) taken.Add((key.Set, key.Value));
        }
        foreach (ConfigurationKey key in _table.KeysOf(item))
            if (taken.Contains((key.Set, key.Value))) check.Add(ChangeFaultCodes.Duplicate, key.Path, "The value is taken.");
    }

    private ChangeDecision<T> DecideDelete(TenantConfiguration current, long id, ChangeOptions options)
    {
        T? item = _table.Find(current, id);
        if (Forbid(current, item, options, RoleAction.Delete) is { } forbidden) return new ChangeDecision<T>(item, [forbidden], IsMissing: false);
        if (item is null) return ChangeDecision<T>.Missing;
        var check = new AdministrationCheck();
        string own = ColumnRules.At(_table.Name, _table.IndexOf(current, id)) + ".";
        foreach (ConfigurationReference reference in ConfigurationReferences.Of(current))
        {
            // An object that leads to itself does not keep itself from going.
            if (reference.Table != _table.Name || reference.Id != id || reference.Path.StartsWith(own, StringComparison.Ordinal) || !Holds(current, reference)) continue;
            check.Add(ChangeFaultCodes.InUse, reference.Path, "Calls are led here from this place.");
        }
        foreach (string path in TextReferences(current, item).Where(path => !path.StartsWith(own, StringComparison.Ordinal)))
            check.Add(ChangeFaultCodes.InUse, path, "Calls are led here from this place.");
        return ChangeDecision<T>.Write(item, check.All);
    }

    private ChangeFault? Forbid(TenantConfiguration current, T? item, ChangeOptions options, RoleAction action)
    {
        if (item is not null)
        {
            foreach (UserRole role in RolesOf(item))
                if (ConfigurationChanger.Forbids(current, options, action, _subject, role) is { } fault) return fault;
        }
        return ConfigurationChanger.Forbids(current, options, action, _subject);
    }
}
