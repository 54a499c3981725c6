using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using OpBX.Calls;
using OpBX.Cdr;
using OpBX.Core.Tests.Cdr;
using OpBX.Diagnostics;
using OpBX.Numbers;
using OpBX.Retention;
using OpBX.Routing;
using OpBX.State;
using OpBX.Storage;
using OpBX.Tenants;

namespace OpBX.Core.Tests.Retention;

/// <summary>Retention, archive and erasure (rules D1–D3) on the archive in memory.</summary>
public sealed class RetentionTests
{
    private static readonly RetentionOptions Fast = new() { BatchRows = 2, BusyWorkShare = 1 };

    [Fact]
    public async Task Run_archives_what_is_old_in_batches_and_purges_what_was_archived_long_enough()
    {
        RecordHost host = Host("""{"retention":{"call_detail_records":{"days":10,"archive_days":20},"session_updates":{"days":1}}}""");
        for (int day = 0; day < 40; day++)
        {
            host.Time.Now = RecordHost.Start.AddDays(day);
            await host.CdrAsync(Cdr("s" + day));
            await host.UpdateAsync($$"""{"token":"s{{day}}","eventId":"e","status":"connected"}""");
        }
        host.Time.Now = RecordHost.Start.AddDays(40);
        RecordRetention retention = Retention(host);

        IReadOnlyList<RetentionPlan> plan = await retention.PlanAsync(RecordHost.Tenant, default);
        plan.Single(static p => p.Kind == RecordKind.CallRecords).Should().BeEquivalentTo(new { ToArchive = 30L, ToPurge = 0L, ArchiveBefore = RecordHost.Start.AddDays(30), PurgeBefore = RecordHost.Start.AddDays(10) });
        (await CountAsync(host, archived: false)).Should().Be(40, "a dry run changes nothing");

        IReadOnlyList<RetentionResult> results = await retention.RunAsync(RecordHost.Tenant, default);

        results.Should().BeEquivalentTo(
        [
            new RetentionResult(RecordKind.CallLogs, 0, 0), new RetentionResult(RecordKind.CallRecords, 30, 10),
            new RetentionResult(RecordKind.SessionUpdates, 39, 0), new RetentionResult(RecordKind.Recordings, 0, 0),
        ]);
        (await CountAsync(host, archived: false)).Should().Be(10);
        (await CountAsync(host, archived: true)).Should().Be(30);
        (await retention.RestoreAsync(RecordHost.Tenant, RecordKind.CallRecords, RecordHost.Start.AddDays(15), RecordHost.Start.AddDays(20), default)).Should().Be(5);
        (await CountAsync(host, archived: false)).Should().Be(15);
        (await CountAsync(host, archived: true)).Should().Be(30);
    }

    [Theory]
    [InlineData("""{"retention":{"legal_hold":true,"call_detail_records":{"days":1,"archive_days":0}}}""")]
    [InlineData("""{"retention":{"call_detail_records":{"days":1,"archive_days":0,"legal_hold":"case 17"}}}""")]
    public async Task Legal_hold_stops_removal_and_not_archiving(string settings)
    {
        RecordHost host = Host(settings);
        await host.CdrAsync(Cdr("s1"));
        host.Time.Now = RecordHost.Start.AddDays(500);

        (await Retention(host).RunAsync(RecordHost.Tenant, default)).Should().Contain(new RetentionResult(RecordKind.CallRecords, 1, 0));
    }

    [Theory]
    [InlineData("{}", RecordKind.CallLogs, 730, null)]
    [InlineData("{}", RecordKind.CallRecords, 2555, null)]
    [InlineData("{}", RecordKind.SessionUpdates, 30, null)]
    [InlineData("{}", RecordKind.Recordings, 365, null)]
    [InlineData("""{"retention":{"recordings":{"days":"7","archive_days":1}}}""", RecordKind.Recordings, 7, 1)]
    [InlineData("""{"retention":{"recordings":{"days":0,"archive_days":-1}}}""", RecordKind.Recordings, 365, null)]
    [InlineData("""{"retention":17}""", RecordKind.Recordings, 365, null)]
    public void Settings_that_cannot_be_meant_keep_the_default(string settings, RecordKind kind, int days, int? archiveDays)
        => RetentionPolicy.Of(JsonSettings.Parse(settings), kind).Should().Be(new RetentionPolicy(days, archiveDays, false));

