using System.Text;
using System.Text.Json;

namespace OpBX.Calls;

public sealed class PlatformJsonTests
{
    [Theory]
    [InlineData("""{"a":NaN}""", """{"a":null}""")]
    [InlineData("""{"a":[NaN,Infinity,-Infinity]}""", """{"a":[null,null,null]}""")]
    [InlineData("""{"a": Infinity ,"b":-Infinity}""", """{"a": null ,"b":null}""")]
    [InlineData("""{"a":"NaN","b":"x \" NaN","c":NaN}""", """{"a":"NaN","b":"x \" NaN","c":null}""")]
    [InlineData("""{"NaN":1,"b\\":NaN}""", """{"NaN":1,"b\\":null}""")]
    [InlineData("""{"a":"\ud800"}""", """{"a":"\ufffd"}""")]
    [InlineData("""{"a":"\udC00x\uD83D\uDE00"}""", """{"a":"\ufffdx\uD83D\uDE00"}""")]
    [InlineData("""{"a":"\ud83d\ud83d\ude00"}""", """{"a":"\ufffd\ud83d\ude00"}""")]
    [InlineData("""{"a":"\\ud800"}""", """{"a":"\\ud800"}""")]
    public void TryPrepare_platformSpelling_becomesStrictJson(string body, string expected)
    {
        PlatformJson.TryPrepare(Encoding.UTF8.GetBytes(body), out ReadOnlySpan<byte> json).Should().BeTrue();

        Encoding.UTF8.GetString(json).Should().Be(expected);
    }

    [Theory]
    [InlineData("""{"a":-NaN}""")]
    [InlineData("""{"a":NaNo}""")]
    [InlineData("""{"a":1NaN}""")]
    [InlineData("""{"a":xInfinity}""")]
    [InlineData("""{"a":"\uZZZZ\ud800"}""")]
    [InlineData("""{"a":1} {"b":2}""")]
    [InlineData("""{"a":1,}""")]
    [InlineData("""{"a":1 /* x */}""")]
    [InlineData("{'a':1}")]
    [InlineData("[1]")]
    [InlineData("NaN")]
    [InlineData("\"text\"")]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{\"a\":\"")]
    [InlineData("{\"a\":\"\\")]
    [InlineData("{\"a\":\"\\ud8")]
    public void TryReadObject_otherThanAnObject_isRefused(string body)
        => PlatformJson.TryReadObject(Encoding.UTF8.GetBytes(body), out _).Should().BeFalse();

    [Fact]
    public void TryReadObject_notUtf8_isRefused()
        => PlatformJson.TryReadObject([.. "{\"a\":\""u8, 0xC3, 0x28, .. "\"}"u8], out _).Should().BeFalse();

    [Fact]
    public void TryReadObject_byteOrderMark_isSkipped()
        => PlatformJson.TryReadObject([0xEF, 0xBB, 0xBF, .. "{}"u8], out _).Should().BeTrue();

    [Theory]
    [InlineData(65, true)]
    [InlineData(1000, true)]
    [InlineData(1001, false)]
    public void TryReadObject_depth_isLimited(int depth, bool expected)
    {
        string body = "{\"a\":" + new string('[', depth - 1) + new string(']', depth - 1) + "}";

        PlatformJson.TryReadObject(Encoding.UTF8.GetBytes(body), out _).Should().Be(expected);
    }

    [Fact]
    public void TryReadObject_duplicateNames_lastWins()
    {
        PlatformJson.TryReadObject("""{"a":1,"a":2}"""u8, out JsonElement? root).Should().BeTrue();

        root!.Value.GetProperty("a").GetInt32().Should().Be(2);
    }
}
