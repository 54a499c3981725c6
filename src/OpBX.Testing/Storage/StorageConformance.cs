using System.Collections.Immutable;

namespace OpBX.Storage;

/// <summary>
/// What every <see cref="IOpBXStorage"/> must do, as a list of named checks for any test framework: make a theory of
/// <see cref="Checks"/> and run each against the provider.
/// </summary>
/// <remarks>
/// Each check imports two tenants of its own (<see cref="Tenants.TwinTenants"/>), so all may share one storage that was empty
/// when the process started, and may run at the same time. A process has tenants for 1,000 runs on one storage.
/// </remarks>
public static class StorageConformance
{
    /// <summary>All checks, in a stable order.</summary>
    public static IReadOnlyList<ConformanceCheck> Checks { get; } =
    [
        .. DirectoryChecks.All(), .. TenantChecks.All(),
        .. new StoreChecks<Tenants.User>(StoreProbes.Users).All(),
        .. new StoreChecks<Extensions.Extension>(StoreProbes.Extensions).All(),
        .. new StoreChecks<Numbers.DidNumber>(StoreProbes.DidNumbers).All(),
        .. new StoreChecks<RingGroups.RingGroup>(ContainerProbes.RingGroups).All(),
        .. new StoreChecks<BusinessHours.BusinessHoursSchedule>(ContainerProbes.Schedules).All(),
        .. new StoreChecks<Ivr.IvrMenu>(ContainerProbes.IvrMenus).All(),
        .. new StoreChecks<Conferences.ConferenceRoom>(StoreProbes.ConferenceRooms).All(),
        .. new StoreChecks<Outbound.OutboundWhitelistRule>(StoreProbes.OutboundWhitelists).All(),
        .. ReferenceChecks.All(), .. WholeChecks.All(), .. OrganizationChecks.All(),
        .. RecordChecks.All(), .. EventChecks.All(),
    ];

    private static readonly ImmutableDictionary<string, ConformanceCheck> ByName = Checks.ToImmutableDictionary(static check => check.Name, StringComparer.Ordinal);

    /// <summary>The check of that name.</summary>
    /// <param name="name">Its <see cref="ConformanceCheck.Name"/>.</param>
    /// <exception cref="KeyNotFoundException">There is none of that name.</exception>
    public static ConformanceCheck Get(string name)
        => ByName.TryGetValue(name, out ConformanceCheck? check) ? check : throw new KeyNotFoundException($"There is no storage check '{name}'.");
}
