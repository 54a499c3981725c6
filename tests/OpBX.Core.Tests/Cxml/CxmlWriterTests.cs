using System.Buffers;
using System.Text;

namespace OpBX.Cxml;

public sealed class CxmlWriterTests
{
    private const string Declaration = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>";
    private static readonly CxmlBaseAddress Base = new("https://pbx.example.com/api/");

    [Fact]
    public void Write_ivr_menu_gives_the_document()
    {
        var response = new CxmlResponse(
            new Gather(new Say("Press 1 for sales & support.") { Voice = "woman" })
            {
                Action = "/voice/continue?at=ivr:3&attempt=1",
                Input = GatherInput.Dtmf,
                NumDigits = 1,
                Timeout = 5,
                MaxTimeout = 5.25,
                ActionOnEmptyResult = true,
            });

        Text(response).Should().Be(Declaration + "<Response><Gather action=\"https://pbx.example.com/api/voice/continue?at=ivr:3&amp;attempt=1\" input=\"dtmf\" numDigits=\"1\" maxTimeout=\"5.25\" timeout=\"5\" actionOnEmptyResult=\"true\"><Say voice=\"woman\">Press 1 for sales &amp; support.</Say></Gather></Response>");
    }

    private static string Text(CxmlResponse response)
    {
        var buffer = new ArrayBufferWriter<byte>();
        CxmlWriter.Write(response, buffer, Base).Should().Be(buffer.WrittenCount);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
