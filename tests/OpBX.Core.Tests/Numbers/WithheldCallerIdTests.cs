namespace OpBX.Numbers;

/// <summary>[N4]: caller ids that are none.</summary>
public sealed class WithheldCallerIdTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("\u200e\u200f")]
    [InlineData("anonymous")]
    [InlineData("ANONYMOUS")]
    [InlineData("Restricted")]
    [InlineData("unavailable")]
    [InlineData("Unknown")]
    [InlineData("<unknown>")]
    [InlineData("Private Number")]
    [InlineData("No Caller ID")]
    [InlineData("sip:anonymous@anonymous.invalid")]
    [InlineData("\"Anonymous\" <sip:anonymous@anonymous.invalid>;tag=abc")]
    [InlineData("sip:+15550100001@Anonymous.Invalid")]
    [InlineData("sips:restricted@192.0.2.1:5061")]
    [InlineData("+266696687")]
    [InlineData("266696687")]
    [InlineData("+7378742833")]
    [InlineData("+86282452253")]
    [InlineData("sip:+266696687@example.com")]
    public void IsWithheld_withheld_isTrue(string? callerId) => NumberNormalizer.Default.IsWithheld(callerId).Should().BeTrue();

    [Theory]
    [InlineData("+15550100001")]
    [InlineData("1005")]
    [InlineData("\"Anonymous\" <sip:+15550100001@example.com>")]
    [InlineData("sip:alice@example.com")]
    [InlineData("anonymous1")]
    [InlineData("unknown soldier")]
    [InlineData("+1" + "7378742833")]
    [InlineData("---")]
    [InlineData("8656696")]
    public void IsWithheld_anythingElse_isFalse(string callerId) => NumberNormalizer.Default.IsWithheld(callerId).Should().BeFalse();

    [Fact]
    public void IsWithheld_veryLongSpaces_isTrue() => NumberNormalizer.Default.IsWithheld(new string(' ', 1 << 20)).Should().BeTrue();

    [Fact]
    public void Classify_dialledNumberLikeAKeypadWord_isTheNumber() =>
        NumberNormalizer.Default.Classify("266696687", new DialContext { Country = "PT" }).Text.Should().Be("+351266696687");
}
