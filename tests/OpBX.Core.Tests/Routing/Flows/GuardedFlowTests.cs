using OpBX.Calls;
using OpBX.Conferences;
using OpBX.Extensions;
using OpBX.Outbound;
using OpBX.RingGroups;
using OpBX.Tenants;
using static OpBX.Routing.Flows.Pbx;

namespace OpBX.Routing.Flows;

/// <summary>Ways round the outbound policy, and ways to pay for calls to oneself, that are closed.</summary>
public sealed class GuardedFlowTests
{
    [Theory]
    [InlineData("emergency", "+19005550100")]
    [InlineData("emergency", "911")]
    [InlineData("outbound", "+19005550100")]
    public async Task Configuration_that_names_what_only_a_caller_may_dial_is_unavailable(string kind, string number)
    {
        string destination = $$"""{"type":"{{kind}}","number":"{{number}}"}""";
        JsonSettings did = JsonSettings.Parse($$"""{"destination":{{destination}}}""");
        CallResult called = await Open(Did("extension:1001") with { RoutingConfig = did }, User("1001")).CallsIn().PlayAsync();
        called.Rang.Should().BeEmpty(called.ToString());
        called.Outcome.Should().Be(RoutingOutcome.Unavailable);

        CallResult unanswered = await Open(Did("extension:1001"), User("1001", $$"""{"fallback":{{destination}}}""")).CallsIn().PlayAsync();
        unanswered.RangTargets.Should().Equal(["1001"], unanswered.ToString());
    }

    [Fact]
    public async Task Forward_to_an_own_number_stays_inside()
    {
        CallResult result = await Open(Did("extension:1001"), Forward("1001", "+15550100155"), Did("+15550100155", "extension:1002"), User("1002"), Allow("+1", "carrier"))
            .CallsIn().Phone("1002").Answers().PlayAsync();
        result.AnsweredBy.Should().Be("1002", result.ToString());
        result.Rang.Should().OnlyContain(dial => dial.Trunks == null);
    }

    [Fact]
    public async Task Number_forwarded_to_itself_is_a_loop()
    {
        CallResult result = await Open(Did("+15550100155", "extension:1001"), Did("extension:1001"), Forward("1001", "+15550100155"), Allow("+1", "carrier")).CallsIn().PlayAsync();
        result.Rang.Should().BeEmpty(result.ToString());
        result.Outcome.Should().Be(RoutingOutcome.Loop);
    }

    [Fact]
    public async Task Member_forwarded_to_an_own_number_rings_the_phone_behind_it()
    {
        CallResult result = await Open(
            Did("ring_group:21"), Group(21, RingStrategyName.Simultaneous, "1001 1003"), Forward("1001", "+15550100155"),
            Did("+15550100155", "extension:1002"), User("1002"), User("1003"), Allow("+1", "carrier")).CallsIn().PlayAsync();
        result.RangTargets.Should().BeEquivalentTo(["1002", "1003"], result.ToString());
        result.Rang[0].Trunks.Should().BeNull();
    }

    [Fact]
    public async Task Blank_pin_is_none()
    {
        CallResult result = await Open(Did("conference_room:4"), new ConferenceRoom { Id = 4, Name = "Room", Pin = "  " }).CallsIn().PlayAsync();
        result.Asked.Should().BeEmpty(result.ToString());
        result.Conferences.Should().ContainSingle();
    }

    [Theory]
    [InlineData("https://[::7f00:1]/x")]
    [InlineData("https://[64:ff9b::7f00:1]/x")]
    [InlineData("https://[2002:7f00:1::]/x")]
    [InlineData("https://[::ffff:10.0.0.1]/x")]
    [InlineData("https://[::1]/x")]
    [InlineData("https://2130706433/x")]
    public void Private_address_in_disguise_is_refused(string url) => ServiceAddress.FaultOf(url, out _).Should().Be("private-host");

    [Theory]
    [InlineData("https://[2606:4700::1111]/x")]
    [InlineData("https://logic.example.com/x")]
    public void Public_address_is_not_refused(string url) => ServiceAddress.FaultOf(url, out _).Should().BeNull();

    [Fact]
    public async Task Service_parameters_do_not_stand_in_for_the_signature()
    {
        Extension logic = Ext("5001", ExtensionType.CustomLogic, "{}") with
        {
            ServiceUrl = "https://logic.example.com/route",
            ServiceToken = "a-service-token",
            ServiceParams = JsonSettings.Parse("""{"sig":"x","session":"y","flow":"z"}"""),
        };
        var options = new RoutingOptions();
        options.CustomLogic.AllowedHosts.Add("logic.example.com");
        CallResult result = await Open(Of(Did("extension:5001"), logic), options).CallsIn().PlayAsync();
        string url = result.Redirects.Should().ContainSingle().Subject.ToString();
        url.Should().Contain("flow=z").And.NotContain("sig=x").And.NotContain("session=y");
    }

    [Fact]
    public async Task Group_larger_than_a_continuation_can_tell_rings_and_falls_back()
    {
        object[] phones = [.. Enumerable.Range(0, 200).Select(i => User($"{2000 + i}"))];
        string members = string.Join(' ', Enumerable.Range(0, 200).Select(i => 2000 + i));
        CallResult result = await Open([Did("ring_group:21"), Group(21, RingStrategyName.Simultaneous, members).FallingBackTo("1001"), User("1001"), .. phones]).CallsIn().PlayAsync();
        result.Rang[0].Targets.Should().HaveCount(RoutingStep.MaxListLength);
        result.RangTargets[^1].Should().Be("1001", result.ToString());
        result.Traced("member-skipped-too-many").Should().BeTrue();
    }

    [Fact]
    public async Task Emergency_call_of_a_switched_off_phone_known_by_its_header_goes_out()
    {
        CallResult result = await Open(User("1001").Inactive()).Call(new CallDirection("unheard-of"), "1001", "911").WithField("X-Cx-Source", "SUBSCRIBER").PlayAsync();
        RoutingResult direct = new RoutingEngine().Route(
            TenantSnapshot.Build(Of(User("1001").Inactive())), new VoiceRequest { Session = "s", From = "1001", To = "911", Source = "SUBSCRIBER" }, Monday);
        direct.Outcome.Should().Be(RoutingOutcome.Emergency, result.ToString());
    }

    [Fact]
    public async Task Limits_are_asked_about_the_members_alone_that_ring()
    {
        CallSimulator simulator = Open(
            Of(Did("ring_group:21"), Group(21, RingStrategyName.Simultaneous, "1001 1002"), User("1001"), Forward("1002", "+12125550155"), Allow("+1", "carrier")) is var tenant
                ? tenant with { Organization = tenant.Organization with { Settings = JsonSettings.Parse("""{"country":"US","limits":{"per_minute":1}}""") } }
                : null!);
        CallResult result = await simulator.CallsIn().PlayAsync();
        result.RangTargets.Should().Equal(["1001", "+12125550155"], result.ToString());
    }
}
