using System.Globalization;
using OpBX.Calls;
using OpBX.Routing;
using OpBX.Tenants;

namespace OpBX.Storage;

/// <summary>The demo tenant must show what it says: every number and extension of it leads somewhere.</summary>
public sealed class DemoTenantRoutingTests
{
    private const string Open = "2026-06-08T15:00:00Z";

    private static readonly TenantSnapshot s_demo = TenantSnapshot.Build(TenantSamples.Read(DocumentFiles.Demo));

    private static readonly RoutingEngine s_engine = new(RoutingCatalog.Default, new RoutingOptions { CustomLogic = { AllowedHosts = { "logic.example.com" } } });

    [Theory]
    [InlineData("+15550100100", Open, "gather")]
    [InlineData("+15550100100", "2026-06-08T23:00:00Z", "voicemail")]
    [InlineData("+15550100100", "2026-06-13T15:00:00Z", "voicemail")]
    [InlineData("+15550100100", "2029-12-25T15:00:00Z", "gather")]
    [InlineData("+15550100100", "2026-12-24T15:00:00Z", "gather")]
    [InlineData("+15550100100", "2026-12-24T19:00:00Z", "voicemail")]
    [InlineData("+15550100101", Open, "dial")]
    [InlineData("+15550100102", Open, "dial")]
    [InlineData("+15550100103", Open, "gather")]
    [InlineData("+15550100104", Open, "voicemail")]
    [InlineData("+15550100105", Open, "gather")]
    [InlineData("+15550100106", Open, "connect")]
    [InlineData("+15550100107", Open, "redirect")]
    [InlineData("+15550100108", Open, "dial-out")]
    [InlineData("+15550100109", Open, "dial")]
    [InlineData("+15550100110", Open, "gather")]
    [InlineData("+15550100111", Open, "hangup")]
    [InlineData("+15550100112", Open, "dial")]
    public void Demo_aCallFromOutside_endsWhereItShould(string number, string at, string outcome)
        => Route("+15550100190", number, CallDirection.Inbound, at).Should().Be(outcome);

    [Theory]
    [InlineData("1002", "dial")]
    [InlineData("2001", "gather")]
    [InlineData("2002", "dial")]
    [InlineData("2003", "dial")]
    [InlineData("2004", "gather")]
    [InlineData("2005", "voicemail")]
    [InlineData("3001", "connect")]
    [InlineData("3002", "connect")]
    [InlineData("4001", "dial")]
    [InlineData("4002", "dial-out")]
    [InlineData("4003", "dial")]
    [InlineData("5001", "redirect")]
    [InlineData("+15550100160", "dial-out")]
    [InlineData("+19005550100", "denied")]
    [InlineData("+12025550100", "denied")]
    [InlineData("911", "emergency")]
    [InlineData("9911", "emergency")]
    [InlineData("933", "emergency")]
    public void Demo_aCallFromAnExtension_endsWhereItShould(string number, string outcome)
        => Route("1001", number, CallDirection.Subscriber, Open).Should().Be(outcome);

    private static string? Route(string from, string to, CallDirection direction, string at)
    {
        var request = new VoiceRequest { Session = "s1", From = from, To = to, Direction = direction };
        DateTimeOffset now = DateTimeOffset.Parse(at, CultureInfo.InvariantCulture);
        return s_engine.Route(s_demo, request, now).Outcome.Value;
    }
}
