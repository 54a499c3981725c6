using Microsoft.Extensions.Options;

namespace OpBX;

/// <summary>How OpBX shows itself over HTTP. Checked when the application starts; all faults are listed at once.</summary>
public sealed class OpBXHttpOptions
{
    /// <summary>
    /// The address under which the platform reaches this application, for example <c>https://pbx.example.com</c>, without the
    /// prefix of the routes: what the addresses in documents begin with (rule H7).
    /// </summary>
    /// <value>
    /// Absolute, <c>http</c> or <c>https</c>, without query, fragment and user information; a path is kept. Default:
    /// <see langword="null"/> = the scheme, host and path base of each request, which forwarded headers may have set.
    /// </value>
    public Uri? PublicBaseUrl { get; set; }

    /// <summary>
    /// Whether a call detail record that brings neither a bearer nor a key is accepted for the tenant whose domain it names
    /// (rule H6). Anyone who knows a domain can then write records of it.
    /// </summary>
    /// <value>Default: <see langword="false"/>.</value>
    public bool AllowUnauthenticatedCdr { get; set; }

    /// <summary>Where the routes were mapped, for documents that a route of the host's own writes.</summary>
    internal string Prefix { get; set; } = DefaultPrefix;

    internal const string DefaultPrefix = "/api";
}

/// <summary>Collects all faults of the options.</summary>
internal sealed class OpBXHttpOptionsValidator : IValidateOptions<OpBXHttpOptions>
{
    public const string NotAbsolute = "PublicBaseUrl must be an absolute URL such as https://pbx.example.com.";

    public ValidateOptionsResult Validate(string? name, OpBXHttpOptions options)
    {
        var faults = new List<string>();
        if (options.PublicBaseUrl is { } url)
        {
            if (!url.IsAbsoluteUri)
            {
                faults.Add(NotAbsolute);
            }
            else
            {
                if (url.Scheme != Uri.UriSchemeHttp && url.Scheme != Uri.UriSchemeHttps) faults.Add("PublicBaseUrl must begin with http: or https:.");
                if (url.Query.Length > 0) faults.Add("PublicBaseUrl must have no query.");
                if (url.Fragment.Length > 0) faults.Add("PublicBaseUrl must have no fragment.");
                if (url.UserInfo.Length > 0) faults.Add("PublicBaseUrl must have no user information.");
            }
        }
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }
}
