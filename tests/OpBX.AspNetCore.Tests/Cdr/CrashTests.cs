using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using OpBX.Hosting;

namespace OpBX.Cdr;

/// <summary>
/// A real host under load whose storage comes and goes and whose process is killed again and again: what was acknowledged is in
/// the storage in the end (rule C7).
/// </summary>
public sealed class CrashTests : IDisposable
{
    private const int Rounds = 6;
    private const int Workers = 8;
    private const int AcknowledgedPerPhase = 60;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("opbx-crash-");

    public void Dispose() => _folder.Delete(recursive: true);

    private string Journal => Path.Combine(_folder.FullName, "journal");

    private string Down => Path.Combine(_folder.FullName, "down");

    [Fact]
    public async Task Kill_under_load_loses_nothing_that_was_acknowledged()
    {
        var acknowledged = new ConcurrentDictionary<string, HttpStatusCode>();
        int next = 0;
        for (int round = 0; round < Rounds; round++)
        {
            await using SampleHost host = Start();
            Uri address = await host.Address;
            using var stop = new CancellationTokenSource();
            Task[] load = [.. Enumerable.Range(0, Workers).Select(_ => LoadAsync(address, () => Interlocked.Increment(ref next), acknowledged, stop.Token))];
            // Up, down and sometimes up again: the process dies in each of these states.
            await AcknowledgeMoreAsync(acknowledged, host);
            await File.WriteAllTextAsync(Down, "");
            await AcknowledgeMoreAsync(acknowledged, host);
            if (round % 2 == 1) File.Delete(Down);
            if (round % 3 == 1) await AcknowledgeMoreAsync(acknowledged, host);
            await host.DisposeAsync();
            await stop.CancelAsync();
            await Task.WhenAll(load);
            File.Delete(Down);
        }
        await using SampleHost last = Start();
        await last.Address;
        var waiting = Stopwatch.StartNew();
        while (acknowledged.Keys.Except(await StoredAsync()).Any() && waiting.Elapsed < TimeSpan.FromMinutes(2)) await Task.Delay(100);

        HashSet<string> stored = await StoredAsync();
        acknowledged.Keys.Except(stored).Should().BeEmpty("it was acknowledged; the last host said:\n{0}", last.Output);
        stored.Should().NotContain(static line => line.StartsWith("dead ", StringComparison.Ordinal), "a storage that is down refuses nothing for good");
        acknowledged.Count.Should().BeGreaterThan(Rounds * AcknowledgedPerPhase * 2);
        acknowledged.Values.Count(static status => status == HttpStatusCode.OK).Should().BeGreaterThan(AcknowledgedPerPhase);
        acknowledged.Values.Count(static status => status == HttpStatusCode.Accepted).Should().BeGreaterThan(AcknowledgedPerPhase, "the spool took its part");
    }

    [Fact]
    public async Task Second_process_runs_without_the_spool_until_the_first_is_gone()
    {
        await using SampleHost first = Start();
        await first.Address;
        await using SampleHost second = Start();
        using var client = new HttpClient { BaseAddress = await second.Address };

        second.Output.Should().Contain("is held by another process");
        (await ReadyAsync()).Should().Contain("\"status\":\"degraded\"").And.Contain("\"name\":\"spool\"");
        await first.DisposeAsync();
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while ((await ReadyAsync()).Contains("degraded", StringComparison.Ordinal)) await Task.Delay(100, limit.Token);

        Task<string> ReadyAsync() => client.GetStringAsync(new Uri("/health/ready", UriKind.Relative));
    }

    private SampleHost Start() => SampleHost.StartProgram(
        "OpBX.CrashHost.dll",
        new Dictionary<string, string> { ["OPBX_CRASH_STORAGE"] = _folder.FullName, ["OpBX__SpoolDirectory"] = Path.Combine(_folder.FullName, "spool") },
        "--urls", "http://127.0.0.1:0");

    private async Task<HashSet<string>> StoredAsync()
    {
        await using var stream = new FileStream(Journal, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(stream);
        return [.. (await reader.ReadToEndAsync()).Split('\n')];
    }

    private static async Task AcknowledgeMoreAsync(ConcurrentDictionary<string, HttpStatusCode> acknowledged, SampleHost host)
    {
        int goal = acknowledged.Count + AcknowledgedPerPhase;
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (acknowledged.Count < goal)
        {
            await Task.Delay(10, limit.Token).ContinueWith(static _ => { }, TaskScheduler.Default);
            if (limit.IsCancellationRequested) throw new InvalidOperationException("The host acknowledges nothing:\n" + host.Output);
        }
    }

    private static async Task LoadAsync(Uri address, Func<int> next, ConcurrentDictionary<string, HttpStatusCode> acknowledged, CancellationToken stop)
    {
        using var client = new HttpClient { BaseAddress = address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "fictional-requests-key-1");
        while (!stop.IsCancellationRequested)
        {
            int number = next();
            bool isCdr = number % 2 == 0;
            string session = "s" + number;
            string body = isCdr
                ? $$"""{"call_id":"leg-{{session}}","domain":"t1.example.test","session":{"token":"{{session}}"},"disposition":"ANSWER","from":"15550100001","to":"15550100002"}"""
                : $$"""{"token":"{{session}}","eventId":"e1","status":"ringing","domain":"t1.example.test"}""";
            try
            {
                using HttpResponseMessage answer = await client.PostAsync(
                    new Uri("/api/webhooks/cloudonix/" + (isCdr ? "cdr" : "session-update"), UriKind.Relative), new StringContent(body, Encoding.UTF8, "application/json"), CancellationToken.None);
                if (answer.IsSuccessStatusCode) acknowledged[(isCdr ? "cdr " : "update ") + session] = answer.StatusCode;
            }
            catch (HttpRequestException)
            {
                // The process is gone: nothing was acknowledged.
                if (!stop.IsCancellationRequested) await Task.Delay(20, CancellationToken.None);
            }
        }
    }
}
