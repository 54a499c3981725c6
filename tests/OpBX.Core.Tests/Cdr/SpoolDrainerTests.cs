using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using OpBX.Calls;
using OpBX.Cdr;
using OpBX.Numbers;
using OpBX.Recordings;
using OpBX.Routing;
using OpBX.Sessions;
using OpBX.Storage;
using OpBX.Tenants;

namespace OpBX.Core.Tests.Cdr;

/// <summary>Deliveries while the storage is down, and after (rule C7).</summary>
public sealed class SpoolDrainerTests : IDisposable
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), "opbx-drain-" + Guid.NewGuid().ToString("N"));

    public void Dispose()
    {
        if (Directory.Exists(_folder)) Directory.Delete(_folder, recursive: true);
    }

    private static string Cdr(string session, string more = "") => $$"""{"call_id":"leg-{{session}}","session":{"token":"{{session}}"},"disposition":"ANSWER","from":"15550100001","to":"15550100002"{{more}}}""";

    [Fact]
    public async Task Deliveries_while_the_storage_is_down_are_kept_and_stored_when_it_answers()
    {
        using var broken = new DownStorage();
        RecordHost host = Host(broken);
        host.Spool.TryOpen();
        broken.IsDown = true;

        (await host.CdrAsync(Cdr("s1"))).Should().Be(IngestResult.Spooled);
        (await host.UpdateAsync("""{"token":"s1","eventId":"e1","status":"connected"}""")).Should().Be(IngestResult.Spooled);
        (await host.CdrAsync("""{"call_id":"no-session"}""")).Should().Be(IngestResult.Spooled);
        var notice = new RecordingNotice { Session = "s1", Kind = RecordingKind.Call, Url = "https://recordings.example.test/1.mp3?signature=abc", Status = "completed" };
        (await host.Recordings.IngestAsync(RecordHost.Tenant, notice, default)).Should().Be(IngestResult.Spooled);
        await host.Writer.OnCallEventAsync(
            new CallRouted { Tenant = RecordHost.Tenant, Session = "s1", At = RecordHost.Start, From = "15550100001", To = "15550100002", Direction = CallDirection.Inbound, Outcome = RoutingOutcome.Dial, RingGroupId = 5 },
            default);
        (await host.Intake.DeadLetterAsync("cdr", RecordHost.Tenant, "malformed-json", "{"u8.ToArray(), default)).Should().Be(IngestResult.Spooled);
        host.Spool.Waiting.Should().Be(6);
        broken.IsDown = false;
        await DrainAsync(host);

        (await host.CallAsync("s1"))!.Should().BeEquivalentTo(new { Status = CallStatus.Completed, RingGroupId = 5L, IsClosed = true, RecordingUrl = notice.Url });
        (await host.CdrsOfAsync("s1")).Should().ContainSingle().Which.CreatedAt.Should().Be(RecordHost.Start);
        (await host.UpdatesOfAsync("s1")).Should().ContainSingle();
        (await host.RecordingsOfAsync("s1")).Should().ContainSingle().Which.SourceUrl.Should().Be(notice.Url);
        (await host.DeadLettersAsync()).Select(static letter => letter.Code).Should().BeEquivalentTo("no-session", "malformed-json");
        host.Events.All.OfType<CallEnded>().Should().ContainSingle();
    }

    [Fact]
    public async Task Deliveries_of_a_former_process_are_stored_by_the_next()
    {
        using var broken = new DownStorage();
        RecordHost host = Host(broken);
        host.Spool.TryOpen();
        broken.IsDown = true;
        for (int i = 0; i < 200; i++) (await host.CdrAsync(Cdr("s" + i))).Should().Be(IngestResult.Spooled);
        await host.Spool.DisposeAsync();

        using var working = new DownStorage();
        RecordHost next = Host(working);
        await DrainAsync(next);

        for (int i = 0; i < 200; i++) (await next.CdrsOfAsync("s" + i)).Should().ContainSingle();
        next.Spool.Waiting.Should().Be(0);
    }

    [Fact]
    public async Task Delivery_of_the_same_body_before_and_after_is_one_record_whatever_is_masked()
    {
        using var broken = new DownStorage();
        RecordHost host = Host(broken);
        host.Spool.TryOpen();
        string update = """{"token":"s1","status":"ringing","service_token":"hidden-value-1","url":"https://user:pass@h.example.test/?key=abc"}""";
        broken.IsDown = true;
        (await host.UpdateAsync(update)).Should().Be(IngestResult.Spooled);
        string file = Directory.GetFiles(_folder, "*.spool").Single();
        (await ReadSharedAsync(file)).Should().NotContain("hidden-value-1").And.NotContain("pass@");
        broken.IsDown = false;
        await DrainAsync(host);

        (await host.UpdateAsync(update)).Should().Be(IngestResult.Duplicate);
        (await host.UpdatesOfAsync("s1")).Should().ContainSingle();
    }

    [Fact]
    public async Task Entry_that_the_storage_alone_refuses_becomes_a_dead_letter_and_holds_up_nothing()
    {
        using var broken = new DownStorage();
        RecordHost host = Host(broken);
        host.Spool.TryOpen();
        broken.IsDown = true;
        foreach (string session in (string[])["a", "poison", "b"]) (await host.CdrAsync(Cdr(session))).Should().Be(IngestResult.Spooled);
        broken.IsDown = false;
        broken.Poison = "poison";
        await DrainWhileOtherCallsGoOnAsync(host);

        (await host.CdrsOfAsync("a")).Should().ContainSingle();
        (await host.CdrsOfAsync("b")).Should().ContainSingle();
        DeadLetter letter = (await host.DeadLettersAsync()).Should().ContainSingle().Subject;
        letter.Code.Should().Be("storage-refused");
        Encoding.UTF8.GetString(letter.Body.Span).Should().Contain("leg-poison");
    }

    [Theory]
    [InlineData(false, IngestResult.Stored)]
    [InlineData(true, IngestResult.Spooled)]
    public async Task Delivery_after_one_that_the_storage_refuses_waits_only_where_the_storage_is_down(bool isDown, IngestResult next)
    {
        using var broken = new DownStorage { Poison = "poison", IsTransient = isDown };
        RecordHost host = Host(broken);
        host.Spool.TryOpen();

        (await host.CdrAsync(Cdr("poison"))).Should().Be(IngestResult.Spooled);
        (await host.CdrAsync(Cdr("a"))).Should().Be(next);
    }

    [Fact]
    public async Task Entry_that_not_even_the_dead_letters_take_is_rejected_and_holds_up_nothing()
    {
        using var broken = new DownStorage { RefusesLetters = true };
        RecordHost host = Host(broken);
        host.Spool.TryOpen();
        broken.IsDown = true;
        foreach (string session in (string[])["gone", "a"]) (await host.CdrAsync(Cdr(session))).Should().Be(IngestResult.Spooled);
        broken.IsDown = false;
        broken.Poison = "gone";
        await DrainWhileOtherCallsGoOnAsync(host);

        (await host.CdrsOfAsync("a")).Should().ContainSingle();
        (await File.ReadAllTextAsync(Path.Combine(_folder, "rejected"))).Should().Contain("leg-gone");
    }

    [Fact]
    public async Task Entries_of_an_organization_that_is_gone_hold_up_nothing_and_stay_on_the_disk()
    {
        using var broken = new DownStorage();
        RecordHost host = Host(broken);
        host.Spool.TryOpen();
        broken.IsDown = true;
        foreach (string session in (string[])["a", "poison", "b"]) (await host.CdrAsync(Cdr(session))).Should().Be(IngestResult.Spooled);
        (await host.Intake.DeadLetterAsync("cdr", RecordHost.Tenant, "malformed-json", "{"u8.ToArray(), default)).Should().Be(IngestResult.Spooled);
        broken.IsDown = false;
        broken.Poison = "poison";
        broken.RefusesDeadLetters = true;
        await DrainWhileOtherCallsGoOnAsync(host);

        host.Spool.Waiting.Should().Be(0);
        (await host.CdrsOfAsync("a")).Should().ContainSingle();
        (await host.CdrsOfAsync("b")).Should().ContainSingle();
        (await host.DeadLettersAsync()).Should().BeEmpty();
        (await ReadSharedAsync(Path.Combine(_folder, "rejected"))).Should().Contain("leg-poison").And.Contain("malformed-json");
    }

    [Fact]
    public async Task Calls_of_an_organization_that_is_gone_hold_up_nothing_while_other_calls_go_on()
    {
        using var broken = new DownStorage();
        RecordHost host = Host(broken);
        host.Spool.TryOpen();
        broken.Poison = "poison";
        broken.RefusesDeadLetters = true;
        // As many of one call as are tried at once: of the others nothing is known before the first is done.
        for (int i = 0; i < 64; i++) await RoutedAsync("poison");
        host.Spool.Waiting.Should().Be(64);
        Task draining = DrainAsync(host);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        for (int i = 0; !draining.IsCompleted; i++)
        {
            await RoutedAsync("c" + i);
            await Task.Delay(5, limit.Token);
        }
        await draining;

        host.Spool.Waiting.Should().Be(0);
        (await host.CallAsync("c0")).Should().NotBeNull();
        (await ReadSharedAsync(Path.Combine(_folder, "rejected"))).Should().Contain("poison");

        ValueTask RoutedAsync(string session) => host.Writer.OnCallEventAsync(
            new CallRouted { Tenant = RecordHost.Tenant, Session = session, At = RecordHost.Start, From = "15550100001", To = "15550100002", Direction = CallDirection.Inbound, Outcome = RoutingOutcome.Dial },
            default);
    }

    [Fact]
    public async Task Entry_that_waits_for_a_lock_again_and_again_is_stored_in_the_end()
    {
        using var broken = new DownStorage { IsTransient = true };
        RecordHost host = Host(broken);
        host.Spool.TryOpen();
        broken.IsDown = true;
        foreach (string session in (string[])["a", "locked", "b"]) (await host.CdrAsync(Cdr(session))).Should().Be(IngestResult.Spooled);
        broken.IsDown = false;
        broken.Poison = "locked";
        long before = broken.Refusals;
        Task draining = DrainAsync(host);
        for (int i = 0; broken.Refusals < before + 20; i++)
        {
            await host.CdrAsync(Cdr("c" + i));
            await Task.Delay(5);
        }
        broken.Poison = null;
        await draining;

        (await host.CdrsOfAsync("locked")).Should().ContainSingle();
        (await host.DeadLettersAsync()).Should().BeEmpty("the storage said that it was its own fault");
    }

    [Fact]
    public async Task Delivery_that_ends_late_in_an_outage_makes_no_dead_letters_of_those_that_wait()
    {
        using var broken = new DownStorage();
        RecordHost host = Host(broken);
        host.Spool.TryOpen();
        broken.Poison = "waiting";
        (await host.CdrAsync(Cdr("waiting"))).Should().Be(IngestResult.Spooled);
        Task draining = DrainAsync(host);
        await RefusedAgainAsync(10);
        (await host.CdrAsync(Cdr("late"))).Should().Be(IngestResult.Stored);
        await RefusedAgainAsync(10);
        (await host.DeadLettersAsync()).Should().BeEmpty("one record in a long outage proves nothing");
        broken.Poison = null;
        await draining;

        (await host.CdrsOfAsync("waiting")).Should().ContainSingle();

        async Task RefusedAgainAsync(int times)
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
            for (long before = broken.Refusals; broken.Refusals < before + times;) await Task.Delay(5, limit.Token);
        }
    }

    [Fact]
    public async Task Table_that_takes_nothing_while_others_do_makes_no_dead_letters()
    {
        using var broken = new DownStorage();
        RecordHost host = Host(broken);
        host.Spool.TryOpen();
        broken.AreCdrsDown = true;
        for (int i = 0; i < 5; i++) (await host.CdrAsync(Cdr("s" + i))).Should().Be(IngestResult.Spooled);
        Task draining = DrainAsync(host);
        long before = broken.Refusals;
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        for (int i = 0; broken.Refusals < before + 50; i++)
        {
            await host.UpdateAsync($$"""{"token":"u{{i}}","eventId":"e","status":"ringing"}""");
            await Task.Delay(5, limit.Token);
        }
        (await host.DeadLettersAsync()).Should().BeEmpty();
        broken.AreCdrsDown = false;
        await draining;

        for (int i = 0; i < 5; i++) (await host.CdrsOfAsync("s" + i)).Should().ContainSingle();
    }

    [Fact]
    public async Task Without_a_spool_or_with_a_full_one_the_platform_is_told()
    {
        using var broken = new DownStorage { IsDown = true };
        RecordHost host = new(new InMemoryRecordOptions(), broken);
        (await host.CdrAsync(Cdr("s1"))).Should().Be(IngestResult.Unavailable);

        RecordHost small = Host(broken, new SpoolOptions { Directory = _folder, MaxBytes = 1024 * 1024, SegmentBytes = 64 * 1024 });
        small.Spool.TryOpen();
        string filler = ",\"note\":\"" + new string('x', 200_000) + "\"";
        var results = new List<IngestResult>();
        for (int i = 0; i < 6; i++) results.Add(await small.CdrAsync(Cdr("s" + i, filler)));

        results.Should().Equal(IngestResult.Spooled, IngestResult.Spooled, IngestResult.Spooled, IngestResult.Spooled, IngestResult.Spooled, IngestResult.Unavailable);
        await small.Spool.DisposeAsync();
    }

    [Fact]
    public async Task Events_of_one_session_are_taken_in_the_order_in_which_they_came()
    {
        using var broken = new DownStorage();
        RecordHost host = Host(broken);
        host.Spool.TryOpen();
        broken.IsDown = true;
        for (int i = 0; i < 30; i++) await host.UpdateAsync($$"""{"token":"s{{i % 3}}","eventId":"e{{i}}","status":"ringing"}""");
        broken.IsDown = false;
        await DrainAsync(host);

        for (int session = 0; session < 3; session++)
        {
            (await host.UpdatesOfAsync("s" + session)).OrderBy(static update => update.Id).Select(static update => update.EventId)
                .Should().Equal(Enumerable.Range(0, 10).Select(i => $"e{i * 3 + session}"));
        }
    }

    [Fact]
    public async Task Health_is_degraded_while_entries_wait()
    {
        using var broken = new DownStorage();
        RecordHost host = Host(broken);
        var check = new SpoolHealthCheck(host.Spool);
        (await StatusAsync()).Should().Be("Degraded", "the folder is not open");
        host.Spool.TryOpen();
        (await StatusAsync()).Should().Be("Healthy");
        broken.IsDown = true;
        await host.CdrAsync(Cdr("s1"));
        (await StatusAsync()).Should().Be("Degraded");
        broken.IsDown = false;
        await DrainAsync(host);
        (await StatusAsync()).Should().Be("Healthy");

        async Task<string> StatusAsync() => (await check.CheckHealthAsync(new())).Status.ToString();
    }

    [Fact]
    public async Task A_storage_that_hangs_is_not_waited_for_and_what_it_stores_late_is_there_once()
    {
        using var hanging = new DownStorage();
        RecordHost host = Host(hanging);
        host.Spool.TryOpen();
        host.Time.IsImpatient = true;
        var answer = new TaskCompletionSource();
        hanging.Hang = answer.Task;

        (await host.CdrAsync(Cdr("s1"))).Should().Be(IngestResult.Spooled);
        hanging.Hang = null;
        answer.SetResult();
        while ((await host.CdrsOfAsync("s1")).Count == 0) await Task.Delay(5);
        await DrainAsync(host);

        (await host.CdrsOfAsync("s1")).Should().ContainSingle();
        host.Events.All.OfType<CallEnded>().Should().ContainSingle();
    }

    private RecordHost Host(DownStorage storage, SpoolOptions? options = null)
    {
        var host = new RecordHost(new InMemoryRecordOptions(), storage, options ?? new SpoolOptions { Directory = _folder, RetryDelay = TimeSpan.FromMilliseconds(10), MaxRetryDelay = TimeSpan.FromMilliseconds(20) }, storage);
        storage.Inner = new InMemoryOpBXStorage(NumberNormalizer.Default, [], host.Records);
        return host;
    }

    // The entry is suspected only when other calls are stored.
    private static async Task DrainWhileOtherCallsGoOnAsync(RecordHost host)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        Task draining = DrainAsync(host);
        for (int i = 0; !draining.IsCompleted; i++)
        {
            (await host.CdrAsync(Cdr("c" + i))).Should().BeOneOf(IngestResult.Stored, IngestResult.Spooled);
            await Task.Delay(5, limit.Token);
        }
        await draining;
    }

    private static async Task DrainAsync(RecordHost host)
    {
        var options = new SpoolOptions { RetryDelay = TimeSpan.FromMilliseconds(10), MaxRetryDelay = TimeSpan.FromMilliseconds(20) };
        using var drainer = new SpoolDrainer(host.Spool, host.Intake, host.Takers, options, TimeProvider.System, NullLogger<SpoolDrainer>.Instance);
        await drainer.StartAsync(default);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (host.Spool.Waiting > 0) await Task.Delay(5, limit.Token);
        await drainer.StopAsync(default);
    }

    private static async Task<string> ReadSharedAsync(string file)
    {
        await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(stream, Encoding.Latin1);
        return await reader.ReadToEndAsync();
    }
}
