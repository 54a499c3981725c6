using OpBX.BusinessHours;
using OpBX.Extensions;
using OpBX.Ivr;
using OpBX.Numbers;
using OpBX.Outbound;

namespace OpBX.Tenants;

public sealed class TenantConfigurationValidatorTests
{
    private static readonly Organization Acme = new() { Id = new TenantId(1), Name = "Acme", Settings = JsonSettings.Parse("""{"country":"US"}""") };

    [Fact]
    public void Validate_demo_tenant_has_no_errors()
    {
        TenantConfiguration demo = TenantDocument.Parse(DocumentFiles.Demo).Tenants.Single();

        TenantConfigurationValidator.Validate(demo).Where(fault => !fault.IsWarning).Should().BeEmpty();
    }

    [Fact]
    public void Validate_reports_every_fault_at_once()
    {
        var broken = new TenantConfiguration
        {
            Organization = Acme with { Settings = JsonSettings.Parse("""{"country":"XX","default_caller_id":"12","default_destination":{"type":"emergency","number":"911"}}"""), TimeZone = "Mars/Olympus" },
            Extensions =
            [
                new Extension { Id = 1, ExtensionNumber = "911" },
                new Extension { Id = 2, ExtensionNumber = "1002", Type = ExtensionType.Forward, Configuration = JsonSettings.Parse("""{"forward_to":"nowhere"}""") },
                new Extension { Id = 3, ExtensionNumber = "1003", Type = ExtensionType.CustomLogic, ServiceUrl = "http://10.0.0.1/x" },
                new Extension { Id = 4, ExtensionNumber = "1004", Configuration = JsonSettings.Parse("""{"fallback":{"type":"teleport"}}""") },
            ],
            DidNumbers = [new DidNumber { Id = 1, PhoneNumber = "123" }],
            IvrMenus = [new IvrMenu { Id = 1, Name = "Menu", Options = [new IvrMenuOption { Digit = "1", DestinationType = IvrDestinationType.ExternalNumber, ExternalNumber = "abc" }] }],
            BusinessHoursSchedules = [new BusinessHoursSchedule { Id = 1, Name = "Hours" }],
            OutboundWhitelists = [new OutboundWhitelistRule { Id = 1, Name = "Bad", PatternType = OutboundPatternType.Regex, Pattern = "(" }],
        };

        IReadOnlyList<TenantConfigurationFault> faults = TenantConfigurationValidator.Validate(broken);

        faults.Select(fault => fault.Code).Should().Contain(
        [
            TenantConfigurationFaultCodes.CountryUnknown, TenantConfigurationFaultCodes.NumberInvalid, TenantConfigurationFaultCodes.DestinationInvalid,
            TenantConfigurationFaultCodes.ExtensionIsEmergency, TenantConfigurationFaultCodes.ForwardInvalid, TenantConfigurationFaultCodes.ServiceUrlRefused,
            BusinessHoursFaultCodes.OrganizationZoneUnknown, BusinessHoursFaultCodes.NeverOpen, OutboundRuleCodes.RegexInvalid,
        ]);
        faults.Select(fault => fault.Path).Should().Contain(
        [
            "organization.settings.country", "organization.settings.default_caller_id", "organization.settings.default_destination", "extensions[0].extension_number",
            "extensions[1].configuration.forward_to", "extensions[2].service_url", "extensions[3].configuration.fallback", "did_numbers[0].phone_number",
            "ivr_menus[0].options[0].external_number", "outbound_whitelists[0]",
        ]);
        TenantSnapshot.Build(broken).Should().NotBeNull("a call tolerates every fault");
    }

    [Fact]
    public void Validate_foreign_caller_id_is_a_warning()
    {
        var tenant = new TenantConfiguration
        {
            Organization = Acme,
            Extensions = [new Extension { Id = 1, ExtensionNumber = "1001", Configuration = JsonSettings.Parse("""{"caller_id":"+15550100199"}""") }],
            DidNumbers = [new DidNumber { Id = 1, PhoneNumber = "+15550100100" }],
        };

        TenantConfigurationValidator.Validate(tenant).Should().ContainSingle()
            .Which.Should().Be(new TenantConfigurationFault(TenantConfigurationFaultCodes.CallerIdForeign, true, "extensions[0].configuration.caller_id", "It is none of the active numbers of the organization, so it is not used as caller id."));
    }
}
