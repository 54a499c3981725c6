using System.Text;
using System.Text.Json;
using OpBX.Cdr;

namespace OpBX.Core.Tests.Cdr;

public sealed class DeliveredBodyTests
{
    [Theory]
    [InlineData("""{"a":"\ud800"}""", """{"a":"�"}""")]
    [InlineData("""{"a":"\uDC00x"}""", """{"a":"�x"}""")]
    [InlineData("""{"a":"\ud83d\ude00"}""", """{"a":"😀"}""")]
    [InlineData("""{"a":"\ud83d\u0041"}""", """{"a":"�A"}""")]
    [InlineData("""{"a":"\\ud800"}""", """{"a":"\\ud800"}""")]
    [InlineData("""{"\ud800":1}""", """{"�":1}""")]
    [InlineData("""{"a":"\ud800\ud800\udc00"}""", """{"a":"�𐀀"}""")]
    public void TryRead_half_a_surrogate_pair_is_replaced(string json, string expected)
    {
        DeliveredBody body = RecordHost.Body(json);

        body.Masked.Should().Be(OpBX.Tenants.JsonSettings.Parse(expected));
        body.Json.EnumerateObject().Single().Name.Should().NotBeEmpty();
    }

    [Fact]
    public void TryRead_broken_utf8_is_replaced()
    {
        using JsonDocument document = JsonDocument.Parse(new byte[] { (byte)'{', (byte)'"', (byte)'a', (byte)'"', (byte)':', (byte)'"', 0xC3, (byte)'"', (byte)'}' });

        DeliveredBody.TryRead(document.RootElement, out DeliveredBody body, out _).Should().BeTrue();

        body.Json.GetProperty("a").GetString().Should().Be("�");
        body.Masked.GetString("a").Should().Be("�");
    }

    [Theory]
    [InlineData(62, true)]
    [InlineData(64, false)]
    [InlineData(500, false)]
    public void TryRead_depth_is_limited(int arrays, bool expected)
    {
        JsonElement json = RecordHost.Parse("""{"a":""" + new string('[', arrays) + new string(']', arrays) + "}");

        DeliveredBody.TryRead(json, out _, out string code).Should().Be(expected);

        code.Should().Be(expected ? "" : "too-deep");
    }

    [Fact]
    public void Raw_gives_the_bytes_as_they_came()
        => Encoding.UTF8.GetString(DeliveredBody.Raw(RecordHost.Parse("""{ "a" : 1.0 }""")).Span).Should().Be("""{ "a" : 1.0 }""");
}
