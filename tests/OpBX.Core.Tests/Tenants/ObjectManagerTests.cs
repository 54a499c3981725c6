using FluentAssertions;
using OpBX.BusinessHours;
using OpBX.Conferences;
using OpBX.Extensions;
using OpBX.Ivr;
using OpBX.Numbers;
using OpBX.Outbound;
using OpBX.RingGroups;
using OpBX.Storage;
using Xunit;
using static OpBX.Tenants.Administration;

namespace OpBX.Tenants;

public sealed class ObjectManagerTests
{
    private static readonly TenantId Tenant = NeighbourTenants.First;
    private readonly Administration _pbx = new();

    [Fact]
    public async Task NumbersAreKeptInE164()
    {
        DidNumber did = (await _pbx.Get<DidNumberManager>().CreateAsync(Tenant, new DidNumber
        {
            Id = 0, PhoneNumber = "(202) 555-0144", RoutingConfig = JsonSettings.Parse("""{"extension_id":"1"}"""),
        })).Item!;
        did.PhoneNumber.Should().Be("+12025550144");
        Extension extension = (await _pbx.Get<ExtensionManager>().CreateAsync(Tenant, new Extension
        {
            Id = 0, ExtensionNumber = "110", Type = ExtensionType.Forward, Configuration = JsonSettings.Parse("""{"forward_to":"202 555 0155","caller_id":"2025550121","x":[1.0]}"""),
        })).Item!;
        extension.Configuration.ToJson().Should().Be("""{"forward_to":"+12025550155","caller_id":"+12025550121","x":[1.0]}""");
        IvrMenu menu = _pbx.Of(Tenant).IvrMenus[0];
        IvrMenu kept = (await _pbx.Get<IvrMenuManager>().UpdateAsync(
            Tenant, menu with { Options = [.. menu.Options.Select(static o => o.ExternalNumber is null ? o : o with { ExternalNumber = "2025550177" })] })).Item!;
        kept.Options[1].ExternalNumber.Should().Be("+12025550177");
    }

    [Theory]
    [InlineData("911", "extension-is-emergency extension_number")]
    [InlineData("12", "invalid-value extension_number")]
    [InlineData("123456", "too-long extension_number", "invalid-value extension_number")]
    [InlineData("1a3", "invalid-value extension_number")]
    [InlineData("100", "duplicate extension_number")]
    public async Task AnExtensionNumberIsDialled(string number, params string[] expected)
        => Codes(await _pbx.Get<ExtensionManager>().CreateAsync(Tenant, new Extension { Id = 0, ExtensionNumber = number })).Should().BeEquivalentTo(expected);

    [Fact]
    public async Task AllFaultsComeAtOnce()
    {
        var extension = new Extension
        {
            Id = 0, ExtensionNumber = "1", UserId = 2, Type = ExtensionType.CustomLogic, ServiceUrl = "http://127.0.0.1/",
            Configuration = JsonSettings.Parse("""{"ring_timeout":601,"limits":{"per_minute":-1},"fallback":{"type":"ring_group","id":2},"destination":{"type":"nothing"}}"""),
        };
        Codes(await _pbx.Get<ExtensionManager>().CreateAsync(Tenant, extension)).Should().BeEquivalentTo(
            "invalid-value extension_number", "out-of-range configuration.ring_timeout", "out-of-range configuration.limits.per_minute", "missing-reference user_id",
            "missing-reference configuration.fallback", "destination-invalid configuration.destination", "service-url-refused service_url");
    }

    [Fact]
    public async Task NoReferenceReachesTheNeighbour()
    {
        Codes(await _pbx.Get<DidNumberManager>().CreateAsync(Tenant, new DidNumber { Id = 0, PhoneNumber = "+12025550144", RoutingConfig = JsonSettings.Parse("""{"extension_id":2}""") }))
            .Should().Equal("missing-reference routing_config.extension_id");
        Codes(await _pbx.Get<DidNumberManager>().CreateAsync(Tenant, new DidNumber { Id = 0, PhoneNumber = "+12025550144" })).Should().Equal("missing-reference routing_config.extension_id");
        IvrMenu menu = _pbx.Of(Tenant).IvrMenus[0];
        Codes(await _pbx.Get<IvrMenuManager>().UpdateAsync(Tenant, menu with
        {
            FailoverId = 2, Timeout = 0, MaxAttempts = 101,
            Options = [new IvrMenuOption { Digit = "1", DestinationType = IvrDestinationType.RingGroup, DestinationId = 2 }, new IvrMenuOption { Digit = "1", DestinationType = IvrDestinationType.Submenu }],
        })).Should().BeEquivalentTo("missing-reference failover_id", "out-of-range timeout", "out-of-range max_attempts", "missing-reference options[0].destination_id", "duplicate options[1].digit", "missing-reference options[1].destination_id");
        BusinessHoursSchedule schedule = _pbx.Of(Tenant).BusinessHoursSchedules[0];
        Codes(await _pbx.Get<BusinessHoursManager>().UpdateAsync(Tenant, schedule with { Destinations = [schedule.Destinations[0] with { DestinationId = 2 }] }))
            .Should().Equal("missing-reference destinations[0].destination_id");
        Codes(await _pbx.Get<OrganizationManager>().UpdateAsync(_pbx.Of(Tenant).Organization with { Settings = JsonSettings.Parse("""{"country":"US","default_destination":{"type":"ivr","id":"2"}}""") }))
            .Should().Equal("missing-reference settings.default_destination");
    }

