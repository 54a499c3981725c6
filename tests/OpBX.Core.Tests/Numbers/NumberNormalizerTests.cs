using OpBX.Diagnostics;

namespace OpBX.Numbers;

public sealed class NumberNormalizerTests
{
    private static readonly NumberNormalizer Numbers = NumberNormalizer.Default;

    [Theory]
    [InlineData("US", "(212) 555-0123", "+12125550123")]
    [InlineData("us", "1 212 555 0123", "+12125550123")]
    [InlineData("US", "011442079460958", "+442079460958")]
    [InlineData("US", "442079460958", "+442079460958")]
    [InlineData("US", "15550100001", "+15550100001")]
    [InlineData("CA", "4165550123", "+14165550123")]
    [InlineData("GB", "02079460958", "+442079460958")]
    [InlineData("gb ", "2079460958", "+442079460958")]
    [InlineData("GB", "0012125550123", "+12125550123")]
    [InlineData("GB", "15550100001", "+15550100001")]
    [InlineData("GB", "442079460958", "+442079460958")]
    [InlineData("GG", "01481 256789", "+441481256789")]
    [InlineData("GG", "256789", null)]
    [InlineData("DE", "03023125000", "+493023125000")]
    [InlineData("DE", "4930 23125000", "+493023125000")]
    [InlineData("FR", "0199001234", "+33199001234")]
    [InlineData("IT", "0212345678", "+390212345678")]
    [InlineData("IT", "+39 02 1234 5678", "+390212345678")]
    [InlineData("HU", "06 1 234 5678", "+3612345678")]
    [InlineData("RU", "8 301 123 45 67", "+73011234567")]
    [InlineData("RU", "810 44 20 7946 0958", "+442079460958")]
    [InlineData("KZ", "8 710 000 9998", "+77100009998")]
    [InlineData("AR", "011 15-2345-6789", "+5491123456789")]
    [InlineData("AR", "011 2345-6789", "+541123456789")]
    [InlineData("AR", "+54 11 15 2345 6789", "+5491123456789")]
    [InlineData("MX", "200 123 4567", "+522001234567")]
    [InlineData("BR", "0 15 11 2345-6789", "+551123456789")]
    [InlineData("AU", "(02) 5550 1234", "+61255501234")]
    [InlineData("AU", "0011 44 20 7946 0958", "+442079460958")]
    [InlineData("AG", "464-1234", "+1268" + "4641234")]
    [InlineData("SM", "886377", "+3780549886377")]
    [InlineData("NO", "02000", "+4702000")]
    public void TryNormalize_dialled_isReadByTheCountryFirst(string country, string text, string? expected) =>
        Numbers.Normalize(text, country, NumberSource.Dialled)?.Value.Should().Be(expected);

    [Theory]
    [InlineData(null, "12125550123", "+12125550123")]
    [InlineData("", "442079460958", "+442079460958")]
    [InlineData("XX", "1 (212) 555-0123", "+12125550123")]
    [InlineData(null, "0012125550123", null)]
    [InlineData(null, "5550123", null)]
    public void TryNormalize_dialledWithoutCountry_leavesTheInternationalForm(string? country, string text, string? expected) =>
        (Numbers.Normalize(text, country, NumberSource.Dialled)?.Value).Should().Be(expected);

    [Theory]
    [InlineData("US", "442079460958", "+442079460958", NumberFault.None)]
    [InlineData("GB", "12125550123", "+12125550123", NumberFault.None)]
    [InlineData(null, "12125550123", "+12125550123", NumberFault.None)]
    [InlineData("IL", "12125550123", "+12125550123", NumberFault.None)]
    [InlineData("GB", "02079460958", "+442079460958", NumberFault.None)]
    [InlineData("GB", "00442079460958", "+442079460958", NumberFault.None)]
    [InlineData("US", "2125550123", null, NumberFault.TooShort)]
    [InlineData("US", "999123456789", null, NumberFault.InvalidCountryCode)]
    [InlineData("US", "1005", null, NumberFault.TooShort)]
    [InlineData(null, "02079460958", null, NumberFault.UnknownCountry)]
    public void TryNormalize_reported_isInternationalFromEightDigitsOn(string? country, string text, string? expected, NumberFault fault)
    {
        Numbers.TryNormalize(text, country, NumberSource.Reported, out PhoneNumber number, out NumberFault actual).Should().Be(expected is not null);
        number.Value.Should().Be(expected ?? string.Empty);
        actual.Should().Be(fault);
    }

