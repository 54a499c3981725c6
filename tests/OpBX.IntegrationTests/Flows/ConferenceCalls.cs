using OpBX.Calls;
using OpBX.Conferences;
using OpBX.Extensions;
using OpBX.Routing;
using OpBX.Tenants;
using static OpBX.Calls.Keys;
using static OpBX.IntegrationTests.Flows.Office;

namespace OpBX.IntegrationTests.Flows;

/// <summary>Rules K1 and K2: rooms and their PINs.</summary>
public sealed class ConferenceCalls
{
    private static TenantConfiguration With(ConferenceRoom room) => Tenant() with
    {
        Extensions = [User(1001), Line(2001, ExtensionType.Conference, "{}")],
        ConferenceRooms = [room with { ExtensionId = 2001 }],
        DidNumbers = [Did("conference_room", room.Id)],
    };

    [Rule("K1")]
    [Rule("R2")]
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Room_hasItsAttributes(bool on)
    {
        await using PlayedHost host = await PlayedHost.StartAsync(With(new ConferenceRoom
        {
            Id = 3,
            Name = "Board",
            MaxParticipants = 12,
            StartConferenceOnEnter = on,
            EndConferenceOnExit = on,
            MuteOnEntry = on,
            AnnounceJoinLeave = on,
        }));
        CallResult call = await host.Calls.Inbound(Caller, Main).PlayAsync();
        JoinedConference joined = call.Conferences.Should().ContainSingle().Subject;
        string word = on ? "true" : "false";
        joined.Attributes.Should().Contain(new Dictionary<string, string>
        {
            ["startConferenceOnEnter"] = word,
            ["endConferenceOnExit"] = word,
            ["maxParticipants"] = "12",
            ["muted"] = word,
            ["prompts"] = word,
            ["beep"] = word,
        });
        call.Outcomes.Should().Equal(RoutingOutcome.Conference, RoutingOutcome.Hangup);

        CallResult byPhone = await host.Calls.Subscriber("1001", "2001").PlayAsync();
        byPhone.Conferences.Should().ContainSingle().Which.Room.Should().Be(joined.Room, "the name is stable");
    }

    [Rule("K1")]
    [Fact]
    public async Task Room_isNotThatOfAnotherTenant()
    {
        var room = new ConferenceRoom { Id = 3, Name = "Board" };
        TenantConfiguration one = With(room);
        TenantConfiguration other = Tenant(2, "other.example.test", "other-requests-key-0002", "{}") with { ConferenceRooms = [room], DidNumbers = [Did(1, "+15550100500", "conference_room", 3)] };
        await using PlayedHost host = await PlayedHost.StartAsync(one, other);
        CallResult mine = await host.Calls.Inbound(Caller, Main).PlayAsync();
        CallResult theirs = await host.Of(other).Inbound(Caller, "+15550100500").PlayAsync();
        theirs.Conferences[0].Room.Should().NotBe(mine.Conferences[0].Room);
    }

    [Rule("K2")]
    [Fact]
    public async Task Pin_isAskedThreeTimes()
    {
        await using PlayedHost host = await PlayedHost.StartAsync(With(new ConferenceRoom { Id = 3, Name = "Board", Pin = "4711" }));
        CallResult right = await host.Calls.Inbound(Caller, Main).Presses("4711#").PlayAsync();
        right.Conferences.Should().ContainSingle();
        CallResult third = await host.Calls.Inbound(Caller, Main).Presses("1#", Silence, "4711#").PlayAsync();
        third.Conferences.Should().ContainSingle(third.ToString());
        CallResult never = await host.Calls.Inbound(Caller, Main).Presses("4712#", "471#", "47110#", "4711#").PlayAsync();
        never.Conferences.Should().BeEmpty();
        never.Asked.Should().HaveCount(3);
        never.Asked.Should().OnlyContain(asked => asked.MaxTimeout == asked.Timeout);
        never.Outcome.Should().Be(RoutingOutcome.Denied);
        never.Stages.Should().NotContain(stage => stage.Document.Contains("4711", StringComparison.Ordinal));
    }

    [Rule("K2")]
    [Rule("R3")]
    [Fact]
    public async Task Room_thatIsInactive_asksForNothing()
    {
        await using PlayedHost host = await PlayedHost.StartAsync(With(new ConferenceRoom { Id = 3, Name = "Board", Pin = "4711", Status = EntityStatus.Inactive }));
        CallResult call = await host.Calls.Inbound(Caller, Main).PlayAsync();
        call.Asked.Should().BeEmpty();
        call.Outcomes.Should().Equal(RoutingOutcome.Unavailable);
        call.IsAnswered.Should().BeFalse();
    }
}
