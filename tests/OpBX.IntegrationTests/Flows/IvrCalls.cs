using OpBX.Calls;
using OpBX.Ivr;
using OpBX.RingGroups;
using OpBX.Routing;
using OpBX.Tenants;
using static OpBX.Calls.Keys;
using static OpBX.IntegrationTests.Flows.Office;

namespace OpBX.IntegrationTests.Flows;

/// <summary>Rules I1–I4: menus, keys, silence and wrong keys.</summary>
public sealed class IvrCalls
{
    private static TenantConfiguration With(params IvrMenu[] menus)
        => Tenant() with { Extensions = [User(1001), User(1002)], IvrMenus = menus, DidNumbers = [Did("ivr", menus[0].Id)], OutboundWhitelists = [Allow(1, "+1555")] };

    [Rule("I1")]
    [Fact]
    public async Task Menu_asksForOneKeyWithItsTimeLimits()
    {
        await using PlayedHost host = await PlayedHost.StartAsync(With(
            Menu(6, Key1To(IvrDestinationType.Extension, 1001)) with { Timeout = 7, TtsVoice = "Polly.Joanna" }));
        CallResult call = await host.Calls.Inbound(Caller, Main).Presses("1").Phone("1001").Answers().PlayAsync();
        AskedInput asked = call.Asked.Should().ContainSingle().Subject;
        asked.NumDigits.Should().Be(1);
        asked.Timeout.Should().Be(TimeSpan.FromSeconds(7));
        asked.MaxTimeout.Should().Be(TimeSpan.FromSeconds(7));
        call.Heard.Should().ContainSingle().Which.Should().Match<HeardPrompt>(prompt => prompt.InMenu && prompt.Kind == PromptKind.Spoken && prompt.Voice == "Polly.Joanna");
        call.Documents[0].Should().Contain("actionOnEmptyResult=\"true\"").And.Contain("input=\"dtmf\"");
        call.AnsweredBy.Should().Be("1001");
    }

    [Rule("I1")]
    [Fact]
    public async Task Greeting_thatIsAnAddress_isPlayed()
    {
        await using PlayedHost host = await PlayedHost.StartAsync(With(
            Menu(6, Key1To(IvrDestinationType.Extension, 1001)) with { GreetingMessage = "https://media.example.com/hello.mp3" }));
        CallResult call = await host.Calls.Inbound(Caller, Main).HangsUp(CallMoment.InMenu).PlayAsync();
        call.Heard.Should().ContainSingle().Which.Kind.Should().Be(PromptKind.Played);
        call.EndedBy.Should().Be(CallEndReason.CallerHungUp);
    }

    [Rule("I1")]
    [Fact]
    public async Task DirectDial_takesAnExtensionNumberOrAnOption()
    {
        await using PlayedHost host = await PlayedHost.StartAsync(With(
            Menu(6, Key1To(IvrDestinationType.Extension, 1001)) with { Settings = JsonSettings.Parse("""{"direct_dial":true}""") }));
        CallResult dialled = await host.Calls.Inbound(Caller, Main).Presses("1002#").Phone("1002").Answers().PlayAsync();
        dialled.Asked[0].NumDigits.Should().BeNull();
        dialled.Asked[0].FinishOnKey.Should().Be("#");
        dialled.AnsweredBy.Should().Be("1002");
        CallResult option = await host.Calls.Inbound(Caller, Main).Presses("1").Phone("1001").Answers().PlayAsync();
        option.AnsweredBy.Should().Be("1001");
        CallResult wrong = await host.Calls.Inbound(Caller, Main).Presses("7777#", "7777#", "7777#").PlayAsync();
        wrong.Outcome.Should().Be(RoutingOutcome.NoInput);
    }

    [Rule("I2")]
    [Fact]
    public async Task Silence_isHeardAsOftenAsTheMenuAllows()
    {
        await using PlayedHost host = await PlayedHost.StartAsync(With(Menu(6, Key1To(IvrDestinationType.Extension, 1001)) with { MaxAttempts = 3 }));
        CallResult call = await host.Calls.Inbound(Caller, Main).Presses(Silence, Silence, Silence).PlayAsync();
        call.Asked.Should().HaveCount(3);
        call.Heard.Count(prompt => prompt.InMenu).Should().Be(3, "a time-out replays the greeting alone");
        call.Outcome.Should().Be(RoutingOutcome.NoInput);
        call.EndedBy.Should().Be(CallEndReason.Hangup);
        call.Rang.Should().BeEmpty();
    }

