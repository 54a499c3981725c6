using OpBX.Storage;
using OpBX.Tenants;

namespace OpBX.Numbers;

/// <summary>Administers DID numbers (rules A1, R2), which are kept in E.164. A number that another organization has is refused (rule H5).</summary>
public sealed class DidNumberManager : TenantObjectManager<DidNumber>
{
    internal DidNumberManager(ConfigurationChanger changer) : base(changer, ConfigurationTables.DidNumbers, RoleSubject.Configuration) { }

    private protected override IConfigurationStore<DidNumber> Store => Changer.Stores.DidNumbers;

    private protected override DidNumber Normalize(TenantConfiguration current, DidNumber item)
        => TryRead(current, item, out PhoneNumber number) ? item with { PhoneNumber = number.Value } : item;

    private protected override void Check(TenantConfiguration current, DidNumber item, AdministrationCheck check)
    {
        check.Required("phone_number", item.PhoneNumber);
        if (item.RoutingConfig.TryGet("destination", out _)) return;
        string member = ConfigurationReferences.RoutingMemberOf(item.RoutingType);
        bool hasDefault = member == "business_hours_schedule_id" && current.BusinessHoursSchedules.Any(static schedule => schedule.IsDefault);
        if (member.Length > 0 && !hasDefault) check.NeedsId(item.RoutingConfig, "routing_config", member);
    }

    private protected override async ValueTask CheckOthersAsync(TenantConfiguration current, DidNumber item, AdministrationCheck check, CancellationToken cancellationToken)
    {
        if (!TryRead(current, item, out PhoneNumber number)) return;
        foreach (DidNumber other in current.DidNumbers)
        {
            if (other.Id != item.Id && TryRead(current, other, out PhoneNumber known) && known == number)
                check.Add(ChangeFaultCodes.Duplicate, "phone_number", "The value is taken.");
        }
        await CheckClaimAsync(Changer, current.Organization.Id, number, "phone_number", check, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Refuses a number that is an active DID of another organization.</summary>
    internal static async ValueTask CheckClaimAsync(
        ConfigurationChanger changer, TenantId tenant, PhoneNumber number, string path, AdministrationCheck check, CancellationToken cancellationToken)
    {
        foreach (TenantCredential other in await changer.Storage.Directory.FindByDidAsync(number, cancellationToken).ConfigureAwait(false))
        {
            if (other.Tenant != tenant) check.Add(AdministrationFaultCodes.Claimed, path, "Another organization has this number.");
        }
    }

    private bool TryRead(TenantConfiguration current, DidNumber did, out PhoneNumber number)
        => ConfiguredNumbers.Of(current.Organization, Changer.Catalog.Numbers).TryRead(did.PhoneNumber, out number);
}
