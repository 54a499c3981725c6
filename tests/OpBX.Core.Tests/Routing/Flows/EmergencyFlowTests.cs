using OpBX.Calls;
using OpBX.Extensions;
using OpBX.Tenants;
using static OpBX.Routing.Flows.Pbx;

namespace OpBX.Routing.Flows;

/// <summary>Emergency numbers: rule N3.</summary>
public sealed class EmergencyFlowTests
{
    private const string Trunks = """{"country":"US","emergency_trunk":"red","outbound_trunk":"blue","emergency_caller_id":"+15550100299","outside_line_prefix":"9","emergency_numbers":["999"],"limits":{"concurrent":0,"per_minute":0,"minutes_per_day":0},"call_recording":"all","recording_announcement":"Recorded"}""";

    private static Organization Closed(OrganizationStatus status) => new()
    {
        Id = new TenantId(1),
        Name = "Closed",
        Status = status,
        Settings = JsonSettings.Parse(Trunks),
    };

    [Theory]
    [InlineData("911", "911")]
    [InlineData("9911", "911")]
    [InlineData("999", "999")]
    [InlineData("9999", "999")]
    [InlineData("sip:911@acme.example.test", "911")]
    public async Task Emergency_number_is_dialled_unchanged_past_every_rule(string dialled, string rings)
    {
        foreach (object organization in new object[] { Trunks, Closed(OrganizationStatus.Suspended), Closed(OrganizationStatus.Deleted), Closed(OrganizationStatus.Active) with { DeletedAt = Monday } })
        {
            CallSimulator simulator = Open(organization, Did("extension:1001"), Deny("+"), Deny(""), User("1001"));
            CallResult result = await simulator.Dials("1001", dialled).EveryoneElse.Answers().PlayAsync();
            DialAttempt dial = result.Rang.Should().ContainSingle(result.ToString()).Which;
            dial.Targets.Single().Text.Should().Be(rings);
            dial.Trunks.Should().Be("red");
            dial.CallerId.Should().Be("+15550100299");
            dial.TimeLimit.Should().BeNull();
            dial.Record.Should().BeNull();
            result.Heard.Should().BeEmpty();
            result.Outcomes[0].Should().Be(RoutingOutcome.Emergency);
            EmergencyCallPlaced told = result.Events.OfType<EmergencyCallPlaced>().Should().ContainSingle().Which;
            told.EmergencyNumber.Should().Be(rings);
            told.ExtensionId.Should().Be(IdOf("1001"));
            told.Trunk.Should().Be("red");
            told.IsRetry.Should().BeFalse();
        }
    }

    [Fact]
    public async Task Failed_emergency_call_is_tried_once_more_without_trunk()
    {
        CallSimulator simulator = Open(Trunks, Did("extension:1001"), User("1001"));
        CallResult saved = await simulator.Dials("1001", "911").Trunk("red").Fails().Number("911").Answers().PlayAsync();
        saved.Rang.Select(dial => dial.Trunks).Should().Equal("red", null);
        saved.AnsweredBy.Should().Be("911");
        saved.Events.OfType<EmergencyCallPlaced>().Select(told => told.IsRetry).Should().Equal(false, true);

        CallResult lost = await simulator.Dials("1001", "911").Trunk("red").Fails().Number("911").Fails().PlayAsync();
        lost.Rang.Should().HaveCount(2);
        lost.HeardTexts.Should().Equal(Texts.OutboundFailed);
        lost.IsAnswered.Should().BeFalse();
    }

    [Fact]
    public async Task Emergency_call_in_mid_suspension_is_still_tried_again()
    {
        TenantConfiguration before = Of(Trunks, User("1001"));
        CallSimulator simulator = Open(before);
        CallResult result = await simulator.Dials("1001", "911").Trunk("red").Fails().Number("911").Answers()
            .BeforeStage(2, () => simulator.UseTenant(before with { Organization = Closed(OrganizationStatus.Suspended) })).PlayAsync();
        result.AnsweredBy.Should().Be("911");
    }

    [Theory]
    [InlineData(ExtensionType.User, true)]
    [InlineData(ExtensionType.User, false)]
    [InlineData(ExtensionType.Forward, true)]
    [InlineData(ExtensionType.Conference, true)]
    public async Task Any_extension_of_any_status_may_call_for_help(ExtensionType type, bool active)
    {
        Extension caller = Ext("1001", type, """{"emergency_caller_id":"+15550100298"}""");
        CallResult result = await Open(Trunks, active ? caller : caller.Inactive()).Dials("1001", "911").Number("911").Answers().PlayAsync();
        result.AnsweredBy.Should().Be("911");
        result.Rang[0].CallerId.Should().Be("+15550100298");
    }

