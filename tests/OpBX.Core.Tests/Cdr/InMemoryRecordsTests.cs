using Microsoft.Extensions.Options;
using OpBX.Calls;
using OpBX.Cdr;
using OpBX.Recordings;
using OpBX.Routing;

namespace OpBX.Core.Tests.Cdr;

public sealed class InMemoryRecordsTests
{
    [Fact]
    public async Task Records_beyond_the_bound_push_out_the_oldest_of_their_kind()
    {
        var host = new RecordHost(new InMemoryRecordOptions { MaxRecords = 10 });
        for (int i = 0; i < 25; i++)
        {
            await host.CdrAsync(CdrIngestorTests.Cdr($"s{i}", "leg-1", "BUSY"));
            await host.UpdateAsync($$"""{"token":"s{{i}}","eventId":"e1","status":"busy"}""");
            await host.Recordings.IngestAsync(RecordHost.Tenant, new RecordingNotice { Session = $"s{i}", Kind = RecordingKind.Voicemail, ExtensionId = 11 }, CancellationToken.None);
        }

        for (int i = 0; i < 25; i++)
        {
            int expected = i >= 15 ? 1 : 0;
            (await host.CdrsOfAsync($"s{i}")).Should().HaveCount(expected);
            (await host.UpdatesOfAsync($"s{i}")).Should().HaveCount(expected);
            (await host.RecordingsOfAsync($"s{i}")).Should().HaveCount(expected);
            ((await host.CallAsync($"s{i}")) is null).Should().Be(expected == 0);
        }
        IReadOnlyList<Recording> newest = await host.Storage.Recordings.ListByExtensionAsync(RecordHost.Tenant, 11, RecordingKind.Voicemail, 3, CancellationToken.None);
        newest.Select(static r => r.CallId).Should().Equal("s24", "s23", "s22");
    }

    [Fact]
    public async Task Records_of_another_tenant_are_not_there()
    {
        var host = new RecordHost();
        await host.CdrAsync(CdrIngestorTests.Cdr("s1", "leg-1", "BUSY"));
        await host.UpdateAsync("""{"token":"s1","eventId":"e1","status":"busy"}""");
        await host.Recordings.IngestAsync(RecordHost.Tenant, new RecordingNotice { Session = "s1", Kind = RecordingKind.Voicemail, ExtensionId = 11 }, CancellationToken.None);
        long cdr = (await host.CdrsOfAsync("s1")).Single().Id, recording = (await host.RecordingsOfAsync("s1")).Single().Id;

        (await host.Storage.CallRecords.FindAsync(RecordHost.Tenant, cdr, default)).Should().NotBeNull();
        (await host.Storage.Recordings.FindAsync(RecordHost.Tenant, recording, default)).Should().NotBeNull();

        (await host.CallAsync("s1", RecordHost.Other)).Should().BeNull();
        (await host.CdrsOfAsync("s1", RecordHost.Other)).Should().BeEmpty();
        (await host.UpdatesOfAsync("s1", RecordHost.Other)).Should().BeEmpty();
        (await host.RecordingsOfAsync("s1", RecordHost.Other)).Should().BeEmpty();
        (await host.Storage.CallRecords.FindAsync(RecordHost.Other, cdr, default)).Should().BeNull();
        (await host.Storage.Recordings.FindAsync(RecordHost.Other, recording, default)).Should().BeNull();
        (await host.Storage.Recordings.ListByExtensionAsync(RecordHost.Other, 11, RecordingKind.Voicemail, 10, default)).Should().BeEmpty();
        (await host.Storage.Recordings.MarkHeardAsync(RecordHost.Other, recording, RecordHost.Start, default)).Should().BeFalse();
    }

    [Fact]
    public async Task Dead_letters_are_bounded_by_count_and_bytes()
    {
        var host = new RecordHost(new InMemoryRecordOptions { MaxDeadLetters = 3, MaxDeadLetterBytes = 100 });
        for (int i = 0; i < 5; i++) await host.CdrAsync($$"""{"n":{{i}}}""");

        (await host.DeadLettersAsync()).Select(static l => System.Text.Encoding.UTF8.GetString(l.Body.Span)).Should().Equal("""{"n":2}""", """{"n":3}""", """{"n":4}""");

        await host.CdrAsync($$"""{"long":"{{new string('x', 80)}}"}""");
        (await host.DeadLettersAsync()).Should().HaveCount(2);
    }

    [Fact]
    public void Options_out_of_range_are_all_reported()
    {
        ValidateOptionsResult result = new InMemoryRecordOptionsValidator().Validate(null, new InMemoryRecordOptions { MaxRecords = 0, MaxDeadLetters = -1, MaxDeadLetterBytes = 0 });

        result.Failures.Should().HaveCount(3);
        new InMemoryRecordOptionsValidator().Validate(null, new InMemoryRecordOptions()).Succeeded.Should().BeTrue();
    }
}
