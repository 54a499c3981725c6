using System.Text;

namespace OpBX.Calls;

/// <summary>The domain whose calls are played against a host over HTTP. <see cref="object.ToString"/> hides the key (rule H8).</summary>
public sealed record CloudonixDomain
{
    /// <summary>The domain's name: <c>cloudonix_settings.domain_name</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The bearer of every voice request: <c>cloudonix_settings.domain_requests_api_key</c>. Null = none is sent.</summary>
    public string? RequestsKey { get; init; }

    /// <summary>The path before the routes of the host, as given to <c>MapOpBX()</c>; empty = none.</summary>
    /// <value>Default: <c>/api</c>.</value>
    public string PathPrefix { get; init; } = "/api";

    /// <summary>
    /// The public address that the host writes into its documents (option <c>PublicBaseUrl</c>), where that is not the address of
    /// the client. Requests to it go to the client's address.
    /// </summary>
    public Uri? PublicBaseUrl { get; init; }

    /// <summary>How the first request of a call is sent: POST with a JSON body, or GET with everything in the query.</summary>
    /// <value>Default: POST.</value>
    public HttpMethod Method { get; init; } = HttpMethod.Post;

    private bool PrintMembers(StringBuilder builder)
    {
        builder.Append("Name = ").Append(Name).Append(", PathPrefix = ").Append(PathPrefix);
        return true;
    }
}
