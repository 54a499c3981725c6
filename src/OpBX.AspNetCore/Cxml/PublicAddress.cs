using Microsoft.AspNetCore.Http;

namespace OpBX.Cxml;

/// <summary>Where one webhook route is mapped; metadata of its endpoint.</summary>
/// <param name="suffix">The path of the route below the prefix.</param>
internal sealed class WebhookRoute(string suffix)
{
    public string Suffix { get; } = suffix;

    /// <summary>The path of the mapped route that a request came to, for the log; a route of the host's own is not named.</summary>
    public static string NameOf(HttpContext context) => context.GetEndpoint()?.Metadata.GetMetadata<WebhookRoute>()?.Suffix ?? "host route";

    /// <summary>The address that this route was last asked under: the platform uses one.</summary>
    internal PublicAddress.Entry? LastAddress { get; set; }
}

/// <summary>The address that relative URLs of a document are appended to (rule H7).</summary>
internal static class PublicAddress
{
    internal sealed record Entry(string Scheme, string Host, string PathBase, string Prefix, CxmlBaseAddress Address);

    /// <summary>The public base address of the application with the prefix of the webhook routes.</summary>
    public static CxmlBaseAddress Of(HttpContext context, OpBXHttpOptions options)
    {
        HttpRequest request = context.Request;
        WebhookRoute? route = context.GetEndpoint()?.Metadata.GetMetadata<WebhookRoute>();
        string prefix = route is null ? options.Prefix : PrefixOf(request.Path, route.Suffix) ?? options.Prefix;
        (string scheme, string host, string pathBase) = options.PublicBaseUrl is { } url
            ? ("", "", url.AbsoluteUri.TrimEnd('/'))
            : (request.Scheme, request.Host.ToUriComponent(), request.PathBase.ToUriComponent().TrimEnd('/'));

        Entry? last = route?.LastAddress;
        if (last is not null && last.Scheme == scheme && last.Host == host && last.PathBase == pathBase && last.Prefix == prefix) return last.Address;
        // Without a host the platform resolves the path against the address it called.
        string address = host.Length == 0 ? pathBase + prefix : $"{scheme}://{host}{pathBase}{prefix}";
        var entry = new Entry(scheme, host, pathBase, prefix, new CxmlBaseAddress(address));
        if (route is not null) route.LastAddress = entry;
        return entry.Address;
    }

    private static string? PrefixOf(PathString path, string suffix)
    {
        ReadOnlySpan<char> text = path.Value.AsSpan().TrimEnd('/');
        if (!text.EndsWith(suffix, StringComparison.OrdinalIgnoreCase)) return null;
        return new PathString(text[..^suffix.Length].ToString()).ToUriComponent();
    }
}
