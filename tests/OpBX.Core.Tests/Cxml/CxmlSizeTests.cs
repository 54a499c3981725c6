using System.Buffers;
using System.Collections.Immutable;
using System.Xml.Linq;

namespace OpBX.Cxml;

public sealed class CxmlSizeTests
{
    [Theory]
    [InlineData(4_000)]
    [InlineData(4_096)]
    [InlineData(5_000)]
    [InlineData(20_000)]
    [InlineData(65_000)]
    public void Write_long_text_that_fits_is_kept_whole(int length)
    {
        var text = new string('x', length);

        CxmlDocuments.Read([new Say(text), new Hangup()]).Element("Say")!.Value.Should().Be(text);
    }

    [Fact]
    public void Write_document_of_exactly_the_limit_is_kept_whole()
    {
        var overhead = CxmlDocuments.Bytes([new Say("x")]).Length - 1;

        CxmlDocuments.Bytes([new Say(new string('x', CxmlWriter.MaxDocumentBytes - overhead))]).Should().HaveCount(CxmlWriter.MaxDocumentBytes);
        CxmlDocuments.Read([new Say(new string('x', CxmlWriter.MaxDocumentBytes - overhead + 1))]).Value.Should().HaveLength(4096);
    }

    [Theory]
    [InlineData(1, 4096)]
    [InlineData(10, 4096)]
    [InlineData(40, 1024)]
    [InlineData(150, 256)]
    public void Write_texts_that_do_not_fit_are_cut_and_the_structure_kept(int verbs, int expected)
    {
        var say = new Say(new string('x', 70_000)) { Voice = "woman" };
        var response = new CxmlResponse([.. Enumerable.Repeat<CxmlVerb>(say, verbs), new Gather(say) { Action = "/next" }, new Hangup()]);

        var bytes = CxmlDocuments.Bytes(response);
        var root = CxmlDocuments.Read(response);

        bytes.Length.Should().BeLessThanOrEqualTo(CxmlWriter.MaxDocumentBytes);
        root.Elements().Should().HaveCount(verbs + 2);
        root.Descendants("Say").Should().OnlyContain(element => element.Value.Length == expected && element.Attribute("voice")!.Value == "woman");
        root.Element("Gather")!.Attribute("action")!.Value.Should().Be("/next");
    }

    [Fact]
    public void Write_text_is_not_cut_inside_a_character()
    {
        var text = new string('x', 4095) + string.Concat(Enumerable.Repeat("👋", 40_000));

        CxmlDocuments.Read([new Say(text)]).Value.Should().Be(new string('x', 4095));
    }

    [Fact]
    public void Write_every_kind_of_text_is_cut()
    {
        var text = new string('x', 30_000);
        var response = new CxmlResponse(
            new Say(new SayText(text), new SayAs(text, "digits")),
            new Converse(new SystemPrompt(text), new UserPrompt(text), new Tool("t", "/t") { Description = text }),
            new CustomVerb("Custom") { Text = text });

        var root = CxmlDocuments.Read(response);

        root.DescendantNodes().OfType<XText>().Should().HaveCount(6).And.OnlyContain(node => node.Value.Length == 4096);
    }

    [Fact]
    public void Write_attributes_and_addresses_are_never_cut()
    {
        var url = "https://a.example.com/" + new string('x', 10_000);
        var response = new CxmlResponse(new Say(new string('x', 70_000)) { StatusCallback = url }, new Play(url), new Dial(new Number(new string('1', 5_000))));

        var root = CxmlDocuments.Read(response);

        root.Element("Say")!.Value.Should().HaveLength(4096);
        root.Element("Say")!.Attribute("statusCallback")!.Value.Should().Be(url);
        root.Element("Play")!.Value.Should().Be(url);
        root.Element("Dial")!.Value.Should().HaveLength(5_000);
    }

    public static TheoryData<string> HopelessNames => [.. Hopeless.Keys];

