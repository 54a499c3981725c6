using System.Buffers;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using OpBX.Extensions;
using OpBX.Routing;
using OpBX.Tenants;

namespace OpBX.State;

/// <summary>
/// The bytes of a configuration's copy: the JSON document of rule A3, compressed, without what routing does not read and without
/// secrets (rule H8). An extension that cannot work without its secret is inactive in the copy.
/// </summary>
internal static class SnapshotCopyFormat
{
    private const int MaxBytes = 64 * 1024 * 1024;
    private static readonly string[] SecretWords = ["password", "secret", "token", "api_key", "apikey", "bearer", "credential"];

    public static byte[] Write(TenantConfiguration configuration)
    {
        var text = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(text))
        {
            writer.WriteStartObject();
            writer.WriteBase64String("key_hash"u8, TenantCredentials.From(configuration).KeyHash.Span);
            writer.WritePropertyName("tenant"u8);
            ConfigurationWriter.Write(writer, WithoutSecrets(configuration));
            writer.WriteEndObject();
        }
        return Pack(text.WrittenSpan);
    }

    /// <summary>The snapshot; null = the bytes are none, or of another version of OpBX.</summary>
    public static TenantSnapshot? Read(ReadOnlyMemory<byte> copy, RoutingCatalog catalog, out int faults)
    {
        faults = 1;
        try
        {
            using JsonDocument document = JsonDocument.Parse(Unpack(copy));
            if (!document.RootElement.TryGetProperty("tenant", out JsonElement tenant)
                || !document.RootElement.TryGetProperty("key_hash", out JsonElement hash)
                || !hash.TryGetBytesFromBase64(out byte[]? keyHash)) return null;
            IReadOnlyList<TenantConfiguration> tenants = ConfigurationReader.ReadStored(Encoding.UTF8.GetBytes(tenant.GetRawText()), out faults);
            return tenants is [{ } configuration] ? TenantSnapshot.Build(configuration, catalog, keyHash) : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidDataException or InvalidOperationException)
        {
            return null;
        }
    }

    public static byte[] Pack(ReadOnlySpan<byte> text)
    {
        using var packed = new MemoryStream();
        using (var compressing = new BrotliStream(packed, CompressionLevel.Fastest, leaveOpen: true)) compressing.Write(text);
        return packed.ToArray();
    }

    /// <exception cref="InvalidDataException">The bytes are not compressed text of a sensible length.</exception>
    public static byte[] Unpack(ReadOnlyMemory<byte> packed)
    {
        using var source = new MemoryStream(packed.ToArray());
        using var expanding = new BrotliStream(source, CompressionMode.Decompress);
        using var text = new MemoryStream();
        byte[] part = new byte[16 * 1024];
        for (int read; (read = expanding.Read(part)) > 0;)
        {
            if (text.Length + read > MaxBytes) throw new InvalidDataException("The copy is too long.");
            text.Write(part, 0, read);
        }
        return text.ToArray();
    }

    internal static TenantConfiguration WithoutSecrets(TenantConfiguration configuration) => configuration with
    {
        Organization = configuration.Organization with { Settings = WithoutSecrets(configuration.Organization.Settings) },
        CloudonixSettings = configuration.CloudonixSettings is { } settings
            ? settings with { DomainApiKey = "", DomainRequestsApiKey = "", Settings = JsonSettings.Empty }
            : null,
        Users = [],
        Extensions = [.. configuration.Extensions.Select(WithoutSecrets)],
    };

    private static Extension WithoutSecrets(Extension extension)
    {
        JsonSettings parameters = WithoutSecrets(extension.ServiceParams), own = WithoutSecrets(extension.Configuration);
        bool isWhole = extension.ServiceToken is null or "" && parameters.Equals(extension.ServiceParams) && own.Equals(extension.Configuration);
        return extension with
        {
            UserId = null,
            Password = null,
            ServiceToken = null,
            ServiceParams = parameters,
            Configuration = own,
            Status = isWhole ? extension.Status : EntityStatus.Inactive,
        };
    }

    private static JsonSettings WithoutSecrets(JsonSettings settings)
    {
        if (!HasSecret(settings.Json)) return settings;
        var text = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(text)) Copy(writer, settings.Json);
        using JsonDocument document = JsonDocument.Parse(text.WrittenMemory);
        return JsonSettings.From(document.RootElement);
    }

    private static bool HasSecret(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().Any(static member => IsSecret(member.Name) || HasSecret(member.Value)),
        JsonValueKind.Array => element.EnumerateArray().Any(HasSecret),
        _ => false,
    };

    private static bool IsSecret(string name) => SecretWords.Any(word => name.Contains(word, StringComparison.OrdinalIgnoreCase));

    private static void Copy(Utf8JsonWriter writer, JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (JsonProperty member in element.EnumerateObject())
                {
                    if (IsSecret(member.Name)) continue;
                    writer.WritePropertyName(member.Name);
                    Copy(writer, member.Value);
                }
                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (JsonElement item in element.EnumerateArray()) Copy(writer, item);
                writer.WriteEndArray();
                break;
            default:
                element.WriteTo(writer);
                break;
        }
    }
}