    [Fact]
    public async Task Call_that_is_not_over_waits_a_week_longer()
    {
        RecordHost host = Host("{}");
        await host.UpdateAsync("""{"token":"open","eventId":"e","status":"ringing"}""");
        IRecordArchive archive = host.Storage.Archive!;

        (await archive.MoveAsync(RecordHost.Tenant, RecordKind.CallLogs, RecordHost.Start.AddDays(7), 10, default)).Should().Be(0);
        (await archive.MoveAsync(RecordHost.Tenant, RecordKind.CallLogs, RecordHost.Start.AddDays(7).AddSeconds(1), 10, default)).Should().Be(1);
    }

    [Fact]
    public async Task Service_runs_only_with_the_lease_and_counts_only_in_a_dry_run()
    {
        RecordHost host = Host("""{"retention":{"call_detail_records":{"days":1}}}""");
        await host.CdrAsync(Cdr("s1"));
        host.Time.Now = RecordHost.Start.AddDays(5);

        (await Service(host, new NoLease(), Fast).RunOnceAsync(default)).Should().BeFalse();
        var own = new StateRetentionLease(new InMemoryOpBXState(host.Time), NullLogger<StateRetentionLease>.Instance);
        (await Service(host, own, new RetentionOptions { IsDryRun = true }).RunOnceAsync(default)).Should().BeTrue();
        (await CountAsync(host, archived: false)).Should().Be(1);
        (await Service(host, own, Fast).RunOnceAsync(default)).Should().BeTrue();
        (await CountAsync(host, archived: false)).Should().Be(0);
    }

