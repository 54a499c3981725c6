using OpBX.BusinessHours;
using OpBX.Calls;
using OpBX.Numbers;
using OpBX.RingGroups;
using OpBX.Tenants;
using static OpBX.Routing.Flows.Pbx;

namespace OpBX.Routing.Flows;

/// <summary>How calls come in, and what is closed or not there: rules T2, R1 to R3 and B3.</summary>
public sealed class TenantFlowTests
{
    private static Organization Closed(OrganizationStatus status) => new() { Id = new TenantId(1), Name = "Closed", Status = status, Settings = JsonSettings.Parse("""{"country":"US"}""") };

    [Theory]
    [InlineData(OrganizationStatus.Suspended)]
    [InlineData(OrganizationStatus.Deleted)]
    public async Task Closed_organization_rejects_new_calls_of_every_direction(OrganizationStatus status)
    {
        CallSimulator simulator = Open(Closed(status), Did("extension:1001"), User("1001"), User("1002"), Allow("+"));
        foreach (SimulatedCall call in new[] { simulator.CallsIn(), simulator.Dials("1002", "1001"), simulator.Dials("1002", "+12025550177"), simulator.Application("1002", "1001"), simulator.Rest(Caller, Main) })
        {
            CallResult result = await call.PlayAsync();
            result.EndedBy.Should().Be(CallEndReason.Reject);
            result.Outcome.Should().Be(RoutingOutcome.Rejected);
            result.Heard.Should().BeEmpty();
        }
    }

    [Fact]
    public async Task Call_under_way_continues_when_the_organization_is_suspended()
    {
        TenantConfiguration before = Of(Did("ring_group:21"), Group(21, RingStrategyName.Sequential, "1001 1002"), User("1001"), User("1002"));
        CallSimulator simulator = Open(before);
        CallResult result = await simulator.CallsIn().Phone("1002").Answers()
            .BeforeStage(2, () => simulator.UseTenant(before with { Organization = Closed(OrganizationStatus.Suspended) })).PlayAsync();
        result.AnsweredBy.Should().Be("1002");
    }

    [Theory]
    [InlineData("+15550100200")]
    [InlineData("15550100200")]
    [InlineData("5550100200")]
    public async Task Called_number_is_found_in_every_spelling(string to)
    {
        CallResult result = await Open(Did("extension:1001"), User("1001")).Inbound(Caller, to).Phone("1001").Answers().PlayAsync();
        result.AnsweredBy.Should().Be("1001");
        result.Stages[0].DidId.Should().NotBeNull();
    }

    [Fact]
    public async Task Unknown_and_inactive_numbers_are_not_in_service_for_free()
    {
        CallSimulator simulator = Open(Did("extension:1001"), Did(Second, "extension:1001") with { Status = EntityStatus.Inactive }, User("1001"));
        foreach (string to in new[] { "+15550100299", Second, "", "1001", "anonymous" })
        {
            CallResult result = await simulator.Inbound(Caller, to).RepeatsWebhooks().PlayAsync();
            result.Outcome.Should().Be(RoutingOutcome.NotInService, to);
            result.HeardTexts.Should().Equal(Texts.NotInService);
            result.IsAnswered.Should().BeFalse();
        }
    }

    [Fact]
    public async Task Unknown_numbers_go_to_the_default_destination_where_there_is_one()
    {
        CallResult result = await Open($$"""{"country":"US","default_destination":{{Json("extension:1001")}}}""", User("1001")).Inbound(Caller, "+15550100299").Phone("1001").Answers().PlayAsync();
        result.AnsweredBy.Should().Be("1001");
    }

    [Fact]
    public async Task Default_destination_that_is_unavailable_is_said()
    {
        CallResult result = await Open($$"""{"country":"US","default_destination":{{Json("extension:1001")}}}""", User("1001").Inactive()).Inbound(Caller, "+15550100299").PlayAsync();
        result.Outcome.Should().Be(RoutingOutcome.Unavailable);
    }

    [Fact]
    public async Task Inbound_call_from_an_own_number_or_extension_earns_no_trust()
    {
        CallSimulator simulator = Open(Did("extension:1001"), Allow("+"), User("1001"), User("1002"));
        foreach (string from in new[] { "1002", Main, "sip:1002@acme.example.test" })
        {
            (await simulator.Inbound(from, "1001").PlayAsync()).Outcome.Should().Be(RoutingOutcome.NotInService);
            (await simulator.Inbound(from, Main).Phone("1001").Answers().PlayAsync()).AnsweredBy.Should().Be("1001");
        }
    }