    private static readonly Dictionary<string, CxmlResponse> Hopeless = new()
    {
        ["verbs"] = new([.. Enumerable.Repeat<CxmlVerb>(new Hangup(), 9_000)]),
        ["attribute"] = new(new Say("x") { Voice = new string('x', 70_000) }),
        ["escaped attribute"] = new(new Say("x") { Voice = new string('&', 20_000) }),
        ["characters beyond ASCII"] = new(new Say("x") { Voice = new string('é', 40_000) }),
        ["address"] = new(new Redirect(CxmlUrl.Relative(new FormattedUrl(new string('x', 70_000))))),
        ["escaped address"] = new(new Redirect(CxmlUrl.Relative(new FormattedUrl(new string('&', 20_000))))),
        ["extra attributes"] = new(new Hangup { ExtraAttributes = [.. Enumerable.Range(0, 200).Select(index => new CxmlAttribute($"a{index}", new string('x', 500)))] }),
        ["depth"] = new((CxmlVerb)Enumerable.Range(0, 40).Aggregate((CxmlElement)new CustomVerb("X"), (inner, _) => new CustomVerb("X", default, [inner], null))),
    };

    [Theory]
    [MemberData(nameof(HopelessNames))]
    public void Write_document_that_cannot_fit_writes_nothing_and_says_so(string name)
    {
        var buffer = new ArrayBufferWriter<byte>();

        CxmlWriter.Write(Hopeless[name], buffer).Should().Be(0);
        buffer.WrittenCount.Should().Be(0);
        CxmlWriter.ToText(Hopeless[name]).Should().BeEmpty();
    }

    [Fact]
    public void Write_formatted_address_longer_than_the_first_buffer_is_kept_whole()
    {
        var url = "/x?" + string.Join('&', Enumerable.Range(0, 900).Select(index => $"k{index}=v"));
        var response = new CxmlResponse(new Gather { Action = CxmlUrl.Relative(new FormattedUrl(url)) });

        CxmlDocuments.Read(response).Element("Gather")!.Attribute("action")!.Value.Should().Be(url);
    }

    [Fact]
    public void Write_any_size_of_buffer_gives_the_same_bytes()
    {
        var response = new CxmlResponse(
        [
            .. CxmlGolden.Valid["conference all"].Response.Verbs,
            .. CxmlGolden.Valid["gather all"].Response.Verbs,
            .. CxmlGolden.Extended["custom"].Response.Verbs,
            new Say("<&>\r שלום 👋 \u0001 and a longer run of plain text"),
        ]);
        var expected = CxmlDocuments.Bytes(response, CxmlGolden.Base);
        for (var first = 4096; first > 0; first -= first > 2600 ? 97 : 1)
        {
            var output = new StingyWriter(first);
            CxmlWriter.Write(response, output, CxmlGolden.Base).Should().Be(expected.Length);
            output.Written.Should().Equal(expected);
            output.Advances.Should().Be(1);
        }
    }

    [Fact]
    public void Write_random_documents_never_exceed_the_limit_and_are_well_formed()
    {
        var random = new Random(20260117);
        var texts = new[] { "x", "&", "é", "👋", "\u0001", "<>" };
        for (var round = 0; round < 300; round++)
        {
            ImmutableArray<CxmlVerb> verbs =
            [
                .. Enumerable.Range(0, random.Next(1, 60)).Select(_ => new Say(string.Concat(Enumerable.Repeat(texts[random.Next(texts.Length)], random.Next(0, 6_000))))),
            ];
            var response = new CxmlResponse(verbs);

            CxmlDocuments.Bytes(response).Length.Should().BeInRange(1, CxmlWriter.MaxDocumentBytes);
            CxmlDocuments.Read(response).Elements("Say").Should().HaveCount(verbs.Length);
        }
    }

    /// <summary>Gives a first buffer smaller than asked for, and after that exactly what is asked for.</summary>
    private sealed class StingyWriter(int first) : IBufferWriter<byte>
    {
        private byte[]? _buffer;

        public byte[] Written { get; private set; } = [];

        public int Advances { get; private set; }

        public void Advance(int count)
        {
            Advances++;
            Written = _buffer![..count];
        }

        public Memory<byte> GetMemory(int sizeHint = 0) => _buffer = new byte[_buffer is null ? first : sizeHint];

        public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;
    }
}
