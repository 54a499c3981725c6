using System.Text.Json;
using OpBX.Extensions;
using OpBX.Tenants;

namespace OpBX.Abstractions.Tests.Tenants;

public sealed class JsonSettingsTests
{
    private static readonly JsonSettings Settings = JsonSettings.Parse(
        """{"number":12,"text":"12","real":12.0,"half":12.5,"blank":"  ","none":null,"yes":true,"one":1,"word":"False","list":["112",911,null,{}],"csv":"112, 911","object":{"a":"b"}}""");

    [Theory]
    [InlineData("number", 12L)]
    [InlineData("text", 12L)]
    [InlineData("real", 12L)]
    [InlineData("half", null)]
    [InlineData("blank", null)]
    [InlineData("none", null)]
    [InlineData("missing", null)]
    [InlineData("object", null)]
    public void GetInt64_takes_numbers_and_numeric_text(string name, long? expected) => Settings.GetInt64(name).Should().Be(expected);

    [Theory]
    [InlineData("yes", true)]
    [InlineData("one", true)]
    [InlineData("word", false)]
    [InlineData("text", null)]
    [InlineData("missing", null)]
    public void GetBoolean_takes_truth_in_several_spellings(string name, bool? expected) => Settings.GetBoolean(name).Should().Be(expected);

    [Fact]
    public void GetStrings_takes_arrays_and_commas()
    {
        Settings.GetStrings("list").Should().Equal("112", "911");
        Settings.GetStrings("csv").Should().Equal("112", "911");
        Settings.GetStrings("missing").Should().BeEmpty();
    }

    [Fact]
    public void Equals_ignores_the_order_of_members()
        => JsonSettings.Parse("""{"a":1,"b":{"c":2}}""").Should().Be(JsonSettings.Parse("""{ "b": {"c":2}, "a":1 }"""));

    [Theory]
    [InlineData(null)]
    [InlineData(" ")]
    [InlineData("null")]
    [InlineData("[]")]
    public void Parse_nothing_is_empty(string? text) => JsonSettings.Parse(text).IsEmpty.Should().BeTrue();

    [Theory]
    [InlineData("[1]")]
    [InlineData("\"text\"")]
    [InlineData("{")]
    public void Parse_no_object_is_refused(string text) => FluentActions.Invoking(() => JsonSettings.Parse(text)).Should().Throw<JsonException>();

    [Fact]
    public void ToString_never_shows_a_secret()
    {
        JsonSettings.Parse("""{"cdr_key":"a-secret"}""").ToString().Should().Be("{cdr_key}");
        new Extension { Id = 1, ExtensionNumber = "1001", Password = "a-secret", ServiceToken = "a-secret" }.ToString().Should().NotContain("a-secret");
        new CloudonixSettings { DomainName = "d", DomainApiKey = "a-secret", DomainRequestsApiKey = "a-secret" }.ToString().Should().NotContain("a-secret");
        new OpBX.Conferences.ConferenceRoom { Id = 1, Name = "Room", Pin = "2468" }.ToString().Should().NotContain("2468");
        new User { Id = 1, Name = "N", Email = "e@example.com", Password = "a-secret", RememberToken = "a-secret" }.ToString().Should().NotContain("a-secret");
    }
}
