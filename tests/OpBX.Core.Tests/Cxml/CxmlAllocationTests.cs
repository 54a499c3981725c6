using System.Buffers;
using OpBX.Diagnostics;

namespace OpBX.Cxml;

public sealed class CxmlAllocationTests
{
    [Fact]
    public void Write_into_a_reused_buffer_allocates_nothing()
    {
        CxmlResponse[] responses =
        [
            .. CxmlGolden.Valid.Values.Select(golden => golden.Response),
            .. CxmlGolden.Extended.Values.Select(golden => golden.Response),
            new(new Say("שלום & \"мир\" 👋\r\n")),
            new(new Say(new string('x', 70_000))),
        ];
        var buffer = new ArrayBufferWriter<byte>(2 * CxmlWriter.MaxDocumentBytes);
        int written = 0;
        long allocated = Allocations.Of(() => written = Run(50));

        written.Should().BeGreaterThan(50 * responses.Length * 60);
        allocated.Should().Be(0);

        int Run(int rounds)
        {
            var total = 0;
            for (var round = 0; round < rounds; round++)
            {
                foreach (var response in responses)
                {
                    buffer.ResetWrittenCount();
                    total += CxmlWriter.Write(response, buffer, CxmlGolden.Base);
                }
            }
            return total;
        }
    }

    [Fact]
    public void Dial_without_attributes_is_small()
    {
        var nouns = new IDialNoun[] { new Number("1001") };
        _ = new Dial { Nouns = System.Collections.Immutable.ImmutableArray.Create(nouns) };
        var list = System.Collections.Immutable.ImmutableArray.Create(nouns);

        Dial? dial = null;
        long size = Allocations.Of(() => dial = new Dial { Nouns = list });

        dial!.Nouns.Should().HaveCount(1);
        size.Should().BeInRange(1, 160);
    }
}
