using System.Globalization;
using OpBX.BusinessHours;
using OpBX.Calls;
using OpBX.Conferences;
using OpBX.Extensions;
using OpBX.RingGroups;
using OpBX.Tenants;
using static OpBX.Routing.Flows.Pbx;

namespace OpBX.Routing.Flows;

/// <summary>Tenants and callers by chance: what must hold whatever is configured and whoever calls.</summary>
public sealed class AnyCallTests
{
    private static readonly string[] Phones = ["1001", "1002", "1003", "1004", "1005", "1006", "1007", "1008"];
    private static readonly string[] KeyChoices = ["1", "2", "9", "#", "*", "", "7", "1003#", "4711#"];
    private static readonly RingStrategyName[] Strategies = [RingStrategyName.Simultaneous, RingStrategyName.Sequential, RingStrategyName.RoundRobin];

    [Fact]
    public async Task Every_call_ends_and_a_repeated_webhook_is_answered_the_same()
    {
        var outcomes = new HashSet<string>();
        for (int seed = 0; seed < 1500; seed++)
        {
            var chance = new Random(seed);
            CallSimulator simulator = Open(Tenant(chance));
            CallResult result = await Story(simulator, chance).PlayAsync();
            string story = $"seed {seed}\n{result}";
            result.EndedBy.Should().NotBe(CallEndReason.StageLimit, story);
            result.Stages.Count.Should().BeLessThanOrEqualTo(1 + (RoutingStep.MaxSessionHops * 8), story);
            foreach (RoutingOutcome outcome in result.Outcomes) outcomes.Add(outcome.Value!);
            NobodyPaysForARefusal(result, story);
            NoPhoneRingsByTrunk(result, story);
            NoOutsiderIsDialledWithoutRule(result, story);
        }
        // The stories reach nearly everything; what they miss has tests of its own.
        outcomes.Should().Contain(["dial", "dial-out", "gather", "conference", "voicemail", "hangup", "no-answer", "no-input", "unavailable", "loop", "denied", "emergency", "not-in-service"]);
    }

    /// <summary>A call that heard nothing but «not available» has not been answered (rule R3).</summary>
    private static void NobodyPaysForARefusal(CallResult result, string story)
    {
        bool refused = result.Outcome == RoutingOutcome.Unavailable || result.Outcome == RoutingOutcome.NotInService || result.Outcome == RoutingOutcome.Denied
            || result.Outcome == RoutingOutcome.NoAnswer || result.Outcome == RoutingOutcome.Loop;
        // A call made by REST is on the line from the start.
        bool onlySentences = !result.Stages[0].RequestBody.Contains("outbound-api", StringComparison.Ordinal) && result.Asked.Count == 0 && result.Recordings.Count == 0 && result.Conferences.Count == 0 && result.AnsweredBy is null && result.Heard.Count == 1;
        if (refused && onlySentences) result.IsAnswered.Should().BeFalse(story);
    }

    /// <summary>A trunk would send an extension to the carrier (rule G2).</summary>
    private static void NoPhoneRingsByTrunk(CallResult result, string story)
        => result.Rang.Where(dial => dial.Trunks is not null).SelectMany(dial => dial.Targets)
            .Should().NotContain(target => target.Text.Length <= 5 && target.Text != "911", story);

    private static void NoOutsiderIsDialledWithoutRule(CallResult result, string story)
        => result.RangTargets.Should().NotContain(target => target.StartsWith('+') && !target.StartsWith("+1555", StringComparison.Ordinal), story);

