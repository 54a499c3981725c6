using System.Collections.Immutable;

namespace OpBX.Cxml;

public sealed class CxmlModelTests
{
    [Fact]
    public void CxmlResponse_can_be_made_in_three_ways()
    {
        CxmlResponse made = [new Say("a"), new Hangup()];

        made.Should().Be(new CxmlResponse(new Say("a"), new Hangup()));
        made.Should().Be(new CxmlResponse(ImmutableArray.Create<CxmlVerb>(new Say("a"), new Hangup())));
        made.Should().NotBe(new CxmlResponse(new Hangup(), new Say("a")));
        made.GetHashCode().Should().Be(new CxmlResponse(new Say("a"), new Hangup()).GetHashCode());
        var count = 0;
        foreach (var verb in made)
            count += verb is Say or Hangup ? 1 : 0;
        count.Should().Be(2);
    }

    [Fact]
    public void Collections_that_were_never_set_are_empty()
    {
        new CxmlResponse(default(ImmutableArray<CxmlVerb>)).Verbs.Should().BeEmpty();
        new Gather { Prompts = default }.Prompts.Should().BeEmpty();
        new Dial().Nouns.Should().BeEmpty();
        new Dial().Headers.Should().BeEmpty();
        new Hangup().ExtraAttributes.Should().BeEmpty();
        new Gather { Prompts = default }.Should().Be(new Gather());
    }

    [Fact]
    public void Elements_are_equal_by_value_collections_included()
    {
        Full().Should().Be(Full());
        Full().GetHashCode().Should().Be(Full().GetHashCode());
        (Full() with { Timeout = 31 }).Should().NotBe(Full());
        (Full() with { Nouns = [new Number("1")] }).Should().NotBe(Full());

        static Dial Full() => new(new Number("1"), new Sip("a@b") { Password = "p" })
        {
            Action = "/x",
            Timeout = 30,
            Headers = [new DialHeader("X-A", "b")],
            ExtraAttributes = [new CxmlAttribute("a", "b")],
        };
    }

    [Fact]
    public void Dial_calls_nouns_or_a_conference_or_a_service_and_the_last_one_set_counts()
    {
        var conference = new Dial(new Number("1")) { Conference = new Conference("c") };
        var service = conference with { Service = new Service("s") { Provider = "p" } };
        var nouns = service with { Nouns = [new Number("2")] };

        conference.Nouns.Should().BeEmpty();
        conference.Conference!.Room.Should().Be("c");
        service.Conference.Should().BeNull();
        service.Service!.Id.Should().Be("s");
        nouns.Service.Should().BeNull();
        nouns.Nouns.Should().Equal(new Number("2"));
    }

    [Theory]
    [InlineData(-5, 1, 250)]
    [InlineData(0, 1, 250)]
    [InlineData(1, 1, 250)]
    [InlineData(250, 250, 250)]
    [InlineData(500, 500, 250)]
    public void Numbers_out_of_range_are_brought_inside(int value, int expectedTimeout, int expectedUpper)
    {
        new Dial { Timeout = value, TimeLimit = value }.Should().Be(new Dial { Timeout = expectedTimeout, TimeLimit = expectedTimeout });
        new Record { Timeout = value }.Timeout.Should().Be(expectedTimeout);
        new Record { MaxLength = value }.MaxLength.Should().Be(Math.Max(2, expectedTimeout));
        new Record { MaxSilence = value }.MaxSilence.Should().Be(Math.Max(0, value));
        new Gather { NumDigits = value }.NumDigits.Should().Be(expectedTimeout);
        new Say("x") { Loop = value }.Loop.Should().Be(Math.Max(0, value));
        new Play("x") { Loop = value }.Loop.Should().Be(Math.Max(0, value));
        new Conference("x") { MaxParticipants = value }.MaxParticipants.Should().Be(Math.Min(expectedTimeout, expectedUpper));
    }

