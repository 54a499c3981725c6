using OpBX.Calls;
using OpBX.Sessions;

namespace OpBX.Core.Tests.Sessions;

public sealed class SessionStatusWordsTests
{
    [Theory]
    [InlineData("new", CallStatus.Initiated)]
    [InlineData("NEW", CallStatus.Initiated)]
    [InlineData("processing", CallStatus.Initiated)]
    [InlineData("Ringing", CallStatus.Ringing)]
    [InlineData("connected", CallStatus.Answered)]
    [InlineData("in-progress", CallStatus.Answered)]
    [InlineData("answer", CallStatus.Answered)]
    [InlineData("completed", CallStatus.Completed)]
    [InlineData("busy", CallStatus.Busy)]
    [InlineData("noanswer", CallStatus.NoAnswer)]
    [InlineData("cancel", CallStatus.NoAnswer)]
    [InlineData("timeout", CallStatus.NoAnswer)]
    [InlineData("nocredit", CallStatus.Failed)]
    [InlineData("denied", CallStatus.Failed)]
    [InlineData("error", CallStatus.Failed)]
    [InlineData("failed", CallStatus.Failed)]
    [InlineData("external", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    [InlineData("a word that is longer than any known word", null)]
    public void Read_word_alone_gives_its_state(string? word, CallStatus? expected)
        => SessionStatusWords.Read(word, hasAnswerTime: false, hasEndTime: false).Should().Be(expected);

    [Theory]
    [InlineData("answer", false, CallStatus.Completed)]
    [InlineData("answer", true, CallStatus.Completed)]
    [InlineData("external", true, CallStatus.Completed)]
    [InlineData("external", false, CallStatus.Failed)]
    [InlineData("connected", true, CallStatus.Answered)]
    [InlineData("busy", true, CallStatus.Busy)]
    [InlineData("noanswer", false, CallStatus.NoAnswer)]
    public void Read_word_with_an_end_time_gives_its_state(string word, bool answered, CallStatus expected)
        => SessionStatusWords.Read(word, answered, hasEndTime: true).Should().Be(expected);
}
