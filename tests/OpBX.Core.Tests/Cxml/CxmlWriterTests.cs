using System.Buffers;
using System.Text;

namespace OpBX.Cxml;

public sealed class CxmlWriterTests
{
    public static TheoryData<string> ValidNames => [.. CxmlGolden.Valid.Keys];

    public static TheoryData<string> ExtendedNames => [.. CxmlGolden.Extended.Keys];

    [Theory]
    [MemberData(nameof(ValidNames))]
    public void Write_verb_gives_exactly_these_bytes(string name) => Check(CxmlGolden.Valid[name]);

    [Theory]
    [MemberData(nameof(ExtendedNames))]
    public void Write_extended_verb_gives_exactly_these_bytes(string name) => Check(CxmlGolden.Extended[name]);

    private static void Check((CxmlResponse Response, string Xml) golden)
    {
        var expected = $"{CxmlDocuments.Declaration}<Response>{golden.Xml}</Response>";

        CxmlDocuments.Text(golden.Response, CxmlGolden.Base).Should().Be(expected);
        CxmlDocuments.Bytes(golden.Response, CxmlGolden.Base).Should().Equal(Encoding.UTF8.GetBytes(expected));
        CxmlWriter.ToText(golden.Response, CxmlGolden.Base).Should().Be(expected);
    }

    [Fact]
    public void Write_no_verbs_gives_an_empty_response() =>
        CxmlDocuments.Text(new CxmlResponse()).Should().Be(CxmlDocuments.Declaration + "<Response/>");

    [Fact]
    public void Write_several_verbs_keeps_their_order() =>
        CxmlDocuments.Text([new Say("a"), new Pause(), new Say("b"), new Hangup()])
            .Should().Be(CxmlDocuments.Declaration + "<Response><Say>a</Say><Pause/><Say>b</Say><Hangup/></Response>");

    [Fact]
    public void Write_empty_texts_closes_the_element_in_its_own_tag() =>
        CxmlDocuments.Text([new Say(""), new Converse(new SystemPrompt("")), new CustomVerb("X") { Text = "" }])
            .Should().Be(CxmlDocuments.Declaration + "<Response><Say/><Converse><System/></Converse><X/></Response>");

    [Theory]
    [InlineData("/voice/continue?at=x", "https://host/api/voice/continue?at=x")]
    [InlineData("voice/continue", "https://host/api/voice/continue")]
    [InlineData("?at=x", "https://host/api?at=x")]
    [InlineData("#x", "https://host/api#x")]
    [InlineData("//other/x", "https://host/api//other/x")]
    [InlineData("a/b:c", "https://host/api/a/b:c")]
    [InlineData("a?b=c:d", "https://host/api/a?b=c:d")]
    [InlineData("https://other/x", "https://other/x")]
    [InlineData("HTTP://other/x", "HTTP://other/x")]
    [InlineData("sip+x.y-z:1", "sip+x.y-z:1")]
    [InlineData("1a:b", "https://host/api/1a:b")]
    public void Write_url_resolves_what_has_no_scheme(string url, string expected)
    {
        var response = new CxmlResponse(new Redirect(url));
        var formatted = new CxmlResponse(new Redirect(CxmlUrl.Relative(new FormattedUrl(url))));

        CxmlDocuments.Text(response, new CxmlBaseAddress("https://host/api/")).Should().Contain($"<Redirect>{expected}</Redirect>");
        if (expected != url)
            CxmlDocuments.Text(formatted, new CxmlBaseAddress(new Uri("https://host/api"))).Should().Contain($"<Redirect>{expected}</Redirect>");
        CxmlDocuments.Text(response).Should().Contain($"<Redirect>{url}</Redirect>", "without a base nothing is resolved");
        CxmlDocuments.Text(formatted).Should().Contain($"<Redirect>{url}</Redirect>");
    }

    [Fact]
    public void Write_base_address_is_escaped() =>
        CxmlDocuments.Text([new Redirect("/x")], new CxmlBaseAddress("https://h\"<a>\u0001/?é&")).Should().Contain("<Redirect>https://h&quot;&lt;a&gt;/?é&amp;/x</Redirect>");

    [Fact]
    public void Write_url_not_set_leaves_the_attribute_out()
    {
        var response = new CxmlResponse(new Gather { Action = "" }, new Gather { Action = (string?)null }, new Gather { Action = (Uri?)null }, new Redirect(default));

        CxmlDocuments.Text(response).Should().Be(CxmlDocuments.Declaration + "<Response><Gather/><Gather/><Gather/><Redirect></Redirect></Response>");
    }

    [Fact]
    public void Write_extra_attribute_that_is_written_already_leaves_it_out()
    {
        var dial = new Dial(new Number("1"))
        {
            Trunks = " timeout=",
            Timeout = 5,
            ExtraAttributes = [new("timeout", "9"), new("time", "1"), new("out", "2"), new("time", "3"), new("trunks", "4"), new("callerId", "5"), default],
        };

        CxmlDocuments.Text([dial]).Should().Contain("<Dial timeout=\"5\" trunks=\" timeout=\" time=\"1\" out=\"2\" callerId=\"5\"><Number>");
    }

    [Fact]
    public void Write_enum_value_outside_its_set_leaves_the_attribute_out()
    {
        var response = new CxmlResponse(
            new Gather { Input = (GatherInput)99, Method = (CxmlMethod)99 },
            new Record { RecordingStatusCallbackEvent = RecordingEvents.None },
            new Record { RecordingStatusCallbackEvent = (RecordingEvents)(128 + 2) });

        CxmlDocuments.Text(response).Should().Be(CxmlDocuments.Declaration + "<Response><Gather/><Record/><Record recordingStatusCallbackEvent=\"completed\"/></Response>");
    }

    [Theory]
    [InlineData(0, "0")]
    [InlineData(9, "9")]
    [InlineData(10, "10")]
    [InlineData(99, "99")]
    [InlineData(100, "100")]
    [InlineData(int.MaxValue, "2147483647")]
    public void Write_integer_gives_its_digits(int value, string expected) =>
        CxmlDocuments.Text([new Say("x") { Loop = value }]).Should().Contain($"<Say loop=\"{expected}\">");

    [Theory]
    [InlineData(0, "0")]
    [InlineData(0.0004, "0")]
    [InlineData(0.001, "0.001")]
    [InlineData(0.1 + 0.2, "0.3")]
    [InlineData(1.05, "1.05")]
    [InlineData(86399.999, "86399.999")]
    [InlineData(1e300, "86400")]
    [InlineData(double.PositiveInfinity, "86400")]
    [InlineData(-3, "0")]
    public void Write_number_has_three_decimals_and_no_exponent(double value, string expected) =>
        CxmlDocuments.Text([new Pause(value)]).Should().Contain($"<Pause length=\"{expected}\"/>");

    [Fact]
    public void Write_null_arguments_are_refused()
    {
        var buffer = new ArrayBufferWriter<byte>();
        FluentActions.Invoking(() => CxmlWriter.Write(null!, buffer)).Should().Throw<ArgumentNullException>();
        FluentActions.Invoking(() => CxmlWriter.Write(new CxmlResponse(), null!)).Should().Throw<ArgumentNullException>();
        FluentActions.Invoking(() => CxmlWriter.Write(new CxmlResponse(), buffer, null!)).Should().Throw<ArgumentNullException>();
    }
}
