using System.Globalization;
using OpBX.Tenants;

namespace OpBX.Storage;

/// <summary>Makes the whole configuration of a tenant exactly what is given, in one transaction (rule A3).</summary>
internal sealed class ConfigurationReplacement(MySqlDatabase database)
{
    public async ValueTask<ChangeResult<TenantConfiguration>> RunAsync(TenantConfiguration configuration, long? expectedVersion, CancellationToken cancellationToken)
    {
        if (configuration.Organization.Id.Value <= 0)
            return ChangeResult.Refused<TenantConfiguration>(new ChangeFault(ChangeFaultCodes.OutOfRange, "organization.id", "An organization's id is 1 or greater."));
        try
        {
            return await database.WriteAsync(
                (session, token) => ReplaceAsync(session, configuration, expectedVersion, token), isIdempotent: expectedVersion is null, cancellationToken).ConfigureAwait(false);
        }
        catch (OpBXStorageException exception) when (ConfigurationChange.FaultOf(exception.InnerException) is { } fault)
        {
            return ChangeResult.Refused<TenantConfiguration>(fault);
        }
    }

    private static async ValueTask<ChangeResult<TenantConfiguration>> ReplaceAsync(
        MySqlSession session, TenantConfiguration wanted, long? expectedVersion, CancellationToken cancellationToken)
    {
        TenantId tenant = wanted.Organization.Id;
        long version = await ConfigurationChange.MoveAsync(session, tenant, cancellationToken).ConfigureAwait(false);
        bool isNew = version == 0;
        if (expectedVersion is { } expected && expected != Math.Max(0, version - 1)) throw Rollback(ChangeResult.Conflict<TenantConfiguration>());
        var faults = new List<ChangeFault>();
        Add(faults, "organization", await MySqlOrganizationStore.CheckAsync(session, wanted.Organization, isNew, cancellationToken).ConfigureAwait(false));
        if (wanted.CloudonixSettings is { } settings) Add(faults, "cloudonix_settings", ColumnRules.Check(settings));
        if (faults.Count > 0)
        {
            AddColumnFaults(faults, wanted);
            throw Rollback(ChangeResult.Refused<TenantConfiguration>(faults));
        }
        await session.ExecuteAsync(isNew ? OrganizationRows.Insert : OrganizationRows.Update, OrganizationRows.Values(wanted.Organization), cancellationToken).ConfigureAwait(false);
        if (isNew) version = await ConfigurationChange.MoveAsync(session, tenant, cancellationToken).ConfigureAwait(false);
        // Others refer to users and extensions: these come first, and what goes has gone before.
        var replace = new Replacement(session, tenant, faults, cancellationToken);
        await replace.RemoveAsync(ConfigurationTables.OutboundWhitelists, wanted.OutboundWhitelists).ConfigureAwait(false);
        await replace.RemoveAsync(ConfigurationTables.ConferenceRooms, wanted.ConferenceRooms).ConfigureAwait(false);
        await replace.RemoveAsync(ConfigurationTables.IvrMenus, wanted.IvrMenus).ConfigureAwait(false);
        await replace.RemoveAsync(ConfigurationTables.Schedules, wanted.BusinessHoursSchedules).ConfigureAwait(false);
        await replace.RemoveAsync(ConfigurationTables.RingGroups, wanted.RingGroups).ConfigureAwait(false);
        await replace.RemoveAsync(ConfigurationTables.DidNumbers, wanted.DidNumbers).ConfigureAwait(false);
        await replace.RemoveAsync(ConfigurationTables.Extensions, wanted.Extensions).ConfigureAwait(false);
        await replace.RemoveAsync(ConfigurationTables.Users, wanted.Users).ConfigureAwait(false);
        TenantConfiguration kept = wanted with
        {
            Version = version,
            Users = await replace.WriteAsync("users", ConfigurationTables.Users, wanted.Users).ConfigureAwait(false),
            Extensions = await replace.WriteAsync("extensions", ConfigurationTables.Extensions, wanted.Extensions).ConfigureAwait(false),
            DidNumbers = await replace.WriteAsync("did_numbers", ConfigurationTables.DidNumbers, wanted.DidNumbers).ConfigureAwait(false),
            RingGroups = await replace.WriteAsync("ring_groups", ConfigurationTables.RingGroups, wanted.RingGroups).ConfigureAwait(false),
            BusinessHoursSchedules = await replace.WriteAsync("business_hours_schedules", ConfigurationTables.Schedules, wanted.BusinessHoursSchedules).ConfigureAwait(false),
            IvrMenus = await replace.WriteAsync("ivr_menus", ConfigurationTables.IvrMenus, wanted.IvrMenus).ConfigureAwait(false),
            ConferenceRooms = await replace.WriteAsync("conference_rooms", ConfigurationTables.ConferenceRooms, wanted.ConferenceRooms).ConfigureAwait(false),
            OutboundWhitelists = await replace.WriteAsync("outbound_whitelists", ConfigurationTables.OutboundWhitelists, wanted.OutboundWhitelists).ConfigureAwait(false),
        };
        if (faults.Count > 0) throw Rollback(ChangeResult.Refused<TenantConfiguration>(faults));
        if (wanted.CloudonixSettings is { } domain)
            await session.ExecuteAsync(OrganizationRows.SetSettings, OrganizationRows.Values(tenant, domain), cancellationToken).ConfigureAwait(false);
        else
            await session.ExecuteAsync(OrganizationRows.DeleteSettings, [("@organization_id", tenant.Value)], cancellationToken).ConfigureAwait(false);
        return ChangeResult.Done(kept, version);
    }

