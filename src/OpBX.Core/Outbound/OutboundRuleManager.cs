using OpBX.Storage;
using OpBX.Tenants;

namespace OpBX.Outbound;

/// <summary>Administers outbound rules (rules A1, O2).</summary>
public sealed class OutboundRuleManager : TenantObjectManager<OutboundWhitelistRule>
{
    internal OutboundRuleManager(ConfigurationChanger changer) : base(changer, ConfigurationTables.OutboundRules, RoleSubject.Configuration) { }

    private protected override IConfigurationStore<OutboundWhitelistRule> Store => Changer.Stores.OutboundWhitelists;

    private protected override void Check(TenantConfiguration current, OutboundWhitelistRule item, AdministrationCheck check)
    {
        // Names, patterns and their relation to the other rules are what the validator of outbound rules looks at.
    }
}