    [Theory]
    [InlineData("US", "555-0123", NumberFault.TooShort)]
    [InlineData("US", "1234567890", NumberFault.TooShort)]
    [InlineData("US", "+1 212 555 01", NumberFault.TooShort)]
    [InlineData("US", "+1 212 555 01234", NumberFault.TooLong)]
    [InlineData("US", "+12125550123123456", NumberFault.TooLong)]
    [InlineData("GB", "7946 0958", NumberFault.InvalidLength)]
    [InlineData("GB", "+44 7946 0958", NumberFault.InvalidLength)]
    [InlineData("RU", "810 44 7946 0958", NumberFault.InvalidLength)]
    [InlineData("US", "+999 123 456 789", NumberFault.InvalidCountryCode)]
    [InlineData("US", "+0044 20 7946 0958", NumberFault.InvalidCountryCode)]
    [InlineData("US", "011 999 123456", NumberFault.InvalidCountryCode)]
    [InlineData("US", "+", NumberFault.NotANumber)]
    [InlineData("US", "+911", NumberFault.NotANumber)]
    [InlineData("US", "++12125550123", NumberFault.NotANumber)]
    [InlineData("US", "212+5550123", NumberFault.NotANumber)]
    [InlineData("US", "*67", NumberFault.NotANumber)]
    [InlineData("US", "212555012*", NumberFault.NotANumber)]
    [InlineData("US", "hello", NumberFault.NotANumber)]
    [InlineData("US", "sip:alice@example.com", NumberFault.NotANumber)]
    [InlineData("US", "http://example.com/2125550123", NumberFault.NotANumber)]
    [InlineData("DE", "22222", NumberFault.TooShort)]
    [InlineData("GB", "0123456", NumberFault.TooShort)]
    [InlineData("DE", "+49 0030 23125000", NumberFault.NotANumber)]
    [InlineData(null, "2125550123", NumberFault.UnknownCountry)]
    [InlineData("XX", "2125550123", NumberFault.UnknownCountry)]
    [InlineData("USA", "2125550123", NumberFault.UnknownCountry)]
    [InlineData("ÄÖ", "2125550123", NumberFault.UnknownCountry)]
    [InlineData("US", "", NumberFault.Withheld)]
    [InlineData("US", null, NumberFault.Withheld)]
    [InlineData("US", "Anonymous", NumberFault.Withheld)]
    [InlineData("US", "+86282452253", NumberFault.Withheld)]
    public void TryNormalize_whatDoesNotFit_isInvalidWithTheReason(string? country, string? text, NumberFault fault)
    {
        Numbers.TryNormalize(text, country, NumberSource.Dialled, out PhoneNumber number, out NumberFault actual).Should().BeFalse();
        actual.Should().Be(fault);
        number.IsEmpty.Should().BeTrue();
    }

    [Theory]
    [InlineData("IR", "46114737")]
    [InlineData("AR", "46123456")]
    [InlineData("GB", "79460958")]
    public void TryNormalize_localNumberWithoutAreaCode_isNoNumberAbroad(string country, string text) =>
        Numbers.Normalize(text, country, NumberSource.Dialled).Should().BeNull();

    [Theory]
    [InlineData("+1 212 555 0123")]
    [InlineData("tel:+12125550123")]
    [InlineData("12125550123")]
    public void TryNormalize_unknownCountry_readsInternationalForms(string text)
    {
        Numbers.Normalize(text, null, NumberSource.Reported)!.Value.Value.Should().Be("+12125550123");
        Numbers.Normalize(text, "ZZ", NumberSource.Dialled)!.Value.Value.Should().Be("+12125550123");
    }

    [Fact]
    public void TryNormalize_rightLengthUnassigned_isANumberNotVerified()
    {
        PhoneNumber unassigned = Numbers.Normalize("9112345678", "US", NumberSource.Dialled)!.Value;
        PhoneNumber assigned = Numbers.Normalize("2125550123", "US", NumberSource.Dialled)!.Value;

        unassigned.Value.Should().Be("+19112345678");
        Numbers.IsVerified(unassigned).Should().BeFalse();
        Numbers.IsVerified(assigned).Should().BeTrue();
        Numbers.IsVerified(default).Should().BeFalse();
    }

    [Fact]
    public void TryNormalize_e164Already_keepsTheInstanceAndAllocatesNothing()
    {
        string[] texts = ["+12125550123", "+442079460958", "+493023125000", "+5491123456789", "+390212345678", "+15550100001"];
        foreach (string text in texts)
        {
            Numbers.TryNormalize(text, "US", NumberSource.Reported, out PhoneNumber number, out _).Should().BeTrue();
            number.Value.Should().BeSameAs(text);
        }

        AllocatedBy(() =>
        {
            foreach (string text in texts) Numbers.TryNormalize(text, "US", NumberSource.Reported, out _, out _);
        }).Should().Be(0);
    }

    [Fact]
    public void TryNormalize_digits_allocatesTheResultOnly()
    {
        long one = AllocatedBy(() => _ = new string('0', 12));

        AllocatedBy(() => Numbers.TryNormalize("(212) 555-0123", "US", NumberSource.Dialled, out _, out _)).Should().Be(one);
        AllocatedBy(() => Numbers.TryNormalize("sip:12125550123@sip.example.com;user=phone", "GB", NumberSource.Reported, out _, out _)).Should().Be(one);
        AllocatedBy(() => Numbers.TryNormalize("no number", "GB", NumberSource.Dialled, out _, out _)).Should().Be(0);
    }

    [Fact]
    public void Normalize_nullNormalizer_throws() =>
        FluentActions.Invoking(() => NumberNormalizerExtensions.Normalize(null!, "1", "US", NumberSource.Dialled)).Should().Throw<ArgumentNullException>();

    private static long AllocatedBy(Action action) => Allocations.Of(() =>
    {
        for (int i = 0; i < 1000; i++) action();
    }) / 1000;
}
