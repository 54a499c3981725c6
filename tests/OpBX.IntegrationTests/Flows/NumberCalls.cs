using OpBX.Calls;
using OpBX.Extensions;
using OpBX.Routing;
using OpBX.Tenants;
using static OpBX.IntegrationTests.Flows.Office;

namespace OpBX.IntegrationTests.Flows;

/// <summary>Rules N1–N5: what a dialled or reported number is.</summary>
public sealed class NumberCalls
{
    private static readonly TenantConfiguration Desk = Tenant("""{"outside_line_prefix":"9"}""") with
    {
        Extensions = [User(1001), User(1002), User(42) with { ExtensionNumber = "0042" }, User(112233)],
        DidNumbers = [Did("extension", 1001)],
        OutboundWhitelists = [Allow(1, "+")],
    };

    [Rule("N1")]
    [Theory]
    [InlineData("1002", "dial", "1002")]
    [InlineData("sip:1002@office.example.test", "dial", "1002")]
    [InlineData("tel:1002", "dial", "1002")]
    [InlineData("10 02", "dial", "1002")]
    [InlineData("0042", "dial", "0042")]
    [InlineData("42", "invalid", null)]
    [InlineData("911", "emergency", "911")]
    [InlineData("*97", "unavailable", null)]
    [InlineData("#31#", "unavailable", null)]
    [InlineData("411", "unavailable", null)]
    [InlineData("sip:alice@office.example.test", "unavailable", null)]
    [InlineData("alice", "invalid", null)]
    [InlineData("+15550100300", "dial-out", "+15550100300")]
    [InlineData("+4930555010", "dial-out", "+4930555010")]
    [InlineData("+1", "invalid", null)]
    [InlineData("", "invalid", null)]
    [InlineData("+15550100200", "dial", "1001")]
    public async Task DialledNumber_isDecidedInOrder(string dialled, string outcome, string? target)
    {
        await using PlayedHost host = await PlayedHost.StartAsync(Desk);
        CallResult call = await host.Calls.Subscriber("1001", dialled).EveryoneElse.Answers().PlayAsync();
        call.Outcomes[0].Value.Should().Be(outcome, call.ToString());
        call.RangTargets.Should().Equal(target is null ? [] : [target]);
        if (target is null) call.IsAnswered.Should().BeFalse();
    }

    [Rule("N2")]
    [Theory]
    [InlineData("5550100300", "+15550100300")]
    [InlineData("15550100300", "+15550100300")]
    [InlineData("(555) 010-0300", "+15550100300")]
    [InlineData("011 49 30 555010", "+4930555010")]
    [InlineData("+49 30 555010", "+4930555010")]
    public async Task DialledNumber_isReadByTheCountry(string dialled, string number)
    {
        await using PlayedHost host = await PlayedHost.StartAsync(Desk);
        CallResult call = await host.Calls.Subscriber("1001", dialled).EveryoneElse.Answers().PlayAsync();
        call.RangTargets.Should().Equal([number], call.ToString());
    }

    [Rule("N2")]
    [Theory]
    [InlineData("15550100200")]
    [InlineData("+15550100200")]
    [InlineData("5550100200")]
    [InlineData("sip:15550100200@office.example.test")]
    public async Task InboundTo_isReadAsInternationalThenByTheCountry(string to)
    {
        await using PlayedHost host = await PlayedHost.StartAsync(Desk);
        CallResult call = await host.Calls.Call(CallDirection.Inbound, Caller, to).Phone("1001").Answers().PlayAsync();
        call.AnsweredBy.Should().Be("1001", call.ToString());
    }

    [Rule("N4")]
    [Theory]
    [InlineData("anonymous")]
    [InlineData("Restricted")]
    [InlineData("unavailable")]
    [InlineData("")]
    [InlineData("sip:anonymous@anonymous.invalid")]
    public async Task WithheldCallerId_isStoredAsSuchAndNeverDialledWith(string from)
    {
        await using PlayedHost host = await PlayedHost.StartAsync(Desk with
        {
            Extensions = [Line(1001, ExtensionType.Forward, """{"forward_to":"+15550100300"}""")],
        });
        CallResult call = await host.Calls.Inbound(from, Main).Number("+15550100300").Answers().PlayAsync();
        call.Rang.Should().ContainSingle().Which.CallerId.Should().Be(Main);
        CallLog log = await PlayedHost.EventuallyAsync(() => host.Storage.CallLogs.FindAsync(new TenantId(1), call.Session, default));
        log.FromNumber.Should().Be("anonymous");
    }

    [Rule("N5")]
    [Theory]
    [InlineData("+1 (555) 010-0200")]
    [InlineData("15550100200")]
    [InlineData("5550100200")]
    [InlineData("1-555-010-0200")]
    public async Task StoredNumber_isMatchedInItsNormalForm(string stored)
    {
        await using PlayedHost host = await PlayedHost.StartAsync(Desk with { DidNumbers = [Did(1, stored, "extension", 1001)] });
        CallResult call = await host.Calls.Inbound(Caller, Main).Phone("1001").Answers().PlayAsync();
        call.AnsweredBy.Should().Be("1001");
        CallLog log = await PlayedHost.EventuallyAsync(() => host.Storage.CallLogs.FindAsync(new TenantId(1), call.Session, default));
        log.Should().Match<CallLog>(l => l.ToNumber == Main && l.FromNumber == Caller && l.DidId == 1);
    }

    [Rule("N5")]
    [Fact]
    public async Task NothingFailsForItsLength()
    {
        await using PlayedHost host = await PlayedHost.StartAsync(Desk);
        string endless = new('5', 5000);
        CallResult inbound = await host.Calls.Inbound(endless, Main).WithField("CallerName", endless).Phone("1001").Answers().PlayAsync();
        inbound.AnsweredBy.Should().Be("1001");
        CallLog log = await PlayedHost.EventuallyAsync(() => host.Storage.CallLogs.FindAsync(new TenantId(1), inbound.Session, default));
        log.FromNumber.Length.Should().BeLessThanOrEqualTo(20);
        CallResult dialled = await host.Calls.Subscriber("1001", endless).PlayAsync();
        dialled.Outcomes.Should().Equal(RoutingOutcome.Invalid);
    }
}
