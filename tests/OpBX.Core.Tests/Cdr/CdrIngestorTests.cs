using System.Text;
using System.Text.Json;
using OpBX.Calls;
using OpBX.Cdr;
using OpBX.Core.Tests.State;
using OpBX.Storage;

namespace OpBX.Core.Tests.Cdr;

public sealed class CdrIngestorTests
{
    [Fact]
    public async Task Ingest_sample_closes_the_call_and_tells_once()
    {
        var host = new RecordHost();

        (await host.CdrAsync(ContractFiles.Payload("cdr.text-ids-and-costs.json"))).Should().Be(IngestResult.Stored);

        const string Session = "00000000000000000000000000000004";
        CallLog call = (await host.CallAsync(Session))!;
        call.Should().BeEquivalentTo(new
        {
            CallId = Session, Direction = RecordedDirection.Inbound, FromNumber = "+15550100001", ToNumber = "+15550100002", DidId = 7L,
            Status = CallStatus.Completed, InitiatedAt = RecordHost.At("2023-12-21T01:50:00Z"), AnsweredAt = RecordHost.At("2023-12-21T01:50:10Z"),
            EndedAt = RecordHost.At("2023-12-21T01:51:00Z"), DurationSeconds = 60, RecordingUrl = "https://storage.example.test/recordings/rec_123.mp3",
            IsClosed = true,
        });
        call.CloudonixCdr.Should().Be((await host.CdrsOfAsync(Session)).Single().CloudonixData);
        host.Events.All.Select(static e => e.GetType()).Should().Equal(typeof(CallAnswered), typeof(CallEnded));
        host.Events.All.OfType<CallEnded>().Single().Should().BeEquivalentTo(new
        {
            Tenant = RecordHost.Tenant, Session, At = RecordHost.At("2023-12-21T01:51:00Z"), Status = CallStatus.Completed,
            DurationSeconds = 60, BilledSeconds = 58, From = "+15550100001", To = "+15550100002",
        });
        host.State.Released.Should().Equal((RecordHost.Tenant, Session, 58));
    }

    [Fact]
    public async Task Ingest_again_is_a_duplicate_without_effects()
    {
        var host = new RecordHost();
        string body = ContractFiles.Payload("cdr.connected.json");
        await host.CdrAsync(body);

        (await host.CdrAsync(body)).Should().Be(IngestResult.Duplicate);

        (await host.CdrsOfAsync("0123456789abcdef0123456789abcdef")).Should().ContainSingle();
        host.Events.All.Should().HaveCount(2);
        host.State.Released.Should().ContainSingle();
    }

    [Fact]
    public async Task Ingest_from_eight_threads_makes_one_row_and_one_set_of_effects()
    {
        var host = new RecordHost();
        string body = ContractFiles.Payload("cdr.connected.json");
        var results = new System.Collections.Concurrent.ConcurrentBag<IngestResult>();

        await ManyThreads.RunAsync(async _ =>
        {
            for (int i = 0; i < 100; i++) results.Add(await host.CdrAsync(body));
        });

        results.Count(static r => r == IngestResult.Stored).Should().Be(1);
        results.Count(static r => r == IngestResult.Duplicate).Should().Be(799);
        (await host.CdrsOfAsync("0123456789abcdef0123456789abcdef")).Should().ContainSingle();
        host.Events.All.Should().HaveCount(2);
        host.State.Released.Should().ContainSingle();
    }

    [Fact]
    public async Task Ingest_correction_of_a_leg_fills_in_and_does_not_depend_on_order()
    {
        string first = Cdr("s1", "leg-1", "NOANSWER", billsec: null, end: 1736157630000), later = Cdr("s1", "leg-1", "ANSWER", billsec: 20, end: 1736157660000, cost: 0.5m);
        List<CallDetailRecord> rows = [];
        List<CallLog> calls = [];
        foreach (string[] order in new[] { new[] { first, later }, [later, first] })
        {
            var host = new RecordHost();
            foreach (string body in order) (await host.CdrAsync(body)).Should().BeOneOf(IngestResult.Stored, IngestResult.Duplicate);
            rows.Add((await host.CdrsOfAsync("s1")).Single());
            calls.Add((await host.CallAsync("s1"))!);
            host.State.Released.Should().ContainSingle();
        }

        rows[0].Should().Be(rows[1]);
        rows[0].Should().BeEquivalentTo(new { Disposition = Disposition.Answered, BilledSeconds = 20, Cost = 0.5m, EndedAt = RecordHost.At("2025-01-06T10:01:00Z") });
        calls[0].Should().BeEquivalentTo(calls[1], options => options.Excluding(static c => c.UpdatedAt));
        calls[0].CloudonixCdr.Should().Be(rows[0].CloudonixData);
    }

