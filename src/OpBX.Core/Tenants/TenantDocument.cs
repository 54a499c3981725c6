using System.Buffers;
using System.Text;
using System.Text.Json;

namespace OpBX.Tenants;

/// <summary>
/// Reads and writes the whole configuration of tenants as one JSON document (rule A3). Members are named as the columns of the
/// database, words as its enumerations spell them; children are nested. A document is one tenant or
/// <c>{"tenants":[…]}</c>. The published schema is <c>docs/opbx.schema.json</c>.
/// </summary>
/// <remarks>
/// The document holds everything that the configuration does, passwords and keys included: keep it as you would keep a
/// database dump. Writing, reading and writing again gives the same bytes.
/// </remarks>
public static class TenantDocument
{
    /// <summary>Reads a document; comments and trailing commas are allowed. It never throws for what the text contains.</summary>
    /// <param name="utf8">The text in UTF-8, with or without a byte order mark.</param>
    /// <returns>The tenants, and all faults at once.</returns>
    public static TenantDocumentResult Parse(ReadOnlySpan<byte> utf8) => ConfigurationReader.Read(utf8.ToArray());

    /// <summary>Reads a document; comments and trailing commas are allowed. It never throws for what the text contains.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The tenants, and all faults at once.</returns>
    public static TenantDocumentResult Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return ConfigurationReader.Read(Encoding.UTF8.GetBytes(text));
    }

    /// <summary>Writes one tenant, indented, in UTF-8. Children without an id get one, as in reading.</summary>
    /// <param name="configuration">The configuration.</param>
    /// <param name="output">Where the text goes.</param>
    /// <exception cref="ArgumentException">A value is none that the schema has a word for.</exception>
    public static void Write(TenantConfiguration configuration, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        ArgumentNullException.ThrowIfNull(output);
        using (var writer = new Utf8JsonWriter(output, ConfigurationWriter.Options))
            ConfigurationWriter.Write(writer, configuration);
        output.Write("\n"u8);
    }

    /// <summary>Writes several tenants as <c>{"tenants":[…]}</c>, indented, in UTF-8.</summary>
    /// <param name="configurations">The configurations, in the order to be written.</param>
    /// <param name="output">Where the text goes.</param>
    /// <exception cref="ArgumentException">A value is none that the schema has a word for.</exception>
    public static void Write(IReadOnlyList<TenantConfiguration> configurations, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(configurations);
        ArgumentNullException.ThrowIfNull(output);
        using (var writer = new Utf8JsonWriter(output, ConfigurationWriter.Options))
        {
            writer.WriteStartObject();
            writer.WriteStartArray("tenants"u8);
            foreach (TenantConfiguration configuration in configurations) ConfigurationWriter.Write(writer, configuration);
            writer.WriteEndArray();
            writer.WriteEndObject();
        }
        output.Write("\n"u8);
    }
}
