namespace OpBX.Numbers;

/// <summary>[N1]: what a dialled text means, beyond the cases of the contract.</summary>
public sealed class DialledNumberTests
{
    private static readonly NumberNormalizer Numbers = NumberNormalizer.Default;

    private static DialContext Tenant(string? country) => new()
    {
        Country = country,
        AllowEmergency = true,
        Extensions = new ExtensionNumbers("100", "0100", "1005", "2125550111", "411", "alice", "*55"),
    };

    [Theory]
    [InlineData("1005", "1005")]
    [InlineData("0100", "0100")]
    [InlineData("100", "100")]
    [InlineData("10-05", "1005")]
    [InlineData("2125550111", "2125550111")]
    [InlineData("411", "411")]
    [InlineData("*55", "*55")]
    [InlineData("alice", "alice")]
    [InlineData("sip:alice@tenant.example.net", "alice")]
    [InlineData("<sip:1005@tenant.example.net;transport=udp>", "1005")]
    [InlineData("\"Desk <2>\" <sip:1005@[2001:db8::1]:5060>;tag=x", "1005")]
    [InlineData("sip:1005:secret@tenant.example.net", "1005")]
    [InlineData("sip:%31005@tenant.example.net", "1005")]
    [InlineData("sip%3A1005%40tenant.example.net", "1005")]
    [InlineData("tel:1005;phone-context=tenant.example.net", "1005")]
    [InlineData("SIP:1005", "1005")]
    public void Classify_extension_isTheExactText(string text, string extension)
    {
        DialledNumber dialled = Numbers.Classify(text, Tenant("US"));
        dialled.Kind.Should().Be(DialledNumberKind.Extension);
        dialled.Text.Should().Be(extension);
    }

    [Theory]
    [InlineData("+1 212 555 0123")]
    [InlineData("1(212)555.0123")]
    [InlineData("<tel:+1-212-555-0123>")]
    [InlineData("tel:2125550123;phone-context=+1")]
    [InlineData("tel:0123;phone-context=+1-212-555")]
    [InlineData("%2B1%20212%20555%200123")]
    [InlineData("sip:%2B12125550123@example.com")]
    [InlineData("sip:+12125550123;npdi=yes@example.com;user=phone")]
    [InlineData("Bob Smith <sip:+12125550123@example.com>")]
    [InlineData("+12125550123@example.com:5060")]
    [InlineData("(+1) 212 555 0123")]
    [InlineData("+1\u00a0212\u2011555\u20130123")]
    [InlineData("\U0001D7CF\U0001D7D0\U0001D7CF\U0001D7D0\U0001D7D3\U0001D7D3\U0001D7D3\U0001D7CE\U0001D7CF\U0001D7D0\U0001D7D1")]
    [InlineData("1-212-555-0123#")]
    public void Classify_numberInAnyWrapper_isE164(string text)
    {
        DialledNumber dialled = Numbers.Classify(text, Tenant("US"));
        dialled.Kind.Should().Be(DialledNumberKind.E164);
        dialled.Text.Should().Be("+12125550123");
        dialled.Number.Should().Be(PhoneNumber.Parse("+12125550123"));
        dialled.Verified.Should().BeTrue();
        dialled.PostDial.Should().BeNull();
    }

    [Theory]
    [InlineData("+12125550123;ext=3456", "3456")]
    [InlineData("tel:+12125550123;ext=3456", "3456")]
    [InlineData("tel:+12125550123;postd=3456", "3456")]
    [InlineData("sip:+12125550123;ext=3456@example.com", "3456")]
    [InlineData("+1 212 555 0123 x3456", "3456")]
    [InlineData("+1 212 555 0123 EXT 3456#", "3456")]
    [InlineData("+1 212 555 0123, extension: 3456", "3456")]
    [InlineData("+12125550123,,3456", "3456")]
    [InlineData("+12125550123#3456", "3456")]
    [InlineData("+12125550123;3456", "3456")]
    [InlineData("+12125550123;ext=abc", null)]
    public void Classify_suffix_isSentAfterTheAnswer(string text, string? postDial)
    {
        DialledNumber dialled = Numbers.Classify(text, Tenant("US"));
        dialled.Text.Should().Be("+12125550123");
        dialled.PostDial.Should().Be(postDial);
    }

