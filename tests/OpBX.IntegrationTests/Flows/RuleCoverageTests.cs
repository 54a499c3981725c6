using System.Reflection;

namespace OpBX.IntegrationTests.Flows;

/// <summary>Each rule about calls has a test that plays one.</summary>
public sealed class RuleCoverageTests
{
    private static readonly string[] Rules =
    [
        "H1", "H2", "H3", "H4", "H5", "H6", "H7", "H8", "H9",
        "T1", "T2",
        "N1", "N2", "N3", "N4", "N5",
        "R1", "R2", "R3", "R4", "R5",
        "E1", "E2", "E3", "E4", "E5", "E6", "E7", "E8",
        "G1", "G2", "G3", "G4", "G5", "G6",
        "I1", "I2", "I3", "I4",
        "B1", "B2", "B3", "B5", "B6",
        "V1", "V2", "V3",
        "K1", "K2",
        "O1", "O2", "O3", "O4",
        "S2",
    ];

    private static readonly string[] Tested =
    [
        .. typeof(RuleCoverageTests).Assembly.GetTypes()
            .SelectMany(static type => type.GetMethods(BindingFlags.Instance | BindingFlags.Public))
            .Where(static method => method.IsDefined(typeof(FactAttribute)))
            .SelectMany(static method => method.GetCustomAttributes<RuleAttribute>())
            .Select(static rule => rule.Id)
            .Distinct(),
    ];

    public static TheoryData<string> Ids => [.. Rules];

    [Theory]
    [MemberData(nameof(Ids))]
    public void Rule_hasATest(string rule) => Tested.Should().Contain(rule);

    [Fact]
    public void Tests_nameKnownRules() => Tested.Except(Rules).Should().BeEmpty("a rule that tests name is one that has to be tested");
}
