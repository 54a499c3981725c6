using OpBX.Calls;
using OpBX.Cxml;
using OpBX.Extensions;
using OpBX.Numbers;
using OpBX.Tenants;

namespace OpBX.Routing;

public sealed class RoutingEngineTests
{
    private static readonly DateTimeOffset Monday = new(2026, 6, 8, 15, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Route_did_to_extension_rings_the_phone_in_five_lines()
    {
        TenantSnapshot tenant = TenantSnapshot.Build(new TenantConfiguration
        {
            Organization = new Organization { Id = new TenantId(1), Name = "Acme" },
            Extensions = [new Extension { Id = 12, ExtensionNumber = "1001" }],
            DidNumbers = [new DidNumber { Id = 1, PhoneNumber = "+15550100200", RoutingConfig = JsonSettings.Parse("""{"extension_id":12}""") }],
        });
        var request = new VoiceRequest { Session = "s1", From = "15550100001", To = "15550100200", Direction = CallDirection.Inbound };

        RoutingResult result = new RoutingEngine().Route(tenant, request, Monday);

        result.Outcome.Should().Be(RoutingOutcome.Dial, result.Trace.ToString());
        CxmlWriter.ToText(result.Response).Should().Be(
            """<?xml version="1.0" encoding="UTF-8"?><Response><Dial action="/voice/continue?at=extension:12&amp;hops=1" timeout="30"><Number>1001</Number></Dial></Response>""");
    }
}
