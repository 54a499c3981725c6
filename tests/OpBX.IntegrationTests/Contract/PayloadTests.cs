using System.Net;
using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using OpBX.Calls;
using OpBX.IntegrationTests.Flows;
using OpBX.Ivr;
using OpBX.Recordings;
using OpBX.RingGroups;
using OpBX.Routing;
using OpBX.Tenants;
using static OpBX.IntegrationTests.Flows.Office;

namespace OpBX.IntegrationTests.Contract;

/// <summary>Sends each sample of a request in a call to a tenant that it suits, as the platform would.</summary>
public sealed class PayloadTests
{
    private const string SampleKey = "fictional-domain-requests-key";
    private const string SampleDomain = "pbx.example.cloudonix.net";
    private const string Session = "0123456789abcdef0123456789abcdef";

    private static readonly TenantConfiguration Desk = Tenant(1, SampleDomain, SampleKey, "{}") with
    {
        Extensions = [User(1001).WithVoicemail(), User(1002), User(1004), User(3000), User(88888), User(999999)],
        RingGroups = [Group(5, RingStrategyName.Sequential, 1001, 1002)],
        IvrMenus = [Menu(6, Key1To(IvrDestinationType.Extension, 1001))],
        DidNumbers = [Did(1, "+15550100002", "extension", 1001)],
    };

    private static readonly RoutingStep InGroup = new() { At = DestinationRef.To(DestinationKind.RingGroup, 5), Turn = 1, Tried = [1001], Hops = 2, Groups = [5] };
    private static readonly RoutingStep InMenu = new() { At = DestinationRef.To(DestinationKind.Ivr, 6), Hops = 2, Answered = true };
    private static readonly RoutingStep InVoicemail = new() { At = DestinationRef.To(DestinationKind.Voicemail, 1001), Hops = 2, Answered = true };

    /// <summary>Where each sample arrives and what it leads to: the verb, and what a Dial rings.</summary>
    private static readonly Dictionary<string, (RoutingStep Step, string Verb, string[] Targets)> Expected = new()
    {
        ["voice-request.subscriber.json"] = (RoutingStep.Start, "Dial", ["3000"]),
        ["voice-request.subscriber-2024.json"] = (RoutingStep.Start, "Dial", ["88888"]),
        ["voice-request.inbound-trunk.json"] = (RoutingStep.Start, "Dial", ["1001"]),
        ["voice-request.minimal.json"] = (RoutingStep.Start, "Dial", ["1001"]),
        ["voice-request.get.txt"] = (RoutingStep.Start, "Dial", ["1001"]),
        ["voice-request.headers.txt"] = (RoutingStep.Start, "Dial", ["3000"]),
        ["gather-action.dtmf.json"] = (InMenu, "Dial", ["1001"]),
        ["gather-action.speech.json"] = (InMenu, "Gather", []),
        ["dial-action.no-answer.json"] = (InGroup, "Dial", ["1002"]),
        ["dial-action.callstatus-only.json"] = (InGroup, "Dial", ["1002"]),
        ["dial-action.completed.json"] = (InGroup, "Hangup", []),
        ["record-action.json"] = (InVoicemail, "Hangup", []),
    };

    public static TheoryData<string> Names => [.. Expected.Keys];

    [Fact]
    public void EverySample_ofACall_isExpected()
        => Directory.GetFiles(Path.Combine(ContractFiles.Folder, "payloads")).Select(file => Path.GetFileName(file)!)
            .Where(name => name.StartsWith("voice-request.", StringComparison.Ordinal) || name.Contains("-action.", StringComparison.Ordinal) || name == "record-action.json")
            .Should().BeEquivalentTo(Expected.Keys);

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Sample_isRoutedAsItShould(string name)
    {
        (RoutingStep step, string verb, string[] targets) = Expected[name];
        await using PlayedHost host = await PlayedHost.StartAsync(Desk);
        Answer answer = await SendAsync(host, name, step);
        answer.Status.Should().Be(HttpStatusCode.OK);
        Cxml.CxmlSchema.Default.Validate(answer.Text).Should().BeEmpty();
        answer.Root.Elements().Select(element => element.Name.LocalName).Should().Contain(verb, answer.Text);
        answer.Targets.Should().Equal(targets);
    }

