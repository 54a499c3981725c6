using System.Net;
using Microsoft.Extensions.DependencyInjection;
using OpBX.Calls;
using OpBX.Recordings;
using OpBX.Routing;
using OpBX.Tenants;
using static OpBX.IntegrationTests.Flows.Office;

namespace OpBX.IntegrationTests.Flows;

/// <summary>Rules V1–V3: messages, their rows and owners, and recorded conversations.</summary>
public sealed class VoicemailCalls
{
    private static readonly TenantId Tenant1 = new(1);

    private static TenantConfiguration Box(string configuration) => Tenant() with
    {
        Extensions = [User(1001, configuration).WithVoicemail()],
        DidNumbers = [Did("voicemail", 1001)],
    };

    private static Task<Recording> RowAsync(PlayedHost host, string session, RecordingStatus status)
        => PlayedHost.EventuallyAsync(async () =>
            (await host.Storage.Recordings.ListBySessionAsync(Tenant1, session, default)).FirstOrDefault(row => row.Status == status));

    [Rule("V1")]
    [Rule("R2")]
    [Theory]
    [InlineData("{}", PromptKind.Spoken)]
    [InlineData("""{"voicemail_greeting":"I am out."}""", PromptKind.Spoken)]
    [InlineData("""{"voicemail_greeting":"https://media.example.com/out.mp3"}""", PromptKind.Played)]
    public async Task Voicemail_greetsRecordsAndHangsUp(string configuration, PromptKind greeting)
    {
        await using PlayedHost host = await PlayedHost.StartAsync(Box(configuration));
        CallResult call = await host.Calls.Inbound(Caller, Main).LeavesVoicemail(seconds: 14).PlayAsync();
        call.Heard[0].Kind.Should().Be(greeting);
        call.Outcomes.Should().Equal(RoutingOutcome.Voicemail, RoutingOutcome.Hangup);
        call.EndedBy.Should().Be(CallEndReason.Hangup);
        MadeRecording recording = call.Recordings.Should().ContainSingle().Subject;
        recording.IsMessage.Should().BeTrue();
        recording.Length.Should().Be(TimeSpan.FromSeconds(14));
        recording.CallbackStatuses.Should().ContainSingle().Which.Should().BeInRange(200, 299);
        call.Documents[0].Should().Contain("finishOnKey=\"#\"").And.Contain("playBeep=\"true\"").And.Contain("maxLength=").And.Contain("action=").And.Contain("<Hangup");
    }

    [Rule("V1")]
    [Rule("V2")]
    [Theory]
    [InlineData(RecordingCallback.AfterAction)]
    [InlineData(RecordingCallback.BeforeAction)]
    [InlineData(RecordingCallback.Twice)]
    public async Task Row_isMadeOnceHoweverTheCallbackComes(RecordingCallback delivery)
    {
        await using PlayedHost host = await PlayedHost.StartAsync(Box("{}"));
        CallResult call = await host.Calls.Inbound(Caller, Main).LeavesVoicemail(12).ReportsRecordings(delivery).PlayAsync();
        await host.Events.FirstAsync<VoicemailReceived>(call.Session);
        Recording row = await RowAsync(host, call.Session, RecordingStatus.Completed);
        row.Should().Match<Recording>(r => r.Kind == RecordingKind.Voicemail && r.ExtensionId == 1001 && r.DurationSeconds == 12 && r.HeardAt == null);
        row.SourceUrl.Should().Be(call.Recordings[0].Url);
        (await PlayedHost.EventuallyAsync(async () =>
            (await host.Storage.Recordings.ListBySessionAsync(Tenant1, call.Session, default)).FirstOrDefault(r => r.Caller is not null))).Caller.Should().Be(Caller);
        (await host.Storage.Recordings.ListBySessionAsync(Tenant1, call.Session, default)).Should().ContainSingle();
        (await host.Storage.Recordings.ListByExtensionAsync(Tenant1, 1001, RecordingKind.Voicemail, 10, default)).Should().ContainSingle();
        (await host.Events.FirstAsync<RecordingReady>(call.Session)).RecordingId.Should().Be(row.Id);
    }

    [Rule("V1")]
    [Fact]
    public async Task Row_withoutCallback_staysInProcessing()
    {
        await using PlayedHost host = await PlayedHost.StartAsync(Box("{}"));
        CallResult call = await host.Calls.Inbound(Caller, Main).LeavesVoicemail().ReportsRecordings(RecordingCallback.Never).PlayAsync();
        Recording row = await RowAsync(host, call.Session, RecordingStatus.Processing);
        row.Should().Match<Recording>(r => r.Filename == "" && r.FilePath == "" && r.FileSize == 0);
    }

    [Rule("V1")]
    [Fact]
    public async Task SilentCaller_leavesNoRow()
    {
        await using PlayedHost host = await PlayedHost.StartAsync(Box("{}"));
        CallResult silent = await host.Calls.Inbound(Caller, Main).SaysNothing().PlayAsync();
        silent.EndedBy.Should().Be(CallEndReason.Hangup);
        // What comes later is done later: its event tells that the silent call is through.
        CallResult later = await host.Calls.Inbound(Caller, Main).LeavesVoicemail().PlayAsync();
        await host.Events.FirstAsync<VoicemailReceived>(later.Session);
        (await host.Storage.Recordings.ListBySessionAsync(Tenant1, silent.Session, default)).Should().BeEmpty();
        host.Events.All.OfType<VoicemailReceived>().Should().ContainSingle();
    }