    [Rule("I2")]
    [Fact]
    public async Task WrongKey_replaysTheMenuAfterASentence()
    {
        await using PlayedHost host = await PlayedHost.StartAsync(With(Menu(6, Key1To(IvrDestinationType.Extension, 1001))));
        CallResult call = await host.Calls.Inbound(Caller, Main).Presses("9", Silence, "1").Phone("1001").Answers().PlayAsync();
        call.Asked.Should().HaveCount(3);
        call.Heard.Select(prompt => prompt.Stage).Should().Equal(1, 2, 2, 3);
        call.AnsweredBy.Should().Be("1001");
        call.Traced("invalid").Should().BeTrue();
        call.Traced("timeout").Should().BeTrue();
    }

    [Rule("I2")]
    [Theory]
    [InlineData("0")]
    [InlineData("5")]
    [InlineData("9")]
    [InlineData("*")]
    [InlineData("#")]
    public async Task EveryKey_canBeAnOption(string key)
    {
        await using PlayedHost host = await PlayedHost.StartAsync(With(Menu(6, Option(key, IvrDestinationType.Extension, 1001))));
        CallResult call = await host.Calls.Inbound(Caller, Main).Presses(key).Phone("1001").Answers().PlayAsync();
        call.AnsweredBy.Should().Be("1001", call.ToString());
        if (key == "#") call.Asked[0].FinishOnKey.Should().BeEmpty();
    }

    [Rule("I2")]
    [Fact]
    public async Task Attempts_surviveASubmenuAndReturn()
    {
        await using PlayedHost host = await PlayedHost.StartAsync(With(
            Menu(6, Option("2", IvrDestinationType.Submenu, 7)) with { MaxAttempts = 3 },
            Menu(7, Option("9", IvrDestinationType.Submenu, 6)) with { MaxAttempts = 3 }));
        CallResult call = await host.Calls.Inbound(Caller, Main).Presses(Silence, Silence, "2", "9", Silence).PlayAsync();
        call.Asked.Should().HaveCount(5, call.ToString());
        call.Outcome.Should().Be(RoutingOutcome.NoInput);
    }

    [Rule("I3")]
    [Fact]
    public async Task Options_leadToExtensionsGroupsSubmenusAndNumbers()
    {
        TenantConfiguration tenant = With(
            Menu(
                6,
                Option("1", IvrDestinationType.Extension, 1001),
                Option("2", IvrDestinationType.RingGroup, 5),
                Option("3", IvrDestinationType.Submenu, 7),
                new IvrMenuOption { Digit = "4", DestinationType = IvrDestinationType.ExternalNumber, ExternalNumber = "+15550100400" },
                new IvrMenuOption { Digit = "5", DestinationType = IvrDestinationType.ExternalNumber, ExternalNumber = "+4930555010" }),
            Menu(7, Option("1", IvrDestinationType.Extension, 1002))) with { RingGroups = [Group(5, RingStrategyName.Simultaneous, 1001, 1002)] };
        await using PlayedHost host = await PlayedHost.StartAsync(tenant);
        Task<CallResult> Press(params string[] keys) => host.Calls.Inbound(Caller, Main).Presses(keys).EveryoneElse.Answers().PlayAsync();

        (await Press("1")).RangTargets.Should().Equal("1001");
        (await Press("2")).RangTargets.Should().Equal("1001", "1002");
        (await Press("3", "1")).RangTargets.Should().Equal("1002");
        CallResult number = await Press("4");
        number.RangTargets.Should().Equal("+15550100400");
        number.Rang[0].CallerId.Should().Be(Main);
        CallResult denied = await Press("5");
        denied.Rang.Should().BeEmpty();
        denied.Outcome.Should().Be(RoutingOutcome.Denied);
    }

    [Rule("I4")]
    [Fact]
    public async Task AttemptsUsedUp_goesToTheFailover()
    {
        await using PlayedHost host = await PlayedHost.StartAsync(With(
            Menu(6, Key1To(IvrDestinationType.Extension, 1001)) with { MaxAttempts = 2, FailoverType = "extension", FailoverId = 1002 }));
        CallResult call = await host.Calls.Inbound(Caller, Main).Presses("8", Silence).Phone("1002").Answers().PlayAsync();
        call.RangTargets.Should().Equal("1002");
        call.Traced("failover").Should().BeTrue();
        call.AnsweredBy.Should().Be("1002");
    }
}
