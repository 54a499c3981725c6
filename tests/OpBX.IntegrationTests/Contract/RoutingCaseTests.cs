using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using Microsoft.Extensions.DependencyInjection;
using OpBX.Calls;
using OpBX.Cdr;
using OpBX.IntegrationTests.Hosts;
using OpBX.Routing;
using OpBX.Storage;
using OpBX.Tenants;
using OpBX.Cxml;

namespace OpBX.IntegrationTests.Contract;

/// <summary>Plays every case of <c>routing.json</c> over HTTP. Sentences are illustrations; outcome and structure count.</summary>
public sealed class RoutingCaseTests
{
    private static readonly TenantId Tenant = new(1);
    private static readonly JsonDocument Document = ContractFiles.Read("cases/routing.json");

    private static readonly Dictionary<string, JsonElement> All =
        Document.RootElement.GetProperty("cases").EnumerateArray().ToDictionary(c => c.GetProperty("id").GetString()!);

    public static TheoryData<string> Ids => [.. All.Keys];

    [Fact]
    public void Cases_are_there() => All.Should().HaveCountGreaterThan(70);

    [Theory]
    [MemberData(nameof(Ids))]
    public Task Case_ends_as_expected(string id) => PlayAsync(id, PbxHost.StartAsync);

    /// <summary>Plays a case on a host that serves these tenants.</summary>
    internal static async Task PlayAsync(string id, Func<DateTimeOffset, TenantConfiguration[], Task<PbxHost>> start)
    {
        JsonElement given = All[id];
        JsonElement request = given.GetProperty("request");
        JsonElement expect = given.GetProperty("expect");
        if (request.TryGetProperty("transitions", out JsonElement transitions))
        {
            CheckTransitions(transitions, expect.GetProperty("allowed"));
            return;
        }
        JsonElement config = given.GetProperty("config");
        TenantConfiguration tenant = CaseTenant.Read(config);
        DateTimeOffset now = CaseTenant.Text(request, "nowUtc") is { } text ? DateTimeOffset.Parse(text, null) : new DateTimeOffset(2026, 1, 15, 12, 0, 0, TimeSpan.Zero);
        await using PbxHost host = await start(now, [tenant, .. CaseTenant.ReadOthers(config)]);
        switch (CaseTenant.Text(given, "area"))
        {
            case "cdr":
                await CheckRecords(host, "cdr", request, expect);
                break;
            case "session-update":
                await CheckRecords(host, "session-update", request, expect);
                break;
            default:
                await CheckCall(host, tenant, request, expect);
                break;
        }
    }

    private static void CheckTransitions(JsonElement transitions, JsonElement allowed)
    {
        transitions.GetArrayLength().Should().BePositive();
        for (int i = 0; i < transitions.GetArrayLength(); i++)
        {
            CallStatuses.TryParse(transitions[i][0].GetString(), out CallStatus from).Should().BeTrue();
            CallStatuses.TryParse(transitions[i][1].GetString(), out CallStatus to).Should().BeTrue();
            CallStatuses.Moves(from, to).Should().Be(allowed[i].GetBoolean(), "{0} → {1}", from, to);
        }
    }

    private static async Task CheckCall(PbxHost host, TenantConfiguration tenant, JsonElement request, JsonElement expect)
    {
        if (request.TryGetProperty("calls", out JsonElement calls))
        {
            var firstTargets = new List<string>();
            foreach (JsonElement call in calls.EnumerateArray())
            {
                CaseAnswer one = await Send(host, tenant, call);
                firstTargets.Add(one.Targets[0]);
            }
            firstTargets.Should().Equal(expect.GetProperty("firstTargets").EnumerateArray().Select(t => t.GetString()));
            return;
        }
        CaseAnswer answer = await Send(host, tenant, request);
        CheckAnswer(host, answer, expect);
    }

