using System.Text.Json;
using OpBX.Calls;
using OpBX.Cdr;
using OpBX.Core.Tests.Cdr;
using OpBX.Core.Tests.State;
using OpBX.Sessions;

namespace OpBX.Core.Tests.Sessions;

public sealed class SessionUpdateIngestorTests
{
    private const string Session = "0123456789abcdef0123456789abcdef";

    [Fact]
    public async Task Ingest_samples_of_one_call_keeps_both_and_moves_the_call()
    {
        var host = new RecordHost();

        (await host.UpdateAsync(ContractFiles.Payload("session-update.ringing.json"))).Should().Be(IngestResult.Stored);
        (await host.State.LiveCalls.ListAsync(RecordHost.Tenant, default)).Should().BeEquivalentTo(new[]
        {
            new { Session, Status = CallStatus.Ringing, From = "+15550100001", To = "1004", StartedAt = RecordHost.At("2026-01-15T10:30:00Z"), ExtensionId = 14L },
        });
        (await host.UpdateAsync(ContractFiles.Payload("session-update.connected.json"))).Should().Be(IngestResult.Stored);

        (await host.CallAsync(Session))!.Should().BeEquivalentTo(new
        {
            Status = CallStatus.Answered, Direction = RecordedDirection.Inbound, FromNumber = "+15550100001", ToNumber = "1004", ExtensionId = 14L,
            InitiatedAt = RecordHost.At("2026-01-15T10:30:00Z"), AnsweredAt = RecordHost.At("2026-01-15T10:30:25Z"), EndedAt = (DateTimeOffset?)null, IsClosed = false,
        });
        SessionUpdate first = (await host.UpdatesOfAsync(Session))[0];
        first.Should().BeEquivalentTo(new
        {
            SessionId = "22000001", CallId = Session, EventId = "evt-0001", Status = "ringing", FromNumber = "+15550100001", ToNumber = "1004",
            EventAt = RecordHost.At("2026-01-15T10:30:05Z"), ProcessedAt = RecordHost.Start, CreatedAt = RecordHost.Start,
        });
        first.Data.GetString("outgoingSubscriberId").Should().Be("248001");
        host.Events.All.Should().ContainSingle().Which.Should().BeOfType<CallAnswered>()
            .Which.Should().BeEquivalentTo(new { Session, From = "+15550100001", To = "1004", ExtensionId = 14L, At = RecordHost.At("2026-01-15T10:30:25Z") });
        (await host.State.LiveCalls.ListAsync(RecordHost.Tenant, default)).Single().Status.Should().Be(CallStatus.Answered);
        (await host.State.LiveCalls.ListAsync(RecordHost.Other, default)).Should().BeEmpty();
    }

    [Theory]
    [InlineData("\"\"", "anonymous", "anonymous")]
    [InlineData("\"  \"", "anonymous", "anonymous")]
    [InlineData("\"+Restricted\"", "anonymous", "anonymous")]
    [InlineData("null", "", "")]
    public async Task Ingest_empty_caller_is_withheld_and_a_missing_one_is_not_known(string caller, string update, string call)
    {
        var host = new RecordHost();

        await host.UpdateAsync($$"""{"token":"s1","eventId":"e1","status":"ringing","callerId":{{caller}},"destination":"1004"}""");

        (await host.UpdatesOfAsync("s1")).Single().FromNumber.Should().Be(update);
        (await host.CallAsync("s1"))!.FromNumber.Should().Be(call);
    }

    [Fact]
    public async Task Ingest_without_event_id_is_kept_once_whatever_the_order_of_members()
    {
        var host = new RecordHost();
        string body = ContractFiles.Payload("session-update.no-event-id.json");
        using JsonDocument document = JsonDocument.Parse(body);
        string turned = "{ " + string.Join(" , ", document.RootElement.EnumerateObject().Reverse().Select(static p => $"\"{p.Name}\" :\n {p.Value.GetRawText()}")) + " }";

        (await host.UpdateAsync(body)).Should().Be(IngestResult.Stored);
        (await host.UpdateAsync(turned)).Should().Be(IngestResult.Duplicate);
        (await host.UpdateAsync(body.Replace("9800001", "9800001.0", StringComparison.Ordinal))).Should().Be(IngestResult.Duplicate, "1 and 1.0 are the same number");
        (await host.UpdateAsync(body.Replace("10:30:25Z", "10:30:26Z", StringComparison.Ordinal))).Should().Be(IngestResult.Stored);

        IReadOnlyList<SessionUpdate> updates = await host.UpdatesOfAsync("00000000000000000000000000000002");
        updates.Should().HaveCount(2).And.OnlyContain(static u => u.EventId.StartsWith("sha256:") && u.EventId.Length == 71);
    }