    [Fact]
    public async Task Unknown_phone_may_call_for_help_too()
    {
        CallResult result = await Open(Trunks, User("1001")).Dials("4711", "911").Number("911").Answers().PlayAsync();
        result.AnsweredBy.Should().Be("911");
        result.Events.OfType<EmergencyCallPlaced>().Single().ExtensionId.Should().BeNull();
    }

    [Fact]
    public async Task Without_emergency_settings_the_call_goes_out_as_any_other()
    {
        CallResult result = await Open("""{"country":"GB","outbound_trunk":"blue"}""", Did("+442079460100", "extension:1001"), User("1001")).Dials("1001", "112").Number("112").Answers().PlayAsync();
        result.AnsweredBy.Should().Be("112");
        result.Rang[0].Trunks.Should().Be("blue");
        result.Rang[0].CallerId.Should().Be("+442079460100");
    }

    [Theory]
    [InlineData("{}", "112")]
    [InlineData("{}", "911")]
    [InlineData("""{"country":"XX"}""", "112")]
    [InlineData("""{"country":"GB"}""", "999")]
    [InlineData("""{"country":"AU"}""", "000")]
    public async Task Numbers_are_those_of_the_country_or_those_known_everywhere(string settings, string dialled)
    {
        CallResult result = await Open(settings, User("1001")).Dials("1001", dialled).Number(dialled).Answers().PlayAsync();
        result.Outcomes[0].Should().Be(RoutingOutcome.Emergency);
    }

    [Fact]
    public async Task Extension_with_the_number_of_an_emergency_service_does_not_take_its_calls()
    {
        CallResult result = await Open(Trunks, User("1001"), User("911")).Dials("1001", "911").PlayAsync();
        result.Outcomes[0].Should().Be(RoutingOutcome.Emergency);
    }

    [Fact]
    public async Task Nobody_but_a_subscriber_reaches_emergency_numbers()
    {
        CallSimulator simulator = Open(
            Trunks, Did("ivr:31"), Did(Second, "extension:1002"), Allow("+"), Allow("911"), User("1001"), Forward("1002", "911"),
            Menu(31, "1=external_number:911 2=extension:1002").WithDirectDial());
        foreach (SimulatedCall call in new[]
        {
            simulator.CallsIn().Presses("911#"),
            simulator.CallsIn().Presses("1"),
            simulator.CallsIn().Presses("2"),
            simulator.Inbound(Caller, Second),
            simulator.Inbound(Caller, "911"),
            simulator.Inbound("1001", "911"),
            simulator.Rest(Caller, "911"),
            simulator.Application("1001", "911"),
            simulator.Call(default, "1001", "911"),
        })
        {
            CallResult result = await call.PlayAsync();
            result.Rang.Should().BeEmpty(result.ToString());
            result.Events.OfType<EmergencyCallPlaced>().Should().BeEmpty();
        }
    }

    [Fact]
    public async Task Direction_that_is_missing_is_a_subscriber_by_the_header()
    {
        CallSimulator simulator = Open(Trunks, User("1001"));
        CallResult result = await simulator.Call(default, "1001", "911").WithField("X-Cx-Source", "SUBSCRIBER").Number("911").Answers().PlayAsync();
        result.AnsweredBy.Should().Be("911");
    }

    [Fact]
    public async Task Rest_reaches_emergency_numbers_where_an_option_allows_it()
    {
        CallResult result = await Open(Of(Trunks, User("1001")), new RoutingOptions { RestCallsMayDialOut = true }).Rest(Caller, "911").Number("911").Answers().PlayAsync();
        result.AnsweredBy.Should().Be("911");
    }

    [Fact]
    public async Task Emergency_needs_no_shared_state()
    {
        CallResult result = await OpenWithoutState(Trunks, User("1001")).Dials("1001", "911").Number("911").Answers().PlayAsync();
        result.AnsweredBy.Should().Be("911");
    }

    [Fact]
    public void Continuation_that_names_another_number_does_not_skip_the_policy()
    {
        RoutingStep step = RoutingStep.Start with { At = new DestinationRef(DestinationKind.Emergency, "+19005550123"), Turn = 1 };
        RoutingResult result = new RoutingEngine().Route(TenantSnapshot.Build(Of(Trunks, User("1001"))), new VoiceRequest { Session = "s", From = "1001", Direction = CallDirection.Subscriber, DialCallStatus = "failed" }, step, Monday);
        result.Outcome.Should().Be(RoutingOutcome.NoAnswer);
    }
}