    [Fact]
    public async Task RecordAction_andRecordingStatus_makeOneVoicemail()
    {
        await using PlayedHost host = await PlayedHost.StartAsync(Desk);
        Answer greeting = await SendAsync(host, "voice-request.inbound-trunk.json", InVoicemail with { At = DestinationRef.To(DestinationKind.Extension, 1001), Answered = false });
        XElement record = greeting.Root.Element("Record")!;
        record.Should().NotBeNull(greeting.Text);
        string callback = new Uri(record.Attribute("recordingStatusCallback")!.Value).PathAndQuery.Replace("00000000000000000000000000000001", Session, StringComparison.Ordinal);

        await SendAsync(host, "record-action.json", InVoicemail);
        VoicemailReceived received = await host.Events.FirstAsync<VoicemailReceived>(Session);
        received.Should().Match<VoicemailReceived>(e => e.DurationSeconds == 12 && e.ExtensionId == 1001);

        string body = await ReadAsync("recording-status-callback.unconfirmed.json");
        Answer foreign = await host.SendAsync(HttpMethod.Post, callback, Json(body), null);
        foreign.Status.Should().Be(HttpStatusCode.Unauthorized, "the signature is that of another session");
        Answer ready = await host.SendAsync(HttpMethod.Post, "/api/webhooks/cloudonix/recording-status?kind=voicemail&ext=1001", Json(body), SampleKey, ("X-Cx-Domain", SampleDomain));
        ((int)ready.Status).Should().BeInRange(200, 299);
        Recording row = await PlayedHost.EventuallyAsync(async () =>
            (await host.Storage.Recordings.ListBySessionAsync(new TenantId(1), Session, default)).FirstOrDefault(one => one is { Status: RecordingStatus.Completed, Caller: not null }));
        row.Should().Match<Recording>(r => r.Kind == RecordingKind.Voicemail && r.ExtensionId == 1001 && r.DurationSeconds == 12);
        (await host.Storage.Recordings.ListBySessionAsync(new TenantId(1), Session, default)).Should().ContainSingle();
    }

    private static async Task<Answer> SendAsync(PlayedHost host, string name, RoutingStep step)
    {
        string path = step.IsStart ? "/api/voice/route" : "/api" + step;
        string sample = await ReadAsync(name);
        if (name == "voice-request.get.txt") return await host.SendAsync(HttpMethod.Get, sample.Split(' ')[1], null, SampleKey);
        if (name == "voice-request.headers.txt")
        {
            (string, string)[] headers = [.. sample.Split('\n').Where(line => line.StartsWith("X-Cx-", StringComparison.Ordinal)).Select(line => line.Split(": ", 2)).Select(pair => (pair[0], pair[1].Trim()))];
            return await host.SendAsync(HttpMethod.Post, path, null, SampleKey, headers);
        }
        using JsonDocument document = JsonDocument.Parse(sample);
        if (!document.RootElement.TryGetProperty("body", out JsonElement body)) return await host.SendAsync(HttpMethod.Post, path, Json(sample), SampleKey);
        // The query of the action's address comes back as it was; foreign names in it do no harm.
        string query = string.Join('&', document.RootElement.GetProperty("query").EnumerateObject().Select(pair => $"{pair.Name}={pair.Value.GetString()}"));
        return await host.SendAsync(HttpMethod.Post, path + "&" + query, Json(body.GetRawText()), SampleKey);
    }

    private static Task<string> ReadAsync(string name) => File.ReadAllTextAsync(Path.Combine(ContractFiles.Folder, "payloads", name));

    private static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");
}
