using FsCheck;
using FsCheck.Fluent;

namespace OpBX.Numbers;

/// <summary>What holds for every text: nothing throws, results have the form, reading a result again gives the same.</summary>
public sealed class NumberNormalizerPropertyTests
{
    private static readonly NumberNormalizer Numbers = NumberNormalizer.Default;
    private static readonly string?[] Countries = [.. NumberingPlan.Default.Countries.Select(c => c.Iso), null, "ZZ", "usa", "\u0130\u0130"];

    private static readonly string[] Pieces =
    [
        "+", "00", "011", "0", "1", "9", "911", "112", "44", "7", "15", "2125550123", "2079460958", "555", "0100", "sip:", "sips:", "tel:", "<", ">", "\"",
        "@", "example.com", ";", ";ext=", "ext.", "x", ";phone-context=+1", ";user=phone", ":", "5060", "%2B", "%", "%00", "%E2%80%8E", "*", "#", "*67",
        ",", ",,", " ", "-", ".", "(", ")", "/", "anonymous", "alice", "FLOWERS", "\u200e", "\u202e", "\u00ad", "＋", "１２３", "٤٥٦", "\U0001D7D7", "😀",
        "\ud800", "\0", "\r\n", "é", "доб", "[", "]", "~", "&", "'", "\\", "=", "?",
    ];

    private static Arbitrary<string> Texts() => Gen.OneOf(
        Gen.Elements(Pieces).ArrayOf().Select(string.Concat),
        Gen.Choose(0, 9).ArrayOf().Select(d => string.Concat(d)),
        ArbMap.Default.GeneratorFor<string>().Select(s => s ?? string.Empty),
        Gen.Elements("", "+", "00", "011").SelectMany(p => Gen.Choose(1, 18).SelectMany(n => Gen.Choose(0, 9).ArrayOf(n).Select(d => p + string.Concat(d))))).ToArbitrary();

    private static void Holds(Action<string, string?> property) => Prop
        .ForAll(Texts(), Gen.Elements(Countries).ToArbitrary(), (text, country) => property(text, country))
        .Check(Config.QuickThrowOnFailure.WithMaxTest(4000));

    [Fact]
    public void TryNormalize_anyText_isANumberOrAFault() => Holds((text, country) =>
    {
        foreach (NumberSource source in Enum.GetValues<NumberSource>())
        {
            bool read = Numbers.TryNormalize(text, country, source, out PhoneNumber number, out NumberFault fault);
            read.Should().Be(fault == NumberFault.None).And.Be(PhoneNumber.IsE164(number.Value)).And.Be(!number.IsEmpty);
        }
    });

    [Fact]
    public void TryNormalize_itsOwnResult_isTheSame() => Holds((text, country) =>
    {
        foreach (NumberSource source in Enum.GetValues<NumberSource>())
        {
            if (!Numbers.TryNormalize(text, country, source, out PhoneNumber number, out _)) continue;
            foreach (string? other in new[] { country, "US", "DE", null })
            {
                Numbers.TryNormalize(number.Value, other, source, out PhoneNumber again, out _).Should().BeTrue();
                again.Value.Should().BeSameAs(number.Value);
            }
        }
    });

    [Fact]
    public void TryNormalize_resultWithoutPlus_isTheSameNumberWhenReported() => Holds((text, country) =>
    {
        if (!Numbers.TryNormalize(text, country, NumberSource.Dialled, out PhoneNumber number, out _) || number.Digits.Length < 8) return;
        Numbers.Normalize(number.Digits.ToString(), country, NumberSource.Reported).Should().Be(number);
    });

    [Fact]
    public void Classify_anyText_hasTheShapeOfItsKind() => Holds((text, country) =>
    {
        foreach (bool allowed in new[] { true, false })
        {
            var context = new DialContext { Country = country, OutsideLinePrefix = "9", AllowEmergency = allowed, Extensions = new ExtensionNumbers("0", "1005", "911") };
            DialledNumber dialled = Numbers.Classify(text, context);

            dialled.Number.HasValue.Should().Be(dialled.Kind == DialledNumberKind.E164);
            dialled.Reason.HasValue.Should().Be(dialled.Kind == DialledNumberKind.Invalid);
            (dialled.Reason is NumberFault.None or NumberFault.Withheld).Should().BeFalse();
            (dialled.Kind == DialledNumberKind.Emergency).Should().Be(allowed && Numbers.IsEmergency(text, country, "9", null, out _) && dialled.Kind != DialledNumberKind.Anonymous);
            (dialled.Text.Length == 0).Should().Be(dialled.Kind == DialledNumberKind.Anonymous || (dialled.Kind == DialledNumberKind.Invalid && dialled.Text.Length == 0));
            if (dialled.Kind != DialledNumberKind.SipUser) dialled.Text.Should().MatchRegex("^[+]?[0-9*#]{0,32}$");
            if (dialled.Kind == DialledNumberKind.SipUser) dialled.Text.Should().MatchRegex("^[!-~]*[A-Za-z][!-~]*$");
            dialled.Equals(Numbers.Classify(text, context)).Should().BeTrue();
        }
    });

    [Fact]
    public void Members_anyText_neverThrow() => Holds((text, country) =>
    {
        Numbers.IsWithheld(text);
        Numbers.GetEmergencyNumbers(country).Should().NotBeEmpty();
        Numbers.IsShortCode(text, country);
        Numbers.IsEmergency(text, text, text, [text], out _);
        Numbers.Classify(text, new DialContext { Country = text, OutsideLinePrefix = text, EmergencyNumbers = [text] }).Should().NotBeNull();
        if (PhoneNumber.TryParse(text, out PhoneNumber number)) Numbers.IsDomestic(number, Numbers.CountryOf(number));
    });

    [Theory]
    [InlineData('1')]
    [InlineData('+')]
    [InlineData('%')]
    [InlineData('"')]
    [InlineData('<')]
    [InlineData(';')]
    [InlineData('x')]
    [InlineData('\ud83d')]
    [InlineData('\u200e')]
    public void Classify_aMillionCharacters_isDecidedAtOnce(char character)
    {
        string text = new(character, 1 << 20);
        Numbers.Classify(text, new DialContext { Country = "US" }).Kind.Should().Be(DialledNumberKind.Invalid);
        Numbers.TryNormalize(text, "US", NumberSource.Dialled, out _, out NumberFault fault).Should().BeFalse();
        fault.Should().Be(NumberFault.TooLong);
    }

    [Fact]
    public void TryNormalize_nationalFormOfEveryCountry_isStable()
    {
        var random = new Random(17);
        int read = 0;
        foreach (string? country in Countries)
        {
            for (int i = 0; i < 400; i++)
            {
                string digits = string.Concat(Enumerable.Range(0, 4 + random.Next(12)).Select(_ => (char)('0' + random.Next(10))));
                if (!Numbers.TryNormalize(digits, country, NumberSource.Dialled, out PhoneNumber number, out _)) continue;
                read++;
                Numbers.Normalize(number.Value, country, NumberSource.Dialled).Should().Be(number);
            }
        }

        read.Should().BeGreaterThan(10_000);
    }
}