    [Fact]
    public void Seconds_are_kept_in_range_and_not_a_number_is_not_set()
    {
        new Gather { Timeout = 0, MaxTimeout = -1, MaxDuration = -1 }.Should().Be(new Gather { Timeout = 0.1, MaxTimeout = 0.1, MaxDuration = 0 });
        new Gather { Timeout = double.NaN, SpeechTimeout = double.NaN }.Should().Be(new Gather { SpeechTimeout = SpeechTimeout.Auto });
        new Gather { Timeout = double.MaxValue }.Timeout.Should().Be(86_400);
        new Pause(1.23456).Length.Should().Be(1.235);
        new Converse { Temperature = 7 }.Temperature.Should().Be(1);
        SpeechTimeout.FromSeconds(-1).Seconds.Should().Be(0.001);
        SpeechTimeout.Auto.Seconds.Should().BeNull();
        SpeechTimeout.FromSeconds(1.5).ToString().Should().Be("1.5");
        default(SpeechTimeout).ToString().Should().Be("auto");
    }

    [Theory]
    [InlineData(null, null, null)]
    [InlineData("", "", null)]
    [InlineData("12*#", "12*#", "12*#")]
    [InlineData("1 a2\n", "12", "12")]
    [InlineData("abc", "", null)]
    public void Keys_that_a_set_cannot_hold_are_dropped(string? value, string? expected, string? expectedSome)
    {
        new Gather { FinishOnKey = value }.FinishOnKey.Should().Be(expected);
        new Record { FinishOnKey = value }.FinishOnKey.Should().Be(expected);
        new Coach("t") { FinishOnKey = value }.FinishOnKey.Should().Be(expected);
        new Dial { HangupOn = value }.HangupOn.Should().Be(expectedSome);
    }

    [Fact]
    public void Play_tones_keep_digits_and_silence_only() => Play.Tones("1*w2W#").Digits.Should().Be("1w2");

    [Fact]
    public void DialHeader_name_always_begins_with_x()
    {
        new DialHeader("Tenant", "7").Name.Should().Be("X-Tenant");
        new DialHeader("x-tenant", "7").Name.Should().Be("x-tenant");
        foreach (var name in (string[])["", " ", "X-"])
            FluentActions.Invoking(() => new DialHeader(name, "7")).Should().Throw<ArgumentException>();
    }

    [Theory]
    [InlineData("Queue", true)]
    [InlineData("say-as", true)]
    [InlineData("_a.b", true)]
    [InlineData("Élan", true)]
    [InlineData("xml:lang", true)]
    [InlineData("", false)]
    [InlineData("1a", false)]
    [InlineData("a b", false)]
    [InlineData("a=\"b", false)]
    [InlineData("a:b", false)]
    [InlineData("xml:", false)]
    [InlineData("xmlns", false)]
    [InlineData("xmlns:a", false)]
    [InlineData("a/><b", false)]
    public void Names_from_outside_are_xml_names(string name, bool valid)
    {
        foreach (var make in (Action[])[() => _ = new CustomVerb(name), () => _ = new CxmlAttribute(name, "x")])
        {
            if (valid)
                make.Should().NotThrow();
            else
                make.Should().Throw<ArgumentException>();
        }
    }

    [Fact]
    public void CxmlUrl_takes_text_uri_and_formattable()
    {
        var formatted = new FormattedUrl("/a?b=1");

        ((CxmlUrl)"/a").Value.Should().Be("/a");
        ((CxmlUrl)new Uri("https://a.example.com/é")).Value.Should().Be("https://a.example.com/%C3%A9");
        ((CxmlUrl)new Uri("a/b", UriKind.Relative)).Value.Should().Be("a/b");
        CxmlUrl.Relative(formatted).Value.Should().Be("/a?b=1");
        CxmlUrl.Relative(new FormattedUrl(new string('x', 5000))).Value.Should().HaveLength(5000);
        CxmlUrl.Relative(formatted).Should().Be(CxmlUrl.Relative(formatted));
        default(CxmlUrl).IsSet.Should().BeFalse();
        default(CxmlUrl).Value.Should().BeEmpty();
        (default(CxmlUrl) == "").Should().BeTrue();
        ((CxmlUrl)"/a" != "/b").Should().BeTrue();
        FluentActions.Invoking(() => CxmlUrl.Relative(null!)).Should().Throw<ArgumentNullException>();
    }