    private static SimulatedCall Story(CallSimulator simulator, Random chance)
    {
        SimulatedCall call = chance.Next(10) switch
        {
            0 => simulator.Subscriber(One(chance, Phones), One(chance, Phones)),
            1 => simulator.Subscriber(One(chance, Phones), One(chance, "911", "+15550100771", "+442079460123", "*97", "77")),
            2 => simulator.Rest(Caller, One(chance, Main, "1001", "+15550100771")),
            3 => simulator.Inbound("anonymous", One(chance, Main, Second, "+15550100299")),
            _ => simulator.Inbound(Caller, Main),
        };
        for (int i = chance.Next(12); i > 0; i--) call.Presses(One(chance, KeyChoices));
        foreach (string phone in Phones.Append("+15550100771").Append("sip:desk@sip.example.net"))
        {
            SimulatedParty party = phone.StartsWith("sip", StringComparison.Ordinal) ? call.Sip(phone) : call.Phone(phone);
            _ = chance.Next(6) switch
            {
                0 => party.IsBusy(),
                1 => party.Fails(),
                2 => party.Answers(chance.Next(40), chance.Next(100)),
                3 => party.IsBusy().Then.RingsOut().Then.Answers(),
                _ => party.RingsOut(),
            };
        }
        if (chance.Next(3) == 0) call.LeavesVoicemail(chance.Next(1, 300));
        if (chance.Next(3) == 0)
        {
            // The configuration changes altogether while the call is under way.
            TenantConfiguration after = Tenant(chance);
            call.BeforeStage(chance.Next(2, 6), () => simulator.UseTenant(after));
        }
        if (chance.Next(10) == 0) call.HangsUp(One(chance, Enum.GetValues<CallMoment>()));
        return call.At(Monday.AddHours(chance.Next(24 * 7))).RepeatsWebhooks().StageLimit(2000);
    }

    private static TenantConfiguration Tenant(Random chance)
    {
        var parts = new List<object>
        {
            One(chance, """{"country":"US"}""", """{"country":"US","call_recording":"all","recording_announcement":"Recorded."}""", """{"country":"US","limits":{"concurrent":1}}""", """{"country":"US","outbound_trunk":"carrier"}"""),
            Did(Anything(chance)),
            Did(Second, Anything(chance)),
            Allow("+1555", One(chance, "", "carrier")),
            new ConferenceRoom { Id = 51, Name = "Board", Pin = One(chance, null, "4711") },
        };
        parts.AddRange(Phones.Select(phone => (object)Phone(phone, chance)));
        for (int id = 21; id <= 23; id++)
        {
            RingGroup group = Group(id, One(chance, Strategies), string.Join(' ', Phones.Where(_ => chance.Next(3) == 0))) with { RingTurns = chance.Next(1, 4), Timeout = chance.Next(5, 40) };
            parts.Add(chance.Next(2) == 0 ? group.FallingBackTo(One(chance, Phones)) : group);
        }
        for (int id = 31; id <= 33; id++)
        {
            Ivr.IvrMenu menu = Menu(id, $"1={Anything(chance)} 2={Anything(chance)} 9=submenu:{chance.Next(31, 34)} #=external_number:+15550100771") with { MaxAttempts = chance.Next(1, 4) };
            if (chance.Next(2) == 0) menu = menu.FailingOverTo(Anything(chance));
            parts.Add(chance.Next(3) == 0 ? menu.WithDirectDial() : menu);
        }
        parts.Add(OfficeHours(1, Anything(chance), Anything(chance)));
        parts.Add(OfficeHours(2, Anything(chance), Anything(chance)));
        return Of([.. parts]);
    }

    private static Extension Phone(string number, Random chance)
    {
        Extension extension = chance.Next(9) switch
        {
            0 => Forward(number, One(chance, Phones)),
            1 => Forward(number, One(chance, "+15550100771", "+442079460123", "sip:desk@sip.example.net", "sip:nobody", "nonsense")),
            2 => Ext(number, ExtensionType.RingGroup, $$"""{"ring_group_id":{{chance.Next(20, 24).ToString(CultureInfo.InvariantCulture)}}}"""),
            3 => Ext(number, ExtensionType.Ivr, $$"""{"ivr_menu_id":{{chance.Next(30, 34).ToString(CultureInfo.InvariantCulture)}}}"""),
            4 => Ext(number, ExtensionType.Conference, """{"conference_room_id":51}"""),
            5 => User(number, Fallback(Anything(chance))),
            _ => User(number),
        };
        if (chance.Next(4) == 0) extension = extension.WithVoicemail();
        return chance.Next(8) == 0 ? extension.Inactive() : extension;
    }

    private static string Anything(Random chance) => chance.Next(8) switch
    {
        0 => $"ring_group:{chance.Next(20, 24)}",
        1 => $"ivr:{chance.Next(31, 34)}",
        2 => "conference_room:51",
        3 => $"voicemail:{One(chance, Phones)}",
        4 => $"business_hours:{chance.Next(1, 4)}",
        5 => "hangup",
        _ => $"extension:{One(chance, Phones)}",
    };

    private static T One<T>(Random chance, params T[] choices) => choices[chance.Next(choices.Length)];
}
