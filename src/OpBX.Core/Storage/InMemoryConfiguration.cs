using System.Globalization;
using OpBX.BusinessHours;
using OpBX.Conferences;
using OpBX.Extensions;
using OpBX.Ivr;
using OpBX.Numbers;
using OpBX.Outbound;
using OpBX.RingGroups;
using OpBX.Tenants;

namespace OpBX.Storage;

/// <summary>
/// Writes the configuration of an <see cref="InMemoryOpBXStorage"/> as a database would: unique keys, references, sizes. The
/// reference for other providers. Each change makes a new <see cref="TenantSet"/>; readers never see part of one.
/// </summary>
internal sealed class InMemoryConfiguration(InMemoryOpBXStorage storage) : IConfigurationStores, IOrganizationStore
{
    private readonly Dictionary<string, long> _lastIds = new(StringComparer.Ordinal);

    public IOrganizationStore Organizations => this;

    public IConfigurationStore<User> Users { get; } = new InMemoryConfigurationStore<User>(storage, ConfigurationTables.Users);

    public IConfigurationStore<Extension> Extensions { get; } = new InMemoryConfigurationStore<Extension>(storage, ConfigurationTables.Extensions);

    public IConfigurationStore<DidNumber> DidNumbers { get; } = new InMemoryConfigurationStore<DidNumber>(storage, ConfigurationTables.DidNumbers);

    public IConfigurationStore<RingGroup> RingGroups { get; } = new InMemoryConfigurationStore<RingGroup>(storage, ConfigurationTables.RingGroups);

    public IConfigurationStore<BusinessHoursSchedule> BusinessHoursSchedules { get; } = new InMemoryConfigurationStore<BusinessHoursSchedule>(storage, ConfigurationTables.Schedules);

    public IConfigurationStore<IvrMenu> IvrMenus { get; } = new InMemoryConfigurationStore<IvrMenu>(storage, ConfigurationTables.Menus);

    public IConfigurationStore<ConferenceRoom> ConferenceRooms { get; } = new InMemoryConfigurationStore<ConferenceRoom>(storage, ConfigurationTables.Rooms);

    public IConfigurationStore<OutboundWhitelistRule> OutboundWhitelists { get; } = new InMemoryConfigurationStore<OutboundWhitelistRule>(storage, ConfigurationTables.OutboundRules);

    /// <summary>An id of a table that no row has, nor ever had since the process started. Called while the storage is locked.</summary>
    public long NextId(TenantSet set, string table)
    {
        long next = Math.Max(_lastIds.GetValueOrDefault(table), set.HighestId(table)) + 1;
        _lastIds[table] = next;
        return next;
    }

    /// <summary>Keeps ids that a change brings from being given to its own children. Called while the storage is locked.</summary>
    public void NoteIds(IEnumerable<ConfigurationKey> keys)
    {
        foreach (ConfigurationKey key in keys)
        {
            bool isId = key.Path == "id" || key.Path.EndsWith(".id", StringComparison.Ordinal);
            if (isId) _lastIds[key.Set] = Math.Max(_lastIds.GetValueOrDefault(key.Set), long.Parse(key.Value, CultureInfo.InvariantCulture));
        }
    }

