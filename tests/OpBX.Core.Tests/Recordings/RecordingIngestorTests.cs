using System.Text;
using System.Text.Json;
using OpBX.Calls;
using OpBX.Cdr;
using OpBX.Core.Tests.Cdr;
using OpBX.Core.Tests.State;
using OpBX.Recordings;
using OpBX.Routing;

namespace OpBX.Core.Tests.Recordings;

public sealed class RecordingIngestorTests
{
    private static readonly RecordingNotice Action = Notice("record-action.json") with { Caller = "15550100001" };
    private static readonly RecordingNotice Callback = Notice("recording-status-callback.unconfirmed.json");

    [Fact]
    public async Task Ingest_action_then_callback_makes_one_row_that_becomes_complete()
    {
        var host = new RecordHost();

        (await IngestAsync(host, Action)).Should().Be(IngestResult.Stored);
        Recording before = (await host.RecordingsOfAsync(Action.Session)).Single();
        before.Should().BeEquivalentTo(new { Status = RecordingStatus.Processing, Filename = "", OriginalFilename = "", FileSize = 0L, DurationSeconds = 12 });
        host.Events.All.Should().BeEmpty();
        (await IngestAsync(host, Callback)).Should().Be(IngestResult.Stored);
        (await IngestAsync(host, Callback)).Should().Be(IngestResult.Duplicate);

        Recording row = (await host.RecordingsOfAsync(Action.Session)).Single();
        row.Should().BeEquivalentTo(new
        {
            before.Id, Status = RecordingStatus.Completed, Kind = RecordingKind.Voicemail, ExtensionId = 14L, Caller = "+15550100001",
            SourceUrl = "https://recordings.example.net/r/0123456789abcdef0123456789abcdef.mp3", MimeType = "audio/mpeg",
        });
        host.Events.All.Should().ContainSingle().Which.Should().BeOfType<RecordingReady>()
            .Which.Should().BeEquivalentTo(new { RecordingId = row.Id, Kind = RecordingKind.Voicemail, ExtensionId = 14L, From = "+15550100001", DurationSeconds = 12, RecordingUrl = row.SourceUrl });
    }

    [Fact]
    public async Task Ingest_callback_first_twice_or_alone_gives_the_same_row()
    {
        List<Recording> rows = [];
        foreach (RecordingNotice[] order in new[] { new[] { Callback, Action }, [Callback, Callback, Action, Callback], [Action, Callback] })
        {
            var host = new RecordHost();
            foreach (RecordingNotice notice in order) await IngestAsync(host, notice);
            rows.Add((await host.RecordingsOfAsync(Action.Session)).Single());
            host.Events.All.OfType<RecordingReady>().Should().ContainSingle();
        }

        rows.Should().OnlyContain(row => row == rows[0]);
        var alone = new RecordHost();
        await IngestAsync(alone, Callback);
        (await alone.RecordingsOfAsync(Action.Session)).Single().Status.Should().Be(RecordingStatus.Completed);
    }

    [Fact]
    public async Task Ingest_callback_alone_knows_the_caller_from_the_call()
    {
        var host = new RecordHost();
        await host.UpdateAsync($$"""{"token":"{{Callback.Session}}","eventId":"e1","status":"ringing","callerId":"15550100001","destination":"15550100002"}""");

        await IngestAsync(host, Callback with { Caller = null });

        (await host.RecordingsOfAsync(Callback.Session)).Single().Caller.Should().Be("+15550100001");
    }

    [Fact]
    public async Task Ingest_from_eight_threads_makes_one_row()
    {
        var host = new RecordHost();

        await ManyThreads.RunAsync(async thread =>
        {
            for (int i = 0; i < 50; i++) await IngestAsync(host, (i + thread) % 2 == 0 ? Action : Callback);
        });

        (await host.RecordingsOfAsync(Action.Session)).Should().ContainSingle();
        host.Events.All.Should().ContainSingle();
    }

    [Theory]
    [InlineData("completed", RecordingStatus.Completed)]
    [InlineData("Completed", RecordingStatus.Completed)]
    [InlineData("in-progress", RecordingStatus.Processing)]
    [InlineData(null, RecordingStatus.Processing)]
    [InlineData("something", RecordingStatus.Processing)]
    [InlineData("failed", RecordingStatus.Failed)]
    public async Task Ingest_status_words_give_the_state(string? word, RecordingStatus expected)
    {
        var host = new RecordHost();

        await IngestAsync(host, Callback with { Status = word });

        (await host.RecordingsOfAsync(Action.Session)).Single().Status.Should().Be(expected);
    }

    [Fact]
    public async Task Ingest_absent_leaves_no_row_and_fails_one_that_is_there()
    {
        var host = new RecordHost();
        RecordingNotice absent = Callback with { Status = "absent", Url = null, DurationSeconds = null };

        (await IngestAsync(host, absent)).Should().Be(IngestResult.Duplicate);
        (await host.RecordingsOfAsync(Action.Session)).Should().BeEmpty();
        (await host.CallAsync(Action.Session)).Should().BeNull();

        await IngestAsync(host, Action);
        await IngestAsync(host, absent);
        (await host.RecordingsOfAsync(Action.Session)).Single().Status.Should().Be(RecordingStatus.Failed);

        await IngestAsync(host, Callback);
        await IngestAsync(host, absent);
        (await host.RecordingsOfAsync(Action.Session)).Single().Status.Should().Be(RecordingStatus.Completed, "it never goes back");
    }

