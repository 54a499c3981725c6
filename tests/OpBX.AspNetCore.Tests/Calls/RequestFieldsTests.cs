using System.Text;

namespace OpBX.Calls;

public sealed class RequestFieldsTests
{
    [Fact]
    public void Set_moreFieldsThanTheLimit_keepsKnownOnes()
    {
        var fields = new RequestFields();
        for (int i = 0; i < 500; i++) fields.Set("junk" + i, "x");
        fields.Set("To", "1001");

        fields.Values.Should().HaveCount(RequestFields.MaxCount + 1).And.Contain("To", "1001").And.ContainKey("junk0").And.NotContainKey("junk499");
    }

    [Fact]
    public void Set_moreBytesThanTheLimit_leavesOutWhatDoesNotFit()
    {
        var fields = new RequestFields();
        fields.Set("large", new string('é', 40_000));
        fields.Set("a", new string('x', 60_000));
        fields.Set("b", new string('x', 6_000));
        fields.Set("c", "x");

        fields.Values.Keys.Should().BeEquivalentTo("a", "c");
    }

    [Fact]
    public void Set_again_givesTheRoomBack()
    {
        var fields = new RequestFields();
        for (int i = 0; i < 1000; i++) fields.Set("a", new string((char)('a' + (i % 26)), 60_000));

        fields.Get("A").Should().Be(new string((char)('a' + (999 % 26)), 60_000));
    }

    [Fact]
    public void Set_overlongKnownField_isCutBetweenCharacters()
    {
        var fields = new RequestFields();
        fields.Set("From", new string('1', RequestFields.MaxKnownLength - 1) + "😀");

        fields.Get("From").Should().Be(new string('1', RequestFields.MaxKnownLength - 1));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \t")]
    public void Fill_blankFieldThatOpBXReads_isAGap(string blank)
    {
        var fields = new RequestFields();
        fields.Set("To", blank);
        fields.Fill("To", "1001");

        fields.Get("To").Should().Be("1001");
    }

    [Fact]
    public void Fill_fieldThatIsThere_changesNothing()
    {
        var fields = new RequestFields();
        fields.Set("from", "body");
        fields.Set("Other", "");
        fields.Set("To", "");
        fields.Fill("From", "header");
        fields.Fill("other", "header");
        fields.Fill("TO", "header");

        fields.Get("From").Should().Be("body");
        fields.Values["Other"].Should().BeEmpty();
        fields.Get("To").Should().Be("header");
    }

    [Theory]
    [InlineData("1721662396169", "2024-07-22T15:33:16.169Z")]
    [InlineData(" 1721662396169 ", "2024-07-22T15:33:16.169Z")]
    [InlineData("1.721662396169E12", "2024-07-22T15:33:16.169Z")]
    [InlineData("2026-01-15T10:30:25Z", "2026-01-15T10:30:25Z")]
    [InlineData("2026-01-15T10:30:25.123+02:00", "2026-01-15T08:30:25.123Z")]
    [InlineData("2026-01-15 10:30:25", "2026-01-15T10:30:25Z")]
    [InlineData("0", null)]
    [InlineData("-5", null)]
    [InlineData("1e300", null)]
    [InlineData("NaN", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    [InlineData("01/15/2026", null)]
    [InlineData("yesterday", null)]
    [InlineData("2026-99-99T00:00:00Z", null)]
    public void ReadTime_spelling_isReadOrNone(string? text, string? expected)
        => RequestFieldsReader.ReadTime(text).Should().Be(expected is null ? null : DateTimeOffset.Parse(expected, System.Globalization.CultureInfo.InvariantCulture));

    [Theory]
    [InlineData("From=a%2Bb&To=1+2&x=%C3%A9&y", "a+b", "1 2")]
    [InlineData("&&From=%2&To=%zz&=lost", "%2", "%zz")]
    [InlineData("From=1&From=2&To=", "2", null)]
    public void Read_form_isDecoded(string form, string from, string? to)
    {
        RequestFields? fields = RequestFieldsReader.Read(Encoding.ASCII.GetBytes(form), "application/x-www-form-urlencoded; charset=utf-8");

        fields.Should().NotBeNull();
        fields!.Get("From").Should().Be(from);
        fields.Get("To").Should().Be(to);
    }

    [Fact]
    public void Read_formThatIsNoText_isMalformed()
        => RequestFieldsReader.Read("From=%C3%28"u8, "application/x-www-form-urlencoded").Should().BeNull();

    [Theory]
    [InlineData("application/json", true)]
    [InlineData("APPLICATION/JSON; charset=utf-8", true)]
    [InlineData("text/json", true)]
    [InlineData("application/vnd.example+json", true)]
    [InlineData(null, true)]
    [InlineData("", true)]
    [InlineData("text/plain", true)]
    [InlineData("application/xml", true)]
    [InlineData("application/x-www-form-urlencoded", true)]
    [InlineData("multipart/form-data; boundary=x", true)]
    [InlineData(";", true)]
    public void Read_jsonObject_isReadWhateverItIsCalled(string? contentType, bool isRead)
        => (RequestFieldsReader.Read(""" {"To":"1"}"""u8, contentType) is not null).Should().Be(isRead);

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/xml")]
    public void Read_otherText_isNotRead(string contentType) => RequestFieldsReader.Read("To=1"u8, contentType).Should().BeNull();
}