    [Fact]
    public async Task Erase_leaves_no_trace_of_a_number_in_rows_archives_and_dead_letters()
    {
        RecordHost host = Host("{}");
        const string Number = "15550100123";
        string json = $$"""{"call_id":"leg","session":{"token":"TOKEN","direction":"inbound","callerId":"+{{Number}}"},"disposition":"ANSWER","from":"{{Number}}","to":15550100002,"recording_url":"https://r.example.test/TOKEN.mp3","number":{{Number}},"note":"call +1 (555) 010-0123 or 0115550100123 or 5550100123 back","list":["sip:+{{Number}}@h.example.test"]}""";
        foreach (string token in (string[])["live", "old"])
        {
            await host.CdrAsync(json.Replace("TOKEN", token, StringComparison.Ordinal));
            await host.UpdateAsync($$"""{"token":"{{token}}","eventId":"e","status":"connected","callerId":"{{Number}}","destination":"15550100002"}""");
            await host.Recordings.IngestAsync(RecordHost.Tenant, new() { Session = token, Kind = RecordingKind.Voicemail, ExtensionId = 14, Caller = Number, Url = $"https://r.example.test/vm-{token}.wav", Status = "completed" }, default);
            if (token == "live") continue;
            foreach (RecordKind kind in RecordKinds.All) await host.Storage.Archive!.MoveAsync(RecordHost.Tenant, kind, RecordHost.Start.AddDays(30), 100, default);
        }
        await host.CdrAsync("""{"call_id":"leg-2","session":{"token":"innocent"},"from":"15550100124","to":"15550100002","recording_url":"https://r.example.test/keep.mp3"}""");
        await host.Intake.DeadLetterAsync("cdr", RecordHost.Tenant, "malformed-json", System.Text.Encoding.UTF8.GetBytes($"{{ from: {Number}"), default);

        ErasureReport report = await Retention(host).EraseAsync(RecordHost.Tenant, new ErasureRequest { Number = PhoneNumber.TryParse("+" + Number, out PhoneNumber n) ? n : default }, default);

        report.Rows.Should().BeEquivalentTo(new Dictionary<RecordKind, long> { [RecordKind.CallLogs] = 2, [RecordKind.CallRecords] = 2, [RecordKind.SessionUpdates] = 2, [RecordKind.Recordings] = 2 });
        report.DeadLetters.Should().Be(1);
        report.RecordingUrls.Should().BeEquivalentTo("https://r.example.test/live.mp3", "https://r.example.test/old.mp3", "https://r.example.test/vm-live.wav", "https://r.example.test/vm-old.wav");
        foreach (RecordKind kind in RecordKinds.All) await host.Storage.Archive!.RestoreAsync(RecordHost.Tenant, kind, DateTimeOffset.MinValue, DateTimeOffset.MaxValue, 100, default);
        foreach (string token in (string[])["live", "old"])
        {
            CallLog call = (await host.CallAsync(token))!;
            CallDetailRecord cdr = (await host.CdrsOfAsync(token)).Single();
            call.Should().BeEquivalentTo(new { FromNumber = "anonymous", ToNumber = "+15550100002", RecordingUrl = (string?)null, Status = CallStatus.Completed });
            cdr.FromNumber.Should().Be("anonymous");
            string all = string.Concat(call.Evidence.ToJson(), call.CloudonixCdr!.ToJson(), cdr.CloudonixData.ToJson(), (await host.UpdatesOfAsync(token)).Single().Data.ToJson(), (await host.RecordingsOfAsync(token)).Single().Caller, (await host.RecordingsOfAsync(token)).Single().SourceUrl);
            all.Should().NotContain("0100123").And.NotContain("010-0123").And.Contain("15550100002");
        }
        (await host.CdrsOfAsync("innocent")).Single().Should().BeEquivalentTo(new { FromNumber = "+15550100124", RecordingUrl = "https://r.example.test/keep.mp3" });
        System.Text.Encoding.UTF8.GetString((await host.DeadLettersAsync()).Single().Body.Span).Should().Be("{ from: anonymous");
    }

    [Theory]
    [InlineData("1001", "anonymous")]
    [InlineData("sip:1001@pbx.example.test", "anonymous")]
    [InlineData("+1001", "anonymous")]
    [InlineData("10010", "10010")]
    [InlineData("call 1001 back", "call 1001 back")]
    public void Erase_of_an_extension_takes_whole_texts_only(string text, string erased)
        => new ErasureRequest { ExtensionNumber = "1001" }.Erase(text).Should().Be(erased);

    [Theory]
    [InlineData("+15550100123", "anonymous")]
    [InlineData("tel:15550100123;ext=1", "tel:anonymous;ext=1")]
    [InlineData("0015550100123", "anonymous")]
    [InlineData("5550100123", "anonymous")]
    [InlineData("x155501001234x", "x155501001234x")]
    [InlineData("15550100124 15550100123", "15550100124 anonymous")]
    [InlineData("1736157605000", "1736157605000")]
    [InlineData("0100123", "0100123")]
    public void Erase_of_a_number_finds_it_as_it_is_written(string text, string erased)
        => new ErasureRequest { Number = PhoneNumber.TryParse("+15550100123", out PhoneNumber number) ? number : default }.Erase(text).Should().Be(erased);

    [Fact]
    public async Task Erase_waits_until_no_copies_are_left_that_would_bring_a_number_back()
    {
        RecordHost host = Host("{}");
        var state = new InMemoryOpBXState();
        await state.RecordCopies.EnqueueAsync(new RecordCopy("copy", new byte[] { 1 }), default);
        var request = new ErasureRequest { Number = PhoneNumber.TryParse("+15550100123", out PhoneNumber number) ? number : default };

        Task<ErasureReport> erasing = Retention(host, state: state).EraseAsync(RecordHost.Tenant, request, default).AsTask();
        (await Task.WhenAny(erasing, Task.Delay(TimeSpan.FromMilliseconds(300)))).Should().NotBe(erasing);
        await state.RecordCopies.AcknowledgeAsync(["copy"], default);
        (await erasing.WaitAsync(TimeSpan.FromSeconds(30))).Rows.Values.Sum().Should().Be(0);
    }