    [Fact]
    public async Task Ingest_tells_recordings_apart_by_kind_owner_and_address()
    {
        var host = new RecordHost();
        await IngestAsync(host, Callback);
        await IngestAsync(host, Callback with { Url = "https://recordings.example.net/r/2.mp3" });
        await IngestAsync(host, Callback with { ExtensionId = 11 });
        await IngestAsync(host, Callback with { Kind = RecordingKind.Call, ExtensionId = null });

        (await host.RecordingsOfAsync(Action.Session)).Should().HaveCount(4);
    }

    [Fact]
    public async Task Ingest_recording_of_a_conversation_is_linked_to_its_call_unless_the_cdr_names_one()
    {
        var host = new RecordHost();
        var notice = new RecordingNotice { Session = "s1", Kind = RecordingKind.Call, Url = "https://recordings.example.test/1.mp3", Status = "completed" };
        await IngestAsync(host, notice);
        await host.CdrAsync(CdrIngestorTests.Cdr("s1", "leg-1", "ANSWER", billsec: 5));
        (await host.CallAsync("s1"))!.RecordingUrl.Should().Be(notice.Url);

        await host.CdrAsync("""{"call_id":"leg-1","recording_url":"https://storage.example.test/2.mp3","disposition":"ANSWER","session":{"token":"s1"}}""");
        (await host.CallAsync("s1"))!.RecordingUrl.Should().Be("https://storage.example.test/2.mp3");
    }

    [Fact]
    public async Task Ingest_session_of_another_tenant_is_set_aside()
    {
        var host = new RecordHost();
        await IngestAsync(host, Action);

        (await host.Recordings.IngestAsync(RecordHost.Other, Callback, CancellationToken.None)).Should().Be(IngestResult.DeadLettered);

        (await host.RecordingsOfAsync(Action.Session, RecordHost.Other)).Should().BeEmpty();
        DeadLetter letter = (await host.DeadLettersAsync(RecordHost.Other)).Single();
        letter.Should().BeEquivalentTo(new { Source = "recording-status", Code = "foreign-token" });
        using JsonDocument body = JsonDocument.Parse(letter.Body);
        body.RootElement.GetProperty("RecordingUrl").GetString().Should().Be(Callback.Url);
    }

    [Fact]
    public async Task Ingest_without_session_is_set_aside()
    {
        var host = new RecordHost();

        (await IngestAsync(host, Action with { Session = " " })).Should().Be(IngestResult.DeadLettered);

        Encoding.UTF8.GetString((await host.DeadLettersAsync()).Single().Body.Span).Should().Contain("\"Kind\":\"voicemail\"");
    }

    [Theory]
    [InlineData("javascript:alert(1)")]
    [InlineData("not an address")]
    public async Task Ingest_address_that_is_none_is_not_kept(string url)
    {
        var host = new RecordHost();

        await IngestAsync(host, Callback with { Url = url });

        (await host.RecordingsOfAsync(Action.Session)).Single().SourceUrl.Should().BeNull();
    }

    [Fact]
    public async Task MarkHeard_keeps_the_first_time()
    {
        var host = new RecordHost();
        await IngestAsync(host, Action);
        long id = (await host.RecordingsOfAsync(Action.Session)).Single().Id;

        (await host.Storage.Recordings.MarkHeardAsync(RecordHost.Tenant, id, RecordHost.Start, default)).Should().BeTrue();
        (await host.Storage.Recordings.MarkHeardAsync(RecordHost.Tenant, id, RecordHost.Start.AddDays(1), default)).Should().BeTrue();

        (await host.Storage.Recordings.FindAsync(RecordHost.Tenant, id, default))!.HeardAt.Should().Be(RecordHost.Start);
        (await host.Storage.Recordings.MarkHeardAsync(RecordHost.Tenant, id + 1, RecordHost.Start, default)).Should().BeFalse();
    }

    private static async Task<IngestResult> IngestAsync(RecordHost host, RecordingNotice notice)
        => await host.Recordings.IngestAsync(RecordHost.Tenant, notice, CancellationToken.None);

    /// <summary>The notice that the web layer makes of a sample.</summary>
    private static RecordingNotice Notice(string file)
    {
        using JsonDocument sample = JsonDocument.Parse(ContractFiles.Payload(file));
        JsonElement body = sample.RootElement;
        return new RecordingNotice
        {
            Session = body.GetProperty("Session").GetString()!,
            Kind = RecordingKind.Voicemail,
            ExtensionId = 14,
            Url = body.GetProperty("RecordingUrl").GetString(),
            Status = body.TryGetProperty("RecordingStatus", out JsonElement status) ? status.GetString() : null,
            DurationSeconds = int.Parse(body.GetProperty("RecordingDuration").GetString()!, System.Globalization.CultureInfo.InvariantCulture),
        };
    }
}