    [Rule("V2")]
    [Fact]
    public async Task Observer_isToldOfAVoicemail()
    {
        await using PlayedHost host = await PlayedHost.StartAsync(Box("{}"));
        CallResult call = await host.Calls.Inbound(Caller, Main).LeavesVoicemail(9).PlayAsync();
        VoicemailReceived received = await host.Events.FirstAsync<VoicemailReceived>(call.Session);
        received.Tenant.Should().Be(Tenant1);
        received.ExtensionId.Should().Be(1001);
        received.DurationSeconds.Should().Be(9);
        received.RecordingUrl.Should().Be(call.Recordings[0].Url);
        received.From.Should().Be(Caller[1..]);
    }

    [Rule("V1")]
    [Fact]
    public async Task CallerHangingUpWhileRecording_isKeptByTheCallback()
    {
        await using PlayedHost host = await PlayedHost.StartAsync(Box("{}"));
        CallResult call = await host.Calls.Inbound(Caller, Main).LeavesVoicemail().HangsUp(CallMoment.WhileRecording).PlayAsync();
        call.Stages.Should().ContainSingle();
        Recording row = await RowAsync(host, call.Session, RecordingStatus.Completed);
        row.ExtensionId.Should().Be(1001);
    }

    [Rule("H6")]
    [Rule("V1")]
    [Fact]
    public async Task Callback_isAuthenticatedByItsSignatureAlone()
    {
        await using PlayedHost host = await PlayedHost.StartAsync(Box("{}"));
        CallResult call = await host.Calls.Inbound(Caller, Main).WithSession("recorded-session").LeavesVoicemail().ReportsRecordings(RecordingCallback.Never).PlayAsync();
        string url = new Uri(host.Client.BaseAddress!, call.Recordings[0].CallbackUrl!).PathAndQuery;
        url.Should().Contain("domain=" + Domain).And.Contain("session=recorded-session").And.Contain("ext=1001").And.NotContain(Key);
        const string Body = """{"RecordingUrl":"https://recordings.example.net/x.mp3","RecordingStatus":"completed"}""";

        string[] tampered =
        [
            url.Replace("recorded-session", "another-session", StringComparison.Ordinal),
            url.Replace("ext=1001", "ext=1002", StringComparison.Ordinal),
            url.Replace("kind=voicemail", "kind=call", StringComparison.Ordinal),
            url.Replace("domain=" + Domain, "domain=other.example.test", StringComparison.Ordinal),
            url.Replace("exp=", "exp=9", StringComparison.Ordinal),
            url[..^1] + (url[^1] == '0' ? '1' : '0'),
            url[..url.IndexOf("&sig=", StringComparison.Ordinal)],
        ];
        foreach (string wrong in tampered)
        {
            Answer refused = await host.SendAsync(HttpMethod.Post, wrong, Json(Body), null);
            refused.Status.Should().Be(HttpStatusCode.Unauthorized, wrong);
        }
        (await host.SendAsync(HttpMethod.Post, url, Json(Body), null)).Status.Should().BeOneOf(HttpStatusCode.OK, HttpStatusCode.Accepted, HttpStatusCode.NoContent);
        host.Clock.SetUtcNow(PlayedHost.Noon.AddDays(2));
        (await host.SendAsync(HttpMethod.Post, url, Json(Body), null)).Status.Should().Be(HttpStatusCode.Unauthorized, "it has expired");

        static StringContent Json(string text) => new(text, System.Text.Encoding.UTF8, "application/json");
    }

    [Rule("V3")]
    [Theory]
    [InlineData("none", false, false, false)]
    [InlineData("inbound", true, false, false)]
    [InlineData("outbound", false, true, false)]
    [InlineData("all", true, true, true)]
    public async Task CallRecording_recordsWhatItIsSetTo(string mode, bool inbound, bool outbound, bool inside)
    {
        await using PlayedHost host = await PlayedHost.StartAsync(Tenant($$"""{"call_recording":"{{mode}}","recording_announcement":"This call is recorded."}""") with
        {
            Extensions = [User(1001), User(1002)],
            DidNumbers = [Did("extension", 1001)],
            OutboundWhitelists = [Allow(1, "+1555")],
        });
        await Check(await host.Calls.Inbound(Caller, Main).Phone("1001").Answers().PlayAsync(), inbound, 1001);
        await Check(await host.Calls.Subscriber("1001", "+15550100300").Number("+15550100300").Answers().PlayAsync(), outbound, 1001);
        await Check(await host.Calls.Subscriber("1001", "1002").Phone("1002").Answers().PlayAsync(), inside, 1002);

        async Task Check(CallResult call, bool recorded, long owner)
        {
            call.Rang.Should().ContainSingle().Which.Record.Should().Be(recorded ? "record-from-answer" : null);
            call.Heard.Should().HaveCount(recorded ? 1 : 0);
            call.Recordings.Should().HaveCount(recorded ? 1 : 0);
            if (!recorded) return;
            Recording row = await RowAsync(host, call.Session, RecordingStatus.Completed);
            row.Kind.Should().Be(RecordingKind.Call);
            row.ExtensionId.Should().Be(owner);
        }
    }

    [Rule("V3")]
    [Fact]
    public async Task RecordingAnnouncement_isHeardOnceInACall()
    {
        await using PlayedHost host = await PlayedHost.StartAsync(Tenant("""{"call_recording":"all","recording_announcement":"This call is recorded."}""") with
        {
            Extensions = [User(1001, """{"fallback":{"type":"extension","id":1002}}"""), User(1002)],
            DidNumbers = [Did("extension", 1001)],
        });
        CallResult call = await host.Calls.Inbound(Caller, Main).Phone("1002").Answers().PlayAsync();
        call.RangTargets.Should().Equal("1001", "1002");
        call.Heard.Should().ContainSingle();
    }
}