    [Fact]
    public async Task WhatAnotherOrganizationHasIsRefused()
    {
        Codes(await _pbx.Get<DidNumberManager>().CreateAsync(Tenant, new DidNumber { Id = 0, PhoneNumber = "1 202 555 0122", RoutingConfig = JsonSettings.Parse("""{"extension_id":1}""") }))
            .Should().Equal("claimed phone_number");
        CloudonixSettings settings = _pbx.Of(Tenant).CloudonixSettings! with { DomainName = "TWIN2.cloudonix.net", DomainUuid = "00000002-0000-4000-8000-000000000000", DomainRequestsApiKey = "short" };
        Codes(await _pbx.Get<OrganizationManager>().SetCloudonixSettingsAsync(Tenant, settings))
            .Should().BeEquivalentTo("claimed domain_name", "claimed domain_uuid", "key-too-short domain_requests_api_key");
        _pbx.Of(Tenant).Should().BeEquivalentTo(NeighbourTenants.Make(Tenant), options => options.Excluding(static c => c.Version).ComparingByValue<JsonSettings>());
    }

    [Fact]
    public async Task WhatIsInUseStays()
    {
        ExtensionManager extensions = _pbx.Get<ExtensionManager>();
        Codes(await extensions.DeleteAsync(Tenant, 1)).Should().BeEquivalentTo(
            "in-use ring_groups[0].members[0].extension_id", "in-use business_hours_schedules[0].destinations[1].destination_id", "in-use ivr_menus[0].failover_id");
        Codes(await extensions.DeleteAsync(Tenant, 7)).Should().Equal("in-use ring_groups[0].fallback_extension_id");
        Codes(await _pbx.Get<RingGroupManager>().DeleteAsync(Tenant, 1)).Should().BeEquivalentTo(
            "in-use extensions[1].configuration.fallback", "in-use did_numbers[0].routing_config.ring_group_id", "in-use business_hours_schedules[0].destinations[0].destination_id");
        Codes(await _pbx.Get<BusinessHoursManager>().DeleteAsync(Tenant, 1)).Should().Equal("in-use did_numbers[1].routing_config.business_hours_schedule_id");
        Codes(await _pbx.Get<IvrMenuManager>().DeleteAsync(Tenant, 1)).Should().Equal("in-use organization.settings.default_destination");
        (await extensions.DeleteAsync(Tenant, 2)).Outcome.Should().Be(ChangeOutcome.NotFound, "it is the neighbour's");
        await extensions.UpdateAsync(Tenant, new Extension { Id = 7, ExtensionNumber = "102", Type = ExtensionType.Forward, Configuration = JsonSettings.Parse("""{"forward_to":"200"}""") });
        Codes(await extensions.DeleteAsync(Tenant, 5)).Should().BeEquivalentTo("in-use extensions[3].configuration.forward_to", "in-use conference_rooms[0].extension_id");
    }

    [Fact]
    public async Task WhatMayBeEmptyIsCleared()
    {
        (await _pbx.Get<UserManager>().DeleteAsync(Tenant, 1)).Outcome.Should().Be(ChangeOutcome.Done);
        _pbx.Of(Tenant).Extensions[0].UserId.Should().BeNull();
        await _pbx.Get<RingGroupManager>().UpdateAsync(Tenant, _pbx.Of(Tenant).RingGroups[0] with { FallbackAction = RingGroupFallback.Hangup });
        (await _pbx.Get<ExtensionManager>().DeleteAsync(Tenant, 7)).Outcome.Should().Be(ChangeOutcome.Done);
        _pbx.Of(Tenant).RingGroups[0].FallbackExtensionId.Should().BeNull();
    }

    [Fact]
    public async Task RangesOfRoomsGroupsAndRules()
    {
        Codes(await _pbx.Get<ConferenceRoomManager>().UpdateAsync(Tenant, _pbx.Of(Tenant).ConferenceRooms[0] with { MaxParticipants = 251, Pin = "12a", ExtensionId = 1 }))
            .Should().BeEquivalentTo("out-of-range max_participants", "invalid-value pin", "invalid-value extension_id");
        Codes(await _pbx.Get<RingGroupManager>().UpdateAsync(Tenant, _pbx.Of(Tenant).RingGroups[0] with { Timeout = 601, RingTurns = 0, FallbackExtensionId = null, Members = [new RingGroupMember { ExtensionId = 5 }] }))
            .Should().BeEquivalentTo("out-of-range timeout", "out-of-range ring_turns", "missing-reference fallback_extension_id", "invalid-value members[0].extension_id");
        Codes(await _pbx.Get<OutboundRuleManager>().CreateAsync(Tenant, new OutboundWhitelistRule { Id = 0, Name = "r", PatternType = OutboundPatternType.Regex, Pattern = "(a)\\1" }))
            .Should().NotBeEmpty();
        (await _pbx.Get<OutboundRuleManager>().CreateAsync(Tenant, new OutboundWhitelistRule { Id = 0, Name = "r", PatternType = OutboundPatternType.Regex, Pattern = "^\\+44" })).Outcome.Should().Be(ChangeOutcome.Done);
    }

