using System.Buffers;
using System.Text;

namespace OpBX.Cxml;

/// <summary>Writes a <see cref="CxmlResponse"/> as XML: UTF-8, no byte order mark, no indentation, straight into a buffer. The only place in OpBX that makes XML.</summary>
/// <remarks>
/// <para>A document begins with <c>&lt;?xml version="1.0" encoding="UTF-8"?&gt;</c>. Attributes stand in the order of the CXML reference (which is that of <c>cxml-schema.json</c>), extra attributes after them; <see cref="DialHeader"/>s stand before the nouns of a <see cref="Dial"/>. An element without content is closed in its own tag.</para>
/// <para>Text is escaped; characters that XML 1.0 forbids (control characters, lone surrogates, U+FFFE, U+FFFF) are left out; white space in attributes and carriage returns survive as character references.</para>
/// <para>A document never exceeds <see cref="MaxDocumentBytes"/> ([H2]). One that would is written again with its spoken and prompting texts cut to 4,096 characters each, then 1,024, then 256; attributes, addresses and structure are never cut. If that is not enough, nothing is written and the result is 0: the caller answers the safe document ([F1]).</para>
/// <para>Writing into a buffer with room allocates nothing.</para>
/// </remarks>
public static partial class CxmlWriter
{
    /// <summary>The most bytes that a document has: 65,536 ([H2]).</summary>
    public const int MaxDocumentBytes = 64 * 1024;

    private const int FirstBufferBytes = 4096;
    private const int DeepestCustom = 32;

    private static ReadOnlySpan<int> TextLimits => [int.MaxValue, 4096, 1024, 256];

    /// <summary>Writes a document; relative URLs are written as they are.</summary>
    /// <param name="response">The document.</param>
    /// <param name="output">Where to; advanced by the document's length, or not at all.</param>
    /// <returns>The bytes written; 0 when the document is too large even with its texts cut, and then nothing is written.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    public static int Write(CxmlResponse response, IBufferWriter<byte> output) => Write(response, output, CxmlBaseAddress.None);

    /// <summary>Writes a document.</summary>
    /// <param name="response">The document.</param>
    /// <param name="output">Where to; advanced by the document's length, or not at all.</param>
    /// <param name="baseAddress">What relative URLs are appended to ([H7]).</param>
    /// <returns>The bytes written; 0 when the document is too large even with its texts cut, and then nothing is written.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    public static int Write(CxmlResponse response, IBufferWriter<byte> output, CxmlBaseAddress baseAddress)
    {
        ArgumentNullException.ThrowIfNull(response);
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(baseAddress);
        var size = FirstBufferBytes;
        foreach (var textLimit in TextLimits)
        {
            while (true)
            {
                var buffer = output.GetSpan(size);
                if (buffer.Length > MaxDocumentBytes)
                    buffer = buffer[..MaxDocumentBytes];
                var cursor = new CxmlCursor(buffer, baseAddress, textLimit);
                Document(ref cursor, response);
                if (!cursor.Full)
                {
                    var written = cursor.Written;
                    output.Advance(written);
                    return written;
                }
                if (buffer.Length == MaxDocumentBytes)
                    break;
                size = Math.Min(buffer.Length * 4, MaxDocumentBytes);
            }
        }
        return 0;
    }

    /// <summary>A document as text, for tests and tools; relative URLs are written as they are. It holds whatever secrets the document holds: do not log it ([H8]).</summary>
    /// <param name="response">The document.</param>
    /// <returns>The document; empty when it is too large.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="response"/> is <see langword="null"/>.</exception>
    public static string ToText(CxmlResponse response) => ToText(response, CxmlBaseAddress.None);

