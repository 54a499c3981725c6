using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json;

namespace OpBX.Calls;

/// <summary>A host that answers with the documents that a test gives it, by path and query.</summary>
internal sealed class ScriptedHost : HttpMessageHandler
{
    private readonly ConcurrentDictionary<string, ConcurrentQueue<(HttpStatusCode Status, string Body)>> _answers = new();

    public List<SeenRequest> Requests { get; } = [];

    /// <summary>Answers the first request of a call.</summary>
    public ScriptedHost Starts(string verbs) => On("/api/voice/route", verbs);

    /// <summary>Answers a URL; several answers are given one after the other, the last one again and again.</summary>
    public ScriptedHost On(string pathAndQuery, string verbs) => On(pathAndQuery, HttpStatusCode.OK, $"<Response>{verbs}</Response>");

    public ScriptedHost On(string pathAndQuery, HttpStatusCode status, string body)
    {
        _answers.GetOrAdd(pathAndQuery, static _ => new()).Enqueue((status, body));
        return this;
    }

    public CallSimulator Simulator() => Simulator(new CloudonixDomain { Name = "pbx.example.test", RequestsKey = "a-key-for-requests" });

    public CallSimulator Simulator(CloudonixDomain domain)
    {
        var client = new HttpClient(this, disposeHandler: false) { BaseAddress = new Uri("http://localhost/") };
        return CallSimulator.ForHttp(client, domain);
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        string body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
        Requests.Add(new SeenRequest(request, body));
        string url = request.Method == HttpMethod.Get ? request.RequestUri!.AbsolutePath : request.RequestUri!.PathAndQuery;
        if (!_answers.TryGetValue(url, out var queue)) return new HttpResponseMessage(HttpStatusCode.NotFound);
        (HttpStatusCode status, string text) = queue.Count > 1 && queue.TryDequeue(out var next) ? next : queue.First();
        return new HttpResponseMessage(status) { Content = new StringContent(text, Encoding.UTF8, "application/xml") };
    }

    internal sealed record SeenRequest(HttpRequestMessage Message, string Body)
    {
        public string Path => Message.RequestUri!.PathAndQuery;

        public JsonElement Json => JsonDocument.Parse(Body).RootElement;

        public string? Field(string name) => Json.TryGetProperty(name, out JsonElement value) ? value.ToString() : null;

        public string? Header(string name) => Message.Headers.TryGetValues(name, out var values) ? string.Join(",", values) : null;
    }
}