    private static void CheckAnswer(PbxHost host, CaseAnswer answer, JsonElement expect)
    {
        foreach (JsonProperty property in expect.EnumerateObject())
        {
            JsonElement value = property.Value;
            switch (property.Name)
            {
                case "decision":
                    answer.Decision.Should().Be(value.GetString() == "hangup" ? "hangup" : value.GetString(), answer.Text);
                    break;
                case "decisionAnyOf":
                    answer.Decision.Should().BeOneOf(value.EnumerateArray().Select(v => v.GetString()!), answer.Text);
                    break;
                case "targets":
                    answer.Targets.Should().Equal(value.EnumerateArray().Select(v => v.GetString()!), answer.Text);
                    break;
                case "timeout":
                    answer.Dial!.Attribute("timeout")!.Value.Should().Be(value.GetRawText());
                    break;
                case "trunk":
                    answer.Dial!.Attribute("trunks")!.Value.Should().Be(value.GetString());
                    break;
                case "callerId":
                    answer.Dial!.Attribute("callerId")!.Value.Should().Be(value.GetString());
                    break;
                case "hasAction":
                    (answer.Dial!.Attribute("action") is not null).Should().Be(value.GetBoolean());
                    break;
                case "cxmlContains":
                    value.EnumerateArray().Should().AllSatisfy(part => answer.Text.Should().Contain(part.GetString()));
                    break;
                case "gatherAttributes":
                    foreach (JsonProperty attribute in value.EnumerateObject())
                    {
                        answer.Root.Element("Gather")!.Attribute(attribute.Name)!.Value.Should().Be(attribute.Value.GetString());
                    }
                    break;
                case "actionState":
                    CheckState(answer, value);
                    break;
                case "say":
                    answer.Root.Descendants("Say").Should().NotBeEmpty(answer.Text);
                    break;
                case "sayContains":
                    answer.Root.Descendants("Say").Should().NotBeEmpty(answer.Text);
                    break;
                case "hangup":
                    (answer.Root.Element("Hangup") ?? answer.Root.Element("Reject")).Should().NotBeNull(answer.Text);
                    break;
                case "reason":
                    value.GetString().Should().Be("loop");
                    host.Logs.Text.Should().Contain("ended in a loop");
                    break;
                case "http":
                    ((int)answer.Status).Should().Be(value.GetInt32());
                    break;
                case "bodyIsCxml":
                    answer.MediaType.Should().Be("application/xml");
                    answer.Root.Name.LocalName.Should().Be("Response");
                    break;
                case "via":
                    value.GetString().Should().Be("failover");
                    host.Logs.Text.Should().Contain("[I4] failover");
                    break;
                default:
                    Assert.Fail("The test does not know what «" + property.Name + "» asks for.");
                    break;
            }
        }
    }

    private static void CheckState(CaseAnswer answer, JsonElement state)
    {
        XElement verb = answer.Dial ?? answer.Root.Element("Gather")!;
        RoutingStep.TryParse(verb.Attribute("action")!.Value, out RoutingStep step).Should().BeTrue();
        foreach (JsonProperty property in state.EnumerateObject())
        {
            long value = property.Value.GetInt64();
            switch (property.Name)
            {
                case "ring_group_id":
                    step.At.Should().Be(DestinationRef.To(DestinationKind.RingGroup, value));
                    break;
                case "menu_id":
                    step.At.Should().Be(DestinationRef.To(DestinationKind.Ivr, value));
                    break;
                case "attempt_number":
                    // The groups of the cases have two members.
                    ((step.Turn - 1) * 2 + step.Tried.Length).Should().Be((int)value);
                    break;
                case "attempts":
                    step.Attempts.Sum(a => a.Count).Should().Be((int)value);
                    break;
                default:
                    Assert.Fail("The test does not know the state «" + property.Name + "».");
                    break;
            }
        }
    }

