using Microsoft.Extensions.DependencyInjection;
using OpBX.Calls;
using OpBX.Extensions;
using OpBX.Ivr;
using OpBX.Routing;
using OpBX.State;
using OpBX.Storage;
using OpBX.Tenants;
using static OpBX.IntegrationTests.Flows.Office;

namespace OpBX.IntegrationTests.Flows;

/// <summary>Rules N3 and T2: an emergency call goes out, whatever else holds.</summary>
public sealed class EmergencyCalls
{
    private const string Settings = """
        {"emergency_caller_id":"+15550100209","emergency_trunk":"emergency-trunk","outbound_trunk":"main-trunk","emergency_numbers":["933"],
         "outside_line_prefix":"9","limits":{"concurrent":1,"per_minute":1,"minutes_per_day":1}}
        """;

    private static TenantConfiguration With(string settings) => Tenant(settings) with
    {
        Extensions = [User(1001), User(1002, """{"emergency_caller_id":"+15550100208"}"""), User(1003).Inactive()],
        DidNumbers = [Did("extension", 1001)],
    };

    [Rule("N3")]
    [Fact]
    public async Task EmergencyCall_isDialledUnchangedWithItsOwnCallerIdAndTrunk()
    {
        await using PlayedHost host = await PlayedHost.StartAsync(With(Settings));
        CallResult call = await host.Calls.Subscriber("1001", "911").Number("911").Answers().PlayAsync();
        call.Rang.Should().ContainSingle().Which.Should().Match<DialAttempt>(dial =>
            dial.Targets[0].Text == "911" && dial.CallerId == "+15550100209" && dial.Trunks == "emergency-trunk" && dial.HasAction && dial.TimeLimit == null);
        call.Outcomes.Should().Equal(RoutingOutcome.Emergency, RoutingOutcome.Hangup);

        CallResult site = await host.Calls.Subscriber("1002", "911").Number("911").Answers().PlayAsync();
        site.Rang[0].CallerId.Should().Be("+15550100208");
        EmergencyCallPlaced told = await host.Events.FirstAsync<EmergencyCallPlaced>(site.Session);
        told.Should().Match<EmergencyCallPlaced>(e => e.EmergencyNumber == "911" && e.ExtensionId == 1002 && !e.IsRetry && e.CallerId == "+15550100208");
    }

    [Rule("N3")]
    [Theory]
    [InlineData("911")]
    [InlineData("9911")]
    [InlineData("933")]
    [InlineData("sip:911@office.example.test")]
    public async Task EmergencyNumbers_areTheCountrysAndTheTenants(string dialled)
    {
        await using PlayedHost host = await PlayedHost.StartAsync(With(Settings));
        CallResult call = await host.Calls.Subscriber("1001", dialled).EveryoneElse.Answers().PlayAsync();
        call.Outcomes.Should().StartWith(RoutingOutcome.Emergency);
        call.RangTargets.Should().ContainSingle().Which.Should().BeOneOf("911", "933");
    }

    [Rule("N3")]
    [Theory]
    [InlineData("112")]
    [InlineData("911")]
    public async Task EmergencyNumbers_withoutAKnownCountry_are112And911(string dialled)
    {
        await using PlayedHost host = await PlayedHost.StartAsync(With("""{"country":""}"""));
        (await host.Calls.Subscriber("1001", dialled).EveryoneElse.Answers().PlayAsync()).RangTargets.Should().Equal(dialled);
    }

    [Rule("N3")]
    [Fact]
    public async Task FailedDial_isRepeatedOnceWithoutTrunk()
    {
        await using PlayedHost host = await PlayedHost.StartAsync(With(Settings));
        CallResult saved = await host.Calls.Subscriber("1001", "911").Trunk("emergency-trunk").Fails().Number("911").Answers().PlayAsync();
        saved.Rang.Select(dial => dial.Trunks).Should().Equal("emergency-trunk", null);
        saved.AnsweredBy.Should().Be("911");
        await PlayedHost.EventuallyAsync(() => ValueTask.FromResult(host.Events.All.OfType<EmergencyCallPlaced>().FirstOrDefault(e => e.Session == saved.Session && e.IsRetry)));

        CallResult lost = await host.Calls.Subscriber("1001", "911").Number("911").Fails().Trunk("emergency-trunk").Fails().PlayAsync();
        lost.Rang.Should().HaveCount(2);
        lost.EndedBy.Should().Be(CallEndReason.Hangup);
    }

    [Rule("N3")]
    [Rule("T2")]
    [Theory]
    [InlineData(OrganizationStatus.Suspended)]
    [InlineData(OrganizationStatus.Deleted)]
    public async Task ClosedOrganization_stillReachesHelp(OrganizationStatus status)
    {
        TenantConfiguration tenant = With(Settings);
        await using PlayedHost host = await PlayedHost.StartAsync(tenant with { Organization = tenant.Organization with { Status = status } });
        CallResult help = await host.Calls.Subscriber("1001", "911").Trunk("emergency-trunk").Fails().Number("911").Answers().PlayAsync();
        help.AnsweredBy.Should().Be("911", help.ToString());
        (await host.Calls.Subscriber("1001", "1002").PlayAsync()).EndedBy.Should().Be(CallEndReason.Reject);
    }

