using OpBX.Calls;
using OpBX.Conferences;
using OpBX.Extensions;
using OpBX.Tenants;
using static OpBX.Calls.Keys;
using static OpBX.Routing.Flows.Pbx;

namespace OpBX.Routing.Flows;

/// <summary>Conferences: rules K1, K2 and E4.</summary>
public sealed class ConferenceFlowTests
{
    private static readonly ConferenceRoom Room = new() { Id = 51, Name = "Board", MaxParticipants = 25, MuteOnEntry = true, AnnounceJoinLeave = true };

    [Fact]
    public async Task Caller_enters_the_room_with_its_settings()
    {
        CallResult result = await Open(Did("conference_room:51"), Room).CallsIn().PlayAsync();
        JoinedConference conference = result.Conferences.Should().ContainSingle().Which;
        conference.Joined.Should().BeTrue();
        conference.Attributes.Should().Contain("maxParticipants", "25").And.Contain("muted", "true").And.Contain("prompts", "true").And.Contain("beep", "true")
            .And.Contain("startConferenceOnEnter", "true").And.Contain("endConferenceOnExit", "false");
        result.EndedBy.Should().Be(CallEndReason.AnsweredCallEnded);
    }

    [Fact]
    public async Task Settings_that_are_off_are_written_too()
    {
        CallResult result = await Open(Did("conference_room:51"), new ConferenceRoom { Id = 51, Name = "Plain", MaxParticipants = 9999, StartConferenceOnEnter = false, EndConferenceOnExit = true }).CallsIn().PlayAsync();
        result.Conferences[0].Attributes.Should().Contain("beep", "false").And.Contain("prompts", "false").And.Contain("muted", "false")
            .And.Contain("maxParticipants", "250").And.Contain("startConferenceOnEnter", "false").And.Contain("endConferenceOnExit", "true");
    }

    [Fact]
    public async Task Everybody_meets_in_the_same_room_however_they_come()
    {
        CallSimulator simulator = Open(
            Did("conference_room:51"), Did(Second, "ivr:31"), Menu(31, "1=extension:1008 2=extension:1009"),
            Ext("1008", ExtensionType.Conference, "{}"), Ext("1009", ExtensionType.Conference, """{"conference_room_id":51}"""), User("1001"), Room with { ExtensionId = IdOf("1008") });
        var rooms = new HashSet<string>();
        foreach (SimulatedCall call in new[] { simulator.CallsIn(), simulator.Inbound(Caller, Second).Presses("1"), simulator.Inbound(Caller, Second).Presses("2"), simulator.Dials("1001", "1008"), simulator.Dials("1001", "1009") })
        {
            rooms.Add((await call.PlayAsync()).Conferences.Should().ContainSingle().Which.Room);
        }
        rooms.Should().ContainSingle();
    }

    [Fact]
    public async Task Of_two_rooms_of_an_extension_the_active_one_is_entered()
    {
        long extension = IdOf("1008");
        CallSimulator simulator = Open(
            Did("extension:1008"), Ext("1008", ExtensionType.Conference, "{}"),
            Room with { Id = 50, Name = "Closed", ExtensionId = extension, Status = EntityStatus.Inactive }, Room with { ExtensionId = extension });

        (await simulator.CallsIn().PlayAsync()).Conferences.Should().ContainSingle().Which.Room.Should().EndWith("-51");
    }

    [Fact]
    public async Task Rooms_of_two_organizations_have_different_names()
    {
        TenantConfiguration one = Of(Did("conference_room:51"), Room);
        TenantConfiguration two = one with { Organization = one.Organization with { Id = new TenantId(2) } };
        string first = (await Open(one).CallsIn().PlayAsync()).Conferences[0].Room;
        string second = (await Open(two).CallsIn().PlayAsync()).Conferences[0].Room;
        second.Should().NotBe(first);
    }

    [Theory]
    [InlineData("4711#")]
    [InlineData("4711")]
    [InlineData("1#", "4711#")]
    [InlineData(Silence, "47111#", "4711#")]
    public async Task Pin_lets_in_within_three_attempts(params string[] keys)
    {
        CallResult result = await Open(Did("conference_room:51"), Room with { Pin = "4711" }).CallsIn().Presses(keys).PlayAsync();
        result.Conferences.Should().ContainSingle(result.ToString());
        result.Asked.Should().HaveCount(keys.Length);
        string.Concat(result.Documents).Should().NotContain("4711");
        string.Concat(result.Traces).Should().NotContain("4711");
    }

    [Fact]
    public async Task Wrong_pin_is_refused_at_the_third_attempt()
    {
        CallResult result = await Open(Did("conference_room:51"), Room with { Pin = "4711" }).CallsIn().Presses("1#", "471#", "47110#", "4711#").PlayAsync();
        result.Conferences.Should().BeEmpty();
        result.Asked.Should().HaveCount(3);
        result.HeardTexts.Should().Equal(Texts.ConferencePin, Texts.ConferencePinInvalid, Texts.ConferencePinInvalid, Texts.ConferenceRefused);
        result.Outcome.Should().Be(RoutingOutcome.Denied);
    }

    [Fact]
    public async Task Room_that_is_missing_or_off_is_unavailable()
    {
        (await Open(Did("conference_room:99"), Room).CallsIn().PlayAsync()).Outcome.Should().Be(RoutingOutcome.Unavailable);
        (await Open(Did("conference_room:51"), Room with { Status = EntityStatus.Inactive }).CallsIn().PlayAsync()).IsAnswered.Should().BeFalse();
    }

    [Fact]
    public async Task Room_that_is_closed_while_the_pin_is_typed_is_unavailable()
    {
        TenantConfiguration before = Of(Did("conference_room:51"), Room with { Pin = "4711" });
        CallSimulator simulator = Open(before);
        CallResult result = await simulator.CallsIn().Presses("4711#").BeforeStage(2, () => simulator.UseTenant(before with { ConferenceRooms = [] })).PlayAsync();
        result.Outcome.Should().Be(RoutingOutcome.Unavailable);
        result.Conferences.Should().BeEmpty();
    }

    [Fact]
    public async Task Room_that_cannot_be_entered_is_said()
    {
        CallResult result = await Open(Did("conference_room:51"), Room).CallsIn().Room("room-1-51").Fails().PlayAsync();
        result.Outcome.Should().Be(RoutingOutcome.Unavailable);
        result.HeardTexts.Should().Equal(Texts.Unavailable);
    }

    [Fact]
    public async Task Caller_may_leave_by_hanging_up()
    {
        CallResult result = await Open(Did("conference_room:51"), Room).CallsIn().HangsUp(CallMoment.InConference).PlayAsync();
        result.EndedBy.Should().Be(CallEndReason.CallerHungUp);
    }
}
