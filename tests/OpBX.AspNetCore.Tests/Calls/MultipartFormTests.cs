using System.Text;

namespace OpBX.Calls;

public sealed class MultipartFormTests
{
    private const string Type = "multipart/form-data; charset=utf-8; boundary=\"b 1\"";

    [Fact]
    public void Read_fieldsOfAForm_areReadAndFilesPassedOver()
    {
        RequestFields fields = Read("""
            preamble
            --b 1
            Content-Disposition: form-data; name="From"

            15550100001
            --b 1
            content-disposition: form-data; name=Digits

            1
            --b 2 is no end
            --b 1
            Content-Disposition: form-data; name="upload"; filename="a.wav"
            Content-Type: audio/wav

            RIFF
            --b 1
            Content-Disposition: form-data; name="SessionData"

            {"token":"s1"}
            --b 1--
            """)!;

        fields.Get("from").Should().Be("15550100001");
        fields.Get("Digits").Should().Be("1\r\n--b 2 is no end");
        fields.Get("upload").Should().BeNull();
        fields.Session.Token.Should().Be("s1");
    }

    [Theory]
    [InlineData("")]
    [InlineData("--b 1")]
    [InlineData("--b 1\n")]
    [InlineData("--b 1 x\n\n\n--b 1--")]
    [InlineData("--b 1\nContent-Disposition: form-data; name=a\n\nvalue")]
    [InlineData("--b 1\nno blank line\n--b 1--")]
    public void Read_brokenForm_isMalformed(string body) => Read(body).Should().BeNull();

    [Theory]
    [InlineData("multipart/form-data")]
    [InlineData("multipart/form-data; boundary=")]
    [InlineData("multipart/mixed; boundary=x")]
    public void Read_withoutBoundary_isMalformed(string type) => RequestFieldsReader.Read("--x--"u8, type).Should().BeNull();

    private static RequestFields? Read(string body)
        => RequestFieldsReader.Read(Encoding.UTF8.GetBytes(body.ReplaceLineEndings("\r\n")), Type);
}
