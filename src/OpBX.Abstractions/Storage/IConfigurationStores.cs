using OpBX.BusinessHours;
using OpBX.Conferences;
using OpBX.Extensions;
using OpBX.Ivr;
using OpBX.Numbers;
using OpBX.Outbound;
using OpBX.RingGroups;
using OpBX.Tenants;

namespace OpBX.Storage;

/// <summary>Reads and writes configuration, object by object and whole (rules A1–A3).</summary>
public interface IConfigurationStores
{
    /// <summary>Organizations: the tenants themselves.</summary>
    IOrganizationStore Organizations { get; }

    /// <summary>Users.</summary>
    IConfigurationStore<User> Users { get; }

    /// <summary>Extensions.</summary>
    IConfigurationStore<Extension> Extensions { get; }

    /// <summary>DID numbers.</summary>
    IConfigurationStore<DidNumber> DidNumbers { get; }

    /// <summary>Ring groups with their members.</summary>
    IConfigurationStore<RingGroup> RingGroups { get; }

    /// <summary>Business hours schedules with rules, exceptions and destinations.</summary>
    IConfigurationStore<BusinessHoursSchedule> BusinessHoursSchedules { get; }

    /// <summary>IVR menus with their options.</summary>
    IConfigurationStore<IvrMenu> IvrMenus { get; }

    /// <summary>Conference rooms.</summary>
    IConfigurationStore<ConferenceRoom> ConferenceRooms { get; }

    /// <summary>Outbound rules.</summary>
    IConfigurationStore<OutboundWhitelistRule> OutboundWhitelists { get; }

    /// <summary>Sets the tenant's domain on the platform, or removes it.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="settings">The settings; null removes them.</param>
    /// <param name="expectedVersion">The configuration version on which the change was decided; null = whatever it is.</param>
    /// <param name="cancellationToken">Ends the wait; the change may have been made.</param>
    /// <returns>The settings as they are kept, or, when removed, as they were; <see cref="ChangeOutcome.NotFound"/> when there is no such tenant, or nothing to remove.</returns>
    /// <exception cref="OpBXStorageException">The storage did not answer.</exception>
    ValueTask<ChangeResult<CloudonixSettings>> SetCloudonixSettingsAsync(TenantId tenant, CloudonixSettings? settings, long? expectedVersion, CancellationToken cancellationToken);

    /// <summary>
    /// Makes the whole configuration of a tenant exactly this, in one transaction: the organization is made where it is
    /// missing, rows keep their ids, what is not in the configuration goes. Records stay.
    /// </summary>
    /// <param name="configuration">The configuration; its version is not read. Every object has its id; children may have 0.</param>
    /// <param name="expectedVersion">The configuration version on which the change was decided; null = whatever it is.</param>
    /// <param name="cancellationToken">Ends the wait; the change may have been made.</param>
    /// <returns>The configuration as it is kept, children's ids included; an id that belongs to another tenant is <see cref="ChangeFaultCodes.Duplicate"/>.</returns>
    /// <exception cref="OpBXStorageException">The storage did not answer.</exception>
    ValueTask<ChangeResult<TenantConfiguration>> ReplaceAsync(TenantConfiguration configuration, long? expectedVersion, CancellationToken cancellationToken);
}

/// <summary>Reads and writes organizations (<c>organizations</c>).</summary>
public interface IOrganizationStore
{
    /// <summary>One organization; null = there is none of that id.</summary>
    /// <exception cref="OpBXStorageException">The storage did not answer.</exception>
    ValueTask<Organization?> FindAsync(TenantId tenant, CancellationToken cancellationToken);

    /// <summary>Organizations in ascending order of their ids, one page. This reads over all tenants: for the host's own administration.</summary>
    /// <exception cref="OpBXStorageException">The storage did not answer.</exception>
    ValueTask<IReadOnlyList<Organization>> ListAsync(ConfigurationQuery query, CancellationToken cancellationToken);

    /// <summary>Makes an organization; id 0 = the storage gives one.</summary>
    /// <exception cref="OpBXStorageException">The storage did not answer.</exception>
    ValueTask<ChangeResult<Organization>> InsertAsync(Organization organization, CancellationToken cancellationToken);

    /// <summary>Replaces an organization's own row.</summary>
    /// <exception cref="OpBXStorageException">The storage did not answer.</exception>
    ValueTask<ChangeResult<Organization>> UpdateAsync(Organization organization, long? expectedVersion, CancellationToken cancellationToken);

    /// <summary>Removes an organization with everything it has, records included (rule D2). To keep it, set its status to deleted instead.</summary>
    /// <exception cref="OpBXStorageException">The storage did not answer.</exception>
    ValueTask<ChangeResult<Organization>> DeleteAsync(TenantId tenant, CancellationToken cancellationToken);
}
