namespace OpBX.Numbers;

/// <summary>[N3]: emergency numbers are decided first.</summary>
public sealed class EmergencyNumbersTests
{
    private static readonly NumberNormalizer Numbers = NumberNormalizer.Default;

    [Theory]
    [InlineData("US", "112 911")]
    [InlineData("CA", "112 911")]
    [InlineData("MX", "060 065 066 068 080 911")]
    [InlineData("GB", "112 999")]
    [InlineData("IE", "112 999")]
    [InlineData("FR", "112 15 17 18")]
    [InlineData("DE", "110 112")]
    [InlineData("AT", "112 122 133 144")]
    [InlineData("CH", "112 117 118 144")]
    [InlineData("IT", "112 113 115 118")]
    [InlineData("ES", "085 088 112")]
    [InlineData("PL", "112 997 998 999")]
    [InlineData("NO", "110 112 113")]
    [InlineData("IL", "100 101 102 112")]
    [InlineData("AU", "000 106 112")]
    [InlineData("NZ", "111")]
    [InlineData("JP", "110 119")]
    [InlineData("IN", "100 101 102 108 112 1298 2611")]
    [InlineData("ZA", "10111 10177 112")]
    [InlineData("BR", "112 128 190 192 193 911")]
    [InlineData(null, "112 911")]
    [InlineData("ZZ", "112 911")]
    public void GetEmergencyNumbers_country_isItsList(string? country, string expected)
    {
        Numbers.GetEmergencyNumbers(country).Should().Equal(expected.Split(' '));
        foreach (string number in expected.Split(' '))
        {
            Numbers.IsEmergency(number, country, null, null, out string found).Should().BeTrue();
            found.Should().Be(number);
        }
    }

    [Theory]
    [InlineData("911", "911")]
    [InlineData("9-1-1", "911")]
    [InlineData(" 911 ", "911")]
    [InlineData("911#", "911")]
    [InlineData("٩١١", "911")]
    [InlineData("９１１", "911")]
    [InlineData("\u200e911\u200f", "911")]
    [InlineData("sip:911@tenant.example.net;user=phone", "911")]
    [InlineData("sips:911@tenant.example.net:5061", "911")]
    [InlineData("\"Bob\" <sip:911@tenant.example.net>;tag=1", "911")]
    [InlineData("tel:911;phone-context=+1", "911")]
    [InlineData("%39%31%31", "911")]
    [InlineData("9911", "911")]
    [InlineData("9,911", "911")]
    [InlineData("9 112", "112")]
    [InlineData("9.911@tenant.example.net", "911")]
    public void Classify_emergencyInAnyForm_isEmergency(string text, string number)
    {
        DialledNumber dialled = Numbers.Classify(text, Context with { Extensions = new ExtensionNumbers("911", "9911", "112") });

        dialled.Should().Be(new DialledNumber { Kind = DialledNumberKind.Emergency, Text = number });
    }

    [Theory]
    [InlineData("+911")]
    [InlineData("9113")]
    [InlineData("8911")]
    [InlineData("99911")]
    [InlineData("91 1234 5678")]
    [InlineData("*911")]
    [InlineData("911x")]
    [InlineData("sip:911.example.com")]
    public void Classify_somethingElse_isNoEmergency(string text)
    {
        Numbers.Classify(text, Context).Kind.Should().NotBe(DialledNumberKind.Emergency);
        Numbers.IsEmergency(text, "US", "9", null, out string number).Should().BeFalse();
        number.Should().BeEmpty();
    }

    [Theory]
    [InlineData("5555", true)]
    [InlineData("55 55", true)]
    [InlineData("95555", true)]
    [InlineData("911", true)]
    [InlineData("5556", false)]
    [InlineData("7", false)]
    public void IsEmergency_additionalNumbers_areAddedToTheCountrys(string text, bool expected) =>
        Numbers.IsEmergency(text, "US", "9", ["55-55", "", null!], out _).Should().Be(expected);

    [Fact]
    public void Classify_whereNoneMayBeDialled_isRefusedUnlessAnExtension()
    {
        DialContext menu = Context with { AllowEmergency = false };

        Numbers.Classify("911", menu).Reason.Should().Be(NumberFault.EmergencyNotAllowed);
        Numbers.Classify("9911", menu).Reason.Should().Be(NumberFault.EmergencyNotAllowed);
        Numbers.Classify("911", menu with { Extensions = new ExtensionNumbers("911") }).Kind.Should().Be(DialledNumberKind.Extension);
    }

    [Theory]
    [InlineData("100", "IL", true)]
    [InlineData("999", "GB", true)]
    [InlineData("100", "US", false)]
    [InlineData("911", null, true)]
    [InlineData("999", null, false)]
    public void IsEmergency_extensionNumber_isWhatAnAdministratorMayNotUse(string extension, string? country, bool expected) =>
        Numbers.IsEmergency(extension, country, null, null, out _).Should().Be(expected);

    private static DialContext Context => new() { Country = "US", OutsideLinePrefix = "9", AllowEmergency = true };
}
