using System.Net;
using System.Text;
using OpBX.Cdr;
using OpBX.Hosting;
using OpBX.Routing;

namespace OpBX.Recordings;

/// <summary>Rules H6 and V1: callbacks whose address authenticates itself.</summary>
public sealed class RecordingStatusEndpointTests
{
    private const string Body = """{"CallSid":"c1","Session":"other","RecordingUrl":"https://recordings.example.test/1.mp3","RecordingStatus":"completed","RecordingDuration":"12"}""";

    private static string Address(WebhookHost host, string key, long? extension, RecordingKind kind, TimeSpan life)
        => "/api" + RecordingCallbackSigner.BuildPath(
            FakeDirectory.Hash(key), WebhookHost.Domain, "session-1", extension, kind, host.Time.GetUtcNow().Add(life).ToUnixTimeSeconds());

    [Fact]
    public async Task Signature_valid_isAcceptedWithoutBearer()
    {
        await using WebhookHost host = await WebhookHost.StartAsync();

        WebAnswer answer = await host.PostJsonAsync(Address(host, WebhookHost.Key, 12, RecordingKind.Voicemail, TimeSpan.FromHours(1)), Body, null);

        answer.Status.Should().Be(HttpStatusCode.OK);
        host.Ingestor.Notices.Should().ContainSingle().Which.Should().Be((WebhookHost.Tenant, new RecordingNotice
        {
            Session = "session-1",
            Kind = RecordingKind.Voicemail,
            ExtensionId = 12,
            Url = "https://recordings.example.test/1.mp3",
            Status = "completed",
            DurationSeconds = 12,
        }));
    }

    [Theory]
    [InlineData(RecordingKind.Call)]
    [InlineData(RecordingKind.Conference)]
    public async Task Signature_withoutExtension_isAccepted(RecordingKind kind)
    {
        await using WebhookHost host = await WebhookHost.StartAsync();

        await host.PostJsonAsync(Address(host, WebhookHost.Key, null, kind, TimeSpan.FromHours(1)), Body, null);

        host.Ingestor.Notices.Single().Notice.Should().BeEquivalentTo(new { Kind = kind, ExtensionId = (long?)null });
    }

    [Fact]
    public async Task Signature_get_readsTheQuery()
    {
        await using WebhookHost host = await WebhookHost.StartAsync();
        string address = Address(host, WebhookHost.Key, 12, RecordingKind.Voicemail, TimeSpan.FromHours(1));

        WebAnswer answer = await host.SendAsync(
            HttpMethod.Get, address + "&RecordingUrl=https%3A%2F%2Frecordings.example.test%2F1.mp3&recordingstatus=completed", null, null);

        answer.Status.Should().Be(HttpStatusCode.OK);
        host.Ingestor.Notices.Single().Notice.Url.Should().Be("https://recordings.example.test/1.mp3");
    }

    [Fact]
    public async Task Signature_form_isRead()
    {
        await using WebhookHost host = await WebhookHost.StartAsync();
        using var form = new StringContent("recording_url=https%3A%2F%2Frecordings.example.test%2F1.mp3&recording_duration=3.6&recording_status=+failed+&From=1004", Encoding.UTF8, "application/x-www-form-urlencoded");

        await host.SendAsync(HttpMethod.Post, Address(host, WebhookHost.Key, 12, RecordingKind.Voicemail, TimeSpan.FromHours(1)), form, null);

        host.Ingestor.Notices.Single().Notice.Should().BeEquivalentTo(new
        {
            Url = "https://recordings.example.test/1.mp3", DurationSeconds = 4, Status = "failed", Caller = "1004",
        });
    }

    [Theory]
    [InlineData("session=session-1", "session=session-2")]
    [InlineData("ext=12", "ext=13")]
    [InlineData("ext=12", "ext=")]
    [InlineData("kind=voicemail", "kind=call")]
    [InlineData("domain=t1.example.test", "domain=t2.example.test")]
    [InlineData("domain=t1.example.test", "domain=")]
    [InlineData("exp=", "exp=9")]
    [InlineData("sig=", "sig=0")]
    [InlineData("sig=", "sig=&x=")]
    [InlineData("sig=", "x=")]
    public async Task Signature_changedAddress_isRefused(string part, string replacement)
    {
        await using WebhookHost host = await WebhookHost.StartAsync();
        string address = Address(host, WebhookHost.Key, 12, RecordingKind.Voicemail, TimeSpan.FromHours(1));
        address.Should().Contain(part);

        (await host.PostJsonAsync(address.Replace(part, replacement, StringComparison.Ordinal), Body, null)).ShouldBeRefusedDelivery();

        host.Ingestor.Notices.Should().BeEmpty();
    }

    [Theory]
    [InlineData(3600, true)]
    [InlineData(3601, false)]
    public async Task Signature_expiry_isTheLastSecond(int secondsLater, bool isGranted)
    {
        await using WebhookHost host = await WebhookHost.StartAsync();
        string address = Address(host, WebhookHost.Key, 12, RecordingKind.Voicemail, TimeSpan.FromHours(1));
        host.Time.Advance(TimeSpan.FromSeconds(secondsLater));

        WebAnswer answer = await host.PostJsonAsync(address, Body, null);

        if (isGranted) answer.Status.Should().Be(HttpStatusCode.OK);
        else answer.ShouldBeRefusedDelivery();
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(-1, false)]
    public async Task Signature_ofThePreviousKey_isAcceptedWhileTheKeyIs(int hours, bool isGranted)
    {
        await using WebhookHost host = await WebhookHost.StartAsync();
        host.Directory.Add(3, WebhookHost.Domain, "fictional-requests-key-3", previous: "fictional-requests-key-0", until: host.Time.GetUtcNow().AddHours(hours));

        WebAnswer answer = await host.PostJsonAsync(Address(host, "fictional-requests-key-0", 12, RecordingKind.Voicemail, TimeSpan.FromHours(9)), Body, null);

        if (isGranted) host.Ingestor.Notices.Single().Tenant.Value.Should().Be(3);
        else answer.ShouldBeRefusedDelivery();
    }

