using System.Buffers;
using System.Text.Json;
using OpBX.Tenants;

namespace OpBX.State;

/// <summary>The bytes of the copy of a directory's answer: JSON with hashes of keys, never a key.</summary>
internal static class CredentialCopyFormat
{
    public static byte[] Write(IReadOnlyList<TenantCredential> credentials)
    {
        var text = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(text))
        {
            writer.WriteStartArray();
            foreach (TenantCredential credential in credentials)
            {
                writer.WriteStartObject();
                writer.WriteNumber("tenant"u8, credential.Tenant.Value);
                writer.WriteString("domain"u8, credential.DomainName);
                writer.WriteBase64String("key"u8, credential.KeyHash.Span);
                writer.WriteBase64String("previous"u8, credential.PreviousKeyHash.Span);
                if (credential.PreviousKeyUntil is { } until) writer.WriteString("previous_until"u8, until);
                writer.WriteBase64String("cdr"u8, credential.CdrKeyHash.Span);
                writer.WriteEndObject();
            }
            writer.WriteEndArray();
        }
        return text.WrittenSpan.ToArray();
    }

    /// <summary>The credentials; null = the bytes are none, or of another version of OpBX.</summary>
    public static IReadOnlyList<TenantCredential>? Read(ReadOnlyMemory<byte> copy)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(copy);
            return
            [
                .. document.RootElement.EnumerateArray().Select(static item => new TenantCredential
                {
                    Tenant = new TenantId(item.GetProperty("tenant").GetInt64()),
                    DomainName = item.GetProperty("domain").GetString() ?? "",
                    KeyHash = item.GetProperty("key").GetBytesFromBase64(),
                    PreviousKeyHash = item.GetProperty("previous").GetBytesFromBase64(),
                    PreviousKeyUntil = item.TryGetProperty("previous_until", out JsonElement until) ? until.GetDateTimeOffset() : null,
                    CdrKeyHash = item.GetProperty("cdr").GetBytesFromBase64(),
                }),
            ];
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            return null;
        }
    }
}