    [Fact]
    public async Task Ingest_of_other_legs_keeps_rows_and_leaves_the_call_open()
    {
        var host = new RecordHost();

        await host.CdrAsync(Cdr("s1", "leg-2", "NOANSWER", callIds: ["leg-1", "leg-2"]));
        (await host.CallAsync("s1"))!.Should().BeEquivalentTo(new { IsClosed = false, Status = CallStatus.Initiated, CloudonixCdr = (object?)null });
        host.State.Released.Should().BeEmpty();
        host.Events.All.Should().BeEmpty();

        await host.CdrAsync(Cdr("s1", "leg-1@203.0.113.5", "ANSWER", billsec: 30, callIds: ["leg-1", "leg-2"]));
        (await host.CallAsync("s1"))!.Should().BeEquivalentTo(new { IsClosed = true, Status = CallStatus.Completed });
        (await host.CdrsOfAsync("s1")).Should().HaveCount(2);
        host.State.Released.Should().Equal((RecordHost.Tenant, "s1", 30));
    }

    [Theory]
    [InlineData("busy")]
    [InlineData("noanswer")]
    [InlineData("completed")]
    public async Task Session_that_ended_gives_its_slots_back_before_its_cdr_comes(string status)
    {
        var host = new RecordHost();

        await host.UpdateAsync($$"""{"token":"s1","eventId":"e1","status":"{{status}}"}""");
        host.State.Released.Should().BeEmpty("another attempt may follow");
        await host.UpdateAsync($$"""{"token":"s1","eventId":"e2","status":"{{status}}","callEndTime":1736157660000}""");
        await host.CdrAsync(Cdr("s1", "leg-1", "ANSWER", billsec: 30));

        host.State.Released.Should().Equal((RecordHost.Tenant, "s1", null), (RecordHost.Tenant, "s1", 30));
    }

    [Fact]
    public async Task Ingest_of_legs_that_nobody_lists_closes_with_the_last_one_in_any_order()
    {
        string early = Cdr("s1", "leg-b", "NOANSWER", end: 1736157610000), late = Cdr("s1", "leg-a", "ANSWER", billsec: 9, end: 1736157620000);
        foreach (string[] order in new[] { new[] { early, late }, [late, early] })
        {
            var host = new RecordHost();
            foreach (string body in order) await host.CdrAsync(body);

            CallLog call = (await host.CallAsync("s1"))!;
            call.Status.Should().Be(CallStatus.Completed);
            call.EndedAt.Should().Be(RecordHost.At("2025-01-06T10:00:20Z"));
            call.CloudonixCdr!.GetString("call_id").Should().Be("leg-a");
            host.Events.All.OfType<CallEnded>().Should().ContainSingle();
            host.State.Released.Should().ContainSingle();
        }
    }

    [Fact]
    public async Task Ingest_token_of_another_tenant_is_set_aside_and_changes_nothing()
    {
        var host = new RecordHost();
        await host.CdrAsync(Cdr("s1", "leg-1", "BUSY"));
        CallLog before = (await host.CallAsync("s1"))!;

        (await host.CdrAsync(Cdr("s1", "leg-1", "ANSWER", billsec: 5), RecordHost.Other)).Should().Be(IngestResult.DeadLettered);

        (await host.CallAsync("s1")).Should().BeSameAs(before);
        (await host.CallAsync("s1", RecordHost.Other)).Should().BeNull();
        (await host.CdrsOfAsync("s1", RecordHost.Other)).Should().BeEmpty();
        DeadLetter letter = (await host.DeadLettersAsync(RecordHost.Other)).Single();
        letter.Should().BeEquivalentTo(new { Source = "cdr", Code = "foreign-token", Tenant = RecordHost.Other, ReceivedAt = RecordHost.Start });
        Encoding.UTF8.GetString(letter.Body.Span).Should().Be(Cdr("s1", "leg-1", "ANSWER", billsec: 5));
        (await host.DeadLettersAsync()).Should().BeEmpty();
        host.State.Released.Should().ContainSingle();
    }

    [Theory]
    [InlineData("""{"call_id":"leg-1"}""", "no-session")]
    [InlineData("[]", "not-an-object")]
    [InlineData("\"text\"", "not-an-object")]
    [InlineData("null", "not-an-object")]
    public async Task Ingest_of_what_is_no_record_is_set_aside(string body, string code)
    {
        var host = new RecordHost();

        (await host.CdrAsync(body)).Should().Be(IngestResult.DeadLettered);

        DeadLetter letter = (await host.DeadLettersAsync()).Single();
        letter.Code.Should().Be(code);
        Encoding.UTF8.GetString(letter.Body.Span).Should().Be(body);
    }