    [Fact]
    public async Task Bearer_valid_isAcceptedWithoutSignature()
    {
        await using WebhookHost host = await WebhookHost.StartAsync();

        (await host.PostJsonAsync("/api/webhooks/cloudonix/recording-status", Body)).Status.Should().Be(HttpStatusCode.OK);

        host.Ingestor.Notices.Single().Notice.Should().BeEquivalentTo(new { Session = "other", Kind = RecordingKind.Call });
    }

    [Fact]
    public async Task Bearer_valid_savesAnExpiredAddress()
    {
        await using WebhookHost host = await WebhookHost.StartAsync();
        string address = Address(host, WebhookHost.Key, 12, RecordingKind.Voicemail, TimeSpan.FromHours(-1));

        (await host.PostJsonAsync(address, Body)).Status.Should().Be(HttpStatusCode.OK);

        host.Ingestor.Notices.Single().Notice.Session.Should().Be("session-1");
    }

    [Theory]
    [InlineData("""{"session":{"token":"nested"},"call_id":"c"}""", "nested")]
    [InlineData("""{"session_token":"s"}""", "s")]
    [InlineData("""{"SessionData":{"token":"data"},"CallSid":"c"}""", "data")]
    [InlineData("""{"CallSid":"c"}""", "c")]
    [InlineData("""{"call_id":"c"}""", "c")]
    public async Task Session_spellings_areRead(string body, string session)
    {
        await using WebhookHost host = await WebhookHost.StartAsync();

        await host.PostJsonAsync("/api/webhooks/cloudonix/recording-status", body);

        host.Ingestor.Notices.Single().Notice.Session.Should().Be(session);
    }

    [Fact]
    public async Task Session_missing_isSetAside()
    {
        await using WebhookHost host = await WebhookHost.StartAsync();

        (await host.PostJsonAsync("/api/webhooks/cloudonix/recording-status", "{}")).Status.Should().Be(HttpStatusCode.Accepted);

        host.Ingestor.DeadLetters.Single().Should().BeEquivalentTo(new { Source = "recording-status", Code = "no-session" });
    }

    [Fact]
    public async Task Body_malformed_isSetAside()
    {
        await using WebhookHost host = await WebhookHost.StartAsync();

        WebAnswer answer = await host.PostJsonAsync(Address(host, WebhookHost.Key, 12, RecordingKind.Voicemail, TimeSpan.FromHours(1)), "{broken", null);

        answer.Status.Should().Be(HttpStatusCode.BadRequest);
        host.Ingestor.DeadLetters.Single().Code.Should().Be("malformed-json");
    }

    [Fact]
    public async Task Sample_unconfirmed_isRead()
    {
        await using WebhookHost host = await WebhookHost.StartAsync();

        await host.PostJsonAsync("/api/webhooks/cloudonix/recording-status", Payloads.Read("recording-status-callback.unconfirmed.json"));

        host.Ingestor.Notices.Single().Notice.Should().BeEquivalentTo(new
        {
            Session = "0123456789abcdef0123456789abcdef",
            Url = "https://recordings.example.net/r/0123456789abcdef0123456789abcdef.mp3",
            Status = "completed",
            DurationSeconds = 12,
        });
    }

    [Fact]
    public void BuildPath_oddNames_arePercentEncoded()
    {
        string path = RecordingCallbackSigner.BuildPath(FakeDirectory.Hash("k"), "a b&c", "s/ü?#", null, RecordingKind.Call, 17);

        path.Should().MatchRegex("^/webhooks/cloudonix/recording-status\\?domain=a%20b%26c&session=s%2F%C3%BC%3F%23&ext=&kind=call&exp=17&sig=[0-9a-f]{64}$");
    }

    [Fact]
    public void Sign_knownInput_isThePublishedHmac()
    {
        byte[] key = FakeDirectory.Hash("fictional-requests-key-1");
        byte[] expected = System.Security.Cryptography.HMACSHA256.HashData(key, "recording-status\nt1.example.test\ns1\n12\nvoicemail\n1700000000"u8);

        RecordingCallbackSigner.Sign(key, "t1.example.test", "s1", 12, RecordingKind.Voicemail, 1_700_000_000).Should().Be(Convert.ToHexStringLower(expected));
    }

    [Theory]
    [InlineData("a\nb", "c")]
    [InlineData("a", "b\nc")]
    public void Verify_partsThatHideALineBreak_areRefused(string domain, string session)
    {
        byte[] key = FakeDirectory.Hash("k");
        string signature = RecordingCallbackSigner.Sign(key, domain, session, 1, RecordingKind.Call, 5);

        RecordingCallbackSigner.Verify(key, new RecordingCallbackParameters(domain, session, "1", "call", "5", signature)).Should().BeFalse();
        RecordingCallbackSigner.Verify([], new RecordingCallbackParameters("a", "b", "1", "call", "5", signature)).Should().BeFalse();
    }
}
