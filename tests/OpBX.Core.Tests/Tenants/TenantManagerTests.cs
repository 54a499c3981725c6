using System.Buffers;
using FluentAssertions;
using OpBX.Extensions;
using OpBX.Numbers;
using OpBX.Storage;
using Xunit;
using static OpBX.Tenants.Administration;

namespace OpBX.Tenants;

public sealed class TenantManagerTests
{
    private readonly Administration _pbx = new();

    private TenantManager Manager => _pbx.Get<TenantManager>();

    [Fact]
    public async Task AnExportComesBackExactly()
    {
        byte[] exported = await ExportAsync(_pbx, NeighbourTenants.First);
        ChangeResult<TenantConfiguration> again = await Manager.ImportAsync(exported);
        again.Outcome.Should().Be(ChangeOutcome.Done);
        (await ExportAsync(_pbx, NeighbourTenants.First)).Should().Equal(exported);

        var other = new Administration(NeighbourTenants.Make(NeighbourTenants.Second));
        (await other.Get<TenantManager>().ImportAsync(exported)).Outcome.Should().Be(ChangeOutcome.Done);
        (await ExportAsync(other, NeighbourTenants.First)).Should().Equal(exported);
    }

    [Fact]
    public async Task WhatCannotBeReadIsRefusedWithItsPlace()
    {
        Codes(await Manager.ImportAsync("{"u8.ToArray())).Should().ContainSingle().Which.Should().StartWith("syntax ");
        Codes(await Manager.ImportAsync("""{"tenants":[]}"""u8.ToArray())).Should().Equal("document $");
    }

    [Fact]
    public async Task TakenIdsMoveWithEverythingThatNamesThem()
    {
        TenantConfiguration copy = NeighbourTenants.Make(NeighbourTenants.First);
        copy = copy with
        {
            Organization = copy.Organization with { Id = new TenantId(3), Slug = "twin-3" },
            CloudonixSettings = copy.CloudonixSettings! with { DomainName = "twin3.cloudonix.net", DomainUuid = null },
            Users = [.. copy.Users.Select(static user => user with { Email = "new-" + user.Email })],
            DidNumbers = [.. copy.DidNumbers.Select(static did => did with { PhoneNumber = did.PhoneNumber.Replace("+1202555", "+1212555", StringComparison.Ordinal) })],
        };
        ChangeResult<TenantConfiguration> refused = await Manager.ImportAsync(copy);
        refused.Outcome.Should().Be(ChangeOutcome.Refused);
        Codes(refused).Should().Contain("duplicate extensions[0].id").And.OnlyContain(static code => code.StartsWith("duplicate ", StringComparison.Ordinal) && code.EndsWith(".id", StringComparison.Ordinal));

        TenantConfiguration first = _pbx.Of(NeighbourTenants.First);
        TenantConfiguration made = (await Manager.ImportAsync(copy, new TenantImportOptions { AssignNewIds = true })).Item!;
        _pbx.Of(NeighbourTenants.First).Should().BeSameAs(first);
        made.Extensions.Select(static e => e.ExtensionNumber).Should().Equal("100", "101", "200", "102");
        long[] extensions = [.. made.Extensions.Select(static e => e.Id)];
        extensions.Should().OnlyHaveUniqueItems().And.NotContain(first.Extensions.Select(static e => e.Id));
        made.Extensions[1].UserId.Should().Be(made.Users[1].Id);
        made.Extensions[1].Configuration.Json.GetProperty("fallback").GetProperty("id").GetString().Should().Be(Text(made.RingGroups[0].Id), "it was a text and stays one");
        made.DidNumbers[0].RoutingConfig.GetInt64("ring_group_id").Should().Be(made.RingGroups[0].Id);
        made.DidNumbers[1].RoutingConfig.GetString("business_hours_schedule_id").Should().Be(Text(made.BusinessHoursSchedules[0].Id));
        made.RingGroups[0].FallbackExtensionId.Should().Be(extensions[3]);
        made.RingGroups[0].Members.Select(static m => m.ExtensionId).Should().Equal(extensions[0], extensions[1]);
        made.BusinessHoursSchedules[0].Destinations.Select(static d => d.DestinationId).Should().Equal(made.RingGroups[0].Id, extensions[0]);
        made.IvrMenus[0].FailoverId.Should().Be(extensions[0]);
        made.IvrMenus[0].Options[0].DestinationId.Should().Be(extensions[1]);
        made.ConferenceRooms[0].ExtensionId.Should().Be(extensions[2]);
        made.Organization.Settings.Json.GetProperty("default_destination").GetProperty("id").GetInt64().Should().Be(made.IvrMenus[0].Id);
        ConfigurationReferences.Of(made).Should().OnlyContain(reference => ConfigurationReferences.IsThere(made, reference.Table, reference.Id));
    }

    [Fact]
    public async Task ImportsAreValidatedTriedAndVersioned()
    {
        TenantConfiguration bad = NeighbourTenants.Make(NeighbourTenants.First);
        bad = bad with { Extensions = [.. bad.Extensions, new Extension { Id = 99, ExtensionNumber = "911", Configuration = JsonSettings.Parse("""{"fallback":{"type":"extension","id":2}}""") }] };
        Codes(await Manager.ImportAsync(bad)).Should().BeEquivalentTo("extension-is-emergency extensions[4].extension_number", "missing-reference extensions[4].configuration.fallback");
        var loose = new TenantImportOptions { AllowUnusable = true };
        (await Manager.ImportAsync(bad, loose with { Change = new ChangeOptions { DryRun = true } })).Outcome.Should().Be(ChangeOutcome.Done);
        _pbx.Of(NeighbourTenants.First).Extensions.Should().HaveCount(4);
        (await Manager.ImportAsync(bad, loose with { Change = new ChangeOptions { ExpectedVersion = 7 } })).Outcome.Should().Be(ChangeOutcome.Conflict);
        Codes(await Manager.ImportAsync(bad, loose with { Change = new ChangeOptions { ActorId = 3 } })).Should().Equal("forbidden");
        (await Manager.ImportAsync(bad, loose)).Outcome.Should().Be(ChangeOutcome.Done);
        (await Manager.ImportAsync(bad with { Users = [] })).Outcome.Should().Be(ChangeOutcome.Refused, "extensions name the users");
        (await Manager.ImportAsync(bad with { OutboundWhitelists = [] })).Outcome.Should().Be(ChangeOutcome.Done, "what could not be used before may stay so");
    }

    [Fact]
    public async Task ClaimsOfOthersAreRefused()
    {
        TenantConfiguration grab = NeighbourTenants.Make(NeighbourTenants.First);
        grab = grab with
        {
            CloudonixSettings = grab.CloudonixSettings! with { DomainName = "twin2.cloudonix.net" },
            DidNumbers = [grab.DidNumbers[0], grab.DidNumbers[1] with { PhoneNumber = "2025550122" }],
        };
        Codes(await Manager.ImportAsync(grab, new TenantImportOptions { AllowUnusable = true })).Should().BeEquivalentTo("claimed cloudonix_settings.domain_name", "claimed did_numbers[1].phone_number");
    }

    private static string Text(long id) => id.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static async Task<byte[]> ExportAsync(Administration pbx, TenantId tenant)
    {
        var output = new ArrayBufferWriter<byte>();
        (await pbx.Get<TenantManager>().ExportAsync(tenant, output)).Should().BeTrue();
        return output.WrittenSpan.ToArray();
    }
}
