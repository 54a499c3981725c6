using OpBX.Extensions;
using OpBX.Storage;
using OpBX.Tenants;

namespace OpBX.RingGroups;

/// <summary>Administers ring groups with their members (rules A1, G1–G6).</summary>
public sealed class RingGroupManager : TenantObjectManager<RingGroup>
{
    internal RingGroupManager(ConfigurationChanger changer) : base(changer, ConfigurationTables.RingGroups, RoleSubject.Configuration) { }

    private protected override IConfigurationStore<RingGroup> Store => Changer.Stores.RingGroups;

    private protected override void Check(TenantConfiguration current, RingGroup item, AdministrationCheck check)
    {
        check.Required("name", item.Name);
        check.Range("timeout", item.Timeout, 1, 600);
        check.Range("ring_turns", item.RingTurns, 1, 100);
        if (item.FallbackAction == RingGroupFallback.Extension && item.FallbackExtensionId is null)
            check.Add(ChangeFaultCodes.MissingReference, "fallback_extension_id", "The extension of the fallback is needed here.");
        for (int i = 0; i < item.Members.Count; i++)
        {
            Extension? member = current.Extensions.FirstOrDefault(extension => extension.Id == item.Members[i].ExtensionId);
            if (member is not null && member.Type is not (ExtensionType.User or ExtensionType.Forward))
                check.Add(AdministrationFaultCodes.InvalidValue, ColumnRules.At("members", i) + ".extension_id", "A member is an extension of type user or forward.");
        }
    }
}
