using System.Text.RegularExpressions;

namespace OpBX.Numbers;

public sealed class NumberingPlanTests
{
    private static readonly NumberNormalizer Numbers = NumberNormalizer.Default;

    [Theory]
    [InlineData("+12125550123", "US", NumberRate.Standard)]
    [InlineData("+14165550123", "CA", NumberRate.Standard)]
    [InlineData("+18765550123", "JM", NumberRate.Standard)]
    [InlineData("+12685550123", "AG", NumberRate.Unknown)]
    [InlineData("+1416" + "1550123", "CA", NumberRate.Unknown)]
    [InlineData("+15550100001", null, NumberRate.Unknown)]
    [InlineData("+18005550199", "US", NumberRate.TollFree)]
    [InlineData("+19005550123", "US", NumberRate.Premium)]
    [InlineData("+73011234567", "RU", NumberRate.Standard)]
    [InlineData("+77123456789", "KZ", NumberRate.Standard)]
    [InlineData("+77311234567", "KZ", NumberRate.Unknown)]
    [InlineData("+78091234567", "RU", NumberRate.Premium)]
    [InlineData("+442079460958", "GB", NumberRate.Standard)]
    [InlineData("+441481256789", "GG", NumberRate.Standard)]
    [InlineData("+441534456789", "JE", NumberRate.Standard)]
    [InlineData("+441624756789", "IM", NumberRate.Standard)]
    [InlineData("+449012345678", "GB", NumberRate.Premium)]
    [InlineData("+448431234567", "GB", NumberRate.Premium)]
    [InlineData("+611300123456", "AU", NumberRate.SharedCost)]
    [InlineData("+447012345678", "GB", NumberRate.Personal)]
    [InlineData("+390212345678", "IT", NumberRate.Standard)]
    [InlineData("+390669812345", "VA", NumberRate.Standard)]
    [InlineData("+4779123456", "SJ", NumberRate.Standard)]
    [InlineData("+4721234567", "NO", NumberRate.Standard)]
    [InlineData("+61891621234", "CC", NumberRate.Standard)]
    [InlineData("+61891641234", "CX", NumberRate.Standard)]
    [InlineData("+262262161234", "RE", NumberRate.Standard)]
    [InlineData("+262269601234", "YT", NumberRate.Standard)]
        [InlineData("+212520123456", "MA", NumberRate.Standard)]
    [InlineData("+590590201234", "GP", NumberRate.Standard)]
    [InlineData("+590590271234", "BL", NumberRate.Standard)]
    [InlineData("+5997151234", "BQ", NumberRate.Standard)]
    [InlineData("+59994351234", "CW", NumberRate.Standard)]
    [InlineData("+358181234567", "AX", NumberRate.Standard)]
    [InlineData("+80012345678", null, NumberRate.TollFree)]
    [InlineData("+80812345678", null, NumberRate.SharedCost)]
    [InlineData("+979123456789", null, NumberRate.Premium)]
    [InlineData("+999123456789", null, NumberRate.Unknown)]
    public void CountryOf_number_isToldByItsAreaCode(string text, string? country, NumberRate rate)
    {
        PhoneNumber number = PhoneNumber.Parse(text);
        Numbers.CountryOf(number).Should().Be(country);
        Numbers.RateOf(number).Should().Be(rate);
        Numbers.IsVerified(number).Should().Be(rate != NumberRate.Unknown);
    }

    [Theory]
    [InlineData("+1900" + "1550123", NumberRate.Premium)]
    [InlineData("+979212345678", NumberRate.Premium)]
    [InlineData("+15550100001", NumberRate.Unknown)]
    [InlineData("+442155501234", NumberRate.Unknown)]
    public void RateOf_unassignedNumber_isTheRaisedPriceOfTheRangesBesideIt(string text, NumberRate rate)
    {
        PhoneNumber number = PhoneNumber.Parse(text);
        Numbers.IsVerified(number).Should().BeFalse();
        Numbers.RateOf(number).Should().Be(rate);
    }

    [Theory]
    [InlineData("+12125550123", "US", true)]
    [InlineData("+12125550123", "us", true)]
    [InlineData("+12125550123", "CA", false)]
    [InlineData("+14165550123", "US", false)]
    [InlineData("+18765550123", "US", false)]
    [InlineData("+18765550123", "JM", true)]
    [InlineData("+1876" + "1550123", "US", false)]
    [InlineData("+18005550199", "US", true)]
    [InlineData("+18005550199", "CA", true)]
    [InlineData("+212528812345", "EH", true)]
    [InlineData("+212528812345", "MA", true)]
    [InlineData("+15550100001", "US", true)]
    [InlineData("+15550100001", "CA", false)]
    [InlineData("+77123456789", "RU", false)]
    [InlineData("+77311234567", "KZ", true)]
    [InlineData("+442079460958", "GB", true)]
    [InlineData("+442079460958", "US", false)]
    [InlineData("+80012345678", "US", false)]
    [InlineData("+12125550123", "ZZ", false)]
    [InlineData("+12125550123", null, false)]
    public void IsDomestic_number_isTheCountrysOwn(string text, string? country, bool expected) =>
        Numbers.IsDomestic(PhoneNumber.Parse(text), country).Should().Be(expected);

