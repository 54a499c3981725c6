using OpBX.Extensions;
using OpBX.Numbers;
using OpBX.Outbound;
using OpBX.Tenants;

namespace OpBX.Core.Tests.Outbound;

public sealed class CallerIdBookTests
{
    private const string First = "+15555550101";
    private const string Second = "+15555550102";
    private const string Third = "+15555550103";
    private const string Foreign = "+15555550199";

    private static readonly DidNumber[] ThreeDids =
    [
        Did(3, Third, """{"extension_id":1001}"""),
        Did(2, Second, """{"ring_group_id":7}""") with { RoutingType = DidRoutingType.RingGroup },
        Did(1, First, """{"ring_group_id":7}""") with { RoutingType = DidRoutingType.RingGroup },
    ];

    [Fact]
    public void CallerIdFor_extension_takes_its_own_setting_first()
    {
        Extension extension = Ext(1001, $$"""{"caller_id":"{{Second}}"}""");

        Build(ThreeDids, extension, """{"default_caller_id":"+15555550101"}""").CallerIdFor(extension).Should().Be(new CallerId(Second, "extension"));
    }

    [Theory]
    [InlineData(Foreign)]
    [InlineData("anonymous")]
    [InlineData("Restricted")]
    [InlineData("no number")]
    [InlineData("")]
    public void CallerIdFor_unusable_setting_falls_to_the_did_of_the_extension(string configured)
    {
        Extension extension = Ext(1001, $$"""{"caller_id":"{{configured}}"}""");

        Build(ThreeDids, extension, """{"default_caller_id":"+15555550101"}""").CallerIdFor(extension).Should().Be(new CallerId(Third, "extension-did"));
    }

