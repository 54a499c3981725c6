using OpBX.Calls;

namespace OpBX.Abstractions.Tests.Calls;

public sealed class VoiceRequestTests
{
    [Theory]
    [InlineData("completed", null, DialResult.Answered)]
    [InlineData("ANSWERED", null, DialResult.Answered)]
    [InlineData("No-Answer", null, DialResult.NoAnswer)]
    [InlineData("no_answer", null, DialResult.NoAnswer)]
    [InlineData("Cancelled", null, DialResult.Canceled)]
    [InlineData(null, "busy", DialResult.Busy)]
    [InlineData("", "failed", DialResult.Failed)]
    [InlineData("busy", "completed", DialResult.Busy)]
    [InlineData("something else entirely", null, DialResult.Unknown)]
    [InlineData(null, "in-progress", DialResult.Unknown)]
    [InlineData(null, null, DialResult.Unknown)]
    public void DialResult_is_read_without_case_and_separators(string? dial, string? call, DialResult expected)
        => new VoiceRequest { DialCallStatus = dial, CallStatus = call }.DialResult.Should().Be(expected);

    [Theory]
    [InlineData("s", "c", "s")]
    [InlineData("", "c", "c")]
    [InlineData(null, null, null)]
    public void CallToken_is_the_session_else_the_call(string? session, string? call, string? expected)
        => new VoiceRequest { Session = session, CallSid = call }.CallToken.Should().Be(expected);

    [Theory]
    [InlineData(" Inbound ", "inbound")]
    [InlineData("OUTBOUND-API", "outbound-api")]
    [InlineData("Weird", "weird")]
    [InlineData("", null)]
    public void Direction_is_read_without_case(string text, string? expected) => CallDirection.Parse(text).Value.Should().Be(expected);

    [Fact]
    public void ToString_shows_no_field_of_the_request()
        => new VoiceRequest { From = "1001", Fields = new Dictionary<string, string> { ["Token"] = "a-secret" } }.ToString().Should().NotContain("a-secret");
}
