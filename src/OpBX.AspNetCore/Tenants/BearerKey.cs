using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace OpBX.Tenants;

/// <summary>The hash of a key that a request brings. The key itself is let go of at once (rule H8).</summary>
/// <param name="Hash">SHA-256 of the key.</param>
/// <param name="IsCdrKey">Whether it came as query parameter of a CDR address (rule H6).</param>
internal readonly record struct BearerKey(ReadOnlyMemory<byte> Hash, bool IsCdrKey)
{
    private const string Scheme = "Bearer ";
    private const int MaxLength = 4096;

    /// <summary>Reads <c>Authorization: Bearer …</c>.</summary>
    public static BearerKey? FromHeader(HttpRequest request)
    {
        StringValues header = request.Headers.Authorization;
        if (header.Count != 1 || header[0] is not { } value || !value.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)) return null;
        return Create(value.AsSpan(Scheme.Length).Trim(), isCdrKey: false);
    }

    /// <summary>Reads the query parameter <c>key</c> of a CDR address.</summary>
    public static BearerKey? FromCdrQuery(HttpRequest request)
    {
        StringValues values = request.Query["key"];
        return values.Count == 0 ? null : Create(values[^1].AsSpan().Trim(), isCdrKey: true);
    }

    /// <summary>Says nothing.</summary>
    public override string ToString() => nameof(BearerKey);

    private static BearerKey? Create(ReadOnlySpan<char> key, bool isCdrKey)
    {
        if (key.Length is 0 or > MaxLength) return null;
        byte[] bytes = new byte[Encoding.UTF8.GetByteCount(key)];
        Encoding.UTF8.GetBytes(key, bytes);
        byte[] hash = SHA256.HashData(bytes);
        CryptographicOperations.ZeroMemory(bytes);
        return new BearerKey(hash, isCdrKey);
    }
}
