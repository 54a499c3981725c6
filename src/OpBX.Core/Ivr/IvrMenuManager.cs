using OpBX.Numbers;
using OpBX.Storage;
using OpBX.Tenants;

namespace OpBX.Ivr;

/// <summary>Administers IVR menus with their options (rules A1, I1–I4). External numbers are kept in E.164.</summary>
public sealed class IvrMenuManager : TenantObjectManager<IvrMenu>
{
    internal IvrMenuManager(ConfigurationChanger changer) : base(changer, ConfigurationTables.Menus, RoleSubject.Configuration) { }

    private protected override IConfigurationStore<IvrMenu> Store => Changer.Stores.IvrMenus;

    private protected override IvrMenu Normalize(TenantConfiguration current, IvrMenu item)
    {
        var numbers = ConfiguredNumbers.Of(current.Organization, Changer.Catalog.Numbers);
        return item with
        {
            Options =
            [
                .. item.Options.Select(option => numbers.TryRead(option.ExternalNumber, out PhoneNumber number) ? option with { ExternalNumber = number.Value } : option),
            ],
        };
    }

    private protected override void Check(TenantConfiguration current, IvrMenu item, AdministrationCheck check)
    {
        check.Required("name", item.Name);
        check.Range("timeout", item.Timeout, 1, 600);
        check.Range("max_attempts", item.MaxAttempts, 1, 100);
        check.Boolean(item.Settings, "settings", "direct_dial");
        if (!string.IsNullOrWhiteSpace(item.FailoverType)) CheckFailover(item, check);
        var digits = new HashSet<string>(StringComparer.Ordinal);
        for (int i = 0; i < item.Options.Count; i++)
        {
            IvrMenuOption option = item.Options[i];
            if (!digits.Add(option.Digit)) check.Add(ChangeFaultCodes.Duplicate, ColumnRules.At("options", i) + ".digit", "The key has an option already.");
            check.NeedsId(ColumnRules.At("options", i) + ".destination_id", option.DestinationType.Value, option.DestinationId);
        }
    }

    private void CheckFailover(IvrMenu item, AdministrationCheck check)
    {
        Routing.DestinationKind kind = Routing.DestinationRef.KindOf(item.FailoverType);
        check.NeedsId("failover_id", item.FailoverType, item.FailoverId);
        bool isDialledOnly = kind == Routing.DestinationKind.Emergency || kind == Routing.DestinationKind.Outbound;
        if (isDialledOnly || !Changer.Catalog.Kinds.Contains(kind.Value ?? ""))
            check.Add(ChangeFaultCodes.UnknownWord, "failover_type", "Nothing handles this kind of destination here.");
    }
}
