using System.Text.RegularExpressions;
using OpBX.Extensions;
using OpBX.Ivr;
using OpBX.Numbers;
using OpBX.RingGroups;
using OpBX.Routing;
using OpBX.Tenants;

namespace OpBX.Storage;

public sealed class DemoTenantTests
{
    private static readonly TenantConfiguration s_demo = TenantSamples.Read(DocumentFiles.Demo);

    [Fact]
    public void Demo_parsesWithoutFaults() => TenantDocument.Parse(DocumentFiles.Demo).Faults.Should().BeEmpty();

    [Fact]
    public void Demo_showsEveryTypeAndDestination()
    {
        s_demo.Extensions.Select(static extension => extension.Type).Distinct().Should().BeEquivalentTo(Enum.GetValues<ExtensionType>());
        s_demo.RingGroups.Select(static group => group.Strategy).Should().Contain([RingStrategyName.Simultaneous, RingStrategyName.Sequential, RingStrategyName.RoundRobin]);
        s_demo.IvrMenus.SelectMany(static menu => menu.Options).Select(static option => option.DestinationType).Distinct().Should().BeEquivalentTo(
            [IvrDestinationType.Extension, IvrDestinationType.RingGroup, IvrDestinationType.Submenu, IvrDestinationType.ExternalNumber]);
        IEnumerable<DestinationKind> kinds = s_demo.DidNumbers.Select(static did => did.RoutingConfig.TryGet("destination", out System.Text.Json.JsonElement json)
            && DestinationRef.TryRead(json, out DestinationRef destination) ? destination.Kind : DestinationRef.KindOf(did.RoutingType.Value));
        kinds.Distinct().Should().BeEquivalentTo(
        [
            DestinationKind.Extension, DestinationKind.RingGroup, DestinationKind.BusinessHours, DestinationKind.Ivr, DestinationKind.ConferenceRoom,
            DestinationKind.Voicemail, DestinationKind.ExternalNumber, DestinationKind.Sip, DestinationKind.Hangup, DestinationKind.Did,
        ]);
    }

    [Fact]
    public void Demo_namesNobodyReal()
    {
        MatchCollection numbers = Regex.Matches(DocumentFiles.Demo, @"\+\d{7,15}");
        numbers.Should().NotBeEmpty().And.AllSatisfy(static number => number.Value.Should().MatchRegex(@"^\+15550100(1\d\d)$"));
        MatchCollection hosts = Regex.Matches(DocumentFiles.Demo, @"(?:@|//)([\w.-]+)");
        hosts.Should().NotBeEmpty().And.AllSatisfy(static host => host.Groups[1].Value.Should().MatchRegex(@"(^|\.)example(\.com)?$"));
    }

    [Fact]
    public async Task Demo_isFoundByDomainNumberAndKey()
    {
        var storage = new InMemoryOpBXStorage(NumberNormalizer.Default, [s_demo]);

        TenantCredential credential = (await storage.Directory.FindByDomainAsync("demo.opbx.example", default)).Should().ContainSingle().Subject;

        credential.KeyHash.IsEmpty.Should().BeFalse();
        (await storage.Directory.FindByDidAsync(PhoneNumber.Parse("+15550100100"), default)).Should().ContainSingle();
        (await storage.Directory.FindByDidAsync(PhoneNumber.Parse("+15550100112"), default)).Should().BeEmpty("the number is inactive");
        (await storage.Directory.FindByKeyHashAsync(TenantCredentials.HashOf("demo-requests-key-0001"), default)).Should().ContainSingle();
    }
}