    [Fact]
    public async Task Ingest_without_token_is_kept_and_moves_no_call()
    {
        var host = new RecordHost();

        (await host.UpdateAsync(ContractFiles.Payload("session-update.outgoing.json"))).Should().Be(IngestResult.Stored);
        (await host.UpdateAsync(ContractFiles.Payload("session-update.outgoing.json"))).Should().Be(IngestResult.Duplicate);

        (await host.UpdatesOfAsync("21900001")).Single().Should().BeEquivalentTo(new
        {
            SessionId = "21900001", CallId = "21900001", EventId = "evt-12345", Status = "ringing", ToNumber = "2000", ProcessedAt = (DateTimeOffset?)null,
        });
        (await host.CallAsync("21900001")).Should().BeNull();
    }

    [Fact]
    public async Task Ingest_every_sample_is_kept()
    {
        foreach (string name in ContractFiles.Payloads("session-update.")) (await new RecordHost().UpdateAsync(ContractFiles.Payload(name))).Should().Be(IngestResult.Stored, name);
    }

    [Fact]
    public async Task Ingest_events_of_the_same_second_come_back_in_their_order_and_join()
    {
        using JsonDocument sample = JsonDocument.Parse(ContractFiles.Payload("session-events.same-second.json"));
        string[] bodies = [.. sample.RootElement.GetProperty("events").EnumerateArray().Select(static e => JsonSerializer.Serialize(new
        {
            id = 21900001, token = "s1", event_id = e.GetProperty("event_id").GetString(), status = e.GetProperty("status").GetString(),
            modifiedAt = e.GetProperty("created_at").GetString(), action = e.GetProperty("action").GetString(),
        }))];
        bodies.Should().HaveCount(2);
        foreach (string[] order in new[] { bodies, [.. bodies.Reverse()] })
        {
            var host = new RecordHost();
            foreach (string body in order) await host.UpdateAsync(body);

            (await host.UpdatesOfAsync("s1")).Should().HaveCount(2);
            (await host.CallAsync("s1"))!.Status.Should().Be(CallStatus.Ringing);
        }
    }

    [Fact]
    public async Task List_orders_by_milliseconds_of_the_event_not_by_arrival()
    {
        var host = new RecordHost();
        await host.UpdateAsync("""{"token":"s1","eventId":"e2","status":"connected","modifiedAt":"2026-01-15T10:30:00.250Z"}""");
        await host.UpdateAsync("""{"token":"s1","eventId":"e1","status":"ringing","modifiedAt":"2026-01-15T10:30:00.249Z"}""");

        (await host.UpdatesOfAsync("s1")).Select(static u => u.EventId).Should().Equal("e1", "e2");
    }

    [Fact]
    public async Task Ingest_rest_form_reads_times_as_text_and_words_in_capitals()
    {
        var host = new RecordHost();

        await host.UpdateAsync(ContractFiles.Payload("rest-session-object.json"));

        (await host.CallAsync("my-session-token"))!.Should().BeEquivalentTo(new
        {
            Status = CallStatus.Ringing, Direction = RecordedDirection.Outbound, InitiatedAt = RecordHost.At("2025-01-13T15:09:13.283Z"), AnsweredAt = RecordHost.At("2025-01-13T15:09:13.283Z"),
        });
    }

