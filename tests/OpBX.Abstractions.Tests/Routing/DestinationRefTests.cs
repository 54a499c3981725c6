using System.Text.Json;

namespace OpBX.Routing;

public sealed class DestinationRefTests
{
    [Theory]
    [InlineData("""{"type":"extension","id":12}""", "extension:12")]
    [InlineData("""{"type":"Extension","id":" 12 "}""", "extension:12")]
    [InlineData("""{"type":"extension","id":12.0}""", "extension:12")]
    [InlineData("""{"type":"extension","id":1.5}""", "extension:1.5")]
    [InlineData("""{"type":"extension","id":null}""", "extension")]
    [InlineData("""{"type":"submenu","id":3}""", "ivr:3")]
    [InlineData("""{"type":"hangup"}""", "hangup")]
    [InlineData("""{"type":"external_number","number":"+15550100300"}""", "external_number:+15550100300")]
    [InlineData("""{"type":"external_number","id":null,"number":"+15550100300"}""", "external_number:+15550100300")]
    [InlineData("""{"type":"external_number","id":"","number":"+15550100300"}""", "external_number:+15550100300")]
    [InlineData("""{"type":"external_number","id":7,"number":15550100300}""", "external_number:15550100300")]
    [InlineData("""{"type":"external_number","id":"+15550100300"}""", "external_number:+15550100300")]
    public void TryRead_object_isTheDestinationThatIsMeant(string json, string expected)
    {
        DestinationRef.TryRead(JsonElement.Parse(json), out DestinationRef destination).Should().BeTrue();
        destination.ToString().Should().Be(expected);
    }

    [Theory]
    [InlineData("""{"id":12}""")]
    [InlineData("""{"type":7,"id":12}""")]
    [InlineData("\"extension\"")]
    [InlineData("[]")]
    public void TryRead_withoutAType_isNoDestination(string json)
        => DestinationRef.TryRead(JsonElement.Parse(json), out _).Should().BeFalse();
}