    [Fact]
    public async Task Rest_call_reaches_own_numbers_then_extensions_and_is_answered()
    {
        CallSimulator simulator = Open(Did("ivr:31"), Menu(31, "1=extension:1001"), User("1001"), User("1002").Inactive(), Allow("+"));
        CallResult menu = await simulator.Rest(Caller, Main).RepeatsWebhooks().Presses("1").Phone("1001").Answers().PlayAsync();
        menu.AnsweredBy.Should().Be("1001");
        (await simulator.Rest(Caller, "1001").Phone("1001").Answers().PlayAsync()).AnsweredBy.Should().Be("1001");
        CallResult said = await simulator.Rest(Caller, "1002").PlayAsync();
        said.Outcome.Should().Be(RoutingOutcome.Unavailable);
        said.Documents[0].Should().NotContain("answer=", "the callee is on the line");
        said.Heard[0].Answered.Should().BeTrue();
    }

    [Fact]
    public async Task Rest_call_dials_out_for_the_tenant_where_an_option_allows_it()
    {
        TenantConfiguration tenant = Of(Did("extension:1001"), User("1001"), Allow("+1202", "carrier"));
        (await Open(tenant).Rest(Caller, "+12025550177").PlayAsync()).Outcome.Should().Be(RoutingOutcome.NotInService);

        CallSimulator simulator = Open(tenant, new RoutingOptions { RestCallsMayDialOut = true });
        CallResult result = await simulator.Rest(Caller, "+12025550177").RepeatsWebhooks().Number("+12025550177").Answers().PlayAsync();
        DialAttempt dial = result.Rang.Should().ContainSingle(result.ToString()).Which;
        dial.Trunks.Should().Be("carrier");
        dial.CallerId.Should().Be(Main);
        dial.TimeLimit.Should().NotBeNull();
        (await simulator.Rest(Caller, "+442079460123").PlayAsync()).Outcome.Should().Be(RoutingOutcome.Denied, "the whitelist holds");
    }

    [Fact]
    public async Task Application_reaches_extensions_then_own_numbers()
    {
        CallSimulator simulator = Open(Did("extension:1001"), User("1001"));
        (await simulator.Application("1002", "1001").Phone("1001").Answers().PlayAsync()).AnsweredBy.Should().Be("1001");
        (await simulator.Application("1002", Main).Phone("1001").Answers().PlayAsync()).AnsweredBy.Should().Be("1001");
    }

    [Theory]
    [InlineData("SUBSCRIBER", "1001", true)]
    [InlineData("subscriber", "1001", true)]
    [InlineData("TRUNK", "1001", false)]
    [InlineData("SUBSCRIBER", "1003", false)]
    [InlineData("SUBSCRIBER", "4711", false)]
    public async Task Missing_direction_is_a_subscriber_only_with_header_and_active_extension(string source, string from, bool subscriber)
    {
        CallSimulator simulator = Open(User("1001"), User("1002"), User("1003").Inactive());
        CallResult result = await simulator.Call(default, from, "1002").WithField("X-Cx-Source", source).PlayAsync();
        result.RangTargets.Should().Equal(subscriber ? ["1002"] : []);
    }

    [Theory]
    [InlineData("extension:1001")]
    [InlineData("ring_group:21")]
    [InlineData("ivr:31")]
    [InlineData("business_hours:1")]
    [InlineData("conference_room:51")]
    [InlineData("voicemail:1001")]
    public async Task Destination_that_is_not_there_is_unavailable(string destination)
    {
        CallResult result = await Open(Did(destination)).CallsIn().PlayAsync();
        result.Outcome.Should().Be(RoutingOutcome.Unavailable);
        result.IsAnswered.Should().BeFalse();
        result.Heard.Should().ContainSingle();
    }

