using OpBX.Calls;
using OpBX.Cxml;
using OpBX.Numbers;
using OpBX.Routing;
using OpBX.Tenants;

namespace OpBX.CustomDestination;

public sealed class SurveyDestinationTests
{
    private static readonly RoutingCatalog Catalog = RoutingCatalog.With([new SurveyDestination()]);
    private static readonly RoutingEngine Engine = new(Catalog, new RoutingOptions());
    private static readonly DateTimeOffset Now = new(2026, 6, 8, 15, 0, 0, TimeSpan.Zero);

    private static readonly TenantSnapshot Tenant = TenantSnapshot.Build(new TenantConfiguration
    {
        Organization = new Organization { Id = new TenantId(1), Name = "Acme" },
        DidNumbers =
        [
            new DidNumber
            {
                Id = 1,
                PhoneNumber = "+15550100200",
                RoutingConfig = JsonSettings.Parse("""{"destination":{"type":"survey","target":"How was our service?"}}"""),
            },
        ],
    }, Catalog);

    [Theory]
    [InlineData("4", "marked")]
    [InlineData("9", "no-mark")]
    [InlineData(null, "no-mark")]
    public void Call_is_asked_for_a_mark(string? pressed, string expected)
    {
        var call = new VoiceRequest { Session = "s1", From = "15550100001", To = "15550100200", Direction = CallDirection.Inbound };

        RoutingResult asked = Engine.Route(Tenant, call, Now);
        var gather = Assert.IsType<Gather>(Assert.Single(asked.Response.Verbs));
        Assert.True(RoutingStep.TryParse(gather.Action.Value, out RoutingStep step));
        RoutingResult answered = Engine.Route(Tenant, call with { Digits = pressed }, step, Now);

        Assert.Equal(RoutingOutcome.Hangup, answered.Outcome);
        Assert.True(answered.Trace.Has(expected), answered.Trace.ToString());
    }
}