    /// <summary>A document as text, for tests and tools. It holds whatever secrets the document holds: do not log it ([H8]).</summary>
    /// <param name="response">The document.</param>
    /// <param name="baseAddress">What relative URLs are appended to ([H7]).</param>
    /// <returns>The document; empty when it is too large.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    public static string ToText(CxmlResponse response, CxmlBaseAddress baseAddress)
    {
        var buffer = new ArrayBufferWriter<byte>(FirstBufferBytes);
        Write(response, buffer, baseAddress);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void Document(ref CxmlCursor cursor, CxmlResponse response)
    {
        var verbs = response.Verbs;
        if (verbs.IsEmpty)
        {
            cursor.Raw("<?xml version=\"1.0\" encoding=\"UTF-8\"?><Response/>"u8);
            return;
        }
        cursor.Raw("<?xml version=\"1.0\" encoding=\"UTF-8\"?><Response>"u8);
        foreach (var verb in verbs)
            Verb(ref cursor, verb);
        cursor.Raw("</Response>"u8);
    }

    private static void Verb(ref CxmlCursor cursor, CxmlVerb verb)
    {
        switch (verb)
        {
            case Dial dial:
                Dial(ref cursor, dial);
                break;
            case Gather gather:
                Gather(ref cursor, gather);
                break;
            case Say say:
                Say(ref cursor, say);
                break;
            case Hangup:
                Leaf(ref cursor, "<Hangup"u8, verb);
                break;
            case Play play:
                Play(ref cursor, play);
                break;
            case Redirect redirect:
                Redirect(ref cursor, redirect);
                break;
            case Record record:
                Record(ref cursor, record);
                break;
            case Pause pause:
                Pause(ref cursor, pause);
                break;
            case Reject reject:
                Reject(ref cursor, reject);
                break;
            case Connect connect:
                Connect(ref cursor, connect);
                break;
            default:
                RareVerb(ref cursor, verb);
                break;
        }
    }

    private static void RareVerb(ref CxmlCursor cursor, CxmlVerb verb)
    {
        switch (verb)
        {
            case Start start:
                Start(ref cursor, start);
                break;
            case Stop stop:
                Stop(ref cursor, stop);
                break;
            case Converse converse:
                Converse(ref cursor, converse, insideGather: false);
                break;
            case Coach coach:
                Coach(ref cursor, coach);
                break;
            case CustomVerb custom:
                Custom(ref cursor, custom);
                break;
        }
    }

    /// <summary>Any element, as a child of a custom one.</summary>
    private static void Element(ref CxmlCursor cursor, CxmlElement element)
    {
        switch (element)
        {
            case CxmlVerb verb:
                Verb(ref cursor, verb);
                break;
            case Conference conference:
                Conference(ref cursor, conference);
                break;
            case Service service:
                Service(ref cursor, service);
                break;
            case DialHeader header:
                Header(ref cursor, header);
                break;
            case Stream stream:
                Stream(ref cursor, stream);
                break;
            case Parameter parameter:
                Parameter(ref cursor, parameter);
                break;
            case ToolParameter parameter:
                ToolParameter(ref cursor, parameter);
                break;
            case Description description:
                TextElement(ref cursor, "<Description"u8, "</Description>"u8, description, description.Text);
                break;
            case Speech speech:
                Leaf(ref cursor, "<Speech"u8, speech);
                break;
            case IDialNoun noun:
                Noun(ref cursor, noun);
                break;
            case IConverseContent content:
                ConverseContent(ref cursor, content);
                break;
            case ISayContent content:
                SayContent(ref cursor, content);
                break;
        }
    }

    /// <summary>An element without attributes and content of its own; <paramref name="open"/> is its tag without the end.</summary>
    private static void Leaf(ref CxmlCursor cursor, ReadOnlySpan<byte> open, CxmlElement element)
    {
        var start = cursor.Written;
        cursor.Raw(open);
        cursor.Extra(element, start);
        cursor.Raw("/>"u8);
    }

    /// <summary>An element without attributes of its own around a text that may be cut.</summary>
    private static void TextElement(ref CxmlCursor cursor, ReadOnlySpan<byte> open, ReadOnlySpan<byte> close, CxmlElement element, string text)
    {
        var start = cursor.Written;
        cursor.Raw(open);
        cursor.Extra(element, start);
        if (text.Length == 0)
        {
            cursor.Raw("/>"u8);
            return;
        }
        cursor.Raw(">"u8);
        cursor.Text(text);
        cursor.Raw(close);
    }

    private static void Custom(ref CxmlCursor cursor, CustomVerb custom)
    {
        if (cursor.Depth == DeepestCustom)
        {
            cursor.Fill();
            return;
        }
        cursor.Depth++;
        var start = cursor.Written;
        cursor.Raw("<"u8);
        cursor.Name(custom.Name);
        cursor.Extra(custom, start);
        var children = custom.Children;
        if (string.IsNullOrEmpty(custom.Text) && children.IsEmpty)
        {
            cursor.Raw("/>"u8);
        }
        else
        {
            cursor.Raw(">"u8);
            if (custom.Text is not null)
                cursor.Text(custom.Text);
            foreach (var child in children)
                Element(ref cursor, child);
            cursor.Raw("</"u8);
            cursor.Name(custom.Name);
            cursor.Raw(">"u8);
        }
        cursor.Depth--;
    }
}
