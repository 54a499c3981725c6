using System.Globalization;
using System.Text.Json;
using OpBX.BusinessHours;
using OpBX.Extensions;
using OpBX.Ivr;
using OpBX.Numbers;
using OpBX.Outbound;
using OpBX.Routing;

namespace OpBX.Tenants;

/// <summary>
/// Looks at a configuration as a call would: schedules, numbers, outbound rules, forwards and services. All faults are
/// reported at once. A call tolerates every one of them: the object is unavailable, and the trace says so.
/// </summary>
public sealed class TenantConfigurationValidator
{
    private readonly TenantConfiguration _configuration;
    private readonly RoutingCatalog _catalog;
    private readonly List<TenantConfigurationFault> _faults = [];
    private readonly HashSet<PhoneNumber> _own = [];
    private readonly string _country;

    private TenantConfigurationValidator(TenantConfiguration configuration, RoutingCatalog catalog)
    {
        _configuration = configuration;
        _catalog = catalog;
        _country = SnapshotBuilder.CountryOf(configuration.Organization);
    }

    /// <summary>Validates with the built-in destinations.</summary>
    public static IReadOnlyList<TenantConfigurationFault> Validate(TenantConfiguration configuration) => Validate(configuration, RoutingCatalog.Default);

    /// <summary>Validates with the destinations of a catalog.</summary>
    /// <param name="configuration">The configuration.</param>
    /// <param name="catalog">The destinations that the host knows.</param>
    /// <returns>All faults, in the order of the JSON document; empty = none.</returns>
    public static IReadOnlyList<TenantConfigurationFault> Validate(TenantConfiguration configuration, RoutingCatalog catalog)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        ArgumentNullException.ThrowIfNull(catalog);
        var validator = new TenantConfigurationValidator(configuration, catalog);
        validator.CheckOrganization();
        validator.CheckExtensions();
        validator.CheckDids();
        validator.CheckMenus();
        validator.CheckSchedules();
        validator.CheckRules();
        return validator._faults;
    }

    private void CheckOrganization()
    {
        foreach (DidNumber did in _configuration.DidNumbers)
        {
            if (did.Status == EntityStatus.Active && TryRead(did.PhoneNumber, out PhoneNumber number)) _own.Add(number);
        }
        JsonSettings settings = _configuration.Organization.Settings;
        const string Path = "organization.settings.";
        if (_country.Length > 0 && !_catalog.Numbers.IsKnownCountry(_country))
        {
            Add(TenantConfigurationFaultCodes.CountryUnknown, Path + "country", $"'{_country}' is no ISO 3166-1 code of two letters that the numbering table knows.");
        }
        CheckOwn(settings, Path, "default_caller_id");
        CheckNumber(settings.GetString("emergency_caller_id"), Path + "emergency_caller_id");
        CheckDestination(settings, Path, "default_destination");
    }

    private void CheckExtensions()
    {
        var numbers = new HashSet<string>(_configuration.Extensions.Select(static e => e.ExtensionNumber), StringComparer.Ordinal);
        IReadOnlyList<string> additional = _configuration.Organization.Settings.GetStrings("emergency_numbers");
        for (int i = 0; i < _configuration.Extensions.Count; i++)
        {
            Extension extension = _configuration.Extensions[i];
            string path = At("extensions", i);
            if (_catalog.Numbers.IsEmergency(extension.ExtensionNumber, _country, null, additional, out _))
            {
                Add(TenantConfigurationFaultCodes.ExtensionIsEmergency, path + ".extension_number", $"{extension.ExtensionNumber} is an emergency number: dialled, it calls for help.");
            }
            CheckOwn(extension.Configuration, path + ".configuration.", "caller_id");
            CheckNumber(extension.Configuration.GetString("emergency_caller_id"), path + ".configuration.emergency_caller_id");
            CheckDestination(extension.Configuration, path + ".configuration.", "fallback");
            CheckDestination(extension.Configuration, path + ".configuration.", "destination");
            CheckForward(extension, numbers, path);
            CheckService(extension, path);
        }
    }

    private void CheckForward(Extension extension, HashSet<string> numbers, string path)
    {
        string? target = extension.Configuration.GetString("forward_to")?.Trim();
        bool needed = extension.Type == ExtensionType.Forward && !extension.Configuration.TryGet("destination", out _);
        if (target is null && !needed) return;
        if (target is null || (!numbers.Contains(target) && !SipAddress.IsValid(target) && !TryRead(target, out _)))
        {
            Add(TenantConfigurationFaultCodes.ForwardInvalid, path + ".configuration.forward_to", "It is neither an extension, nor a number, nor a SIP address.");
        }
    }

    private void CheckService(Extension extension, string path)
    {
        bool isAssistant = extension.Type == ExtensionType.AiAssistant;
        string url = extension.ServiceUrl?.Trim() ?? "";
        if (extension.Type != ExtensionType.CustomLogic && !(isAssistant && url.StartsWith("http", StringComparison.OrdinalIgnoreCase))) return;
        if (ServiceAddress.FaultOf(url, out _) is { } fault)
        {
            Add(TenantConfigurationFaultCodes.ServiceUrlRefused, path + ".service_url", $"The address is refused: {fault}.");
        }
    }

    private void CheckDids()
    {
        for (int i = 0; i < _configuration.DidNumbers.Count; i++)
        {
            DidNumber did = _configuration.DidNumbers[i];
            string path = At("did_numbers", i);
            CheckNumber(did.PhoneNumber, path + ".phone_number");
            CheckDestination(did.RoutingConfig, path + ".routing_config.", "destination");
        }
    }

    private void CheckMenus()
    {
        for (int i = 0; i < _configuration.IvrMenus.Count; i++)
        {
            IvrMenu menu = _configuration.IvrMenus[i];
            for (int o = 0; o < menu.Options.Count; o++)
            {
                if (menu.Options[o].DestinationType != IvrDestinationType.ExternalNumber) continue;
                CheckNumber(menu.Options[o].ExternalNumber ?? "", At(At("ivr_menus", i) + ".options", o) + ".external_number");
            }
        }
    }

    private void CheckSchedules()
    {
        for (int i = 0; i < _configuration.BusinessHoursSchedules.Count; i++)
        {
            foreach (BusinessHoursFault fault in BusinessHoursValidator.Validate(_configuration.BusinessHoursSchedules[i], _configuration.Organization.TimeZone))
            {
                string path = At("business_hours_schedules", i);
                if (fault.Path.Length > 0) path += "." + fault.Path;
                _faults.Add(new TenantConfigurationFault(fault.Code, fault.Severity == BusinessHoursFaultSeverity.Warning, path, fault.Message));
            }
        }
    }

    private void CheckRules()
    {
        foreach (OutboundRuleFault fault in OutboundRuleValidator.Validate(_configuration.OutboundWhitelists))
        {
            _faults.Add(new TenantConfigurationFault(fault.Code, fault.IsWarning, At("outbound_whitelists", fault.Index), fault.Detail));
        }
    }

    private void CheckDestination(JsonSettings json, string path, string name)
    {
        if (!json.TryGet(name, out JsonElement value)) return;
        string? fault = !DestinationRef.TryRead(value, out DestinationRef reference) ? "no type"
            : reference.Kind == DestinationKind.Emergency || reference.Kind == DestinationKind.Outbound ? "only a caller may dial it"
            : _catalog.Bind(reference).Target.Fault;
        if (fault is not null) Add(TenantConfigurationFaultCodes.DestinationInvalid, path + name, $"The destination can't be used: {fault}.");
    }

    private void CheckOwn(JsonSettings json, string path, string name)
    {
        string? text = json.GetString(name);
        if (!CheckNumber(text, path + name) || !TryRead(text, out PhoneNumber number) || _own.Contains(number)) return;
        _faults.Add(new TenantConfigurationFault(
            TenantConfigurationFaultCodes.CallerIdForeign, IsWarning: true, path + name, "It is none of the active numbers of the organization, so it is not used as caller id."));
    }

    private bool CheckNumber(string? text, string path)
    {
        if (text is null) return false;
        if (TryRead(text, out _)) return true;
        Add(TenantConfigurationFaultCodes.NumberInvalid, path, "It can't be read as a number of the organization's country, nor as an international one.");
        return false;
    }

    private bool TryRead(string? text, out PhoneNumber number) => new ConfiguredNumbers(_catalog.Numbers, _country).TryRead(text, out number);

    private void Add(string code, string path, string reason) => _faults.Add(new TenantConfigurationFault(code, IsWarning: false, path, reason));

    private static string At(string list, int index) => string.Create(CultureInfo.InvariantCulture, $"{list}[{index}]");
}
