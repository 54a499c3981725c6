using System.Text;
using System.Xml;

namespace OpBX.Cxml;

public sealed class CxmlEscapingTests
{
    [Theory]
    [InlineData("a & b", "a &amp; b", "a &amp; b")]
    [InlineData("<Hangup/>", "&lt;Hangup/&gt;", "&lt;Hangup/&gt;")]
    [InlineData("]]>", "]]&gt;", "]]&gt;")]
    [InlineData("say \"x\" 'y'", "say \"x\" 'y'", "say &quot;x&quot; 'y'")]
    [InlineData("a\tb\nc\rd", "a\tb\nc&#xD;d", "a&#x9;b&#xA;c&#xD;d")]
    [InlineData("\u0000a\u0008b\u000Bc\u001Fd", "abcd", "abcd")]
    [InlineData("a\uFFFEb\uFFFFc", "abc", "abc")]
    [InlineData("\u007F\u0080\u00FF\u07FF\u0800\uFFFD", "\u007F\u0080\u00FF\u07FF\u0800\uFFFD", "\u007F\u0080\u00FF\u07FF\u0800\uFFFD")]
    [InlineData("שלום 👋 мир", "שלום 👋 мир", "שלום 👋 мир")]
    [InlineData("0123456789abcde&", "0123456789abcde&amp;", "0123456789abcde&amp;")]
    [InlineData("0123456789abcdef<0123456789abcdef0", "0123456789abcdef&lt;0123456789abcdef0", "0123456789abcdef&lt;0123456789abcdef0")]
    public void Write_special_characters_are_escaped_or_left_out(string value, string inText, string inAttribute)
    {
        var text = CxmlDocuments.Text([new Say(value) { Voice = value }]);

        text.Should().StartWith($"{CxmlDocuments.Declaration}<Response><Say voice=\"{inAttribute}\">{inText}</Say>");
    }

    [Fact]
    public void Write_lone_surrogates_are_left_out()
    {
        // Not as attribute arguments: those are stored as UTF-8, which cannot hold them.
        CxmlDocuments.Text([new Say("a\uD800b\uDC00c\uD83D\uDC4B")]).Should().Contain("<Say>abc👋</Say>");
        CxmlDocuments.Text([new Say("\uDC00\uD800")]).Should().Contain("<Say></Say>");
    }

    [Fact]
    public void Write_every_character_alone_and_at_every_place_in_a_block_survives_or_is_left_out()
    {
        for (var code = 0; code <= char.MaxValue; code++)
        {
            var character = (char)code;
            var allowed = XmlConvert.IsXmlChar(character);
            var text = new string('a', code % 17) + character + new string('b', code % 19);

            RoundTrip(text).Should().Be(allowed ? (text, text) : (text.Remove(code % 17, 1), text.Remove(code % 17, 1)), "of U+{0:X4}", code);
        }
    }

    [Fact]
    public void Write_random_strings_are_read_back_by_an_xml_parser()
    {
        var random = new Random(20260115);
        var characters = new char[64];
        for (var round = 0; round < 200_000; round++)
        {
            var length = random.Next(0, characters.Length + 1);
            for (var index = 0; index < length; index++)
                characters[index] = Character(random, round % 4);
            var text = new string(characters, 0, length);
            var expected = Allowed(text);

            var (attribute, content) = RoundTrip(text);

            if (attribute != expected || content != expected)
                Assert.Fail($"Round {round}: {string.Join(' ', text.Select(character => $"{(int)character:X4}"))} came back as «{attribute}» and «{content}».");
        }
    }

    [Fact]
    public void Write_random_formatted_urls_are_read_back_by_an_xml_parser()
    {
        var random = new Random(20260116);
        for (var round = 0; round < 20_000; round++)
        {
            var bytes = new byte[random.Next(0, 48)];
            random.NextBytes(bytes);
            for (var index = 0; index < bytes.Length && round % 2 == 0; index++)
                bytes[index] = "/?&<>\"'=a1\t\nµ"u8[bytes[index] % 14];

            var element = CxmlDocuments.Read([new Gather { Action = CxmlUrl.Relative(new FormattedUrl(bytes)) }]).Element("Gather")!;

            element.Attribute("action")!.Value.Should().Be(Allowed(Decoded(bytes)));
        }
    }

    private static char Character(Random random, int kind) => kind switch
    {
        0 => (char)random.Next(0, 0x10000),
        1 => (char)random.Next(0, 0x80),
        2 => "&<>\"'\t\r\n aé\u0001\uD83D\uDC4B\uFFFE"[random.Next(0, 15)],
        _ => random.Next(0, 12) == 0 ? (char)random.Next(0xD7F0, 0xE010) : (char)random.Next(0x20, 0x7F),
    };

    private static (string Attribute, string Content) RoundTrip(string text)
    {
        using var stream = new MemoryStream(CxmlDocuments.Bytes([new Say(text) { Voice = text }]));
        using var reader = XmlReader.Create(stream);
        reader.ReadToDescendant("Say");
        var attribute = reader.GetAttribute("voice")!;
        return (attribute, reader.ReadElementContentAsString());
    }

    /// <summary>What XML 1.0 allows of a text.</summary>
    private static string Allowed(string text)
    {
        var allowed = new StringBuilder();
        for (var index = 0; index < text.Length; index++)
        {
            if (XmlConvert.IsXmlChar(text[index]))
                allowed.Append(text[index]);
            else if (index + 1 < text.Length && XmlConvert.IsXmlSurrogatePair(text[index + 1], text[index]))
                allowed.Append(text[index]).Append(text[++index]);
        }
        return allowed.ToString();
    }

    /// <summary>The text of bytes that may not be UTF-8: what is none is left out.</summary>
    private static string Decoded(byte[] bytes)
    {
        var decoder = (Encoding)Encoding.UTF8.Clone();
        decoder.DecoderFallback = new DecoderReplacementFallback("");
        return decoder.GetString(bytes);
    }
}
