using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpBX.Calls;
using OpBX.Hosting;
using OpBX.Recordings;
using OpBX.Storage;
using OpBX.Tenants;

namespace OpBX.Cdr;

/// <summary>
/// Every sample payload, mutated, delivered over HTTP to every status webhook: stored, set aside, or refused with 400 or 413 and
/// then set aside as well; never a fault, and never gone (rules H3, C5).
/// </summary>
public sealed class HostileDeliveryTests
{
    private const int Deliveries = 3_000;

    private static readonly string[] Routes = ["cdr", "session-update", "recording-status"];

    private static readonly string[] Values =
    [
        "null", "true", "-1", "1e999", "99999999999999999999999999", "\"\"", "\"NaN\"", "NaN", "-Infinity", "[]", "{}", "[[1,{\"a\":[]}]]", "{\"token\":[1]}", "\"\\ud800\"", "\"\\u0000\"",
        "\"2026-13-45T99:99:99Z\"", "\"sip:@\"", "1736157605000", "0.0000001", "\"" + new string('9', 3000) + "\"",
    ];

    private static readonly byte[][] Samples = [.. Directory.GetFiles(Payloads.Folder, "*.json").Order(StringComparer.Ordinal).Select(Plain)];

    private enum Kind { Value, Name, Duplicate, Cut, Bytes, Deep, Long, Huge, Wrapped, Encoding }

    private sealed record Mutation(int Sample, int Route, Kind Kind, int At, int Value);

    private static Arbitrary<Mutation> Mutations => (
        from sample in Gen.Choose(0, Samples.Length - 1)
        from route in Gen.Choose(0, Routes.Length - 1)
        from kind in Gen.Frequency((12, Gen.Elements(Kind.Value, Kind.Name, Kind.Duplicate, Kind.Cut, Kind.Bytes)), (3, Gen.Elements(Kind.Deep, Kind.Wrapped, Kind.Encoding)), (1, Gen.Elements(Kind.Long, Kind.Huge)))
        from at in Gen.Choose(0, 100_000)
        from value in Gen.Choose(0, Values.Length - 1)
        select new Mutation(sample, route, kind, at, value)).ToArbitrary();

    [Fact]
    public async Task Deliver_mutatedSamples_areKeptOrSetAsideAndNeverAFault()
    {
        Samples.Should().HaveCountGreaterThan(20);
        await using WebApplication host = await StartAsync();
        using HttpClient client = host.GetTestServer().CreateClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", WebhookHost.Key);
        client.DefaultRequestHeaders.Add("X-Cx-Domain", WebhookHost.Domain);
        IOpBXStorage storage = host.Services.GetRequiredService<IOpBXStorage>();
        var statuses = new Dictionary<HttpStatusCode, int>();
        long lastLetter = 0;
        foreach (Mutation mutation in Gen.Sample(Mutations.Generator, Deliveries, 50))
        {
            byte[] body = Apply(mutation);
            using var content = new ByteArrayContent(body);
            content.Headers.ContentType = new MediaTypeHeaderValue(mutation.Value % 7 == 6 ? "text/plain" : "application/json");
            using HttpResponseMessage answer = await client.PostAsync(new Uri("/api/webhooks/cloudonix/" + Routes[mutation.Route], UriKind.Relative), content);
            string text = await answer.Content.ReadAsStringAsync();
            statuses[answer.StatusCode] = statuses.GetValueOrDefault(answer.StatusCode) + 1;
            IReadOnlyList<DeadLetter> letters = await storage.DeadLetters.QueryAsync(new DeadLetterQuery { Tenant = WebhookHost.Tenant, AfterId = lastLetter }, default);
            if (letters.Count > 0) lastLetter = letters[^1].Id;

            string because = mutation + ": " + text;
            switch (answer.StatusCode)
            {
                case HttpStatusCode.OK:
                    text.Should().BeOneOf("""{"status":"stored"}""", """{"status":"duplicate"}""");
                    letters.Should().BeEmpty(because);
                    break;
                case HttpStatusCode.Accepted:
                    letters.Should().ContainSingle(because);
                    break;
                case HttpStatusCode.BadRequest:
                    letters.Should().HaveCount(body.Length == 0 ? 0 : 1, because);
                    if (body.Length > 0) letters[0].Body.ToArray().Should().Equal(body, because);
                    break;
                default:
                    answer.StatusCode.Should().BeOneOf([HttpStatusCode.RequestEntityTooLarge], because);
                    body.Length.Should().BeGreaterThan(4 * 1024 * 1024, because);
                    break;
            }
        }
        statuses.Should().ContainKeys(HttpStatusCode.OK, HttpStatusCode.Accepted, HttpStatusCode.BadRequest);
        statuses[HttpStatusCode.OK].Should().BeGreaterThan(Deliveries / 4);
    }

