using System.Buffers;
using System.Text;
using System.Xml;
using BenchmarkDotNet.Attributes;
using OpBX.Cxml;

namespace OpBX.Benchmarks.Cxml;

/// <summary>The documents that nearly every call is answered with, into a reused buffer; the same through <see cref="XmlWriter"/> into a reused stream.</summary>
[MemoryDiagnoser]
public class CxmlWriterBenchmarks : IDisposable
{
    private const string PublicBase = "https://pbx.example.com/api";

    private readonly ArrayBufferWriter<byte> _buffer = new(16 * 1024);
    private readonly MemoryStream _stream = new(16 * 1024);
    private readonly CxmlBaseAddress _base = new(PublicBase);
    private readonly XmlWriterSettings _settings = new() { Encoding = new UTF8Encoding(false), CloseOutput = false };
    private readonly Continuation _menuStep = new("/voice/continue?at=ivr:3&attempt=1&hops=2");
    private readonly Continuation _ringStep = new("/voice/continue?at=ring-group:7&turn=1&hops=3");
    private readonly CxmlResponse _menu;
    private readonly CxmlResponse _ring;

    public CxmlWriterBenchmarks()
    {
        _menu = Menu();
        _ring = Ring();
    }

    private const string Greeting = "Thank you for calling. For sales, press 1. For support, press 2. For anything else, please stay on the line.";

    private CxmlResponse Menu() => new(
        new Gather(new Say(Greeting) { Voice = "woman", Language = "en-US" })
        {
            Action = CxmlUrl.Relative(_menuStep),
            Input = GatherInput.Dtmf,
            NumDigits = 1,
            MaxTimeout = 5,
            Timeout = 5,
            ActionOnEmptyResult = true,
        });

    private CxmlResponse Ring() => new(
        new Dial(new Number("1001"), new Number("1002"), new Number("1003"), new Number("1004"), new Number("1005"))
        {
            Action = CxmlUrl.Relative(_ringStep),
            Timeout = 30,
        });

    [GlobalCleanup]
    public void Dispose()
    {
        _stream.Dispose();
        GC.SuppressFinalize(this);
    }

    [Benchmark]
    public int Menu_CxmlWriter()
    {
        _buffer.ResetWrittenCount();
        return CxmlWriter.Write(_menu, _buffer, _base);
    }

    [Benchmark]
    public int Menu_BuildAndWrite()
    {
        _buffer.ResetWrittenCount();
        return CxmlWriter.Write(Menu(), _buffer, _base);
    }

    [Benchmark]
    public long Menu_XmlWriter()
    {
        _stream.SetLength(0);
        using (var xml = XmlWriter.Create(_stream, _settings))
        {
            xml.WriteStartDocument();
            xml.WriteStartElement("Response");
            xml.WriteStartElement("Gather");
            xml.WriteAttributeString("action", PublicBase + _menuStep.Text);
            xml.WriteAttributeString("input", "dtmf");
            xml.WriteAttributeString("numDigits", "1");
            xml.WriteAttributeString("maxTimeout", "5");
            xml.WriteAttributeString("timeout", "5");
            xml.WriteAttributeString("actionOnEmptyResult", "true");
            xml.WriteStartElement("Say");
            xml.WriteAttributeString("voice", "woman");
            xml.WriteAttributeString("language", "en-US");
            xml.WriteString(Greeting);
            xml.WriteEndElement();
            xml.WriteEndElement();
            xml.WriteEndElement();
        }
        return _stream.Length;
    }

    [Benchmark]
    public int Ring_CxmlWriter()
    {
        _buffer.ResetWrittenCount();
        return CxmlWriter.Write(_ring, _buffer, _base);
    }

    [Benchmark]
    public int Ring_BuildAndWrite()
    {
        _buffer.ResetWrittenCount();
        return CxmlWriter.Write(Ring(), _buffer, _base);
    }

    [Benchmark]
    public long Ring_XmlWriter()
    {
        _stream.SetLength(0);
        using (var xml = XmlWriter.Create(_stream, _settings))
        {
            xml.WriteStartDocument();
            xml.WriteStartElement("Response");
            xml.WriteStartElement("Dial");
            xml.WriteAttributeString("action", PublicBase + _ringStep.Text);
            xml.WriteAttributeString("timeout", "30");
            for (var number = 1001; number <= 1005; number++)
            {
                xml.WriteStartElement("Number");
                xml.WriteString(number.ToString(System.Globalization.CultureInfo.InvariantCulture));
                xml.WriteEndElement();
            }
            xml.WriteEndElement();
            xml.WriteEndElement();
        }
        return _stream.Length;
    }

    /// <summary>Stands for a continuation: formats itself as UTF-8.</summary>
    private sealed class Continuation(string text) : IUtf8SpanFormattable
    {
        public string Text { get; } = text;

        public bool TryFormat(Span<byte> utf8Destination, out int bytesWritten, ReadOnlySpan<char> format, IFormatProvider? provider) =>
            Encoding.UTF8.TryGetBytes(Text, utf8Destination, out bytesWritten);
    }
}
