using Microsoft.Extensions.Logging;
using OpBX.Hosting;
using OpBX.Recordings;
using OpBX.Routing;
using OpBX.Storage;

namespace OpBX.Diagnostics;

/// <summary>Rule H8: everything that can happen, logged at the finest level, and no secret in any of it.</summary>
public sealed class SecretsTests
{
    private const string WrongKey = "fictional-wrong-key-0001";
    private const string PlatformKey = "XI00000000000000000000000000000000";

    /// <summary>Prints the query of every request; the sample host switches it off, see <see cref="SampleHostTests"/>.</summary>
    private const string RequestLog = "Microsoft.AspNetCore.Hosting.Diagnostics";

    [Fact]
    public async Task Logs_whateverHappens_holdNoSecret()
    {
        await using WebhookHost host = await WebhookHost.StartAsync();
        string signed = "/api" + RecordingCallbackSigner.BuildPath(
            FakeDirectory.Hash(WebhookHost.Key), WebhookHost.Domain, "session-1", 12, RecordingKind.Voicemail, host.Time.GetUtcNow().AddHours(1).ToUnixTimeSeconds());
        string signature = signed[(signed.IndexOf("&sig=", StringComparison.Ordinal) + 5)..];
        string[] keys = [WebhookHost.Key, WrongKey];
        string[] bodies = ["""{"Domain":"t1.example.test","domain":"t1.example.test","bearer":"fictional-body-secret"}""", "{broken fictional-body-secret", "{}"];

        async Task PlayAsync()
        {
            foreach (string key in keys)
            {
                foreach (string body in bodies)
                {
                    (string, string)[] headers = [("X-Cx-Domain", WebhookHost.Domain), ("X-Cx-Apikey", PlatformKey)];
                    await host.PostJsonAsync("/api/voice/route", body, key, headers);
                    await host.PostJsonAsync("/api/voice/continue?at=BROKEN&data=x", body, key, headers);
                    await host.PostJsonAsync("/api/webhooks/cloudonix/session-update", body, key, headers);
                    await host.PostJsonAsync("/api/webhooks/cloudonix/cdr", body, key, headers);
                    await host.PostJsonAsync("/api/webhooks/cloudonix/cdr?key=" + key, body, null, headers);
                    await host.PostJsonAsync(signed, body, null, headers);
                    await host.PostJsonAsync(signed + "0", body, key, headers);
                    await host.PostJsonAsync(signed.Replace("&sig", "&exp=1&sig", StringComparison.Ordinal), body, null, headers);
                }
            }
        }

        await PlayAsync();
        host.Router.Answer = (_, _) => throw new InvalidOperationException("boom");
        host.Ingestor.Fault = new OpBXStorageException("down");
        await PlayAsync();
        host.Directory.Before = _ => throw new OpBXStorageException("down");
        await PlayAsync();

        CapturedLogs.Entry[] entries = [.. host.Logs.Entries.Where(entry => entry.Category != RequestLog)];
        entries.Select(entry => entry.Id).Should().Contain([4000, 4001, 4010, 4011, 4014, 4020, 4021, 4022]);
        entries.Should().Contain(entry => entry.Level < LogLevel.Information);
        foreach (string secret in (string[])[WebhookHost.Key, WrongKey, PlatformKey, signature, "fictional-body-secret"])
        {
            entries.Where(entry => entry.ToString().Contains(secret, StringComparison.OrdinalIgnoreCase)).Should().BeEmpty();
        }
    }

    [Fact]
    public void ToString_ofWhatHoldsSecrets_doesNotShowThem()
    {
        new RecordingCallbackParameters("d", "s", "1", "call", "5", "fictional-signature").ToString().Should().NotContain("fictional-signature");
        new OpBX.Tenants.BearerKey(FakeDirectory.Hash("k"), false).ToString().Should().Be("BearerKey");
    }
}
