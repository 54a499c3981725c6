using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace OpBX.Tenants;

/// <summary>What authenticates the webhooks of a tenant, derived from its configuration (rules H5, H6): for storage providers.</summary>
public static class TenantCredentials
{
    /// <summary>A stored key of fewer characters never authenticates (rule H5).</summary>
    public const int MinKeyLength = 16;

    // From here on a bare number counts milliseconds: as seconds it would lie after the year 5000.
    private const long FirstMilliseconds = 100_000_000_000;

    private static readonly string[] InstantFormats =
    [
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd HH:mm:ss.FFFFFFFK", "yyyy-MM-dd",
    ];

    // Nothing is known that has this hash: a key that is set but never authenticates, which «none» would not say.
    private static readonly byte[] Unmatchable = new byte[SHA256.HashSizeInBytes];

    /// <summary>Derives the credential. Settings that can't be read give none, never an exception.</summary>
    public static TenantCredential From(TenantConfiguration configuration)
        => From(configuration.Organization.Id, configuration.CloudonixSettings);

    /// <summary>Derives the credential from the row of <c>cloudonix_settings</c>; null = there is none, so nothing authenticates.</summary>
    public static TenantCredential From(TenantId tenant, CloudonixSettings? settings)
    {
        if (settings is null) return new TenantCredential { Tenant = tenant };
        string? cdrKey = settings.Settings.GetString("cdr_key");
        return new TenantCredential
        {
            Tenant = tenant,
            KeyHash = HashOf(settings.DomainRequestsApiKey),
            PreviousKeyHash = ReadHash(settings.Settings.GetString("previous_key_hash")),
            PreviousKeyUntil = ReadInstant(settings.Settings.GetString("previous_key_until")),
            CdrKeyHash = cdrKey is null ? default : HashOf(cdrKey) is { IsEmpty: false } hash ? hash : Unmatchable,
            DomainName = settings.DomainName,
        };
    }

    /// <summary>SHA-256 of the key as it is: letter case and white space count. Empty for a key that never authenticates.</summary>
    public static ReadOnlyMemory<byte> HashOf(string? key)
        => key is null || key.Length < MinKeyLength || string.IsNullOrWhiteSpace(key) ? default : SHA256.HashData(Encoding.UTF8.GetBytes(key));

    private static ReadOnlyMemory<byte> ReadHash(string? hex)
    {
        string text = hex?.Trim() ?? "";
        var hash = new byte[SHA256.HashSizeInBytes];
        return text.Length == 2 * hash.Length && Convert.FromHexString(text, hash, out _, out int written) == System.Buffers.OperationStatus.Done && written == hash.Length
            ? hash : default(ReadOnlyMemory<byte>);
    }

    // An ISO instant (without an offset: UTC) or epoch seconds or milliseconds.
    private static DateTimeOffset? ReadInstant(string? text)
    {
        if (text is null) return null;
        string trimmed = text.Trim();
        if (long.TryParse(trimmed, NumberStyles.None, CultureInfo.InvariantCulture, out long epoch))
        {
            if (epoch >= FirstMilliseconds) return epoch <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds() ? DateTimeOffset.FromUnixTimeMilliseconds(epoch) : null;
            return DateTimeOffset.FromUnixTimeSeconds(epoch);
        }
        return DateTimeOffset.TryParseExact(trimmed, InstantFormats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTimeOffset instant)
            ? instant : null;
    }
}
