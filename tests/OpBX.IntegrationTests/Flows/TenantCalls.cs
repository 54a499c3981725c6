using OpBX.Calls;
using OpBX.Ivr;
using OpBX.RingGroups;
using OpBX.Routing;
using OpBX.Tenants;
using static OpBX.IntegrationTests.Flows.Office;

namespace OpBX.IntegrationTests.Flows;

/// <summary>Rules T1 and T2: tenants that look alike never meet, and closed ones take no calls.</summary>
public sealed class TenantCalls
{
    private const string OtherMain = "+15550100201";

    /// <summary>Two tenants alike in all but what has to differ, and that by one character.</summary>
    private static TenantConfiguration Twin(long id, string domain, string key, string number, string forward) => Tenant(id, domain, key, """{"outbound_trunk":"trunk"}""") with
    {
        Extensions = [User(1001).WithVoicemail(), User(1002, $$"""{"forward_to":"{{forward}}"}""")],
        RingGroups = [Group(7, RingStrategyName.RoundRobin, 1001, 1002)],
        IvrMenus = [Menu(6, Option("1", IvrDestinationType.Extension, 1001), Option("2", IvrDestinationType.RingGroup, 7)) with { GreetingMessage = "Welcome to " + domain }],
        DidNumbers = [Did(1, number, "ivr", 6)],
        OutboundWhitelists = [Allow(1, "+1555")],
    };

    private static readonly TenantConfiguration One = Twin(1, "office.example.test", "office-requests-key-0001", Main, "+15550100301");
    private static readonly TenantConfiguration Two = Twin(2, "0ffice.example.test", "office-requests-key-0002", OtherMain, "+15550100302");

    [Rule("T1")]
    [Fact]
    public async Task ForeignNumber_isAnUnknownNumber()
    {
        await using PlayedHost host = await PlayedHost.StartAsync(One, Two);
        CallResult foreign = await host.Of(One).Inbound(Caller, OtherMain).PlayAsync();
        CallResult nobodys = await host.Of(One).Inbound(Caller, "+15550100777").PlayAsync();
        foreign.Outcomes.Should().Equal(RoutingOutcome.NotInService);
        foreign.Documents.Should().Equal(nobodys.Documents);
        foreign.IsAnswered.Should().BeFalse();
    }

    [Rule("T1")]
    [Rule("H5")]
    [Fact]
    public async Task KeyOfOneTenant_opensNothingOfTheOther()
    {
        await using PlayedHost host = await PlayedHost.StartAsync(One, Two);
        CallResult call = await host.Of(PlayedHost.DomainOf(Two) with { RequestsKey = One.CloudonixSettings!.DomainRequestsApiKey }).Inbound(Caller, OtherMain).PlayAsync();
        call.EndedBy.Should().Be(CallEndReason.HttpError);
        call.Stages[0].StatusCode.Should().Be(401);
        call.Heard.Should().BeEmpty();
    }

    [Rule("T1")]
    [Fact]
    public async Task Twins_neverLeakIntoEachOther()
    {
        await using PlayedHost host = await PlayedHost.StartAsync(One, Two);
        var played = new List<(TenantConfiguration Tenant, CallResult Call)>();
        for (int i = 0; i < 3; i++)
        {
            foreach ((TenantConfiguration tenant, string number) in new[] { (One, Main), (Two, OtherMain) })
            {
                played.Add((tenant, await host.Of(tenant).Inbound(Caller, number).Presses("1").LeavesVoicemail().PlayAsync()));
                played.Add((tenant, await host.Of(tenant).Inbound(Caller, number).Presses("2").PlayAsync()));
                played.Add((tenant, await host.Of(tenant).Subscriber("1001", "1002").PlayAsync()));
            }
        }
        foreach ((TenantConfiguration tenant, CallResult call) in played)
        {
            (TenantConfiguration other, string number, string forward) = tenant == One ? (Two, OtherMain, "+15550100302") : (One, Main, "+15550100301");
            string everything = string.Join('\n', call.Documents);
            everything.Should().NotContain(other.CloudonixSettings!.DomainName).And.NotContain(number).And.NotContain(forward);
            call.RangTargets.Should().NotBeEmpty();
        }
        // Each has a rotation of its own: both start with the same member.
        List<string> Firsts(TenantConfiguration tenant) => [.. played.Where(p => p.Tenant == tenant && p.Call.Traced("first")).Select(p => p.Call.RangTargets[0])];
        Firsts(One).Should().Equal(Firsts(Two)).And.HaveCount(3);

        (TenantConfiguration _, CallResult mine) = played[0];
        await host.Events.FirstAsync<VoicemailReceived>(mine.Session);
        (await host.Storage.Recordings.ListBySessionAsync(new TenantId(2), mine.Session, default)).Should().BeEmpty();
        await PlayedHost.EventuallyAsync(() => host.Storage.CallLogs.FindAsync(new TenantId(1), mine.Session, default));
        (await host.Storage.CallLogs.FindAsync(new TenantId(2), mine.Session, default)).Should().BeNull();
    }

    [Rule("T1")]
    [Fact]
    public async Task ContinuationOfOneTenant_isReadInTheConfigurationOfTheOther()
    {
        await using PlayedHost host = await PlayedHost.StartAsync(One with { RingGroups = [] }, Two);
        Answer answer = await host.SendAsync(
            HttpMethod.Post, "/api" + new RoutingStep { At = DestinationRef.To(DestinationKind.RingGroup, 7), Hops = 1 }, null, One.CloudonixSettings!.DomainRequestsApiKey, ("X-Cx-Domain", One.CloudonixSettings.DomainName));
        answer.Targets.Should().BeEmpty();
    }

    [Rule("T2")]
    [Theory]
    [InlineData(OrganizationStatus.Suspended, false)]
    [InlineData(OrganizationStatus.Deleted, false)]
    [InlineData(OrganizationStatus.Active, true)]
    public async Task ClosedOrganization_rejectsNewCalls(OrganizationStatus status, bool softDeleted)
    {
        TenantConfiguration closed = One with { Organization = One.Organization with { Status = status, DeletedAt = softDeleted ? PlayedHost.Noon : null } };
        await using PlayedHost host = await PlayedHost.StartAsync(closed);
        foreach (SimulatedCall call in new[] { host.Calls.Inbound(Caller, Main), host.Calls.Subscriber("1001", "1002"), host.Calls.Rest(Caller, Main), host.Calls.Application(Caller, "1001") })
        {
            CallResult result = await call.PlayAsync();
            result.EndedBy.Should().Be(CallEndReason.Reject);
            result.Outcomes.Should().Equal(RoutingOutcome.Rejected);
        }
    }

    [Rule("T2")]
    [Fact]
    public async Task CallUnderWay_goesOnWhenTheOrganizationIsSuspended()
    {
        await using PlayedHost host = await PlayedHost.StartAsync(One);
        TenantConfiguration suspended = One with { Organization = One.Organization with { Status = OrganizationStatus.Suspended } };
        CallResult call = await host.Calls.Inbound(Caller, Main).Presses("1").Phone("1001").Answers().BeforeStage(2, () => host.Replace(suspended)).PlayAsync();
        call.AnsweredBy.Should().Be("1001");
        (await host.Calls.Inbound(Caller, Main).PlayAsync()).EndedBy.Should().Be(CallEndReason.Reject);
    }
}