    [Fact]
    public async Task Ingest_after_the_cdr_keeps_the_event_and_leaves_the_call()
    {
        var host = new RecordHost();
        await host.CdrAsync(CdrIngestorTests.Cdr("s1", "leg-1", "NOANSWER"));
        await host.UpdateAsync("""{"token":"s1","eventId":"e1","status":"completed","callAnswerTime":1736157605000,"callEndTime":1736157999000}""");

        (await host.CallAsync("s1"))!.Should().BeEquivalentTo(new { Status = CallStatus.NoAnswer, AnsweredAt = (DateTimeOffset?)null, EndedAt = RecordHost.At("2025-01-06T10:01:00Z"), DurationSeconds = 60 });
        (await host.UpdatesOfAsync("s1")).Should().ContainSingle();
        host.Events.All.OfType<CallAnswered>().Should().BeEmpty();
        (await host.State.LiveCalls.ListAsync(RecordHost.Tenant, default)).Should().BeEmpty();
    }

    [Fact]
    public async Task Ingest_own_leg_learnt_late_opens_a_call_that_another_leg_had_closed()
    {
        var host = new RecordHost();
        await host.CdrAsync(CdrIngestorTests.Cdr("s1", "leg-2", "NOANSWER"));
        (await host.CallAsync("s1"))!.IsClosed.Should().BeTrue("it is the only one");

        await host.UpdateAsync("""{"token":"s1","eventId":"e1","status":"connected","callIds":["leg-1","leg-2"]}""");
        (await host.CallAsync("s1"))!.Should().BeEquivalentTo(new { IsClosed = false, Status = CallStatus.Answered, CloudonixCdr = (object?)null });

        await host.CdrAsync(CdrIngestorTests.Cdr("s1", "leg-1", "ANSWER", billsec: 5));
        (await host.CallAsync("s1"))!.Should().BeEquivalentTo(new { IsClosed = true, Status = CallStatus.Completed });
        host.Events.All.OfType<CallEnded>().Should().ContainSingle("the end is told once");
    }

    [Fact]
    public async Task Ingest_token_of_another_tenant_is_set_aside()
    {
        var host = new RecordHost();
        await host.UpdateAsync("""{"token":"s1","eventId":"e1","status":"ringing"}""");

        (await host.UpdateAsync("""{"token":"s1","eventId":"e2","status":"busy"}""", RecordHost.Other)).Should().Be(IngestResult.DeadLettered);

        (await host.DeadLettersAsync(RecordHost.Other)).Single().Should().BeEquivalentTo(new { Source = "session-update", Code = "foreign-token" });
        (await host.UpdatesOfAsync("s1", RecordHost.Other)).Should().BeEmpty();
        (await host.CallAsync("s1"))!.Status.Should().Be(CallStatus.Ringing);
    }

    [Theory]
    [InlineData("""{"status":"ringing"}""", "no-session")]
    [InlineData("[]", "not-an-object")]
    public async Task Ingest_of_what_is_no_event_is_set_aside(string body, string code)
    {
        var host = new RecordHost();

        (await host.UpdateAsync(body)).Should().Be(IngestResult.DeadLettered);

        (await host.DeadLettersAsync()).Single().Code.Should().Be(code);
    }

    [Fact]
    public async Task Ingest_from_eight_threads_keeps_each_event_once()
    {
        var host = new RecordHost();
        int stored = 0;

        await ManyThreads.RunAsync(async _ =>
        {
            for (int i = 0; i < 50; i++)
            {
                if (await host.UpdateAsync($$"""{"token":"s1","eventId":"e{{i}}","status":"connected"}""") == IngestResult.Stored) Interlocked.Increment(ref stored);
            }
        });

        stored.Should().Be(50);
        (await host.UpdatesOfAsync("s1")).Should().HaveCount(50);
        host.Events.All.Should().ContainSingle();
    }

    [Fact]
    public async Task Ingest_masks_credentials_in_what_is_kept()
    {
        var host = new RecordHost();

        await host.UpdateAsync("""{"token":"s1","eventId":"e1","status":"new","callback":"https://h.test/cdr?key=secret-1","profile":{"authorization":"secret-2","application":[{"url":"secret-3"}]}}""");

        (await host.UpdatesOfAsync("s1")).Single().Data.ToJson().Should().NotContain("secret-");
    }
}
