using OpBX.BusinessHours;
using OpBX.Conferences;
using OpBX.Extensions;
using OpBX.Ivr;
using OpBX.Numbers;
using OpBX.Outbound;
using OpBX.RingGroups;
using OpBX.Tenants;

namespace OpBX.Storage;

/// <summary>The tables of configuration, each once.</summary>
internal static class ConfigurationTables
{
    public static UserTable Users { get; } = new();

    public static ExtensionTable Extensions { get; } = new();

    public static DidNumberTable DidNumbers { get; } = new();

    public static RingGroupTable RingGroups { get; } = new();

    public static ScheduleTable Schedules { get; } = new();

    public static IvrMenuTable IvrMenus { get; } = new();

    public static ConferenceRoomTable ConferenceRooms { get; } = new();

    public static OutboundWhitelistTable OutboundWhitelists { get; } = new();
}

/// <summary>Configuration in the database, object by object and whole.</summary>
internal sealed class MySqlConfigurationStores : IConfigurationStores
{
    private readonly ConfigurationChange _changes;
    private readonly ConfigurationReplacement _replacement;

    public MySqlConfigurationStores(MySqlDatabase database)
    {
        _changes = new ConfigurationChange(database);
        _replacement = new ConfigurationReplacement(database);
        Organizations = new MySqlOrganizationStore(database, _changes);
        Users = new ConfigurationStore<User>(database, _changes, ConfigurationTables.Users);
        Extensions = new ConfigurationStore<Extension>(database, _changes, ConfigurationTables.Extensions);
        DidNumbers = new ConfigurationStore<DidNumber>(database, _changes, ConfigurationTables.DidNumbers);
        RingGroups = new ConfigurationStore<RingGroup>(database, _changes, ConfigurationTables.RingGroups);
        BusinessHoursSchedules = new ConfigurationStore<BusinessHoursSchedule>(database, _changes, ConfigurationTables.Schedules);
        IvrMenus = new ConfigurationStore<IvrMenu>(database, _changes, ConfigurationTables.IvrMenus);
        ConferenceRooms = new ConfigurationStore<ConferenceRoom>(database, _changes, ConfigurationTables.ConferenceRooms);
        OutboundWhitelists = new ConfigurationStore<OutboundWhitelistRule>(database, _changes, ConfigurationTables.OutboundWhitelists);
    }

    public IOrganizationStore Organizations { get; }

    public IConfigurationStore<User> Users { get; }

    public IConfigurationStore<Extension> Extensions { get; }

    public IConfigurationStore<DidNumber> DidNumbers { get; }

    public IConfigurationStore<RingGroup> RingGroups { get; }

    public IConfigurationStore<BusinessHoursSchedule> BusinessHoursSchedules { get; }

    public IConfigurationStore<IvrMenu> IvrMenus { get; }

    public IConfigurationStore<ConferenceRoom> ConferenceRooms { get; }

    public IConfigurationStore<OutboundWhitelistRule> OutboundWhitelists { get; }

    public ValueTask<ChangeResult<CloudonixSettings>> SetCloudonixSettingsAsync(
        TenantId tenant, CloudonixSettings? settings, long? expectedVersion, CancellationToken cancellationToken)
        => _changes.RunAsync(tenant, expectedVersion, async (session, version, token) =>
        {
            if (settings is not null)
            {
                IReadOnlyList<ChangeFault> faults = ColumnRules.Check(settings);
                if (faults.Count > 0) return ChangeResult.Refused<CloudonixSettings>(faults);
                await session.ExecuteAsync(OrganizationRows.SetSettings, OrganizationRows.Values(tenant, settings), token).ConfigureAwait(false);
                return ChangeResult.Done(settings, version);
            }
            SqlArgument[] scope = [("@organization_id", tenant.Value)];
            List<CloudonixSettings> known = await session.QueryAsync(OrganizationRows.SelectSettings, scope, OrganizationRows.ReadSettings, token).ConfigureAwait(false);
            if (known.Count == 0) return ChangeResult.NotFound<CloudonixSettings>();
            await session.ExecuteAsync(OrganizationRows.DeleteSettings, scope, token).ConfigureAwait(false);
            return ChangeResult.Done(known[0], version);
        }, cancellationToken);

    public ValueTask<ChangeResult<TenantConfiguration>> ReplaceAsync(TenantConfiguration configuration, long? expectedVersion, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return _replacement.RunAsync(configuration, expectedVersion, cancellationToken);
    }
}
