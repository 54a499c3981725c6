using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using OpBX.Tenants;

namespace OpBX.Cdr;

/// <summary>
/// Copies a body for storage and masks the credentials in it (rule C5): members with names of credentials, everything that
/// voice applications were asked for (<c>profile.application[]</c>: their addresses and documents), and in any text bearers,
/// platform keys, and credentials in addresses. What else the body holds is copied as it is.
/// </summary>
internal static class CredentialMask
{
    /// <summary>What stands in place of a credential.</summary>
    public const string Masked = "***";

    private const int MaxName = 48;

    private enum Name { Plain, Harmless, Credential, Application }

    /// <summary>Copies a JSON object.</summary>
    /// <param name="utf8Json">The object, valid UTF-8.</param>
    /// <exception cref="JsonException">It is nested deeper than <see cref="DeliveredBody.MaxDepth"/>.</exception>
    public static JsonSettings Apply(ReadOnlySpan<byte> utf8Json)
    {
        var options = new JsonReaderOptions { MaxDepth = DeliveredBody.MaxDepth, CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };
        var reader = new Utf8JsonReader(utf8Json, options);
        var buffer = new ArrayBufferWriter<byte>(utf8Json.Length + 64);
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true }))
        {
            Copy(ref reader, writer);
        }
        using JsonDocument document = JsonDocument.Parse(buffer.WrittenMemory);
        return JsonSettings.From(document.RootElement);
    }

    private static void Copy(ref Utf8JsonReader reader, Utf8JsonWriter writer)
    {
        var name = Name.Plain;
        int application = int.MaxValue;   // the depth at which the trace of voice applications starts
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.PropertyName:
                    name = Classify(ref reader);
                    CopyName(ref reader, writer);
                    continue;
                case JsonTokenType.StartObject or JsonTokenType.StartArray when name == Name.Credential:
                    reader.Skip();
                    writer.WriteStringValue(Masked);
                    break;
                case JsonTokenType.StartObject or JsonTokenType.StartArray:
                    if (name == Name.Application && application > reader.CurrentDepth) application = reader.CurrentDepth;
                    if (reader.TokenType == JsonTokenType.StartObject) writer.WriteStartObject(); else writer.WriteStartArray();
                    break;
                case JsonTokenType.EndObject or JsonTokenType.EndArray:
                    if (application == reader.CurrentDepth) application = int.MaxValue;
                    if (reader.TokenType == JsonTokenType.EndObject) writer.WriteEndObject(); else writer.WriteEndArray();
                    break;
                case JsonTokenType.String:
                    CopyText(ref reader, writer, name == Name.Credential || (application != int.MaxValue && name != Name.Harmless));
                    break;
                case JsonTokenType.Number when name == Name.Credential:
                    writer.WriteStringValue(Masked);
                    break;
                case JsonTokenType.Number:
                    // A number that no double holds is no JSON number for a database.
                    if (reader.TryGetDouble(out double number) && double.IsFinite(number)) writer.WriteRawValue(reader.ValueSpan, skipInputValidation: true);
                    else writer.WriteStringValue(reader.ValueSpan);
                    break;
                case JsonTokenType.True or JsonTokenType.False:
                    writer.WriteBooleanValue(reader.TokenType == JsonTokenType.True);
                    break;
                default:
                    writer.WriteNullValue();
                    break;
            }
            name = Name.Plain;
        }
    }

    private static void CopyName(ref Utf8JsonReader reader, Utf8JsonWriter writer)
    {
        if (reader.ValueIsEscaped) writer.WritePropertyName(reader.GetString()!);
        else writer.WritePropertyName(reader.ValueSpan);
    }

    private static void CopyText(ref Utf8JsonReader reader, Utf8JsonWriter writer, bool mask)
    {
        if (mask && reader.ValueSpan.Length > 0)
        {
            writer.WriteStringValue(Masked);
        }
        else if (reader.ValueIsEscaped || CredentialText.MayHold(reader.ValueSpan))
        {
            writer.WriteStringValue(CredentialText.Mask(reader.GetString()!));
        }
        else
        {
            writer.WriteStringValue(reader.ValueSpan);
        }
    }

    private static Name Classify(ref Utf8JsonReader reader)
    {
        ReadOnlySpan<byte> utf8 = reader.ValueIsEscaped ? Encoding.UTF8.GetBytes(reader.GetString()!) : reader.ValueSpan;
        // Of a long name, the last characters tell.
        if (utf8.Length > MaxName) utf8 = utf8[^MaxName..];
        Span<char> characters = stackalloc char[MaxName];
        for (int i = 0; i < utf8.Length; i++) characters[i] = (char)utf8[i];
        ReadOnlySpan<char> name = characters[..utf8.Length];
        Span<char> buffer = stackalloc char[MaxName];
        ReadOnlySpan<char> word = CredentialText.Letters(name, buffer);
        if (word is "application" or "applications") return Name.Application;
        if (word is "time" or "id" or "name" or "type" or "status" or "method" or "uuid" or "domainid") return Name.Harmless;
        return CredentialText.IsCredentialName(name, word) ? Name.Credential : Name.Plain;
    }
}