    [Theory]
    [InlineData("/a?sig=1", "/a?…")]
    [InlineData("/a#b", "/a#…")]
    [InlineData("/a", "/a")]
    [InlineData("https://u:p@a.example.com/b?c", "https://…@a.example.com/b?…")]
    [InlineData("https://a.example.com/b@c", "https://a.example.com/b@c")]
    public void CxmlUrl_text_leaves_out_what_may_be_secret(string url, string expected) => new CxmlUrl(url).ToString().Should().Be(expected);

    [Fact]
    public void ToString_never_prints_a_secret()
    {
        const string Secret = "s3cr3t";
        object[] printed =
        [
            new Sip($"sip:u:{Secret}@b") { Username = "u", Password = Secret },
            new Service("s") { Provider = "p", Password = Secret },
            new Dial(new Sip("a@b") { Password = Secret }) { Headers = [new DialHeader("X-A", Secret)], EncodedHeaders = $"X-A={Secret}", RecordingStatusCallback = $"/r?sig={Secret}" },
            new Dial(new Service("s") { Provider = "p", Password = Secret }),
            new Record { RecordingStatusCallback = $"/r?sig={Secret}" },
            new Redirect($"https://a.example.com/?token={Secret}"),
            new DialHeader("X-A", Secret),
            new Parameter("a", Secret),
            new Stream($"wss://a.example.com/?t={Secret}") { Parameters = [new Parameter("a", Secret)] },
            new Connect($"wss://a.example.com/?t={Secret}", new Parameter("a", Secret)),
            new Play($"https://a.example.com/?t={Secret}"),
            new SayAudio($"https://u:{Secret}@a.example.com"),
            new CxmlAttribute("a", Secret),
            new Hangup { ExtraAttributes = [new CxmlAttribute("a", Secret)] },
            new CustomVerb("A") { Text = Secret, ExtraAttributes = [new CxmlAttribute("a", Secret)] },
            new CxmlResponse(new Redirect($"https://a.example.com/?token={Secret}")),
        ];

        printed.Select(value => value.ToString()).Should().OnlyContain(text => text!.Length > 2 && !text.Contains(Secret));
        new Sip("1@b") { Username = "u", Password = Secret }.ToString().Should().Be("Sip { Uri = 1@b, Username = u, Domain =  }");
        new CxmlResponse(new Say("x"), new CustomVerb("Queue")).ToString().Should().Be("Response { Say, Queue }");
    }

    [Fact]
    public void Required_texts_are_not_null()
    {
        Action[] makes =
        [
            () => _ = new Say((string)null!), () => _ = new Say((ISayContent)null!), () => _ = new Play(null!), () => _ = Play.Tones(null!), () => _ = new Number(null!), () => _ = new Sip(null!),
            () => _ = new Service(null!) { Provider = "p" }, () => _ = new Conference(null!), () => _ = new Coach(null!), () => _ = new Stop(null!), () => _ = new Stream(null!),
            () => _ = new Parameter(null!, "x"), () => _ = new Parameter("x", null!), () => _ = new Tool(null!, "x"), () => _ = new ToolParameter(null!), () => _ = new Description(null!),
            () => _ = new SystemPrompt(null!), () => _ = new UserPrompt(null!), () => _ = new SayText(null!), () => _ = new SayAs(null!, "x"), () => _ = new SayAs("x", null!), () => _ = new SayAudio(null!),
            () => _ = new Connect((Stream)null!), () => _ = new Start(null!), () => _ = new Dial((Conference)null!), () => _ = new Dial((Service)null!), () => _ = new CustomVerb(null!),
            () => _ = new CxmlAttribute(null!, "x"), () => _ = new CxmlAttribute("x", null!), () => _ = new DialHeader(null!, "x"), () => _ = new DialHeader("x", null!), () => _ = new CxmlBaseAddress((string)null!), () => _ = new CxmlBaseAddress((Uri)null!),
        ];

        foreach (var make in makes)
            make.Should().Throw<ArgumentNullException>();
    }
}
