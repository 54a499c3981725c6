using OpBX.Calls;
using OpBX.Cdr;
using OpBX.Extensions;
using OpBX.Recordings;
using OpBX.RingGroups;
using OpBX.Routing;
using OpBX.Sessions;
using OpBX.Tenants;

namespace OpBX.Storage;

/// <summary>The reference implementation with one part replaced by one that has a defect.</summary>
internal sealed class BrokenStorage : IStorageUnderTest, IOpBXStorage
{
    private readonly IOpBXStorage _good = new InMemoryUnderTest().Storage;

    private BrokenStorage()
    {
        Tenants = _good.Tenants;
        Configuration = _good.Configuration;
        CallLogs = _good.CallLogs;
        CallRecords = _good.CallRecords;
        SessionUpdates = _good.SessionUpdates;
        Recordings = _good.Recordings;
    }

    public IOpBXStorage Storage => this;

    public ITenantDirectory Directory => _good.Directory;

    public ITenantStore Tenants { get; private set; }

    public IConfigurationStores Configuration { get; private set; }

    public ICallLogStore CallLogs { get; private set; }

    public ICallRecordStore CallRecords { get; private set; }

    public ISessionUpdateStore SessionUpdates { get; private set; }

    public IRecordingStore Recordings { get; private set; }

    public IDeadLetterStore DeadLetters => _good.DeadLetters;

    public static BrokenStorage Extensions(Func<IConfigurationStore<Extension>, IConfigurationStore<Extension>> defect)
    {
        var storage = new BrokenStorage();
        storage.Configuration = new Stores(storage.Configuration) { Extensions = defect(storage.Configuration.Extensions) };
        return storage;
    }

    public static BrokenStorage RingGroups(Func<IConfigurationStore<RingGroup>, IConfigurationStore<RingGroup>> defect)
    {
        var storage = new BrokenStorage();
        storage.Configuration = new Stores(storage.Configuration) { RingGroups = defect(storage.Configuration.RingGroups) };
        return storage;
    }

    public static BrokenStorage With(Action<BrokenStorage> defect)
    {
        var storage = new BrokenStorage();
        defect(storage);
        return storage;
    }

    public void Break(ITenantStore tenants) => Tenants = tenants;

    public void Break(ICallRecordStore records) => CallRecords = records;

    public void Break(ISessionUpdateStore updates) => SessionUpdates = updates;

    public void Break(ICallLogStore calls) => CallLogs = calls;

    private sealed class Stores(IConfigurationStores good) : IConfigurationStores
    {
        public IOrganizationStore Organizations => good.Organizations;

        public IConfigurationStore<User> Users => good.Users;

        public IConfigurationStore<Extension> Extensions { get; init; } = good.Extensions;

        public IConfigurationStore<Numbers.DidNumber> DidNumbers => good.DidNumbers;

        public IConfigurationStore<RingGroup> RingGroups { get; init; } = good.RingGroups;

        public IConfigurationStore<BusinessHours.BusinessHoursSchedule> BusinessHoursSchedules => good.BusinessHoursSchedules;

        public IConfigurationStore<Ivr.IvrMenu> IvrMenus => good.IvrMenus;

        public IConfigurationStore<Conferences.ConferenceRoom> ConferenceRooms => good.ConferenceRooms;

        public IConfigurationStore<Outbound.OutboundWhitelistRule> OutboundWhitelists => good.OutboundWhitelists;

        public ValueTask<ChangeResult<CloudonixSettings>> SetCloudonixSettingsAsync(TenantId tenant, CloudonixSettings? settings, long? expectedVersion, CancellationToken cancellationToken)
            => good.SetCloudonixSettingsAsync(tenant, settings, expectedVersion, cancellationToken);

        public ValueTask<ChangeResult<TenantConfiguration>> ReplaceAsync(TenantConfiguration configuration, long? expectedVersion, CancellationToken cancellationToken)
            => good.ReplaceAsync(configuration, expectedVersion, cancellationToken);
    }
}

/// <summary>A store that passes everything on; a defect overrides one member.</summary>
internal class PassingStore<T>(IConfigurationStore<T> good) : IConfigurationStore<T>
    where T : class
{
    public virtual ValueTask<T?> FindAsync(TenantId tenant, long id, CancellationToken cancellationToken) => good.FindAsync(tenant, id, cancellationToken);

    public virtual ValueTask<IReadOnlyList<T>> ListAsync(TenantId tenant, ConfigurationQuery query, CancellationToken cancellationToken) => good.ListAsync(tenant, query, cancellationToken);

    public virtual ValueTask<ChangeResult<T>> InsertAsync(TenantId tenant, T item, long? expectedVersion, CancellationToken cancellationToken) => good.InsertAsync(tenant, item, expectedVersion, cancellationToken);

    public virtual ValueTask<ChangeResult<T>> UpdateAsync(TenantId tenant, T item, long? expectedVersion, CancellationToken cancellationToken) => good.UpdateAsync(tenant, item, expectedVersion, cancellationToken);

    public virtual ValueTask<ChangeResult<T>> DeleteAsync(TenantId tenant, long id, long? expectedVersion, CancellationToken cancellationToken) => good.DeleteAsync(tenant, id, expectedVersion, cancellationToken);
}