    ValueTask<Organization?> IOrganizationStore.FindAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(storage.Current.Find(tenant)?.Organization);
    }

    ValueTask<IReadOnlyList<Organization>> IOrganizationStore.ListAsync(ConfigurationQuery query, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        TenantSet set = storage.Current;
        var search = new ConfigurationSearch(query);
        return ValueTask.FromResult(search.Page(
            set.Ids.Select(id => set.Find(id)!.Organization), static organization => organization.Id.Value, static organization => [organization.Name, organization.Slug]));
    }

    ValueTask<ChangeResult<Organization>> IOrganizationStore.InsertAsync(Organization organization, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(organization);
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(storage.Change<Organization>(set =>
        {
            var faults = new List<ChangeFault>(ColumnRules.Check(organization));
            if (organization.Id.Value > 0 && set.Find(organization.Id) is not null)
                faults.Add(new ChangeFault(ChangeFaultCodes.Duplicate, "id", "The id is taken."));
            AddKeyFaults(faults, set, organization);
            if (faults.Count > 0) return StorageChange<Organization>.Of(ChangeResult.Refused<Organization>(faults));
            Organization kept = ColumnRules.Fit(organization) with { Id = organization.Id.Value > 0 ? organization.Id : new TenantId(NextId(set, "organizations")) };
            return StorageChange<Organization>.Put(new TenantConfiguration { Organization = kept }, static next => next.Organization);
        }));
    }

    ValueTask<ChangeResult<Organization>> IOrganizationStore.UpdateAsync(Organization organization, long? expectedVersion, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(organization);
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(storage.Change<Organization>(set =>
        {
            if (set.Find(organization.Id) is not { } current) return StorageChange<Organization>.Of(ChangeResult.NotFound<Organization>());
            if (expectedVersion is { } expected && expected != current.Version) return StorageChange<Organization>.Of(ChangeResult.Conflict<Organization>());
            var faults = new List<ChangeFault>(ColumnRules.Check(organization));
            AddKeyFaults(faults, set, organization);
            if (faults.Count > 0) return StorageChange<Organization>.Of(ChangeResult.Refused<Organization>(faults));
            return StorageChange<Organization>.Put(current with { Organization = ColumnRules.Fit(organization) }, static next => next.Organization);
        }));
    }

    async ValueTask<ChangeResult<Organization>> IOrganizationStore.DeleteAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ChangeResult<Organization> result = storage.Change<Organization>(set => set.Find(tenant) is { } current
            ? StorageChange<Organization>.Remove(current, current.Organization)
            : StorageChange<Organization>.Of(ChangeResult.NotFound<Organization>()));
        // Records go with the organization (rule D2); nobody may stop that half-way.
        if (result.Outcome == ChangeOutcome.Done && storage.Archive is { } records) await records.DeleteTenantAsync(tenant, int.MaxValue, CancellationToken.None);
        return result;
    }

    public ValueTask<ChangeResult<CloudonixSettings>> SetCloudonixSettingsAsync(
        TenantId tenant, CloudonixSettings? settings, long? expectedVersion, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(storage.Change<CloudonixSettings>(set =>
        {
            if (set.Find(tenant) is not { } current || (settings is null && current.CloudonixSettings is null))
                return StorageChange<CloudonixSettings>.Of(ChangeResult.NotFound<CloudonixSettings>());
            if (expectedVersion is { } expected && expected != current.Version) return StorageChange<CloudonixSettings>.Of(ChangeResult.Conflict<CloudonixSettings>());
            if (settings is not null && ColumnRules.Check(settings) is { Count: > 0 } faults)
                return StorageChange<CloudonixSettings>.Of(ChangeResult.Refused<CloudonixSettings>(faults));
            return StorageChange<CloudonixSettings>.Put(current with { CloudonixSettings = settings }, next => next.CloudonixSettings ?? current.CloudonixSettings!);
        }));
    }

    public ValueTask<ChangeResult<TenantConfiguration>> ReplaceAsync(TenantConfiguration configuration, long? expectedVersion, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(storage.Change<TenantConfiguration>(set =>
        {
            TenantId tenant = configuration.Organization.Id;
            if (expectedVersion is { } expected && expected != (set.Find(tenant)?.Version ?? 0))
                return StorageChange<TenantConfiguration>.Of(ChangeResult.Conflict<TenantConfiguration>());
            var faults = new List<ChangeFault>(ColumnRules.Check(configuration));
            if (tenant.Value == 0) faults.Add(new ChangeFault(ChangeFaultCodes.OutOfRange, "organization.id", "The organization must have its id."));
            AddMissingIds(faults, configuration);
            AddDuplicates(faults, set, tenant, [.. ConfigurationTables.KeysOf(configuration)], []);
            foreach (ConfigurationReference reference in AllForeignKeys(configuration))
                if (!ConfigurationReferences.IsThere(configuration, reference.Table, reference.Id)) faults.Add(MissingReference(reference));
            if (faults.Count > 0) return StorageChange<TenantConfiguration>.Of(ChangeResult.Refused<TenantConfiguration>(faults));
            NoteIds(ConfigurationTables.KeysOf(configuration));
            return StorageChange<TenantConfiguration>.Put(ColumnRules.Fit(ConfigurationTables.WithChildIds(configuration, table => NextId(set, table))), static next => next);
        }));
    }

    /// <summary>Adds what is taken: by another tenant, by another object of the tenant, or twice in the change itself.</summary>
    public static void AddDuplicates(
        List<ChangeFault> faults, TenantSet set, TenantId tenant, IReadOnlyCollection<ConfigurationKey> keys, IEnumerable<ConfigurationKey> others)
    {
        var own = others.Select(static key => (key.Set, key.Value)).ToHashSet();
        foreach (ConfigurationKey key in keys)
        {
            bool isTaken = !own.Add((key.Set, key.Value)) || (key.IsGlobal && set.IsTakenByOther(tenant, key));
            if (isTaken && !faults.Any(fault => fault.Code == ChangeFaultCodes.Duplicate && fault.Path == key.Path))
                faults.Add(new ChangeFault(ChangeFaultCodes.Duplicate, key.Path, "The value is taken."));
        }
    }

    public static ChangeFault MissingReference(ConfigurationReference reference)
        => new(ChangeFaultCodes.MissingReference, reference.Path, FormattableString.Invariant($"This organization has no row {reference.Id} in {reference.Table}."));

    private static IEnumerable<ConfigurationReference> AllForeignKeys(TenantConfiguration configuration)
        => ConfigurationReferences.Of(configuration).Where(static reference => reference.IsForeignKey);

    private static void AddKeyFaults(List<ChangeFault> faults, TenantSet set, Organization organization)
    {
        foreach (ConfigurationKey key in ConfigurationTables.KeysOf(organization))
            if (set.IsTakenByOther(organization.Id, key)) faults.Add(new ChangeFault(ChangeFaultCodes.Duplicate, "slug", "The value is taken."));
    }

    private static void AddMissingIds(List<ChangeFault> faults, TenantConfiguration configuration)
    {
        Add(ConfigurationTables.Users);
        Add(ConfigurationTables.Extensions);
        Add(ConfigurationTables.DidNumbers);
        Add(ConfigurationTables.RingGroups);
        Add(ConfigurationTables.Schedules);
        Add(ConfigurationTables.Menus);
        Add(ConfigurationTables.Rooms);
        Add(ConfigurationTables.OutboundRules);

        void Add<T>(ConfigurationTable<T> table)
            where T : class
        {
            IReadOnlyList<T> items = table.Read(configuration);
            for (int i = 0; i < items.Count; i++)
                if (table.IdOf(items[i]) == 0) faults.Add(new ChangeFault(ChangeFaultCodes.OutOfRange, ColumnRules.At(table.Name, i) + ".id", "The object must have its id."));
        }
    }
}
