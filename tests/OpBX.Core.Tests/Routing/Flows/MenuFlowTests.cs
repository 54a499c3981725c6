using OpBX.Calls;
using OpBX.Ivr;
using OpBX.RingGroups;
using OpBX.Tenants;
using static OpBX.Calls.Keys;
using static OpBX.Routing.Flows.Pbx;

namespace OpBX.Routing.Flows;

public sealed class MenuFlowTests
{
    [Fact]
    public async Task Silence_hears_the_menu_three_times_and_then_goodbye()
    {
        CallResult result = await Open(Did("ivr:31"), Menu(31, "1=extension:1001"), User("1001")).CallsIn().PlayAsync();
        result.HeardTexts.Should().Equal("Menu 31", "Menu 31", "Menu 31", Texts.MenuGoodbye);
        result.Outcome.Should().Be(RoutingOutcome.NoInput);
        result.Duration.Should().Be(TimeSpan.FromSeconds(15), "the menu's timeout is the wait for the first key");
        result.Heard[^1].Answered.Should().BeTrue();
        result.Documents[^1].Should().NotContain("answer=", "the menu has answered the call");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public async Task Max_attempts_is_how_often_the_menu_is_heard(int attempts)
    {
        CallResult result = await Open(Did("ivr:31"), Menu(31, "1=extension:1001") with { MaxAttempts = attempts }, User("1001"))
            .CallsIn().Presses("7", "8", Silence, "9", "0", "4").PlayAsync();
        result.Asked.Should().HaveCount(attempts);
    }

    [Fact]
    public async Task Wrong_keys_are_named_as_such_and_end_in_the_failover()
    {
        CallResult result = await Open(Did("ivr:31"), Menu(31, "1=extension:1001").FailingOverTo("extension:1002"), User("1001"), User("1002"))
            .CallsIn().Presses("7", "8", "9").EveryoneElse.Answers().PlayAsync();
        result.HeardTexts.Should().Equal("Menu 31", Texts.MenuInvalid, "Menu 31", Texts.MenuInvalid, "Menu 31");
        result.AnsweredBy.Should().Be("1002");
        result.Traced("failover").Should().BeTrue();
    }

    [Theory]
    [InlineData("0", "1000")]
    [InlineData("1", "1001")]
    [InlineData("*", "1002")]
    [InlineData("#", "1003")]
    public async Task Every_key_can_be_an_option(string key, string rings)
    {
        CallSimulator simulator = Open(
            Did("ivr:31"), Menu(31, "0=extension:1000 1=extension:1001 *=extension:1002 #=extension:1003"), User("1000"), User("1001"), User("1002"), User("1003"));
        CallResult result = await simulator.CallsIn().Presses(key).EveryoneElse.Answers().PlayAsync();
        result.AnsweredBy.Should().Be(rings);
        result.Asked[0].FinishOnKey.Should().Be("", "# is an option here");
        result.Asked[0].NumDigits.Should().Be(1);
    }

    [Fact]
    public async Task Pound_that_is_no_option_is_silence()
    {
        CallResult result = await Open(Did("ivr:31"), Menu(31, "1=extension:1001"), User("1001")).CallsIn().Presses("#", "1").EveryoneElse.Answers().PlayAsync();
        result.HeardTexts.Should().Equal("Menu 31", "Menu 31");
        result.Traced("timeout").Should().BeTrue();
        result.AnsweredBy.Should().Be("1001");
    }

    [Fact]
    public async Task Failed_attempts_survive_a_submenu_and_the_way_back()
    {
        CallResult result = await Open(Did("ivr:31"), Menu(31, "1=submenu:32"), Menu(32, "9=submenu:31"))
            .CallsIn().Presses("7", "1", "9", Silence, Silence).PlayAsync();
        // One failure before the submenu, so two are left after it.
        result.Asked.Should().HaveCount(5);
        result.Outcome.Should().Be(RoutingOutcome.NoInput);
        result.HeardTexts.Should().Equal("Menu 31", Texts.MenuInvalid, "Menu 31", "Menu 32", "Menu 31", "Menu 31", Texts.MenuGoodbye);
    }

    [Fact]
    public async Task Failures_of_a_submenu_are_its_own()
    {
        CallResult result = await Open(Did("ivr:31"), Menu(31, "1=submenu:32"), Menu(32, "9=submenu:31"))
            .CallsIn().Presses("1", "7", "7", "9", "1", "7").PlayAsync();
        result.Asked.Select(asked => asked.Digits).Should().Equal("1", "7", "7", "9", "1", "7");
        result.Outcome.Should().Be(RoutingOutcome.NoInput, "the third failure in the submenu is its last");
    }

    [Fact]
    public async Task Option_may_play_its_own_menu_again()
    {
        CallResult result = await Open(Did("ivr:31"), Menu(31, "9=submenu:31 1=extension:1001"), User("1001"))
            .CallsIn().Presses("9", "9", "1").EveryoneElse.Answers().PlayAsync();
        result.HeardTexts.Should().Equal("Menu 31", "Menu 31", "Menu 31");
        result.AnsweredBy.Should().Be("1001", result.ToString());
    }

    [Fact]
    public async Task Option_may_lead_back_by_an_extension_of_the_menu()
    {
        CallResult result = await Open(Did("ivr:31"), Menu(31, "9=extension:1009 1=extension:1001"), User("1001"), Ext("1009", Extensions.ExtensionType.Ivr, """{"ivr_menu_id":31}"""))
            .CallsIn().Presses("9", "1").EveryoneElse.Answers().PlayAsync();
        result.AnsweredBy.Should().Be("1001", result.ToString());
    }

    [Fact]
    public async Task Key_press_lets_a_group_ring_again()
    {
        CallResult result = await Open(
                Did("ivr:31"), Menu(31, "1=ring_group:21"), Group(21, RingStrategyName.Simultaneous, "1001").FallingBackTo("1009"),
                User("1001"), Ext("1009", Extensions.ExtensionType.Ivr, """{"ivr_menu_id":31}"""))
            .CallsIn().Presses("1", "1").Phone("1001").RingsOut().Then.Answers().PlayAsync();
        result.Rang.Should().HaveCount(2);
        result.AnsweredBy.Should().Be("1001", result.ToString());
    }

    [Theory]
    [InlineData("1002#", "1002")]
    [InlineData("1002", "1002")]
    [InlineData("1", "1001")]
    [InlineData("010#", "010")]
    public async Task Direct_dial_reaches_extensions_and_options(string keys, string rings)
    {
        CallSimulator simulator = Open(Did("ivr:31"), Menu(31, "1=extension:1001").WithDirectDial(), User("1001"), User("1002"), User("010"));
        CallResult result = await simulator.CallsIn().Presses(keys).EveryoneElse.Answers().PlayAsync();
        result.AnsweredBy.Should().Be(rings, result.ToString());
        result.Asked[0].NumDigits.Should().BeNull();
        result.Asked[0].FinishOnKey.Should().Be("#");
    }

    [Fact]
    public async Task Direct_dial_with_pound_as_an_option_takes_both()
    {
        CallSimulator simulator = Open(Did("ivr:31"), Menu(31, "#=extension:1001").WithDirectDial(), User("1001"), User("1002"));
        (await simulator.CallsIn().Presses("#").EveryoneElse.Answers().PlayAsync()).AnsweredBy.Should().Be("1001");
        (await simulator.CallsIn().Presses("1002#").EveryoneElse.Answers().PlayAsync()).AnsweredBy.Should().Be("1002");
    }

    [Fact]
    public async Task Direct_dial_takes_an_option_with_the_key_that_ends_the_input()
    {
        CallSimulator simulator = Open(Did("ivr:31"), Menu(31, "1=extension:1001 #=extension:1002").WithDirectDial(), User("1001"), User("1002"));
        (await simulator.CallsIn().Presses("1#").EveryoneElse.Answers().PlayAsync()).AnsweredBy.Should().Be("1001");
    }

    [Theory]
    [InlineData("1003")]
    [InlineData("9999")]
    [InlineData("911")]
    [InlineData("15550100777")]
    [InlineData("*1002")]
    public async Task Direct_dial_reaches_nothing_else(string keys)
    {
        CallSimulator simulator = Open(Did("ivr:31"), Menu(31, "1=extension:1001").WithDirectDial(), Allow("+"), User("1001"), User("1002"), User("1003").Inactive());
        CallResult result = await simulator.CallsIn().Presses(keys).PlayAsync();
        result.Rang.Should().BeEmpty(result.ToString());
        result.Traced("invalid").Should().BeTrue();
    }

    [Fact]
    public async Task Digits_of_an_extension_are_no_option_without_direct_dial()
    {
        CallResult result = await Open(Did("ivr:31"), Menu(31, "2=extension:1002"), User("1001"), User("1002")).CallsIn().Presses("1001").PlayAsync();
        result.Rang.Should().BeEmpty();
    }

    [Fact]
    public async Task External_number_is_dialled_by_the_tenant_where_the_policy_allows_it()
    {
        CallSimulator simulator = Open(Did("ivr:31"), Menu(31, "1=external_number:+15550100777 2=external_number:+15550100999"), Allow("+15550100777", "carrier"));
        CallResult allowed = await simulator.CallsIn().Presses("1").Number("+15550100777").Answers().PlayAsync();
        DialAttempt dial = allowed.Rang.Should().ContainSingle().Which;
        dial.CallerId.Should().Be(Main);
        dial.Trunks.Should().Be("carrier");
        dial.TimeLimit.Should().Be(240 * 60);

        CallResult denied = await simulator.CallsIn().Presses("2").PlayAsync();
        denied.Rang.Should().BeEmpty();
        denied.Outcome.Should().Be(RoutingOutcome.Denied);
        denied.Heard[^1].Should().Match<HeardPrompt>(heard => heard.Text == Texts.OutboundDenied && heard.Answered);
    }

    [Fact]
    public async Task Unavailable_option_uses_the_failover_or_says_so()
    {
        IvrMenu menu = Menu(31, "1=extension:1001 2=ring_group:99");
        CallResult said = await Open(Did("ivr:31"), menu, User("1001").Inactive(), User("1002")).CallsIn().Presses("1").PlayAsync();
        said.Outcome.Should().Be(RoutingOutcome.Unavailable);
        said.HeardTexts.Should().Equal("Menu 31", Texts.Unavailable);

        foreach (string key in new[] { "1", "2" })
        {
            CallResult other = await Open(Did("ivr:31"), menu.FailingOverTo("extension:1002"), User("1001").Inactive(), User("1002"))
                .CallsIn().Presses(key).EveryoneElse.Answers().PlayAsync();
            other.AnsweredBy.Should().Be("1002", other.ToString());
        }
    }

    [Fact]
    public async Task Menu_without_greeting_and_with_audio_can_be_heard()
    {
        CallResult plain = await Open(Did("ivr:31"), Menu(31, "1=extension:1001") with { GreetingMessage = null }, User("1001")).CallsIn().PlayAsync();
        plain.HeardTexts[0].Should().Be(Texts.MenuPrompt);
        CallResult audio = await Open(Did("ivr:31"), Menu(31, "1=extension:1001") with { GreetingMessage = "https://cdn.example.net/menu.mp3" }, User("1001")).CallsIn().PlayAsync();
        audio.Heard[0].Kind.Should().Be(PromptKind.Played);
        CallResult voice = await Open(Did("ivr:31"), Menu(31, "1=extension:1001") with { TtsVoice = "man" }, User("1001")).CallsIn().PlayAsync();
        voice.Heard[0].Voice.Should().Be("man");
    }

    [Fact]
    public async Task Menu_that_is_switched_off_in_mid_call_is_unavailable()
    {
        TenantConfiguration before = Of(Did("ivr:31"), Menu(31, "1=extension:1001"), User("1001"));
        CallSimulator simulator = Open(before);
        CallResult result = await simulator.CallsIn().Presses("1")
            .BeforeStage(2, () => simulator.UseTenant(before with { IvrMenus = [before.IvrMenus[0] with { Status = EntityStatus.Inactive }] })).PlayAsync();
        result.Outcome.Should().Be(RoutingOutcome.Unavailable);
        result.Rang.Should().BeEmpty();
    }
}