    [Theory]
    [InlineData("US", "911", DialledNumberKind.Emergency)]
    [InlineData("US", "211", DialledNumberKind.ShortCode)]
    [InlineData("US", "988", DialledNumberKind.ShortCode)]
    [InlineData("US", "1167", DialledNumberKind.Invalid)]
    [InlineData("CA", "811", DialledNumberKind.ShortCode)]
    [InlineData("GB", "105", DialledNumberKind.ShortCode)]
    [InlineData("GB", "111", DialledNumberKind.ShortCode)]
    [InlineData("GB", "119", DialledNumberKind.ShortCode)]
    [InlineData("GB", "118500", DialledNumberKind.ShortCode)]
    [InlineData("GB", "60006", DialledNumberKind.Invalid)]
    [InlineData("FR", "3631", DialledNumberKind.ShortCode)]
    [InlineData("FR", "116000", DialledNumberKind.ShortCode)]
    [InlineData("FR", "36000", DialledNumberKind.Invalid)]
    [InlineData("DE", "115", DialledNumberKind.ShortCode)]
    [InlineData("DE", "11833", DialledNumberKind.ShortCode)]
    [InlineData("CN", "95588", DialledNumberKind.ShortCode)]
    [InlineData(null, "211", DialledNumberKind.Invalid)]
    public void Classify_shortNumber_isCallableOrNothing(string? country, string text, DialledNumberKind kind)
    {
        DialledNumber dialled = Numbers.Classify(text, Tenant(country));
        dialled.Kind.Should().Be(kind);
        dialled.Text.Should().Be(text);
        dialled.Reason.Should().Be(kind == DialledNumberKind.Invalid ? NumberFault.UnknownExtension : null);
        Numbers.IsShortCode(text, country).Should().Be(kind == DialledNumberKind.ShortCode);
    }

    [Theory]
    [InlineData("*67", "*67")]
    [InlineData("#31#", "#31#")]
    [InlineData("* 72 1005", "*721005")]
    [InlineData("sip:*97@tenant.example.net", "*97")]
    public void Classify_starOrHash_isAFeatureCode(string text, string code) =>
        Numbers.Classify(text, Tenant("US")).Should().Be(new DialledNumber { Kind = DialledNumberKind.FeatureCode, Text = code });

    [Theory]
    [InlineData("sips:bob@example.com", "bob", "example.com")]
    [InlineData("\"B\" <sip:bob.smith@example.com:5060;transport=tls>", "bob.smith", "example.com")]
    [InlineData("bob_1@[2001:db8::1]:5060", "bob_1", "[2001:db8::1]")]
    [InlineData("sip:bob", "bob", null)]
    [InlineData("sip:%62ob@example.com", "bob", "example.com")]
    [InlineData("sip:1800FLOWERS@example.com", "1800FLOWERS", "example.com")]
    public void Classify_lettersWithSip_isASipUser(string text, string user, string? host) =>
        Numbers.Classify(text, Tenant("US")).Should().Be(new DialledNumber { Kind = DialledNumberKind.SipUser, Text = user, SipHost = host });

    [Theory]
    [InlineData("bob")]
    [InlineData("sip:example.com")]
    [InlineData("sip:192.0.2.1")]
    [InlineData("sip:b%0d%0aob@example.com")]
    [InlineData("sip:b%3Cob@example.com")]
    [InlineData("sip:bob@exa mple.com")]
    [InlineData("sip:@example.com")]
    [InlineData("https://example.com")]
    [InlineData("📞📞📞")]
    [InlineData("+12125550123\"/><Hangup/>")]
    [InlineData("<+12125550123")]
    [InlineData("\"Bob <+12125550123>")]
    [InlineData("<+12125550123>trailing")]
    [InlineData("%252B12125550123")]
    [InlineData("%20")]
    [InlineData("---")]
    [InlineData("123*4")]
    public void Classify_nonsense_isNotANumber(string text)
    {
        DialledNumber dialled = Numbers.Classify(text, Tenant("US"));
        dialled.Kind.Should().Be(DialledNumberKind.Invalid);
        dialled.Reason.Should().Be(NumberFault.NotANumber);
    }