    [Rule("N3")]
    [Fact]
    public async Task InactiveExtension_denyAllAndExhaustedLimits_stillReachHelp()
    {
        await using PlayedHost host = await PlayedHost.StartAsync(With(Settings) with
        {
            OutboundWhitelists =
            [
                Allow(1, "+1555") with { Priority = 9 },
                Allow(2, "9") with { IsAllowed = false },
                Allow(3, "+") with { IsAllowed = false, Priority = 10 },
            ],
        });
        (await host.Calls.Subscriber("1001", "+15550100300").HangsUp(CallMoment.WhileRinging).PlayAsync()).Outcomes.Should().Equal(RoutingOutcome.DialOut);
        (await host.Calls.Subscriber("1001", "+15550100300").PlayAsync()).Outcomes.Should().Equal(RoutingOutcome.Denied);
        foreach (string caller in new[] { "1001", "1003", "1001", "1002" })
        {
            (await host.Calls.Subscriber(caller, "911").Number("911").Answers().PlayAsync()).AnsweredBy.Should().Be("911", caller);
        }
    }

    [Rule("N3")]
    [Fact]
    public async Task StorageAndStateDown_stillReachHelp()
    {
        BreakableStorage? storage = null;
        TenantConfiguration tenant = With(Settings);
        await using PlayedHost host = await PlayedHost.StartAsync(
            builder =>
            {
                builder.Services.AddSingleton<IOpBXStorage>(provider => storage = new BreakableStorage(provider.GetRequiredService<InMemoryOpBXStorage>()));
                builder.Services.AddSingleton<IOpBXState>(new BrokenState());
            },
            tenant);
        host.Storage.Should().BeSameAs(storage);
        storage!.IsDown = true;
        CallResult noTenant = await host.Calls.Subscriber("1001", "911").Number("911").Answers().PlayAsync();
        noTenant.Outcomes.Should().StartWith(RoutingOutcome.Safe);
        noTenant.AnsweredBy.Should().Be("911");
        (await host.Calls.Subscriber("1001", "1002").PlayAsync()).Rang.Should().BeEmpty();

        storage.IsDirectoryDown = true;
        CallResult noDirectory = await host.Calls.Subscriber("1001", "911").Number("911").Answers().PlayAsync();
        noDirectory.AnsweredBy.Should().Be("911");

        storage.IsDown = storage.IsDirectoryDown = false;
        (await host.Calls.Subscriber("1001", "1002").Phone("1002").Answers().PlayAsync()).AnsweredBy.Should().Be("1002");
        storage.IsDown = true;
        host.Clock.Advance(TimeSpan.FromHours(5));
        CallResult stale = await host.Calls.Subscriber("1001", "911").Number("911").Answers().PlayAsync();
        stale.Outcomes.Should().StartWith(RoutingOutcome.Emergency);
        stale.Rang[0].Trunks.Should().Be("emergency-trunk");
    }

    [Rule("N3")]
    [Fact]
    public async Task StorageGoneAfterTheFirstDialFailed_stillRetriesWithoutTrunk()
    {
        await using PlayedHost host = await PlayedHost.StartAsync(
            builder => builder.Services.AddSingleton<IOpBXStorage>(provider => new BreakableStorage(provider.GetRequiredService<InMemoryOpBXStorage>())), With(Settings));
        var storage = (BreakableStorage)host.Storage;
        CallResult call = await host.Calls.Subscriber("1001", "911").Trunk("emergency-trunk").Fails().Number("911").Answers()
            .BeforeStage(2, () => storage.IsDown = storage.IsDirectoryDown = true).PlayAsync();
        call.Rang.Select(dial => dial.Trunks).Should().Equal(["emergency-trunk", null], call.ToString());
        call.AnsweredBy.Should().Be("911");
    }

    [Rule("N3")]
    [Fact]
    public async Task EmergencyNumber_thatNoSubscriberDialled_isNone()
    {
        await using PlayedHost host = await PlayedHost.StartAsync(With(Settings) with
        {
            Extensions = [User(1001), Line(5001, ExtensionType.Forward, """{"forward_to":"911"}""")],
            IvrMenus = [Menu(6, new IvrMenuOption { Digit = "1", DestinationType = IvrDestinationType.ExternalNumber, ExternalNumber = "911" }) with { Settings = JsonSettings.Parse("""{"direct_dial":true}"""), MaxAttempts = 1 }],
            DidNumbers = [Did("extension", 5001), Did(2, "+15550100201", "ivr", 6)],
            OutboundWhitelists = [Allow(1, "+"), Allow(2, "9")],
        });
        (await host.Calls.Rest(Caller, "911").PlayAsync()).Rang.Should().BeEmpty();
        (await host.Calls.Application(Caller, "911").PlayAsync()).Rang.Should().BeEmpty();
        (await host.Calls.Inbound("911", "911").PlayAsync()).Rang.Should().BeEmpty();
        (await host.Calls.Inbound(Caller, Main).PlayAsync()).Rang.Should().BeEmpty();
        (await host.Calls.Inbound(Caller, "+15550100201").Presses("1").PlayAsync()).Rang.Should().BeEmpty();
        (await host.Calls.Inbound(Caller, "+15550100201").Presses("911#").PlayAsync()).Rang.Should().BeEmpty();
    }

    [Rule("N3")]
    [Fact]
    public async Task EmergencyNumber_comesBeforeAnExtensionOfTheSameNumber()
    {
        await using PlayedHost host = await PlayedHost.StartAsync(With(Settings) with { Extensions = [User(1001), User(911)] });
        CallResult call = await host.Calls.Subscriber("1001", "911").Number("911").Answers().PlayAsync();
        call.Outcomes.Should().StartWith(RoutingOutcome.Emergency);
    }
}
