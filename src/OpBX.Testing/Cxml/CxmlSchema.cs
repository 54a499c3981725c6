using System.Buffers;
using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace OpBX.Cxml;

/// <summary>Checks a CXML document against the contract of the platform as OpBX knows it: elements, nesting, attributes, their values, and what may stand together. For tests, and for hosts that take documents from elsewhere.</summary>
/// <remarks>
/// <para>Strict: an attribute or element that is documented or seen in code of the platform's maker is accepted; one that is only inherited from another vendor's language, or unknown, is a fault. Names are compared with case.</para>
/// <para>Also checked: at most 65,536 bytes ([H2]); nothing but text, or at least one destination, in <c>Dial</c>, headers first, <c>Conference</c> and <c>Service</c> alone; a <c>Stream</c> in <c>Connect</c>, <c>Start</c> and <c>Stop</c>, named in <c>Stop</c>; <c>Speech</c> last in a <c>Converse</c> inside <c>Gather</c> and nowhere else.</para>
/// <para>Faults name places and rules; the value of an attribute that takes any text, such as a password, is never repeated ([H8]).</para>
/// </remarks>
public sealed class CxmlSchema
{
    private const int MaxDocumentBytes = CxmlWriter.MaxDocumentBytes;

    private readonly CxmlRules _rules;

    private CxmlSchema(CxmlRules rules) => _rules = rules;

    /// <summary>The contract that this version of OpBX was built against.</summary>
    public static CxmlSchema Default { get; } = ReadEmbedded();

    /// <summary>Checks a document that is UTF-8 bytes.</summary>
    /// <param name="document">The document; a byte order mark is allowed.</param>
    /// <returns>What is wrong, each with its place; empty when the document is valid.</returns>
    public IReadOnlyList<string> Validate(ReadOnlySpan<byte> document)
    {
        using var stream = new MemoryStream(document.ToArray(), writable: false);
        using var reader = XmlReader.Create(stream, Settings);
        return Validate(reader, document.Length);
    }

    /// <summary>Checks a document that is text.</summary>
    /// <param name="document">The document.</param>
    /// <returns>What is wrong, each with its place; empty when the document is valid.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="document"/> is <see langword="null"/>.</exception>
    public IReadOnlyList<string> Validate(string document)
    {
        ArgumentNullException.ThrowIfNull(document);
        using var text = new StringReader(document);
        using var reader = XmlReader.Create(text, Settings);
        return Validate(reader, Encoding.UTF8.GetByteCount(document));
    }

    /// <summary>Checks a document before it is written; relative URLs stay relative.</summary>
    /// <param name="response">The document.</param>
    /// <returns>What is wrong, each with its place; empty when the document is valid.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="response"/> is <see langword="null"/>.</exception>
    public IReadOnlyList<string> Validate(CxmlResponse response)
    {
        var buffer = new ArrayBufferWriter<byte>();
        return CxmlWriter.Write(response, buffer) == 0 ? [TooLarge] : Validate(buffer.WrittenSpan);
    }

    private static readonly string TooLarge = $"Response: the document exceeds {MaxDocumentBytes} bytes";

    private static XmlReaderSettings Settings => new() { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null };

    private static CxmlSchema ReadEmbedded()
    {
        using var json = typeof(CxmlSchema).Assembly.GetManifestResourceStream("OpBX.Testing.cxml-schema.json")
            ?? throw new InvalidOperationException("The CXML contract is not embedded.");
        return new CxmlSchema(CxmlRules.Read(json));
    }

    private List<string> Validate(XmlReader reader, int length)
    {
        var faults = new List<string>();
        if (length > MaxDocumentBytes)
            faults.Add(TooLarge);
        XElement root;
        try
        {
            root = XElement.Load(reader, LoadOptions.PreserveWhitespace);
        }
        catch (XmlException exception)
        {
            faults.Add($"line {exception.LineNumber}, position {exception.LinePosition}: not well-formed XML");
            return faults;
        }
        new CxmlCheck(_rules, faults).Document(root);
        return faults;
    }
}