    [Fact]
    public async Task Delete_of_a_tenant_leaves_the_other_ones_alone()
    {
        RecordHost host = Host("{}");
        for (int i = 0; i < 5; i++) await host.CdrAsync(Cdr("s" + i));
        await host.CdrAsync(Cdr("other"), RecordHost.Other);
        await host.CdrAsync("""{"call_id":"x"}""");
        await host.Storage.Archive!.MoveAsync(RecordHost.Tenant, RecordKind.CallRecords, RecordHost.Start.AddDays(1), 2, default);

        (await Retention(host).DeleteTenantAsync(RecordHost.Tenant, default)).Should().Be(11);

        (await CountAsync(host, archived: true)).Should().Be(0);
        (await host.DeadLettersAsync()).Should().BeEmpty();
        (await host.CdrsOfAsync("other", RecordHost.Other)).Should().ContainSingle();
    }

    [Theory]
    [InlineData(0, 3)]
    [InlineData(3, 20)]
    public async Task Batches_are_small_while_records_come_in_and_large_otherwise(int secondsSinceLast, int largest)
    {
        RecordHost host = Host("{}");
        for (int i = 0; i < 20; i++) await host.CdrAsync(Cdr("s" + i));
        host.Time.Now = RecordHost.Start.AddYears(8);
        await host.CdrAsync(Cdr("new"));
        host.Time.Now += TimeSpan.FromSeconds(secondsSinceLast);
        List<long> batches = [];
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, own) =>
        {
            if (instrument.Name == OpBXDiagnostics.RetentionMoved && ReferenceEquals(instrument.Meter, host.Metrics.Meter)) own.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((_, rows, tags, _) =>
        {
            if (tags[0].Value is "call_detail_records") batches.Add(rows);
        });
        listener.Start();

        (await Retention(host, new RetentionOptions { BatchRows = 100, BusyBatchRows = 3, BusyWorkShare = 1 }).RunAsync(RecordHost.Tenant, default)).Should().Contain(new RetentionResult(RecordKind.CallRecords, 20, 0));

        batches.Sum().Should().Be(20);
        batches.Max().Should().Be(largest);
    }

    private static string Cdr(string session) => $$"""{"call_id":"leg-{{session}}","session":{"token":"{{session}}"},"disposition":"ANSWER","from":"15550100001","to":"15550100002"}""";

    private static RecordHost Host(string settings)
    {
        var records = new RecordHost();
        var tenant = new TenantConfiguration { Organization = new Organization { Id = RecordHost.Tenant, Name = "Acme", Settings = JsonSettings.Parse(settings) } };
        ((InMemoryOpBXStorage)records.Storage).Replace([tenant]);
        return records;
    }

    private static RecordRetention Retention(RecordHost host, RetentionOptions? options = null, IOpBXState? state = null)
        => new(host.Storage, state ?? host.State, host.Traces, host.Intake, host.Spool, host.Metrics, Options.Create(options ?? Fast), host.Time, NullLogger<RecordRetention>.Instance);

    private static RetentionService Service(RecordHost host, IRetentionLease lease, RetentionOptions options)
        => new(host.Storage, Retention(host, options), lease, Options.Create(options), host.Time, NullLogger<RetentionService>.Instance);

    private static async Task<int> CountAsync(RecordHost host, bool archived)
        => (await host.Storage.CallRecords.QueryAsync(RecordHost.Tenant, new CallRecordQuery { IncludeArchived = archived, Limit = 1000 }, default)).Items.Count;

    private sealed class NoLease : IRetentionLease
    {
        public ValueTask<(IAsyncDisposable Lease, CancellationToken Lost)?> TryTakeAsync(CancellationToken cancellationToken) => ValueTask.FromResult<(IAsyncDisposable, CancellationToken)?>(null);
    }
}