    [Theory]
    [InlineData("US", "9", "92125550199", "+12125550199")]
    [InlineData("US", "9", "912125550199", "+12125550199")]
    [InlineData("US", "9", "915550100001", "+15550100001")]
    [InlineData("US", "9", "9011442079460958", "+442079460958")]
    [InlineData("US", "9", "9442079460958", "+442079460958")]
    [InlineData("US", "9", "2125550199", "+12125550199")]
    [InlineData("US", "9", "9175550199", "+19175550199")]
    [InlineData("US", "9", "9495550199", "+19495550199")]
    [InlineData("US", "9", "+919876543210", "+919876543210")]
    [InlineData("DE", "0", "003023125000", "+493023125000")]
    [InlineData("DE", "0", "03023125000", "+493023125000")]
    [InlineData("DE", "0", "000442079460958", "+442079460958")]
    [InlineData("IL", "9", "9035550199", "+97235550199")]
    [InlineData("GB", "9", "902079460958", "+442079460958")]
    public void Classify_afterOutsideLinePrefix_isTheNumberBehindIt(string country, string prefix, string text, string expected) =>
        Numbers.Classify(text, Tenant(country) with { OutsideLinePrefix = prefix }).Text.Should().Be(expected);

    [Fact]
    public void Classify_outsideLinePrefix_isKeptForExtensionsAndReportedNumbers()
    {
        DialContext tenant = Tenant("US") with { OutsideLinePrefix = "1" };
        Numbers.Classify("1005", tenant).Kind.Should().Be(DialledNumberKind.Extension);
        Numbers.Classify("10050", tenant).Reason.Should().Be(NumberFault.UnknownExtension);

        DialContext reported = new() { Country = "US", OutsideLinePrefix = "4", Source = NumberSource.Reported };
        Numbers.Classify("442079460958", reported).Text.Should().Be("+442079460958");
    }

    [Fact]
    public void Classify_shortCodeAfterOutsideLinePrefix_isTheShortCode() =>
        Numbers.Classify("9211", Tenant("US") with { OutsideLinePrefix = "9" })
            .Should().Be(new DialledNumber { Kind = DialledNumberKind.ShortCode, Text = "211" });

    [Theory]
    [InlineData("9999", NumberFault.UnknownExtension)]
    [InlineData("123456", NumberFault.UnknownExtension)]
    [InlineData("1234567", NumberFault.TooShort)]
    public void Classify_fewDigits_areAnUnknownExtension(string text, NumberFault reason) =>
        Numbers.Classify(text, Tenant("US")).Reason.Should().Be(reason);

    [Fact]
    public void Classify_defaultContext_readsInternationalNumbersAndRefusesEmergency()
    {
        Numbers.Classify("+12125550123", default).Kind.Should().Be(DialledNumberKind.E164);
        Numbers.Classify("911", default).Reason.Should().Be(NumberFault.EmergencyNotAllowed);
        Numbers.Classify("2125550123", default).Reason.Should().Be(NumberFault.UnknownCountry);
    }

    [Fact]
    public void Code_everyValue_isDistinct()
    {
        Enum.GetValues<DialledNumberKind>().Select(k => k.Code()).Should().OnlyHaveUniqueItems();
        Enum.GetValues<NumberFault>().Select(f => f.Code()).Should().OnlyHaveUniqueItems();
        DialledNumberKind.ShortCode.Code().Should().Be("short_code");
        NumberFault.UnknownExtension.Code().Should().Be("unknown_extension");
    }
}