    [Fact]
    public async Task Ingest_undefined_element_is_set_aside()
        => (await new RecordHost().Cdrs.IngestAsync(RecordHost.Tenant, default(JsonElement), CancellationToken.None)).Should().Be(IngestResult.DeadLettered);

    [Fact]
    public async Task Ingest_too_deep_body_is_set_aside()
    {
        var host = new RecordHost();

        (await host.CdrAsync("""{"session":{"token":"s1"},"x":""" + new string('[', 200) + new string(']', 200) + "}")).Should().Be(IngestResult.DeadLettered);

        (await host.DeadLettersAsync()).Single().Code.Should().Be("too-deep");
    }

    [Fact]
    public async Task Ingest_without_room_for_dead_letters_says_so()
    {
        var host = new RecordHost(new InMemoryRecordOptions { MaxDeadLetterBytes = 3 });

        (await host.CdrAsync("""{"a":1}""")).Should().Be(IngestResult.Unavailable);
    }

    [Fact]
    public async Task Ingest_with_storage_down_says_so()
    {
        var host = new RecordHost(new InMemoryRecordOptions(), new BrokenStorage());

        (await host.CdrAsync(Cdr("s1", "leg-1", "BUSY"))).Should().Be(IngestResult.Unavailable);
        (await host.UpdateAsync("""{"token":"s1","status":"busy"}""")).Should().Be(IngestResult.Unavailable);
        (await host.Recordings.IngestAsync(RecordHost.Tenant, new OpBX.Recordings.RecordingNotice { Session = "s1", Kind = OpBX.Routing.RecordingKind.Call }, default)).Should().Be(IngestResult.Unavailable);
    }

    [Fact]
    public async Task Ingest_with_state_down_keeps_the_record()
    {
        var host = new RecordHost();
        host.State.Fault = new OpBX.State.OpBXStateException();

        (await host.CdrAsync(Cdr("s1", "leg-1", "BUSY"))).Should().Be(IngestResult.Stored);

        (await host.CallAsync("s1"))!.Status.Should().Be(CallStatus.Busy);
        host.Events.All.OfType<CallEnded>().Should().ContainSingle();
    }

    [Fact]
    public async Task Ingest_without_the_tenants_configuration_keeps_the_record()
    {
        var host = new RecordHost();
        host.Facts.Fault = new OpBXStorageException();

        (await host.CdrAsync(Cdr("s1", "leg-1", "BUSY"))).Should().Be(IngestResult.Stored);

        (await host.CdrsOfAsync("s1")).Single().FromNumber.Should().Be("+15550100001");
    }

    [Fact]
    public async Task Ingest_cancelled_before_it_starts_throws_and_keeps_nothing()
    {
        var host = new RecordHost();

        Func<Task> ingest = async () => await host.Cdrs.IngestAsync(RecordHost.Tenant, RecordHost.Parse(Cdr("s1", "leg-1", "BUSY")), new CancellationToken(canceled: true));

        await ingest.Should().ThrowAsync<OperationCanceledException>();
        (await host.CallAsync("s1")).Should().BeNull();
    }

    internal static string Cdr(string token, string leg, string disposition, int? billsec = 0, long end = 1736157660000, decimal? cost = null, string[]? callIds = null)
        => JsonSerializer.Serialize(new
        {
            timestamp = 1736157600, from = "15550100001", to = "15550100002", disposition, duration = 60, billsec, call_id = leg, sell_cost = cost,
            session = new
            {
                token, callStartTime = 1736157600000, callAnswerTime = disposition == "ANSWER" ? 1736157605000 : 0, callEndTime = end,
                profile = new { callId = callIds ?? [] },
            },
        });

    private sealed class BrokenStorage : IOpBXStorage
    {
        public OpBX.Tenants.ITenantDirectory Directory => throw new OpBXStorageException();

        public OpBX.Tenants.ITenantStore Tenants => throw new OpBXStorageException();

        public ICallLogStore CallLogs => throw new OpBXStorageException();

        public ICallRecordStore CallRecords => throw new OpBXStorageException();

        public OpBX.Sessions.ISessionUpdateStore SessionUpdates => throw new OpBXStorageException();

        public OpBX.Recordings.IRecordingStore Recordings => throw new OpBXStorageException();

        public IDeadLetterStore DeadLetters => throw new OpBXStorageException();
    }
}