    private static byte[] Apply(Mutation mutation)
    {
        byte[] sample = Samples[mutation.Sample];
        string json = Encoding.UTF8.GetString(sample);
        (int start, int end, int name)[] members = Members(sample);
        (int start, int end, int name) = members.Length == 0 ? (1, 1, 1) : members[mutation.At % members.Length];
        return mutation.Kind switch
        {
            Kind.Value => Splice(sample, start, end, Values[mutation.Value]),
            Kind.Name => Splice(sample, name, name + 1, "\"x"),
            Kind.Duplicate => Splice(sample, name, name, json[name..end] + ","),
            Kind.Cut => sample[..(mutation.At % (sample.Length + 1))],
            Kind.Bytes => Splice(sample, mutation.At % sample.Length, mutation.At % sample.Length + 1, mutation.Value % 2 == 0 ? "\u0001" : "}"),
            Kind.Deep => Splice(sample, start, end, string.Concat(Enumerable.Repeat("[", 55 + mutation.Value)) + string.Concat(Enumerable.Repeat("]", 55 + mutation.Value))),
            Kind.Long => Splice(sample, start, end, "\"" + new string('x', 255 * 1024) + "\""),
            Kind.Huge => Splice(sample, start, end, "\"" + new string('x', mutation.Value % 2 == 0 ? 300 * 1024 : 4 * 1024 * 1024) + "\""),
            Kind.Wrapped => Encoding.UTF8.GetBytes("[" + json + "]"),
            _ => [.. sample[..start], 0xC3, 0x28, 0xFF, .. sample[end..]],
        };
    }

    private static byte[] Splice(byte[] bytes, int start, int end, string text) => [.. bytes[..start], .. Encoding.UTF8.GetBytes(text), .. bytes[end..]];

    // Where the values of members begin and end, and where their names begin.
    private static (int Start, int End, int Name)[] Members(byte[] json)
    {
        var members = new List<(int, int, int)>();
        var reader = new Utf8JsonReader(json);
        int name = 0;
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.PropertyName)
            {
                name = (int)reader.TokenStartIndex;
            }
            else if (name > 0)
            {
                Utf8JsonReader value = reader;
                value.Skip();
                members.Add(((int)reader.TokenStartIndex, (int)value.BytesConsumed, name));
                name = 0;
            }
        }
        return [.. members];
    }

    // The domain is told by the header: a mutated one would only be a foreign one.
    private static byte[] Plain(string file)
    {
        JsonNode node = JsonNode.Parse(File.ReadAllText(file))!;
        if (node is JsonArray { Count: > 0 } list) node = list[0]!.DeepClone();
        if (node is JsonObject json)
        {
            foreach (string name in json.Select(static member => member.Key).Where(static key => key.Equals("domain", StringComparison.OrdinalIgnoreCase) || key.Equals("owner", StringComparison.OrdinalIgnoreCase)).ToArray()) json.Remove(name);
        }
        return Encoding.UTF8.GetBytes(node.ToJsonString());
    }

    private static async Task<WebApplication> StartAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateBuilder();
        builder.WebHost.UseTestServer();
        builder.Logging.ClearProviders();
        builder.Services.Configure<InMemoryRecordOptions>(static options => options.MaxDeadLetters = 100);
        builder.Services.AddOpBX().AddWebhooks(static _ => { }).AddTenant(new TenantConfiguration
        {
            Organization = new Organization { Id = WebhookHost.Tenant, Name = "Acme", Settings = JsonSettings.Parse("""{"country":"US"}""") },
            CloudonixSettings = new CloudonixSettings { DomainName = WebhookHost.Domain, DomainRequestsApiKey = WebhookHost.Key },
        });
        WebApplication application = builder.Build();
        application.MapOpBX();
        await application.StartAsync();
        return application;
    }
}
