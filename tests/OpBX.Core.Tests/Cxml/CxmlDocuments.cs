using System.Buffers;
using System.Text;
using System.Xml.Linq;

namespace OpBX.Cxml;

/// <summary>What the CXML tests share: writing, reading back and the contract file.</summary>
internal static class CxmlDocuments
{
    public const string Declaration = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>";

    public static byte[] Bytes(CxmlResponse response, CxmlBaseAddress? baseAddress = null)
    {
        var buffer = new ArrayBufferWriter<byte>();
        var written = CxmlWriter.Write(response, buffer, baseAddress ?? CxmlBaseAddress.None);
        written.Should().Be(buffer.WrittenCount);
        return buffer.WrittenSpan.ToArray();
    }

    public static string Text(CxmlResponse response, CxmlBaseAddress? baseAddress = null) => Encoding.UTF8.GetString(Bytes(response, baseAddress));

    public static XElement Read(CxmlResponse response)
    {
        using var stream = new MemoryStream(Bytes(response));
        return XElement.Load(stream, LoadOptions.PreserveWhitespace);
    }

    public static string RepositoryFile(string path)
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory.FullName, "OpBX.sln")))
            directory = directory.Parent ?? throw new InvalidOperationException("The repository's root was not found.");
        return Path.Combine(directory.FullName, path);
    }
}

/// <summary>A relative URL that formats itself from given bytes.</summary>
internal sealed class FormattedUrl(byte[] utf8) : IUtf8SpanFormattable
{
    public FormattedUrl(string text)
        : this(Encoding.UTF8.GetBytes(text))
    {
    }

    public bool TryFormat(Span<byte> utf8Destination, out int bytesWritten, ReadOnlySpan<char> format, IFormatProvider? provider)
    {
        bytesWritten = utf8.AsSpan().TryCopyTo(utf8Destination) ? utf8.Length : 0;
        return bytesWritten == utf8.Length;
    }
}