    [Fact]
    public void IsDomestic_noNumber_isFalse()
    {
        Numbers.IsDomestic(default, "US").Should().BeFalse();
        Numbers.CountryOf(default).Should().BeNull();
        Numbers.RateOf(default).Should().Be(NumberRate.Unknown);
    }

    [Theory]
    [InlineData("US", true)]
    [InlineData("us", true)]
    [InlineData(" GB ", true)]
    [InlineData("ZZ", false)]
    [InlineData("", false)]
    [InlineData("U", false)]
    [InlineData("USA", false)]
    [InlineData("@[", false)]
    [InlineData(null, false)]
    public void IsKnownCountry_text_isAnIsoCode(string? country, bool expected) => Numbers.IsKnownCountry(country).Should().Be(expected);

    [Fact]
    public void Default_plan_isComplete()
    {
        NumberingPlan plan = NumberingPlan.Default;
        Country[] countries = plan.Countries.ToArray();

        countries.Should().HaveCountGreaterThan(240);
        Numbers.NumberingPlanVersion.Should().NotBeEmpty();
        countries.Should().OnlyContain(c => c.EmergencyNumbers.Count > 0 && c.Lengths != 0 && c.ExitPrefix != null);
        countries.Should().OnlyContain(c => c.Code.Main != null && c.Code.Countries[c.Index] == c.Iso);
        countries.SelectMany(c => c.EmergencyNumbers).Should().OnlyContain(n => n.Length >= 2 && n.All(char.IsAsciiDigit));
    }

    [Fact]
    public void NumberingPlanVersion_isTheOneThatTheNoticesName()
    {
        string package = $"google-libphonenumber` {Numbers.NumberingPlanVersion}";
        File.ReadAllText(Repository.PathOf("THIRD-PARTY-NOTICES.md")).ReplaceLineEndings(" ").Should().Contain(package);
        File.ReadAllText(Repository.PathOf("eng", "numbering", "NOTICE")).Should().Contain($"google-libphonenumber {Numbers.NumberingPlanVersion}");
    }

    /// <summary>Every prefix pattern of the table against the regular expression that it is written as.</summary>
    [Fact]
    public void DialPattern_everyPatternOfTheTable_matchesLikeARegularExpression()
    {
        using Stream stream = typeof(NumberingPlan).Assembly.GetManifestResourceStream("OpBX.Numbers.numbering-plan.txt")!;
        string[] patterns = new StreamReader(stream).ReadToEnd().Split('\n').Where(l => l.StartsWith("R ", StringComparison.Ordinal))
            .SelectMany(l => l.Split(' ')[5..9]).Where(p => p != "-" && p.Any(char.IsAsciiDigit)).Distinct().ToArray();
        patterns.Should().HaveCountGreaterThan(80);
        var random = new Random(5);
        int matched = 0;
        foreach (string text in patterns)
        {
            var pattern = new DialPattern(text);
            var regex = new Regex($"^(?:{text})");
            for (int i = 0; i < 3000; i++)
            {
                string digits = string.Concat(Enumerable.Range(0, 1 + random.Next(14)).Select(_ => random.Next(3) == 0 ? "0" : random.Next(10).ToString(System.Globalization.CultureInfo.InvariantCulture)));
                Match expected = regex.Match(digits);
                bool found = pattern.Matches(digits, out int length, out ReadOnlySpan<char> group);
                found.Should().Be(expected.Success, "{0} on {1}", text, digits);
                if (!found) continue;
                matched++;
                length.Should().Be(expected.Length, "{0} on {1}", text, digits);
                group.ToString().Should().Be(expected.Groups.Count > 1 ? expected.Groups[^1].Value : string.Empty, "{0} on {1}", text, digits);
            }
        }

        matched.Should().BeGreaterThan(1000);
    }

    [Theory]
    [InlineData("(0")]
    [InlineData("0+")]
    [InlineData("a")]
    [InlineData("0)")]
    public void DialPattern_somethingElse_isRefused(string pattern) =>
        FluentActions.Invoking(() => new DialPattern(pattern)).Should().Throw<Exception>();
}
