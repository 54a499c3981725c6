using System.Net;
using System.Net.Sockets;

namespace OpBX.Extensions;

/// <summary>
/// Says which addresses of external services are refused (rule E6): only <c>https</c>, no credentials in the URL, no
/// private, loopback or link-local host. Names are not looked up while a call is routed.
/// </summary>
internal static class ServiceAddress
{
    /// <summary>Why the address is refused, as a stable code; null = it is not.</summary>
    public static string? FaultOf(string? text, out Uri? address)
    {
        address = null;
        if (string.IsNullOrWhiteSpace(text)) return "no-address";
        if (!Uri.TryCreate(text.Trim(), UriKind.Absolute, out Uri? parsed) || parsed.Host.Length == 0) return "bad-address";
        address = parsed;
        if (parsed.Scheme != Uri.UriSchemeHttps) return "not-https";
        if (parsed.UserInfo.Length > 0) return "credentials-in-address";
        return IsPrivate(parsed.IdnHost) ? "private-host" : null;
    }

    /// <summary>The IPv4 address that an IPv6 address stands for: mapped, compatible, NAT64 or 6to4.</summary>
    private static IPAddress? EmbeddedAddress(IPAddress ip)
    {
        if (ip.AddressFamily != AddressFamily.InterNetworkV6) return null;
        ReadOnlySpan<byte> bytes = ip.GetAddressBytes();
        if (ip.IsIPv4MappedToIPv6 || bytes.StartsWith(Nat64)) return new IPAddress(bytes[12..]);
        if (bytes is [0x20, 0x02, ..]) return new IPAddress(bytes[2..6]);
        return !bytes[..12].ContainsAnyExcept((byte)0) && !ip.Equals(IPAddress.IPv6Any) && !ip.Equals(IPAddress.IPv6Loopback) ? new IPAddress(bytes[12..]) : null;
    }

    private static ReadOnlySpan<byte> Nat64 => [0x00, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0];

    private static bool IsPrivate(string host)
    {
        string name = host.Trim('[', ']').TrimEnd('.');
        if (name.Equals("localhost", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)
            || name.EndsWith(".local", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".internal", StringComparison.OrdinalIgnoreCase)) return true;
        if (!IPAddress.TryParse(name, out IPAddress? ip)) return !name.Contains('.', StringComparison.Ordinal);
        if (EmbeddedAddress(ip) is { } embedded) ip = embedded;
        if (IPAddress.IsLoopback(ip) || ip.Equals(IPAddress.Any) || ip.Equals(IPAddress.IPv6Any)) return true;
        if (ip.AddressFamily == AddressFamily.InterNetworkV6) return ip.IsIPv6LinkLocal || ip.IsIPv6SiteLocal || ip.IsIPv6UniqueLocal || ip.IsIPv6Multicast;
        ReadOnlySpan<byte> b = ip.GetAddressBytes();
        return b[0] is 0 or 10 or >= 224
            || (b[0] == 100 && b[1] is >= 64 and < 128)
            || (b[0] == 169 && b[1] == 254)
            || (b[0] == 172 && b[1] is >= 16 and < 32)
            || (b[0] == 192 && b[1] == 168)
            || (b[0] == 192 && b[1] == 0 && b[2] == 0)
            || (b[0] == 198 && b[1] is 18 or 19);
    }
}