    [Fact]
    public void CallerIdFor_extension_without_did_takes_the_organizations()
    {
        Extension extension = Ext(1002, "{}");

        Build(ThreeDids, extension, $$"""{"default_caller_id":"{{Second}}"}""").CallerIdFor(extension).Should().Be(new CallerId(Second, "organization"));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"default_caller_id":"+15555550199"}""")]
    public void CallerIdFor_without_any_setting_takes_the_first_active_did_by_id(string settings)
    {
        DidNumber[] dids = [.. ThreeDids, Did(0, Foreign, "{}") with { Status = EntityStatus.Inactive }];

        Build(dids, Ext(1002, "{}"), settings).CallerIdFor(null).Should().Be(new CallerId(First, "first-did"));
    }

    [Fact]
    public void CallerIdFor_tenant_without_dids_is_none()
    {
        Extension extension = Ext(1001, $$"""{"caller_id":"{{First}}"}""");

        Build([], extension, $$"""{"default_caller_id":"{{First}}"}""").CallerIdFor(extension).Should().Be(default(CallerId));
    }

    [Fact]
    public void CallerIdFor_extension_with_several_dids_takes_the_lowest_active_id()
    {
        Extension extension = Ext(1001, "{}");
        DidNumber[] dids =
        [
            Did(9, Third, """{"extension_id":"1001"}"""),
            Did(8, Second, """{"extension_id":1001}"""),
            Did(7, First, """{"extension_id":1001}""") with { Status = EntityStatus.Inactive },
        ];

        Build(dids, extension, "{}").CallerIdFor(extension).Should().Be(new CallerId(Second, "extension-did"));
    }

    [Fact]
    public void CallerIdFor_destination_in_json_comes_before_the_routing_type()
    {
        Extension extension = Ext(1001, "{}");
        DidNumber[] dids =
        [
            Did(1, First, """{"extension_id":1001,"destination":{"type":"ivr","id":4}}"""),
            Did(2, Second, """{"destination":{"type":"extension","id":"1001"}}""") with { RoutingType = DidRoutingType.Ivr },
        ];

        Build(dids, extension, "{}").CallerIdFor(extension).Should().Be(new CallerId(Second, "extension-did"));
    }

    [Fact]
    public void CallerIdFor_voicemail_did_is_not_routed_to_the_extension()
    {
        Extension extension = Ext(1001, "{}");
        DidNumber[] dids = [Did(1, First, "{}"), Did(2, Second, """{"extension_id":1001}""") with { RoutingType = DidRoutingType.Voicemail }];

        Build(dids, extension, "{}").CallerIdFor(extension).Should().Be(new CallerId(First, "first-did"));
    }

    [Theory]
    [InlineData("US", "555-555-0102", "(555) 555 0102")]
    [InlineData("GB", "020 7946 0000", "+44 20 7946 0000")]
    public void CallerIdFor_numbers_are_read_by_the_country(string country, string did, string callerId)
    {
        Extension extension = Ext(1001, $$"""{"caller_id":"{{callerId}}"}""");

        CallerId found = Build([Did(1, did, "{}")], extension, $$"""{"country":"{{country}}"}""").CallerIdFor(extension);

        found.Source.Should().Be("extension");
        found.Number.Should().BeOneOf("+15555550102", "+442079460000");
    }

    [Fact]
    public void CallerIdFor_inactive_did_is_not_the_tenants_number()
    {
        Extension extension = Ext(1001, $$"""{"caller_id":"{{First}}"}""");

        Build([Did(1, First, "{}") with { Status = EntityStatus.Inactive }], extension, "{}").CallerIdFor(extension).Number.Should().BeNull();
    }

    [Theory]
    [InlineData("""{"emergency_caller_id":"+15555550188"}""", """{"emergency_caller_id":"+15555550199"}""", "+15555550188", "extension-emergency")]
    [InlineData("{}", """{"emergency_caller_id":"+15555550199"}""", "+15555550199", "organization-emergency")]
    [InlineData("""{"emergency_caller_id":"anonymous"}""", """{"emergency_caller_id":"+15555550199"}""", "+15555550199", "organization-emergency")]
    [InlineData("""{"caller_id":"+15555550102"}""", """{"emergency_caller_id":"none"}""", "+15555550102", "extension")]
    [InlineData("{}", "{}", "+15555550103", "extension-did")]
    public void EmergencyCallerIdFor_chain_accepts_any_valid_number(string configuration, string settings, string number, string source)
    {
        Extension extension = Ext(1001, configuration) with { Status = EntityStatus.Inactive };
        CallerIdBook book = Build(ThreeDids, extension, settings);

        book.EmergencyCallerIdFor(extension).Should().Be(number);
        book.EmergencyCallerIdSourceFor(extension).Should().Be(source);
    }

    [Fact]
    public void EmergencyCallerIdFor_unknown_extension_takes_the_organizations()
    {
        CallerIdBook book = Build(ThreeDids, Ext(1001, "{}"), """{"emergency_caller_id":"+15555550199"}""");

        book.EmergencyCallerIdFor(null).Should().Be(Foreign);
        book.EmergencyCallerIdFor(Ext(4711, """{"emergency_caller_id":"+15555550177"}""")).Should().Be(Foreign, "only extensions of the configuration count");
    }

    [Theory]
    [InlineData("{}", null, null)]
    [InlineData("""{"outbound_trunk":" carrier "}""", "carrier", "carrier")]
    [InlineData("""{"outbound_trunk":"carrier","emergency_trunk":"psap"}""", "carrier", "psap")]
    [InlineData("""{"emergency_trunk":"psap","outbound_trunk":""}""", null, "psap")]
    public void Trunks_of_emergency_calls_fall_to_the_outbound_trunk(string settings, string? outbound, string? emergency)
    {
        CallerIdBook book = Build([], Ext(1, "{}"), settings);

        book.OutboundTrunk.Should().Be(outbound);
        book.EmergencyTrunk.Should().Be(emergency);
    }

    [Fact]
    public void Limits_are_read_from_settings_and_configuration()
    {
        CallerIdBook book = Build([], Ext(1001, """{"limits":{"per_minute":"2","concurrent":0}}"""), """{"limits":{"concurrent":10,"per_minute":30,"minutes_per_day":600},"max_call_minutes":90}""");

        book.OrganizationLimits.Should().Be(new OutboundLimits(10, 30, 600));
        book.LimitsOf(1001).Should().Be(new OutboundLimits(0, 2, null));
        book.LimitsOf(4711).IsUnlimited.Should().BeTrue();
        book.MaxCallSeconds.Should().Be(90 * 60);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"limits":5}""")]
    [InlineData("""{"limits":{"concurrent":-1,"per_minute":1000001,"minutes_per_day":2.5}}""")]
    [InlineData("""{"limits":{"concurrent":"many","per_minute":null,"minutes_per_day":99999999999}}""")]
    public void ReadLimits_absurd_values_limit_nothing(string json)
    {
        OutboundLimitsReader.ReadLimits(JsonSettings.Parse(json)).IsUnlimited.Should().BeTrue();
    }

    [Theory]
    [InlineData("{}", 240)]
    [InlineData("""{"max_call_minutes":1}""", 1)]
    [InlineData("""{"max_call_minutes":"1440"}""", 1440)]
    [InlineData("""{"max_call_minutes":0}""", 240)]
    [InlineData("""{"max_call_minutes":1441}""", 240)]
    public void ReadMaxCallSeconds_is_1_to_1440_minutes_or_240(string json, int minutes)
    {
        OutboundLimitsReader.ReadMaxCallSeconds(JsonSettings.Parse(json)).Should().Be(minutes * 60);
    }

    private static CallerIdBook Build(DidNumber[] dids, Extension extension, string settings) => CallerIdBook.Build(
        new TenantConfiguration
        {
            Organization = new Organization { Id = new TenantId(1), Name = "one", Settings = JsonSettings.Parse(settings) },
            DidNumbers = dids,
            Extensions = [extension],
        },
        NumberNormalizer.Default);

    private static DidNumber Did(long id, string number, string routing)
        => new() { Id = id, PhoneNumber = number, RoutingConfig = JsonSettings.Parse(routing) };

    private static Extension Ext(long id, string configuration)
        => new() { Id = id, ExtensionNumber = "1001", Configuration = JsonSettings.Parse(configuration) };
}
