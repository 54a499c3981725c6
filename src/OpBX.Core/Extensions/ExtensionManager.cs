using OpBX.Numbers;
using OpBX.Routing;
using OpBX.Storage;
using OpBX.Tenants;

namespace OpBX.Extensions;

/// <summary>Administers extensions (rules A1, E1–E8). Forwards and caller ids are kept in E.164.</summary>
public sealed class ExtensionManager : TenantObjectManager<Extension>
{
    internal ExtensionManager(ConfigurationChanger changer) : base(changer, ConfigurationTables.Extensions, RoleSubject.Extensions) { }

    private protected override IConfigurationStore<Extension> Store => Changer.Stores.Extensions;

    private protected override Extension Normalize(TenantConfiguration current, Extension item)
    {
        var numbers = ConfiguredNumbers.Of(current.Organization, Changer.Catalog.Numbers);
        JsonSettings own = AdministrationCheck.Normalized(item.Configuration, "caller_id", numbers);
        own = AdministrationCheck.Normalized(own, "emergency_caller_id", numbers);
        string? forward = own.GetString("forward_to")?.Trim();
        bool isPublic = forward is not null && !SipAddress.IsValid(forward) && item.ExtensionNumber != forward
            && !current.Extensions.Any(extension => extension.ExtensionNumber == forward);
        if (isPublic) own = AdministrationCheck.Normalized(own, "forward_to", numbers);
        return ReferenceEquals(own, item.Configuration) ? item : item with { Configuration = own };
    }

    private protected override void Check(TenantConfiguration current, Extension item, AdministrationCheck check)
    {
        const string Column = "configuration";
        if (item.ExtensionNumber is not { Length: >= 3 and <= 5 } number || !number.All(char.IsAsciiDigit))
            check.Add(AdministrationFaultCodes.InvalidValue, "extension_number", "An extension number has three to five digits.");
        check.Range(item.Configuration, Column, "ring_timeout", 1, 600);
        check.Limits(item.Configuration, Column);
        if (item.Configuration.TryGet("destination", out _)) return;
        if (item.Type == ExtensionType.RingGroup) check.NeedsId(item.Configuration, Column, "ring_group_id");
        if (item.Type == ExtensionType.Ivr && item.Configuration.GetInt64("ivr_id") is null) check.NeedsId(item.Configuration, Column, "ivr_menu_id");
        if (item.Type == ExtensionType.AiAssistant) CheckAssistant(item, check);
    }

    private protected override bool Holds(TenantConfiguration current, ConfigurationReference reference)
    {
        if (!reference.Path.EndsWith(".fallback_extension_id", StringComparison.Ordinal)) return reference.IsUsed;
        // The schema clears it; while the fallback is in use a call would miss it.
        int index = int.Parse(reference.Path["ring_groups[".Length..reference.Path.IndexOf(']', StringComparison.Ordinal)], System.Globalization.CultureInfo.InvariantCulture);
        return current.RingGroups[index].FallbackAction == RingGroups.RingGroupFallback.Extension;
    }

    private protected override IEnumerable<string> TextReferences(TenantConfiguration current, Extension item)
    {
        for (int i = 0; i < current.Extensions.Count; i++)
        {
            Extension other = current.Extensions[i];
            bool forwards = other.Type is ExtensionType.Forward or ExtensionType.User && !other.Configuration.TryGet("destination", out _);
            if (forwards && other.Configuration.GetString("forward_to")?.Trim() == item.ExtensionNumber) yield return ColumnRules.At("extensions", i) + ".configuration.forward_to";
        }
    }

    // A stream, a SIP address, a service of one's own, or a provider with its agent (rule E5).
    private static void CheckAssistant(Extension item, AdministrationCheck check)
    {
        string url = item.ServiceUrl?.Trim() ?? "";
        bool hasAgent = Has("provider") && (Has("phone_number") || Has("agent_id"));
        if (url.Length == 0 && !hasAgent) check.Add(AdministrationFaultCodes.Required, "service_url", "An assistant needs an address, or a provider with its number or agent.");
        if (url.Length == 0) return;
        bool isKnown = Uri.TryCreate(url, UriKind.Absolute, out Uri? address) && address.Scheme is "wss" or "sip" or "sips" or "https";
        if (!isKnown) check.Add(TenantConfigurationFaultCodes.ServiceUrlRefused, "service_url", "The address must begin with wss:, sip:, sips: or https:.");

        bool Has(string name) => item.ServiceParams.GetString(name) is not null || item.Configuration.GetString(name) is not null;
    }
}
