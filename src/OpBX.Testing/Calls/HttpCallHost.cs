using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using OpBX.Routing;

namespace OpBX.Calls;

/// <summary>Plays calls against a host over HTTP.</summary>
internal sealed class HttpCallHost : ICallHost
{
    private const string UserAgent = "Cloudonix APP.Core/5.3.673";

    /// <summary>The platform sends a credential of its own with every request; this one is nobody's.</summary>
    private const string PlatformKey = "XI00000000000000000000000000000000";

    private readonly HttpClient _client;
    private readonly CloudonixDomain _domain;
    private readonly Uri _base;
    private readonly string _root;

    public HttpCallHost(HttpClient client, CloudonixDomain domain)
    {
        _client = client;
        _domain = domain;
        _base = client.BaseAddress ?? throw new ArgumentException("The client needs a BaseAddress: that of the host.", nameof(client));
        _root = _base.AbsoluteUri.TrimEnd('/');
    }

    public string? Domain => _domain.Name;

    public RoutingTraceRecorder? Traces { get; set; }

    public RequestTarget Start
    {
        get
        {
            string prefix = _domain.PathPrefix.Trim('/');
            string url = $"{_root}{(prefix.Length == 0 ? "" : "/")}{prefix}/voice/route";
            return new RequestTarget(url, url, _domain.Method);
        }
    }

    public string? Resolve(string url, string current, bool isRedirect)
    {
        if (!Uri.TryCreate(new Uri(current), url, out Uri? address) || address.Scheme is not ("http" or "https")) return null;
        if (SameHost(address, _base)) return address.AbsoluteUri;
        if (_domain.PublicBaseUrl is { } known && SameHost(address, known))
        {
            string path = known.AbsolutePath.TrimEnd('/');
            string rest = address.PathAndQuery;
            return path.Length > 0 && rest.StartsWith(path + "/", StringComparison.Ordinal)
                ? _root + rest[path.Length..]
                : _base.GetLeftPart(UriPartial.Authority) + rest;
        }
        // An action always belongs to the application, under whatever name the host shows itself.
        return isRedirect ? null : _base.GetLeftPart(UriPartial.Authority) + address.PathAndQuery;
    }

    public async Task<HostAnswer> AskAsync(RequestTarget target, PlatformRequest request, CancellationToken cancellationToken)
    {
        bool isGet = target.Method == HttpMethod.Get;
        string url = isGet ? target.Local + (target.Local.Contains('?', StringComparison.Ordinal) ? "&" : "?") + request.ToQuery() : target.Local;
        using var message = new HttpRequestMessage(target.Method, url);
        if (!isGet) message.Content = Json(request.ToJson());
        AddHeaders(message, request, target.Local);
        int before = Traces is null || request.Get("Session") is not { } known ? 0 : Traces.CountOf(known);
        using HttpResponseMessage response = await _client.SendAsync(message, cancellationToken).ConfigureAwait(false);
        byte[] document = await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
        RecordedRouting? recorded = Traces is not null && request.Get("Session") is { } session && Traces.CountOf(session) > before ? Traces.LastOf(session) : null;
        return new HostAnswer(document)
        {
            StatusCode = (int)response.StatusCode,
            Headers = response.Headers.Concat(response.Content.Headers)
                .ToDictionary(static header => header.Key, static header => string.Join(", ", header.Value), StringComparer.OrdinalIgnoreCase),
            Decision = recorded?.Result,
        };
    }

    public async Task<int?> ReportRecordingAsync(string url, string current, string body, CancellationToken cancellationToken)
    {
        if (Resolve(url, current, isRedirect: false) is not { } local) return null;
        using var message = new HttpRequestMessage(HttpMethod.Post, local) { Content = Json(body) };
        message.Headers.TryAddWithoutValidation("User-Agent", UserAgent);
        using HttpResponseMessage response = await _client.SendAsync(message, cancellationToken).ConfigureAwait(false);
        return (int)response.StatusCode;
    }

    public Task EndAsync(string session, TimeSpan talked, CancellationToken cancellationToken) => Task.CompletedTask;

    private static bool SameHost(Uri one, Uri other)
        => string.Equals(one.Host, other.Host, StringComparison.OrdinalIgnoreCase) && one.Port == other.Port;

    private static StringContent Json(string body) => new(body, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));

    private void AddHeaders(HttpRequestMessage message, PlatformRequest request, string url)
    {
        HttpRequestHeaders headers = message.Headers;
        headers.TryAddWithoutValidation("User-Agent", UserAgent);
        headers.TryAddWithoutValidation("Accept-Encoding", "gzip");
        if (_domain.RequestsKey is { } key) headers.TryAddWithoutValidation("Authorization", "Bearer " + key);
        headers.TryAddWithoutValidation("X-Cx-Apikey", PlatformKey);
        headers.TryAddWithoutValidation("X-Cx-Stageid", StageId(request, url));
        foreach ((string name, string value) in request.Headers) headers.TryAddWithoutValidation(name, value);
    }

    /// <summary>The same for a repeated request.</summary>
    private static string StageId(PlatformRequest request, string url)
    {
        string text = string.Create(CultureInfo.InvariantCulture, $"{request.Get("Session")}\n{url}\n{request.Now.UtcTicks}");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 8));
    }
}