    private static RollbackException<ChangeResult<TenantConfiguration>> Rollback(ChangeResult<TenantConfiguration> result) => new(result);

    private static void AddColumnFaults(List<ChangeFault> faults, TenantConfiguration wanted)
    {
        AddAll("users", wanted.Users, ConfigurationTables.Users);
        AddAll("extensions", wanted.Extensions, ConfigurationTables.Extensions);
        AddAll("did_numbers", wanted.DidNumbers, ConfigurationTables.DidNumbers);
        AddAll("ring_groups", wanted.RingGroups, ConfigurationTables.RingGroups);
        AddAll("business_hours_schedules", wanted.BusinessHoursSchedules, ConfigurationTables.Schedules);
        AddAll("ivr_menus", wanted.IvrMenus, ConfigurationTables.IvrMenus);
        AddAll("conference_rooms", wanted.ConferenceRooms, ConfigurationTables.ConferenceRooms);
        AddAll("outbound_whitelists", wanted.OutboundWhitelists, ConfigurationTables.OutboundWhitelists);

        void AddAll<T>(string list, IReadOnlyList<T> items, ConfigurationTable<T> table)
            where T : class
        {
            for (int i = 0; i < items.Count; i++) Add(faults, string.Create(CultureInfo.InvariantCulture, $"{list}[{i}]"), table.Check(items[i]));
        }
    }

    private static void Add(List<ChangeFault> faults, string path, IReadOnlyList<ChangeFault> found)
        => faults.AddRange(found.Select(fault => fault with { Path = fault.Path.Length == 0 ? path : path + "." + fault.Path }));

    private sealed class Replacement(MySqlSession session, TenantId tenant, List<ChangeFault> faults, CancellationToken cancellationToken)
    {
        private readonly Dictionary<string, HashSet<long>> _known = [];

        public async ValueTask RemoveAsync<T>(ConfigurationTable<T> table, IReadOnlyList<T> wanted)
            where T : class
        {
            Dictionary<long, string> known = (await session.QueryAsync(
                $"SELECT id,{table.UniqueColumn ?? "''"} FROM {table.Name} WHERE organization_id=@organization_id", [("@organization_id", tenant.Value)],
                static reader => (Id: reader.GetInt64(0), Value: reader.GetString(1)), cancellationToken).ConfigureAwait(false)).ToDictionary(static row => row.Id, static row => row.Value);
            long[] gone = [.. known.Keys.Except(wanted.Select(table.IdOf))];
            await ConfigurationRows.DeleteAsync(session, table, tenant, gone, cancellationToken).ConfigureAwait(false);
            foreach (long id in gone) known.Remove(id);
            if (table.UniqueColumn is not null) await ParkAsync(table, wanted, known).ConfigureAwait(false);
            _known.Add(table.Name, [.. known.Keys]);
        }

        // Rows that exchange a unique value would meet the key on the way: those whose value changes give it up first.
        private async ValueTask ParkAsync<T>(ConfigurationTable<T> table, IReadOnlyList<T> wanted, Dictionary<long, string> known)
            where T : class
        {
            long[] changing = [.. wanted.Where(item => known.TryGetValue(table.IdOf(item), out string? value) && value != table.UniqueValuesOf(item).First().Value).Select(table.IdOf)];
            if (changing.Length < 2 && wanted.Count == known.Count) return;
            var taken = new HashSet<string>(known.Values, StringComparer.OrdinalIgnoreCase);
            int number = 0;
            foreach (long id in changing)
            {
                string parked;
                do parked = "~" + number++.ToString("x", CultureInfo.InvariantCulture);
                while (!taken.Add(parked));
                if (table.UniqueOverAll) parked += "-" + id.ToString(CultureInfo.InvariantCulture);
                await session.ExecuteAsync(
                    $"UPDATE {table.Name} SET {table.UniqueColumn}=@parked WHERE organization_id=@organization_id AND id=@id",
                    [("@parked", parked), ("@organization_id", tenant.Value), ("@id", id)], cancellationToken).ConfigureAwait(false);
            }
        }

        public async ValueTask<IReadOnlyList<T>> WriteAsync<T>(string list, ConfigurationTable<T> table, IReadOnlyList<T> wanted)
            where T : class
        {
            HashSet<long> known = _known[table.Name];
            var kept = new List<T>(wanted.Count);
            var ids = new HashSet<long>();
            for (int i = 0; i < wanted.Count; i++)
            {
                T item = wanted[i];
                bool isNew = !known.Contains(table.IdOf(item));
                IReadOnlyList<ChangeFault> found = await ConfigurationRows.CheckAsync(session, table, tenant, item, isNew, cancellationToken).ConfigureAwait(false);
                if (table.IdOf(item) > 0 && !ids.Add(table.IdOf(item))) found = [.. found, new ChangeFault(ChangeFaultCodes.Duplicate, "id", "The id stands twice.")];
                Add(faults, string.Create(CultureInfo.InvariantCulture, $"{list}[{i}]"), found);
                // After a fault nothing will be kept; the rest is looked at, so that all faults are told at once.
                if (found.Count > 0) continue;
                kept.Add(isNew
                    ? await ConfigurationRows.InsertAsync(session, table, tenant, item, cancellationToken).ConfigureAwait(false)
                    : await ConfigurationRows.UpdateAsync(session, table, tenant, item, cancellationToken).ConfigureAwait(false));
            }
            return kept;
        }
    }
}