    [Theory]
    [InlineData("conference_room", """{"conference_room_id":51}""", RoutingOutcomeName.Conference)]
    [InlineData("ivr_menu", """{"ivr_menu_id":31}""", RoutingOutcomeName.Gather)]
    [InlineData("ivr", """{"ivr_menu_id":"31"}""", RoutingOutcomeName.Gather)]
    [InlineData("extension", """{"extension_id":501001}""", RoutingOutcomeName.Dial)]
    [InlineData("voicemail", """{"extension_id":"501001"}""", RoutingOutcomeName.Voicemail)]
    [InlineData("ring_group", """{"ring_group_id":21}""", RoutingOutcomeName.Dial)]
    [InlineData("ring_group", "{}", RoutingOutcomeName.Unavailable)]
    [InlineData("teleport", """{"id":1}""", RoutingOutcomeName.Unavailable)]
    public async Task Routing_type_of_a_number_is_read_as_the_schema_has_it(string type, string config, string outcome)
    {
        var did = new DidNumber { Id = 1, PhoneNumber = Main, RoutingType = new DidRoutingType(type), RoutingConfig = JsonSettings.Parse(config) };
        CallSimulator simulator = Open(did, User("1001"), Group(21, RingStrategyName.Simultaneous, "1001"), Menu(31, "1=extension:1001"), new Conferences.ConferenceRoom { Id = 51, Name = "Board" });
        (await simulator.CallsIn().PlayAsync()).Outcomes[0].Value.Should().Be(outcome);
    }

    [Fact]
    public async Task Schedule_destination_that_is_unavailable_yields_to_the_next_priority()
    {
        BusinessHoursSchedule schedule = OfficeHours(1, "extension:1001", "hangup") with
        {
            Destinations =
            [
                Leads(1, BusinessHoursPeriod.BusinessHours, "extension:1001"),
                Leads(2, BusinessHoursPeriod.BusinessHours, "ring_group:99"),
                Leads(3, BusinessHoursPeriod.BusinessHours, "extension:1003"),
                Leads(4, BusinessHoursPeriod.AfterHours, "hangup"),
            ],
        };
        CallResult result = await Open(Did("business_hours:1"), schedule, User("1001").Inactive(), User("1003")).CallsIn().Phone("1003").Answers().PlayAsync();
        result.AnsweredBy.Should().Be("1003");
    }

    [Fact]
    public async Task Holiday_without_destination_of_its_own_uses_that_of_after_hours()
    {
        BusinessHoursSchedule schedule = OfficeHours(1, "extension:1001", "extension:1002") with
        {
            Exceptions = [new BusinessHoursException { Id = 1, Name = "Founders' day", StartDate = new DateOnly(2026, 6, 8), EndDate = new DateOnly(2026, 6, 8) }],
        };
        CallResult result = await Open(Did("business_hours:1"), schedule, User("1001"), User("1002")).CallsIn().EveryoneElse.Answers().PlayAsync();
        result.AnsweredBy.Should().Be("1002");
        result.Traced("holiday").Should().BeTrue();

        BusinessHoursSchedule own = schedule with { Destinations = [.. schedule.Destinations, Leads(3, BusinessHoursPeriod.Holiday, "extension:1003")] };
        (await Open(Did("business_hours:1"), own, User("1003")).CallsIn().EveryoneElse.Answers().PlayAsync()).AnsweredBy.Should().Be("1003");
    }

    [Theory]
    [InlineData(BusinessHoursOverride.Closed, "1002")]
    [InlineData(BusinessHoursOverride.Open, "1001")]
    public async Task Manual_override_beats_the_hours(BusinessHoursOverride state, string rings)
    {
        DateTimeOffset at = state == BusinessHoursOverride.Closed ? Monday : Monday.AddHours(10);
        CallResult result = await Open(Did("business_hours:1"), OfficeHours(1, "extension:1001", "extension:1002") with { OverrideState = state }, User("1001"), User("1002"))
            .CallsIn().At(at).EveryoneElse.Answers().PlayAsync();
        result.AnsweredBy.Should().Be(rings);
    }

    [Fact]
    public async Task Inactive_schedule_and_one_without_destinations_are_unavailable()
    {
        (await Open(Did("business_hours:1"), OfficeHours(1, "extension:1001", "extension:1001") with { IsActive = false }, User("1001")).CallsIn().PlayAsync()).Outcome.Should().Be(RoutingOutcome.Unavailable);
        (await Open(Did("business_hours:1"), OfficeHours(1, "extension:1001", "extension:1001") with { Destinations = [] }, User("1001")).CallsIn().PlayAsync()).Outcome.Should().Be(RoutingOutcome.Unavailable);
    }

    private static class RoutingOutcomeName
    {
        public const string Conference = "conference";
        public const string Gather = "gather";
        public const string Dial = "dial";
        public const string Voicemail = "voicemail";
        public const string Unavailable = "unavailable";
    }
}
