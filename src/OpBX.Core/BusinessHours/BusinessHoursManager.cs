using OpBX.Storage;
using OpBX.Tenants;

namespace OpBX.BusinessHours;

/// <summary>Administers business hours schedules with rules, exceptions and destinations (rules A1, B1–B6).</summary>
public sealed class BusinessHoursManager : TenantObjectManager<BusinessHoursSchedule>
{
    internal BusinessHoursManager(ConfigurationChanger changer) : base(changer, ConfigurationTables.Schedules, RoleSubject.Configuration) { }

    private protected override IConfigurationStore<BusinessHoursSchedule> Store => Changer.Stores.BusinessHoursSchedules;

    private protected override void Check(TenantConfiguration current, BusinessHoursSchedule item, AdministrationCheck check)
    {
        check.Required("name", item.Name);
        for (int i = 0; i < item.Destinations.Count; i++)
            check.NeedsId(ColumnRules.At("destinations", i) + ".destination_id", item.Destinations[i].DestinationType, item.Destinations[i].DestinationId);
        if (item.IsDefault && current.BusinessHoursSchedules.Any(other => other.IsDefault && other.Id != item.Id))
            check.Add(ChangeFaultCodes.Duplicate, "is_default", "Another schedule is the default one.");
    }
}