    [Fact]
    public async Task OldFaultsDoNotKeepOthersFromBeingChanged()
    {
        TenantConfiguration broken = NeighbourTenants.Make(Tenant);
        broken = broken with { Extensions = [.. broken.Extensions, new Extension { Id = 99, ExtensionNumber = "911" }] };
        var pbx = new Administration(broken);
        (await pbx.Get<ExtensionManager>().CreateAsync(Tenant, new Extension { Id = 0, ExtensionNumber = "090" })).Outcome.Should().Be(ChangeOutcome.Done);
        Codes(await pbx.Get<ExtensionManager>().UpdateAsync(Tenant, new Extension { Id = 99, ExtensionNumber = "911", VoicemailEnabled = true })).Should().Equal("extension-is-emergency extension_number");
        Codes(await pbx.Get<OrganizationManager>().UpdateAsync(broken.Organization with { Settings = JsonSettings.Parse("""{"country":"US","emergency_numbers":["100"]}""") }))
            .Should().Equal("extension-is-emergency extensions[0].extension_number");
    }

    [Fact]
    public async Task RolesDecideWhoMay()
    {
        var owner = new ChangeOptions { ActorId = 1 };
        var user = new ChangeOptions { ActorId = 3 };
        var foreign = new ChangeOptions { ActorId = 2 };
        var item = new Extension { Id = 0, ExtensionNumber = "103" };
        ExtensionManager extensions = _pbx.Get<ExtensionManager>();
        Codes(await extensions.CreateAsync(Tenant, item, user)).Should().Equal("forbidden");
        Codes(await extensions.CreateAsync(Tenant, item, foreign)).Should().Equal("forbidden");
        Codes(await extensions.DeleteAsync(Tenant, 999, user)).Should().Equal("forbidden");
        (await extensions.CreateAsync(Tenant, item, owner)).Outcome.Should().Be(ChangeOutcome.Done);

        UserManager users = _pbx.Get<UserManager>();
        User admin = (await users.CreateAsync(Tenant, new User { Id = 0, Name = "Adm", Email = "adm@example.com", Role = UserRole.PbxAdmin }, owner)).Item!;
        var asAdmin = new ChangeOptions { ActorId = admin.Id };
        Codes(await users.UpdateAsync(Tenant, admin with { Role = UserRole.Owner }, asAdmin)).Should().Equal("forbidden");
        Codes(await users.DeleteAsync(Tenant, 1, asAdmin)).Should().Equal("forbidden");
        Codes(await _pbx.Get<OrganizationManager>().DeleteAsync(Tenant, asAdmin)).Should().Equal("forbidden");
    }

    [Fact]
    public async Task VersionsAndDryRuns()
    {
        ExtensionManager extensions = _pbx.Get<ExtensionManager>();
        long version = _pbx.Of(Tenant).Version;
        var item = new Extension { Id = 0, ExtensionNumber = "103" };
        (await extensions.CreateAsync(Tenant, item, new ChangeOptions { DryRun = true })).Should().Match<ChangeResult<Extension>>(r => r.Outcome == ChangeOutcome.Done && r.Version == version);
        _pbx.Of(Tenant).Version.Should().Be(version);
        (await extensions.CreateAsync(Tenant, item, new ChangeOptions { ExpectedVersion = version + 1 })).Outcome.Should().Be(ChangeOutcome.Conflict);
        (await extensions.CreateAsync(new TenantId(3), item)).Outcome.Should().Be(ChangeOutcome.NotFound);

        await Task.WhenAll(Enumerable.Range(300, 5).Select(n => Task.Run(async () =>
            (await extensions.CreateAsync(Tenant, new Extension { Id = 0, ExtensionNumber = n.ToString(System.Globalization.CultureInfo.InvariantCulture) })).Outcome.Should().Be(ChangeOutcome.Done))));
        _pbx.Of(Tenant).Version.Should().Be(version + 5);
    }

    [Fact]
    public async Task ChangesAreMadeKnown()
    {
        var made = new List<(TenantId, long)>();
        _pbx.Changes.Made += (tenant, version) => made.Add((tenant, version));
        long version = _pbx.Of(Tenant).Version;
        await _pbx.Get<ExtensionManager>().CreateAsync(Tenant, new Extension { Id = 0, ExtensionNumber = "103" });
        await _pbx.Get<ExtensionManager>().CreateAsync(Tenant, new Extension { Id = 0, ExtensionNumber = "103" });
        made.Should().Equal((Tenant, version + 1));
    }
}