    private static async Task<CaseAnswer> Send(PbxHost host, TenantConfiguration tenant, JsonElement request)
    {
        string path = "/api/voice/route";
        var body = new JsonObject();
        string? authorization = "Bearer " + tenant.CloudonixSettings!.DomainRequestsApiKey;
        foreach (JsonProperty property in request.EnumerateObject())
        {
            if (property.Name == "resume") path = "/api/voice/continue" + Continuation(tenant, property.Value);
            else if (property.Name == "headers") authorization = CaseTenant.Text(property.Value, "Authorization");
            else if (property.Name != "nowUtc") body[property.Name] = JsonNode.Parse(property.Value.GetRawText());
        }
        using var message = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body) };
        if (authorization is not null) message.Headers.TryAddWithoutValidation("Authorization", authorization);
        using HttpResponseMessage response = await host.Client.SendAsync(message);
        string text = await response.Content.ReadAsStringAsync();
        CxmlSchema.Default.Validate(text).Should().BeEmpty(text);
        return new CaseAnswer(response.StatusCode, response.Content.Headers.ContentType?.MediaType, text, XDocument.Parse(text).Root!);
    }

    /// <summary>What our own action URL would have carried in the situation that the case describes.</summary>
    private static string Continuation(TenantConfiguration tenant, JsonElement resume)
    {
        if (CaseTenant.Number(resume, "ring_group_id") is { } groupId)
        {
            long[] members = [.. tenant.RingGroups.First(g => g.Id == groupId).Members.OrderBy(m => m.Priority).Select(m => m.ExtensionId)];
            int made = (int)CaseTenant.Number(resume, "attempt_number")!.Value;
            int inTurn = ((made - 1) % members.Length) + 1;
            return Relative(new RoutingStep
            {
                At = DestinationRef.To(DestinationKind.RingGroup, groupId),
                Turn = ((made - 1) / members.Length) + 1,
                Tried = [.. members[..inTurn]],
                Hops = 1,
                Groups = [groupId],
            });
        }
        if (CaseTenant.Number(resume, "menu_id") is { } menuId)
        {
            return Relative(new RoutingStep { At = DestinationRef.To(DestinationKind.Ivr, menuId), Hops = 1, Answered = true }
                .WithAttempts(menuId, (int)(CaseTenant.Number(resume, "attempts") ?? 0)));
        }
        return "";

        static string Relative(RoutingStep step) => step.ToString()["/voice/continue".Length..];
    }

    private static async Task CheckRecords(PbxHost host, string path, JsonElement request, JsonElement expect)
    {
        var posts = request.TryGetProperty("post", out JsonElement several) ? several.EnumerateArray().ToList() : [request];
        var statuses = new List<int>();
        foreach (JsonElement post in posts)
        {
            using var message = new HttpRequestMessage(HttpMethod.Post, "/api/webhooks/cloudonix/" + path)
            {
                Content = new StringContent(post.GetRawText(), Encoding.UTF8, "application/json"),
            };
            message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", post.TryGetProperty("owner", out _) ? "wrong-key-wrong-key" : CaseTenant.Key);
            using HttpResponseMessage response = await host.Client.SendAsync(message);
            statuses.Add((int)response.StatusCode);
        }
        IOpBXStorage storage = host.Services.GetRequiredService<IOpBXStorage>();
        string token = path == "cdr" ? posts[0].GetProperty("session").GetProperty("token").GetString()! : posts[0].GetProperty("token").GetString()!;
        IReadOnlyList<CallDetailRecord> records = await storage.CallRecords.ListBySessionAsync(Tenant, token, default);
        foreach (JsonProperty property in expect.EnumerateObject())
        {
            switch (property.Name)
            {
                case "http" when property.Value.ValueKind == JsonValueKind.Array:
                    statuses.Should().Equal(property.Value.EnumerateArray().Select(s => s.GetInt32()));
                    break;
                case "http":
                    statuses.Should().Equal(property.Value.GetInt32());
                    break;
                case "httpNot":
                    statuses.Should().OnlyContain(status => status >= 200 && status < 500 && (status < 300 || status >= 400));
                    break;
                case "rows" when path == "cdr":
                    records.Should().HaveCount(property.Value.GetInt32());
                    break;
                case "rows":
                    (await storage.SessionUpdates.ListBySessionAsync(Tenant, token, default)).Should().HaveCount(property.Value.GetInt32());
                    break;
                case "finalState":
                    CallLog? log = await storage.CallLogs.FindAsync(Tenant, token, default);
                    log!.Status.Code().Should().Be(property.Value.GetString());
                    break;
                case "stored":
                    CheckStored(records.Should().ContainSingle().Subject, property.Value);
                    break;
                default:
                    Assert.Fail("The test does not know what «" + property.Name + "» asks for.");
                    break;
            }
        }
    }

    private static void CheckStored(CallDetailRecord record, JsonElement expected)
    {
        foreach (JsonProperty property in expected.EnumerateObject())
        {
            JsonElement value = property.Value;
            switch (property.Name)
            {
                case "sessionToken": record.SessionId.Should().Be(value.GetString()); break;
                case "duration": record.DurationSeconds.Should().Be(value.GetInt32()); break;
                case "billsec": record.BilledSeconds.Should().Be(value.GetInt32()); break;
                case "disposition": record.Disposition.ToString().ToUpperInvariant().Should().Be(value.GetString()!.Replace("_", "", StringComparison.Ordinal)); break;
                case "rawDisposition": record.RawDisposition.Should().Be(value.GetString()); break;
                case "initiatedAt": record.InitiatedAt.Should().Be(Instant(value)); break;
                case "answeredAt": record.AnsweredAt.Should().Be(Instant(value)); break;
                case "endedAt": record.EndedAt.Should().Be(Instant(value)); break;
                default: Assert.Fail("The test does not know the column «" + property.Name + "»."); break;
            }
        }

        static DateTimeOffset? Instant(JsonElement value) => value.ValueKind == JsonValueKind.Null ? null : value.GetDateTimeOffset();
    }

    private sealed record CaseAnswer(HttpStatusCode Status, string? MediaType, string Text, XElement Root)
    {
        public XElement? Dial => Root.Element("Dial");

        public string[] Targets => Dial is null ? [] : [.. Dial.Elements().Where(e => e.Name != "Header").Select(e => e.Value)];

        public string Decision => Root switch
        {
            _ when Dial is { } dial => dial.Element("Conference") is not null ? "conference" : dial.Attribute("trunks") is not null ? "dial-trunk" : "dial",
            _ when Root.Element("Gather") is not null => "gather",
            _ when Root.Element("Reject") is not null => "reject",
            _ when Root.Element("Say") is not null && Root.Element("Hangup") is not null => "reject",
            _ when Root.Element("Hangup") is not null => "hangup",
            _ => "nothing",
        };
    }
}
