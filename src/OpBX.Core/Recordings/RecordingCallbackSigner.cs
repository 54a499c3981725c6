using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using OpBX.Routing;

namespace OpBX.Recordings;

/// <summary>
/// Signs the address to which the platform reports a recording, and checks the signature when it is called (rule H6): the
/// platform sends no bearer there. The key is the SHA-256 of the tenant's requests key, so no key in clear is needed.
/// </summary>
internal static class RecordingCallbackSigner
{
    /// <summary>The path below the prefix.</summary>
    public const string Path = "/webhooks/cloudonix/recording-status";

    /// <summary>The signature of a callback address: lower case hex.</summary>
    /// <param name="keyHash">SHA-256 of the tenant's requests key.</param>
    /// <param name="domain">The tenant's domain.</param>
    /// <param name="session">The session token of the call.</param>
    /// <param name="extensionId">The owner; null = nobody in particular.</param>
    /// <param name="kind">What is recorded.</param>
    /// <param name="expires">Epoch seconds after which the address is refused.</param>
    public static string Sign(ReadOnlySpan<byte> keyHash, string domain, string session, long? extensionId, RecordingKind kind, long expires)
    {
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        Compute(keyHash, domain, session, Text(extensionId), Word(kind), expires.ToString(CultureInfo.InvariantCulture), hash);
        return Convert.ToHexStringLower(hash);
    }

    /// <summary>The callback address relative to the base address: path and signed query.</summary>
    /// <inheritdoc cref="Sign" path="/param" />
    public static string BuildPath(ReadOnlySpan<byte> keyHash, string domain, string session, long? extensionId, RecordingKind kind, long expires)
        => string.Create(CultureInfo.InvariantCulture,
            $"{Path}?domain={Uri.EscapeDataString(domain)}&session={Uri.EscapeDataString(session)}&ext={extensionId}&kind={Word(kind)}&exp={expires}&sig={Sign(keyHash, domain, session, extensionId, kind, expires)}");

    /// <summary>Whether a signature fits the text of the other parameters, in constant time. The expiry is not looked at.</summary>
    /// <param name="keyHash">SHA-256 of the tenant's requests key; empty never fits.</param>
    /// <param name="parameters">The parameters as they came.</param>
    public static bool Verify(ReadOnlySpan<byte> keyHash, in RecordingCallbackParameters parameters)
    {
        Span<byte> given = stackalloc byte[HMACSHA256.HashSizeInBytes];
        bool complete = keyHash.Length == SHA256.HashSizeInBytes
            && parameters.Signature.Length == 2 * HMACSHA256.HashSizeInBytes
            && Convert.FromHexString(parameters.Signature, given, out _, out _) == System.Buffers.OperationStatus.Done
            // A line break within a part would let two different addresses share one signature.
            && !parameters.Domain.Contains('\n', StringComparison.Ordinal) && !parameters.Session.Contains('\n', StringComparison.Ordinal);
        Span<byte> expected = stackalloc byte[HMACSHA256.HashSizeInBytes];
        Compute(keyHash, parameters.Domain, parameters.Session, parameters.Extension, parameters.Kind, parameters.Expires, expected);
        return CryptographicOperations.FixedTimeEquals(given, expected) & complete;
    }

    /// <summary>The spelling of a kind in a callback address.</summary>
    public static string Word(RecordingKind kind) => kind switch
    {
        RecordingKind.Voicemail => "voicemail",
        RecordingKind.Call => "call",
        RecordingKind.Conference => "conference",
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    /// <summary>Reads the spelling of a kind.</summary>
    public static bool TryReadKind(string? word, out RecordingKind kind)
    {
        (bool known, kind) = word switch
        {
            "voicemail" => (true, RecordingKind.Voicemail),
            "call" => (true, RecordingKind.Call),
            "conference" => (true, RecordingKind.Conference),
            _ => (false, default),
        };
        return known;
    }

    private static string Text(long? extensionId) => extensionId?.ToString(CultureInfo.InvariantCulture) ?? "";

    private static void Compute(ReadOnlySpan<byte> key, string domain, string session, string extension, string kind, string expires, Span<byte> hash)
        => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"recording-status\n{domain}\n{session}\n{extension}\n{kind}\n{expires}"), hash);
}

/// <summary>The query of a recording callback address, as text. A missing parameter is empty.</summary>
internal readonly record struct RecordingCallbackParameters(string Domain, string Session, string Extension, string Kind, string Expires, string Signature)
{
    /// <summary>Leaves the signature out (rule H8).</summary>
    public override string ToString() => $"{Domain} {Session} {Extension} {Kind} {Expires}";
}
